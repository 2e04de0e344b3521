"""The servers while the benchmark runs, plain and TLS, and the processes that ask them."""

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from attrs import frozen

import asyncjobs
from speedbench.case import Case, Outcome, outcome_of
from speedbench.machine import library
from speedbench.meter import tell_server
from speedbench.ways import UNSERVED
from speedbench.worker import MISSING

CORE = 1
"""Where the server runs; the clients run on core 0."""

_ROOTS = (Path(__file__).parents[1], Path(asyncjobs.__file__).parents[1])
_COMPILE_ALWAYS = "PYTHONDONTWRITEBYTECODE"
_NOBODY = "http://127.0.0.1:9"


class NotThereError(Exception):
    """What would be measured is not installed, or not in this tree."""


class FailedError(Exception):
    """What was measured came to no outcome."""


@frozen
class Counterpart:
    """Where the servers are."""

    plain: str
    tls: str | None
    """None where there is no certificate to be had."""
    authority: str = ""
    """The file of who signed the certificate."""

    def run(self, case: Case, limit: float = 120.0) -> Outcome | None:
        """Measure a case in a process of its own; None if it took longer than `limit` seconds.

        Raises:
            NotThereError: what would be measured is not there.
            FailedError: it failed.
        """
        url, authority = self._url_of(case), self.authority if case.tls else ""
        if case.way not in UNSERVED:
            how = {name: getattr(case, name) for name in ("size", "after", "jitter", "delay")}
            tell_server(url, "reset", authority, **how)
        command = [sys.executable, "-m", "speedbench.worker", case.as_json(), url, authority]
        try:
            done = subprocess.run(  # noqa: S603 - our own
                command,
                capture_output=True,
                text=True,
                timeout=limit,
                check=False,
                env=environment(),
            )
        except subprocess.TimeoutExpired:
            return None
        if done.returncode == MISSING:
            raise NotThereError(f"{case.way}: {done.stderr.strip()}")
        outcome = outcome_of(done.stdout)
        if outcome is None:
            last = done.stderr.strip().rpartition("\n")[2]
            raise FailedError(f"{case.way} failed with code {done.returncode}: {last}")
        return outcome

    def _url_of(self, case: Case) -> str:
        if case.way in UNSERVED:
            return _NOBODY
        if not case.tls:
            return self.plain
        if self.tls is None:
            raise NotThereError(f"{case.way} over TLS: trustme is not installed")
        return self.tls


@contextmanager
def counterpart() -> Iterator[Counterpart]:
    """Serve, plain and TLS, while the block runs."""
    with TemporaryDirectory() as folder, served() as plain:
        try:
            chain, authority = _certificate(Path(folder))
        except ImportError:
            yield Counterpart(plain, None)
        else:
            with served("--certificate", chain) as tls:
                yield Counterpart(plain, tls, authority)


@contextmanager
def served(*options: str) -> Iterator[str]:
    """Run one server while the block runs; yield its address."""
    command = [sys.executable, "-m", "speedbench.server", "--core", str(CORE), *options]
    with subprocess.Popen(  # noqa: S603 - our own
        command, stdout=subprocess.PIPE, text=True, env=environment()
    ) as process:
        try:
            yield (process.stdout.readline() if process.stdout else "").strip()
        finally:
            process.terminate()


def environment() -> Mapping[str, str]:
    """Let the processes find what this one has found, from wherever it was started.

    They keep what they compile: else each compiles all of the library at its start.
    """
    inherited = {name: told for name, told in os.environ.items() if name != _COMPILE_ALWAYS}
    return {**inherited, "PYTHONPATH": os.pathsep.join(map(str, _ROOTS))}


def _certificate(folder: Path) -> tuple[str, str]:
    """Write a certificate with its key, and who signed it; return the names of both files."""
    trustme = library("trustme")
    authority = trustme.CA()
    issued = authority.issue_cert("127.0.0.1")
    chain, root = folder / "chain.pem", folder / "authority.pem"
    issued.private_key_and_cert_chain_pem.write_to_path(str(chain))
    authority.cert_pem.write_to_path(str(root))
    return str(chain), str(root)
