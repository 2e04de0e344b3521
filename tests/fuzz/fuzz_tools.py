"""What the fuzz targets share. A target is a file `target_NAME.py` with a `target` and `ALLOWED`.

    from asyncjobs.errors import ConfigError

    ALLOWED = (ConfigError,)


    def target(data: bytes) -> None:
        parse(data)

`target` is given any bytes, and looks at what comes out as well. What it raises must be one of
`ALLOWED`; anything else is a finding, and so is an input that takes more than 50 ms or the process
beyond its memory. Findings and what is worth keeping stand in `corpus/NAME/`, a file for each
input, and `test_fuzz_corpora.py` goes through them.
"""

import json
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

from attrs import frozen

from asyncjobs._text import safe_text
from asyncjobs.cli._json import job_value
from asyncjobs.cli._show import job_lines
from asyncjobs.models import Job
from asyncjobs.profiles import Registry
from asyncjobs.wire import Response

HERE = Path(__file__).parent
NAMES = tuple(sorted(path.stem.removeprefix("target_") for path in HERE.glob("target_*.py")))
REGISTRY = Registry()
SERVICES = tuple(profile.name for profile in REGISTRY)


@frozen
class Target:
    """One reader of what strangers wrote."""

    name: str
    run: Callable[[bytes], None]
    allowed: tuple[type[Exception], ...]

    def __call__(self, data: bytes) -> None:
        """Read `data`; only what is not allowed gets out."""
        try:
            self.run(data)
        except self.allowed as error:
            assert is_safe(str(error)), error  # noqa: PT017


def load(name: str) -> Target:
    """Return the target of that name."""
    module = import_module(f"target_{name}")
    return Target(name, module.target, module.ALLOWED)


def corpus(name: str) -> list[Path]:
    """Return the inputs that are kept for a target."""
    return sorted((HERE / "corpus" / name).iterdir())


def each(allowed: tuple[type[Exception], ...], *asks: Callable[[], None]) -> None:
    """Ask in several ways, one after another, whatever the ones before end in."""
    errors = []
    for ask in asks:
        try:
            ask()
        except allowed as error:
            errors.append(error)
    if errors:
        raise errors[0]


def answer_in(data: bytes) -> tuple[str, Response]:
    """Return the service and the answer that an input stands for.

    It is written as an HTTP answer is: `ecs 200`, lines of headers, an empty line, the body.
    """
    head, _, body = data.partition(b"\n\n")
    first, *lines = head.decode("latin-1").splitlines() or [""]
    service, _, status = first.partition(" ")
    pairs = (line.partition(":") for line in lines)
    headers = {name.strip().lower(): value.strip() for name, _, value in pairs}
    return service_in(service), Response(_status(status), headers, body)


def service_in(text: str) -> str:
    """Return the service of that name; some service for any other text."""
    return text if text in SERVICES else SERVICES[sum(map(ord, text)) % len(SERVICES)]


def use(job: Job) -> None:
    """Do what anybody does with a job: nothing in it may be in the way of that."""
    assert job == job.flatten()[0]
    assert job.progress.total >= job.progress.done
    assert is_safe(repr(job))
    assert all(map(is_safe, job.remarks))
    json.dumps([job_value(job), job.raw], ensure_ascii=False).encode()
    for line in job_lines(job):
        assert is_safe(line.plain)


def is_safe(text: str) -> bool:
    """Whether a text could neither steer a terminal nor split a line of a log."""
    return safe_text(text, len(text)) == text


def _status(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) == len("200") else 200
