"""Which jobs are meant: `SERVICE:JOB_ID`, with `RESOURCE_ID/` before the id where one is needed."""

from collections.abc import Iterable
from typing import BinaryIO

from asyncjobs._ids import check_id
from asyncjobs._text import safe_text
from asyncjobs.errors import ConfigError
from asyncjobs.models import JobRef

__all__ = ["parse_id", "read_ids"]

_FORM = (
    "give SERVICE:JOB_ID, such as ecs:8aace0c8523c082201523f215b0903b3; or, where jobs are below a "
    "resource, SERVICE:RESOURCE_ID/JOB_ID"
)


def parse_id(text: str) -> JobRef:
    """Read one `SERVICE:JOB_ID`. Whether the service is known is for the client to say.

    Before the job_id, and a slash, may stand the resource whose job it is: a Kafka instance, a
    graph.

    Raises:
        ConfigError: it is not of that form.
        InvalidIdError: an id must not stand in a URL.
    """
    if text.startswith("-"):
        message = f"unknown option {safe_text(text, 64)!r}; see --help"
        raise ConfigError(message)
    service, colon, job_id = text.partition(":")
    if not (service and colon and job_id):
        message = f"{safe_text(text, 64)!r} names no job; {_FORM}"
        raise ConfigError(message)
    resource_id, slash, job_id = job_id.rpartition("/")
    if slash:
        check_id(resource_id, "resource_id")
    return JobRef(service, check_id(job_id, "job_id"), resource_id=resource_id or None)


def read_ids(
    arguments: Iterable[str], stream: BinaryIO | None, *, or_none: bool = False
) -> tuple[JobRef, ...]:
    """Return the jobs that are meant, each once, in the order given.

    Args:
        arguments: what stood on the command line; `-` stands for the stream, and so do none at all.
        stream: holds one id a line, where blank lines and #-comments do not count; None if there is
            none to read, because it is a terminal or closed.
        or_none: whether there may be none, since there are jobs to go on with.

    Raises:
        ConfigError: as `parse_id`; or no job was named at all; or `-` without a stream.
        InvalidIdError: as `parse_id`.
    """
    refs: dict[JobRef, None] = {}
    unnamed = () if or_none and stream is None else ("-",)
    for argument in tuple(arguments) or unnamed:
        found = _from_stream(stream) if argument == "-" else (parse_id(argument),)
        refs.update(dict.fromkeys(found))
    if not (refs or or_none):
        message = f"no job was named on the standard input; {_FORM}, one a line"
        raise ConfigError(message)
    return tuple(refs)


def _from_stream(stream: BinaryIO | None) -> tuple[JobRef, ...]:
    if stream is None:
        message = f"no job was named; {_FORM}, or pipe them in, one a line"
        raise ConfigError(message)
    text = stream.read().decode("utf-8-sig", errors="replace")
    lines = (line.partition("#")[0].strip() for line in text.splitlines())
    return tuple(parse_id(line) for line in lines if line)
