"""Every check this project has; CI runs nothing else."""

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
    "_defaults",
    "_hosts",
    "_ids",
    "_messages",
    "_page",
    "_path",
    "_resources",
    "_retell",
    "_text",
    "auth/_signing",
    "auth/_skew",
    "auth/_timetable",
    "errors",
    "events",
    "models",
    "wire",
)
PURE = ["asyncjobs/_core/*", "asyncjobs/profiles/*", *(f"asyncjobs/{word}.py" for word in WORDS)]


def install(session: nox.Session, group: str) -> None:
    """Install the checkout with its extras, and one dependency group."""
    session.install("-e.[cli,clouds,simulator]", *nox.project.dependency_groups(PYPROJECT, group))


@nox.session
def tests(session: nox.Session) -> None:
    """All tests on the interpreter that runs nox, with branch coverage; `-- ARGS` go to pytest."""
    install(session, "tests")
    if session.posargs:
        session.run("pytest", *session.posargs)
        return
    session.run("coverage", "erase")
    session.run("coverage", "run", "-m", "pytest", "--numprocesses=2")
    # Silent unless they fail, so that pytest's closing line stays the last one.
    session.run("coverage", "combine", silent=True)
    session.run("coverage", "report", silent=True)
    session.run(
        "coverage", "report", f"--include={','.join(PURE)}", "--fail-under=100", silent=True
    )


@nox.session(python=nox.project.python_versions(PYPROJECT), default=False)
def matrix(session: nox.Session) -> None:
    """All tests on every supported Python that is installed; `-- ARGS` go to pytest."""
    install(session, "tests")
    session.run("pytest", *session.posargs)


@nox.session
def lint(session: nox.Session) -> None:
    """Style, types and the direction of imports."""
    install(session, "lint")
    session.run("ruff", "format", "--check", ".")
    session.run("ruff", "check", ".")
    session.run("mypy")
    session.run("lint-imports")


@nox.session(default=False)
def simulate(session: nox.Session) -> None:
    """Play whole clients in virtual time; `-- --seeds N --first S --backend asyncio|trio|both`."""
    install(session, "tests")
    session.run("python", "-m", "simulation.sweep", *session.posargs, env={"PYTHONPATH": "tests"})


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
    """Measure what watching many jobs costs; `-- JOBS RATE`."""
    session.install("-e.[cli,simulator]", "trio")
    session.run("python", "benchmarks/watch_thousand.py", *session.posargs)


@nox.session(name="bench-scheduling", default=False)
def bench_scheduling(session: nox.Session) -> None:
    """Measure how late ends are noticed, in virtual time; `-- --quick`, `--json FILE`, `--docs`."""
    session.install("-e.")
    session.run("python", "benchmarks/scheduling.py", *session.posargs)
