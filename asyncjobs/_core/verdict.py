"""What a failed poll means for its job: those rows of the state machine's table."""

from enum import Enum, auto

from attrs import field, frozen
from attrs.validators import ge

from asyncjobs import _defaults
from asyncjobs._core.pacing import Backoff
from asyncjobs._core.records import Poll, Record
from asyncjobs._text import safe_text
from asyncjobs.errors import (
    JobExpiredError,
    JobNotFoundError,
    PollFailedError,
    ServiceError,
    ThrottledError,
    TransportError,
)


class Verdict(Enum):
    """What to do with the job."""

    RETRY = auto()
    """Ask again after the backoff, and say so."""
    NOT_YET = auto()
    """Ask again soon and say nothing: the service may need a moment to know a new job."""
    GIVE_UP = auto()
    """No more of this job."""


@frozen(kw_only=True)
class Patience:
    """How long a missing job and a failing service are put up with.

    Args:
        backoff: see `Backoff`.
        grace: seconds after it was added in which a job that the service does not know is taken
            for one that it does not know yet. An answer is as old as its question: one that lay
            unread while the loop stood still does not use that time up.
        confirm_after: seconds after which a job that was seen, and is missing or refused, is asked
            once more.
    """

    backoff: Backoff = field(factory=Backoff)
    grace: float = field(default=_defaults.GRACE, validator=ge(0))
    confirm_after: float = field(default=_defaults.CONFIRM_AFTER, validator=ge(0))

    def judge(self, error: PollFailedError, record: Record, poll: Poll) -> Verdict:
        """Return what a failure means for the job, its counts already raised.

        Refused credentials are no matter of one job: the gate judges them.
        """
        if isinstance(error, ThrottledError):
            return Verdict.RETRY
        if isinstance(error, JobNotFoundError):
            return self._judge_missing(record, poll)
        if not error.retryable:
            return Verdict.RETRY if _was_answered(error, record) else Verdict.GIVE_UP
        given_up = self.backoff.exhausted(record.failures, record.failing_for)
        return Verdict.GIVE_UP if given_up else Verdict.RETRY

    def _judge_missing(self, record: Record, poll: Poll) -> Verdict:
        young = poll.asked_at - record.added_at < self.grace
        hopeful = record.missing <= 1 if record.seen is not None else young
        return Verdict.NOT_YET if hopeful else Verdict.GIVE_UP

    def delay(self, error: PollFailedError, record: Record, now: float, dice: float) -> float:
        """Return seconds until a job is asked again; the service may want it to be more."""
        if not error.retryable and record.seen is not None:
            return self.confirm_after
        if isinstance(error, JobNotFoundError):
            left = record.added_at + self.grace - now
            return min(2.0 ** min(record.missing - 1, 3), max(left, 0.0))
        if isinstance(error, TransportError) and error.unanswered and record.failures <= 1:
            return 0.0  # one machine of many behind an address may be down: the next may be up
        return self.backoff.delay(max(record.failures, 1), dice)


def count_against(record: Record, error: PollFailedError, took: float) -> None:
    """Count a failure against the job, unless it is nothing that the job can help.

    Only the time that the poll itself took counts: how long the job was queued, or the loop stood
    still, says nothing of it.
    """
    if isinstance(error, JobNotFoundError) or not error.retryable:
        record.missing += 1
    elif not isinstance(error, ThrottledError):
        record.failures += 1
        record.failing_for += took


def _was_answered(error: PollFailedError, record: Record) -> bool:
    """Whether a question is refused that was answered before: then it is put once more.

    It is not where an end was seen already that was only to be confirmed.
    """
    answered = record.seen is not None and record.held is None
    return answered and isinstance(error, ServiceError) and record.missing <= 1


def holds(error: PollFailedError, record: Record, *, own: bool) -> bool:
    """Whether the pause after a failure is shortened by nobody's deadline.

    It is not where the service asked for it; nor where it shows that a job is gone or its refusal
    is meant: what comes of that is the same for all. Somebody's single look shows no such thing.
    """
    shows = not error.retryable and record.seen is not None
    return error.retry_after is not None or (shows if own else record.hold)


def last_word(error: PollFailedError, record: Record) -> PollFailedError:
    """Return the error to give up with: a job that was seen and is missing has expired."""
    job = record.seen
    if not isinstance(error, JobNotFoundError) or job is None:
        return error
    seen = safe_text(job.raw_status, 40)
    return JobExpiredError(
        f"the record of {record.ref} is gone; it was last seen as {seen}: "
        "services delete ended jobs after a while, so look at the resource itself",
        job=job,
        ref=record.ref,
        http_status=error.http_status,
        code=error.code,
        reason=error.reason,
        request_id=error.request_id,
    )
