"""Tell one failure again: as that of one job, or as an error of another kind."""

from copy import copy
from typing import TypeVar

from asyncjobs.errors import PollFailedError, ServiceError
from asyncjobs.models import JobRef

_E = TypeVar("_E", bound=PollFailedError)
_S = TypeVar("_S", bound=ServiceError)


def of_job(ref: JobRef, error: _E, message: str) -> _E:
    """Return the failure of many jobs as that of one, with a message that names the job."""
    if error.ref == ref:
        return error
    told = copy(error)
    told.ref = ref
    told.args = (message,)
    return told


def of_kind(kind: type[_S], error: ServiceError, message: str, *, retryable: bool) -> _S:
    """Return a refusal as one of another kind, with all that the cloud said."""
    return kind(
        message,
        http_status=error.http_status,
        code=error.code,
        reason=error.reason,
        request_id=error.request_id,
        ref=error.ref,
        retryable=retryable,
        retry_after=error.retry_after,
    )
