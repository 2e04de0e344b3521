"""Every check this project has; CI runs nothing else."""

from pathlib import Path

import nox

nox.needs_version = ">=2025.5.1"
nox.options.default_venv_backend = "uv|virtualenv"
nox.options.download_python = "never"
nox.options.error_on_external_run = True
nox.options.error_on_missing_interpreters = False
nox.options.reuse_venv = "yes"
nox.options.sessions = ["lint", "tests"]

PYPROJECT = nox.project.load_toml("pyproject.toml")
WORDS = (
    "_checkpoint",
    "_checkpoint_json",
    "_defaults",
    "_foreign",
    "_hosts",
    "_ids",
    "_messages",
    "_page",
    "_path",
    "_resources",
    "_retell",
    "_standing",
    "_text",
    "auth/_canonical",
    "auth/_signer",
    "auth/_signing",
    "auth/_skew",
    "auth/_timetable",
    "errors",
    "events",
    "models",
    "wire",
)
AWAITING = ("tests/auth", "tests/client", "tests/io", "tests/simulator", "--numprocesses=2")
INSTALLED = """
from importlib.metadata import distributions
for each in distributions():
    if each.name != "asyncjobs-client":
        print(f"{each.name}=={each.version}")
"""
PURE = ["asyncjobs/_core/*", "asyncjobs/profiles/*", *(f"asyncjobs/{word}.py" for word in WORDS)]

CANCELLATIONS = ("-m", "tests.cancellation.cancel_sweep", "--at-least=5000")


def install(session: nox.Session, group: str) -> None:
    """Install the checkout with its extras, and one dependency group."""
    session.install(
        "-e.[aiohttp,cli,clouds,fast,simulator]", *nox.project.dependency_groups(PYPROJECT, group)
    )


def told_by(session: nox.Session, *command: str) -> str:
    """Run a command that may find fault, and return all that it says."""
    return str(session.run(*command, silent=True, success_codes=[0, 1]))


@nox.session
def tests(session: nox.Session) -> None:
    """All tests on the interpreter that runs nox, with branch coverage; `-- ARGS` go to pytest.

    Of what dice choose and of crowds no lines are counted: tests/conftest.py.
    """
    install(session, "tests")
    if session.posargs:
        session.run("pytest", *session.posargs)
        return
    session.run("coverage", "erase")
    # Of two cores, two processes leave a part idle: many tests wait for sockets. Each further one
    # collects all tests for itself, which takes as long as some hundreds of them.
    session.run("coverage", "run", "-m", "pytest", "--numprocesses=3", "-m", "not foreign")
    # Silent unless they fail, so that pytest's closing line stays the last one.
    session.run("coverage", "combine", silent=True)
    session.run("coverage", "report", silent=True)
    session.run(
        "coverage", "report", f"--include={','.join(PURE)}", "--fail-under=100", silent=True
    )


@nox.session(default=False)
def transports(session: nox.Session) -> None:
    """What every transport must pass, over other libraries' connections; `-- ARGS` go to pytest."""
    install(session, "tests")
    session.run("pytest", "tests/io", "--numprocesses=4", "-m", "foreign", *session.posargs)


@nox.session(python=nox.project.python_versions(PYPROJECT), default=False)
def matrix(session: nox.Session) -> None:
    """All tests on every supported Python that is installed; `-- ARGS` go to pytest."""
    install(session, "tests")
    session.run("pytest", *session.posargs)


@nox.session(default=False)
def planted(session: nox.Session) -> None:
    """Plant bugs in copies of the tree; each must be found. `-- --only NAME`, `-- --list`."""
    install(session, "tests")
    session.run("python", "tests/planted/plant.py", *session.posargs)


@nox.session
def lint(session: nox.Session) -> None:
    """Style, types and the direction of imports."""
    install(session, "lint")
    session.run("ruff", "format", "--check", ".")
    session.run("ruff", "check", ".")
    session.run("mypy")
    session.run("lint-imports")


@nox.session(default=False)
def dev(session: nox.Session) -> None:
    """The tests of the half that awaits in Python's development mode; `-- ARGS` go to pytest."""
    install(session, "tests")
    # asyncio is several times slower then: what needs a quick machine is left out.
    awaiting = (*AWAITING, "--ignore=tests/io/test_many_jobs.py")
    session.run("pytest", *(session.posargs or awaiting), env={"PYTHONDEVMODE": "1"})


@nox.session(default=False)
def widened(session: nox.Session) -> None:
    """The same tests where httpx finds brotli, zstandard and HTTP/2; `-- ARGS` go to pytest."""
    install(session, "tests")
    session.install(*nox.project.dependency_groups(PYPROJECT, "widened"))
    session.run("pytest", *(session.posargs or AWAITING))


@nox.session(default=False)
def audit(session: nox.Session) -> None:
    """Look for known vulnerabilities in what users install."""
    install(session, "audit")
    listed = Path(session.create_tmp(), "installed.txt")
    listed.write_text(told_by(session, "python", "-c", INSTALLED), encoding="utf-8")
    options = ["--strict", "--disable-pip", "--no-deps", "--progress-spinner=off"]
    told = told_by(session, "pip-audit", *options, "-r", str(listed))
    if "could not be audited" in told or "ConnectionError" in told:
        session.error(f"it needs the network: a package could not be asked for\n{told}")
    if "No known vulnerabilities found" not in told:
        session.error(told)
    session.log(told)


@nox.session(default=False)
def simulate(session: nox.Session) -> None:
    """Play whole clients in virtual time, and cancel them at every await.

    With `-- --seeds N --first S --backend asyncio|trio|both` only the former.
    """
    install(session, "tests")
    session.run("python", "-m", "simulation.sweep", *session.posargs, env={"PYTHONPATH": "tests"})
    if not session.posargs:
        session.run("python", *CANCELLATIONS)


@nox.session(default=False)
def cancellations(session: nox.Session) -> None:
    """Cancel at every await, on every event loop, in virtual time; `-- --rounds N` for more."""
    install(session, "tests")
    session.run("python", *CANCELLATIONS, *session.posargs)


@nox.session(default=False)
def docs(session: nox.Session) -> None:
    """Build the documents, warnings are errors; the start page is docs/_build/index.html."""
    install(session, "docs")
    session.run("sphinx-build", "-W", "--keep-going", "-E", "-q", "docs", "docs/_build")


@nox.session(default=False)
def demo(session: nox.Session) -> None:
    """Watch 200 jobs of a simulated cloud; `-- ARGS` go to `asyncjobs demo`."""
    session.install("-e.[cli,simulator]")
    session.run("asyncjobs", "demo", *session.posargs)


@nox.session(default=False)
def bench(session: nox.Session) -> None:
    """Measure what a poll costs, beside others' clients; `-- --quick`, `--json FILE`, `--docs`."""
    install(session, "bench")
    session.run("python", "benchmarks/speed.py", *session.posargs)


@nox.session(name="bench-growth", default=False)
def bench_growth(session: nox.Session) -> None:
    """Measure what many jobs cost: CPU, stalls, memory, and start-up; `-- --quick`."""
    install(session, "bench")
    for script in ("growth", "memory"):
        session.run("python", f"benchmarks/{script}.py", *session.posargs)
    session.run("python", "benchmarks/startup.py")


@nox.session(name="bench-watch", default=False)
def bench_watch(session: nox.Session) -> None:
    """Watch many jobs of the simulated cloud, on asyncio and on trio; `-- JOBS RATE`."""
    session.install("-e.[cli,simulator]", "trio")
    session.run("python", "benchmarks/watch_thousand.py", *session.posargs)


@nox.session(default=False)
def kills(session: nox.Session) -> None:
    """Kill a watching command at random and go on from its checkpoint; `-- KILLS SEED`."""
    install(session, "tests")
    session.run("python", "tests/kills/kill_loop.py", *session.posargs)


@nox.session(name="bench-scheduling", default=False)
def bench_scheduling(session: nox.Session) -> None:
    """Measure how late ends are noticed, in virtual time; `-- --quick`, `--json FILE`, `--docs`."""
    session.install("-e.")
    session.run("python", "benchmarks/scheduling.py", *session.posargs)


@nox.session(name="bench-decoding", default=False)
def bench_decoding(session: nox.Session) -> None:
    """Measure what an answer and a signature cost; `-- --json FILE`."""
    session.install("-e.[fast]", "huaweicloudsdkcore")
    session.run("python", "benchmarks/decoding.py", *session.posargs)


@nox.session(default=False)
def hostile(session: nox.Session) -> None:
    """Meet hostile answers, and count their memory on Linux; `-- --limit BYTES`, `--case WORDS`."""
    session.install("-e.", *nox.project.dependency_groups(PYPROJECT, "hostile"))
    session.run("python", "benchmarks/hostile.py", *session.posargs)


@nox.session(default=False)
def fuzz(session: nox.Session) -> None:
    """Feed the readers what strangers might send; `-- --seconds N`, `--target NAME`."""
    install(session, "fuzz")
    session.run("python", "tests/fuzz/fuzz.py", *session.posargs)
