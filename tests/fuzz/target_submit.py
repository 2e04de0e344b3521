"""The job_ids in what a service answers to a submit call."""

from fuzz_tools import REGISTRY, each, service_in

from asyncjobs._ids import check_id
from asyncjobs.errors import InvalidIdError, SubmitError
from asyncjobs.profiles import Profile
from asyncjobs.profiles._json import UnreadableError, read_object

ALLOWED = (InvalidIdError, SubmitError, UnreadableError)


def target(data: bytes) -> None:
    """Read what follows the first line, which names the service, as bytes, text and object."""
    service, _, body = data.partition(b"\n")
    profile = REGISTRY[service_in(service.decode("latin-1"))]
    each(
        ALLOWED,
        lambda: _check(profile, body),
        lambda: _check(profile, body.decode("utf-8", "replace")),
        lambda: _check(profile, read_object(body)),
    )


def _check(profile: Profile, answer: object) -> None:
    found = profile.job_ids(answer)
    assert found
    assert len(set(found)) == len(found)
    for job_id in found:
        check_id(job_id, "job_id")
