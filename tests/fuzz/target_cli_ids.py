"""Which jobs are meant, as people and pipes say it to the commands."""

from io import BytesIO

from fuzz_tools import each

from asyncjobs._ids import check_id
from asyncjobs.cli._ids import parse_id, read_ids
from asyncjobs.errors import ConfigError, InvalidIdError
from asyncjobs.models import JobRef

ALLOWED = (ConfigError, InvalidIdError)


def target(data: bytes) -> None:
    """Read the input as a stream of ids; and its first line, as a shell gives it, as one id."""
    argument = data.partition(b"\n")[0].decode("utf-8", "surrogateescape")
    each(
        ALLOWED,
        lambda: _check(read_ids((), BytesIO(data))),
        lambda: _check((parse_id(argument),)),
    )


def _check(refs: tuple[JobRef, ...]) -> None:
    for ref in refs:
        check_id(ref.job_id, "job_id")
        assert ref.service
        assert ref.resource_id is None or check_id(ref.resource_id, "resource_id")
