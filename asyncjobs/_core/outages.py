"""Hosts that do not answer: one probe at a time is made, in place of every job's own retries."""

from collections import deque
from collections.abc import Callable, Iterator
from typing import NamedTuple, TypeGuard

from attrs import define, field

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
    _lost: deque[tuple[Host, Record]] = field(factory=deque, init=False)
    """Jobs that are to be given up, unless their host answers before it is their turn."""

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
        agenda = self.book.agenda
        if host.failing_for >= self.backoff.max_duration:
            queued = agenda.queued(host)
            self._lost.extend((host, each) for each in queued if self._over(host, each, now))
        looked_for = agenda.urgent(host)
        told = [Sharer(each, not_answered(each.ref, silence), lost=False) for each in looked_for]
        return [*told, *self.some_lost()]

    def some_lost(self) -> Iterator[Sharer]:
        """Return some of the jobs that are to be given up, of which there may be very many."""
        for _ in range(min(_defaults.SLICE, len(self._lost))):
            host, record = self._lost.popleft()
            if host.silence is not None and record.ticket:
                yield Sharer(record, not_answered(record.ref, host.silence), lost=True)

    @property
    def unfinished(self) -> bool:
        """Whether there are more of these."""
        return bool(self._lost)

    def _over(self, host: Host, record: Record, now: float) -> bool:
        """Whether a job was there for as much of an outage as is put up with."""
        before = record.outage if record.added_at >= host.shut_at else 0.0
        there = min(host.failing_for - before, now - record.added_at)
        return there >= self.backoff.max_duration

    def _answered(self, host: Host, poll: Poll, now: float) -> None:
        was_shut = host.silence is not None
        host.answered()
        self._lost = deque(each for each in self._lost if each[0] is not host)
        if was_shut:
            shut_for = seconds_text(now - host.shut_at)
            self.book.notices.trouble(poll.refs[0], "its host answers again", f"after {shut_for}")
            self.book.agenda.spread(host, now)

    def _tell(self, host: Host, now: float) -> None:
        """Tell each reader that has not heard of trouble, about the first of its jobs."""
        jobs, agenda = self.book.jobs.values(), self.book.agenda
        heard = (record for record in jobs if record.flight is not None or record.trouble)
        of_host = (record for record in heard if agenda.host(record.lane) is host)
        told = {reader for record in of_host for reader in record.readers}
        for record in jobs:
            others = record.readers.keys() - told if record.flight is None else ()
            if others and agenda.host(record.lane) is host:
                told |= others
                for reader in others:
                    self.book.mailroom.tell_silence(reader, record.ref, host, now=now)


def _is_silence(outcome: object) -> TypeGuard[PollFailedError]:
    """Whether nothing came back, or that the service is in trouble, whichever job is asked for.

    A refusal is an answer, and so is nonsense: both may be about one job.
    """
    if isinstance(outcome, TransportError):
        return outcome.retryable
    if type(outcome) is not ServiceError or not outcome.retryable:
        return False
    return outcome.http_status is None or outcome.http_status >= _BROKEN
