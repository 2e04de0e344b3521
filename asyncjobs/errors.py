"""Every error that asyncjobs raises, in one tree.

    AsyncJobsError
     |-- ConfigError                 a setting is missing, wrong or contradicts another
     |    `-- UnknownServiceError    no profile has that name (also LookupError)
     |-- InvalidIdError              an id that must not stand in a URL (also ValueError)
     |-- SubmitError                 a submit answer without a job_id
     |-- ClientClosedError           the client was closed while somebody waited
     |-- WrongLoopError              used in a fork, another thread or loop (also RuntimeError)
     |-- JobFailedError              the cloud said no: FAIL or CANCEL
     |-- JobTimeoutError             the job has not ended in time (also TimeoutError)
     `-- PollFailedError             we could not ask; the job may well be running
          |-- TransportError         no whole answer came back
          |-- DecodeError            an answer came back that makes no sense
          `-- ServiceError           the cloud answered with an error
               |-- ThrottledError    too many requests
               |-- AuthError         the credentials were refused
               |-- ForbiddenError    they are good, and do not allow it
               |-- WrongProjectError the job is of another project
               |-- JobNotFoundError  no such job, and it has never been seen
               `-- JobExpiredError   the job has been seen before; its record is gone

Text from a server is made safe in messages, and cut; the attributes keep it as it came.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from asyncjobs._messages import job_failed, jobs_outstanding, restored
from asyncjobs.models import Job, JobRef, Status

if TYPE_CHECKING:
    from asyncjobs._checkpoint import Checkpoint

__all__ = [
    "AsyncJobsError",
    "AuthError",
    "ClientClosedError",
    "ConfigError",
    "DecodeError",
    "ForbiddenError",
    "InvalidIdError",
    "JobExpiredError",
    "JobFailedError",
    "JobNotFoundError",
    "JobTimeoutError",
    "PollFailedError",
    "ServiceError",
    "SubmitError",
    "ThrottledError",
    "TransportError",
    "UnknownServiceError",
    "WrongLoopError",
    "WrongProjectError",
]


class AsyncJobsError(Exception):
    """The root of the tree: catch it to catch all of ours. Every error can be pickled."""

    def __reduce__(self) -> tuple[Any, ...]:
        return restored, (type(self), self.args, dict(vars(self)))


class ConfigError(AsyncJobsError):
    """A setting is missing, wrong or contradicts another; the message says what to do."""


class UnknownServiceError(ConfigError, LookupError):
    """No profile has that name; the message lists the names that are known."""


class InvalidIdError(AsyncJobsError, ValueError):
    """A job_id or project_id with characters that must not stand in a URL. Nothing was sent."""


class SubmitError(AsyncJobsError):
    """A submit answer holds no job_id: an error body, an order alone, or something else.

    Args:
        message: what was wrong and what to do.
        code: the cloud's error code, where the answer was an error body.
        reason: the cloud's own words, as they came.
    """

    def __init__(self, message: str, *, code: str | None = None, reason: str | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.reason = reason


class ClientClosedError(AsyncJobsError):
    """The client was closed, or broke down, while somebody waited for a job."""


class WrongLoopError(AsyncJobsError, RuntimeError):
    """The client was used in another process, thread or event loop than it was opened in."""


class JobFailedError(AsyncJobsError):
    """The cloud said that the job failed or was cancelled.

    Args:
        job: the last snapshot, with `job.failed` true.
    """

    def __init__(self, job: Job) -> None:
        self.job = job
        self.failures: tuple[Job, ...] = job.failures()
        """The deepest nodes that failed: the sub-jobs that hold the reason, or the job itself."""
        first = next((node for node in self.failures if node.error_code or node.fail_reason), job)
        self.code: str | None = first.error_code or job.error_code
        self.reason: str | None = first.fail_reason or job.fail_reason
        self.request_id: str | None = job.request_id
        super().__init__(job_failed(job, len(self.failures), self.code, self.reason))


class JobTimeoutError(AsyncJobsError, TimeoutError):
    """The jobs have not all ended in time. They go on in the cloud; only the waiting stopped.

    Args:
        outstanding: what had not ended yet.
        elapsed: seconds since the wait began.
        job: the last snapshot of the first outstanding job; None if it was never seen.
        polls: requests made for the outstanding jobs.
        statuses: the different statuses seen of the first outstanding job, in order.
        trouble: why the last poll of one of them failed, if it did; the `__cause__` as well.
    """

    def __init__(
        self,
        outstanding: tuple[JobRef, ...],
        *,
        elapsed: float,
        job: Job | None = None,
        polls: int = 0,
        statuses: tuple[Status, ...] = (),
        trouble: "PollFailedError | None" = None,
    ) -> None:
        self.outstanding = outstanding
        self.elapsed = elapsed
        self.job = job
        self.polls = polls
        self.statuses = statuses
        self.checkpoint: Checkpoint | None = None
        """Where the wait stood, for `JobsClient.resume`."""
        self.trouble = self.__cause__ = trouble
        super().__init__(jobs_outstanding(outstanding, elapsed, polls, statuses, trouble))


class PollFailedError(AsyncJobsError):
    """The job could not be asked about: what it does is not known, it may well be running.

    Args:
        message: what was wrong, with which job, and what to do.
        ref: the job that was asked for; None where it concerns many.
        retryable: whether asking again may help.
        retry_after: seconds that the service asked us to wait; None if it did not.
        lost: every job that could not be followed to its end, where this ends a whole iteration.
    """

    def __init__(
        self,
        message: str,
        *,
        ref: JobRef | None = None,
        retryable: bool = True,
        retry_after: float | None = None,
        lost: Mapping[JobRef, "PollFailedError"] | None = None,
    ) -> None:
        super().__init__(message)
        self.ref = ref
        self.retryable = retryable
        self.retry_after = retry_after
        self.lost: dict[JobRef, PollFailedError] = dict(lost or {})


class TransportError(PollFailedError):
    """No whole answer came back: refused, reset, cut short, too slow, or TLS that does not fit."""

    unanswered: bool = False
    """Whether a connection broke before an answer began: then the first try again does not wait."""


class DecodeError(PollFailedError):
    """An answer came back that makes no sense: no JSON, no job, too large, or of another job."""


class ServiceError(PollFailedError):
    """The cloud answered with an error instead of a job.

    Args:
        message, ref, retryable, retry_after: as in `PollFailedError`.
        http_status: the answer's HTTP status; it may not fit the code, the code counts.
        code: the cloud's error code, such as "Common.0011" or "APIGW.0301".
        reason: the cloud's own words, as they came.
        request_id: what the cloud's support asks for.
    """

    def __init__(
        self,
        message: str,
        *,
        http_status: int | None = None,
        code: str | None = None,
        reason: str | None = None,
        request_id: str | None = None,
        ref: JobRef | None = None,
        retryable: bool = False,
        retry_after: float | None = None,
    ) -> None:
        super().__init__(message, ref=ref, retryable=retryable, retry_after=retry_after)
        self.http_status = http_status
        self.code = code
        self.reason = reason
        self.request_id = request_id


class ThrottledError(ServiceError):
    """Too many requests: the whole host and project is asked more slowly for a while."""


class AuthError(ServiceError):
    """The credentials were refused; asking again with the same ones will not help."""


class ForbiddenError(ServiceError):
    """The credentials are good, but do not allow it: a permission or a role is missing."""


class WrongProjectError(ServiceError):
    """The job belongs to another project than the one it was asked for in."""


class JobNotFoundError(ServiceError):
    """The service knows no such job, and it has never been seen: a wrong id, project or region."""


class JobExpiredError(ServiceError):
    """The job has been seen before and its record is gone: services delete ended jobs (ECS: a day).

    Args:
        message: as in `ServiceError`.
        job: the last snapshot.
        **facts: as `ServiceError`.
    """

    def __init__(self, message: str, *, job: Job | None = None, **facts: Any) -> None:
        super().__init__(message, **facts)
        self.job = job
