"""From an answer that is an error to the error that is raised."""

import pickle
from math import inf

from attrs import evolve
from fuzz_tools import REGISTRY, answer_in, is_safe

from asyncjobs.errors import PollFailedError, ServiceError
from asyncjobs.models import JobRef

ALLOWED = ()


def target(data: bytes) -> None:
    """Read the answer with an error's HTTP status, unless it is a job all the same."""
    service, response = answer_in(data)
    if response.status < 400:
        response = evolve(response, status=400 + response.status % 200)
    try:
        REGISTRY[service].decode(JobRef(service, "root", "p"), response)
    except PollFailedError as error:
        _check(error)


def _check(error: PollFailedError) -> None:
    assert is_safe(str(error))
    assert error.retry_after is None or 0 <= error.retry_after < inf
    pickle.loads(pickle.dumps(error))  # noqa: S301 - what was pickled just now
    if isinstance(error, ServiceError):
        for text in (error.code, error.reason, error.request_id):
            (text or "").encode()
