"""Hosts that do not answer: one probe at a time is made, in place of every job's own retries."""

from collections.abc import Callable, Iterator
from typing import NamedTuple, TypeGuard

from attrs import define

from asyncjobs import _defaults
from asyncjobs._core.book import Book
from asyncjobs._core.host import Host, not_answered
from asyncjobs._core.pacing import Backoff
from asyncjobs._core.records import Poll, Record
from asyncjobs._text import seconds_text
from asyncjobs.errors import AuthError, PollFailedError, ServiceError, TransportError

_BROKEN = 500
"""The HTTP status from which on the service itself is in trouble."""

_SILENT = "its host does not answer, and one job at a time is asked until it does"


class Sharer(NamedTuple):
    """A job that a failed probe concerns as well: somebody is to be told why it is not asked."""

    record: Record
    error: PollFailedError
    lost: bool
    """Whether it is given up; else somebody wants a look at it."""


@define(eq=False, kw_only=True)
class Outages:
    """Shuts a host after five polls in a row without an answer, and opens it with the first one.

    Meanwhile jobs wait that nobody asks about, and no failure counts against them. That ends after
    as long a time as a job's own failures are put up with.
    """

    book: Book
    backoff: Backoff
    dice: Callable[[], float]

    def heard(self, poll: Poll, outcome: object, now: float) -> list[Sharer]:
        """Take in whether a host has answered; return whom that concerns besides."""
        host = self.book.agenda.host(poll.lane)
        if _is_silence(outcome):
            return self._silent(host, poll, outcome, now)
        if host.row and isinstance(outcome, AuthError):
            if host.probe in poll.refs:
                host.release(now)
        elif host.row:
            self._answered(host, poll, now)
        return []

    def _silent(self, host: Host, poll: Poll, silence: PollFailedError, now: float) -> list[Sharer]:
        """Count a poll without an answer, unless it is of before the host was shut."""
        host.row += 1
        was_shut = host.silence is not None
        if host.row < _defaults.OUTAGE or (was_shut and host.probe not in poll.refs):
            return []
        pause = min(self.backoff.delay(host.probes + 1, self.dice()), _defaults.PROBE_CEILING)
        host.shut(silence, now, max(pause, silence.retry_after or 0.0))
        host.failing_for += self.book.took(poll, now)
        if not was_shut:
            self.book.notices.trouble(poll.refs[0], _SILENT, str(silence))
            self._tell(host, now)
        for ref in poll.refs:
            record = self.book.jobs[ref]
            if self._over(host, record, now):
                record.failing_for = host.failing_for
        agenda, longest = self.book.agenda, self.backoff.max_duration
        others = agenda.queued(host) if host.failing_for >= longest else agenda.urgent(host)
        told = ((record, self._over(host, record, now)) for record in others)
        return [
            Sharer(record, not_answered(record.ref, silence), lost)
            for record, lost in told
            if lost or record.lookers
        ]

    def _over(self, host: Host, record: Record, now: float) -> bool:
        """Whether a job was there for as much of an outage as is put up with."""
        before = record.outage if record.added_at >= host.shut_at else 0.0
        there = min(host.failing_for - before, now - record.added_at)
        return there >= self.backoff.max_duration

    def _answered(self, host: Host, poll: Poll, now: float) -> None:
        was_shut = host.silence is not None
        host.answered()
        if was_shut:
            shut_for = seconds_text(now - host.shut_at)
            self.book.notices.trouble(poll.refs[0], "its host answers again", f"after {shut_for}")
            self.book.agenda.spread(host, now)

    def _tell(self, host: Host, now: float) -> None:
        """Tell each reader that has not heard of trouble, about the first of its jobs."""
        jobs = list(self._jobs_of(host))
        others = [record for record in jobs if record.flight is None]
        heard = (record for record in jobs if record.flight is not None or record.trouble)
        told = {reader for record in heard for reader in record.readers}
        for record in others:
            for reader in record.readers.keys() - told:
                told.add(reader)
                self.book.mailroom.tell_silence(reader, record.ref, host, now=now)

    def _jobs_of(self, host: Host) -> Iterator[Record]:
        agenda = self.book.agenda
        return (job for job in self.book.jobs.values() if agenda.host(job.lane) is host)


def _is_silence(outcome: object) -> TypeGuard[PollFailedError]:
    """Whether nothing came back, or that the service is in trouble, whichever job is asked for.

    A refusal is an answer, and so is nonsense: both may be about one job.
    """
    if isinstance(outcome, TransportError):
        return outcome.retryable
    if type(outcome) is not ServiceError or not outcome.retryable:
        return False
    return outcome.http_status is None or outcome.http_status >= _BROKEN
