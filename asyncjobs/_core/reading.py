"""How an answer is read: not at all where it is the same as the last one."""

from collections.abc import Callable

from asyncjobs._core.records import Outcome, Record
from asyncjobs.errors import PollFailedError
from asyncjobs.models import Job, JobRef
from asyncjobs.wire import Response

_SIXTY_BITS = 2**60 - 1
"""A larger number takes half as much room again."""

Decode = Callable[[JobRef, Response, Job | None], Job]
"""Reads an answer: (ref, response, last snapshot) to a job, or raises PollFailedError."""


def read_answer(
    record: Record, outcome: Outcome, decode: Decode, *, needs_job: bool
) -> Job | PollFailedError | None:
    """Return what a poll has brought; None for the same as last time, where that is all to know.

    Args:
        record: the job.
        outcome: what came back.
        decode: reads it.
        needs_job: whether there has to be a job, though nothing is new.
    """
    if isinstance(outcome, PollFailedError):
        return outcome
    digest = hash((outcome.status, outcome.body)) & _SIXTY_BITS
    if digest == record.digest:
        known = record.job is not None or record.brief is not None
        if known and not needs_job and (record.rare is None or not record.lookers):
            return None
        if record.job is not None:
            return record.job
    try:
        job = decode(record.ref, outcome, record.job)
    except PollFailedError as error:
        return error
    record.digest = digest
    return job
