"""Why a job is looked at when it is, in one line for a person."""

from math import inf

from attrs import define

from asyncjobs._core.agenda import Share
from asyncjobs._core.book import Book
from asyncjobs._core.gate import Gate
from asyncjobs._core.guarded import Guarded
from asyncjobs._core.records import Poll, Record
from asyncjobs._defaults import LAST_LOOK
from asyncjobs._text import safe_text, seconds_text
from asyncjobs.errors import AsyncJobsError, ConfigError, JobTimeoutError
from asyncjobs.models import JobRef, Status

_LONGEST, _LONGEST_RULE, _LONGEST_ERROR = 500, 220, 160
"""Characters of the line, and of what is in it from elsewhere."""


@define(eq=False, kw_only=True)
class Reasons:
    """Puts into words by what the pacing goes, and what the engine knows besides.

    Args:
        book: what is known of the jobs.
        gate: whether the credentials are good.
        pacing: by what it goes.
    """

    book: Book
    gate: Gate
    pacing: Guarded

    def of(self, reader: int, ref: JobRef, now: float, *, pending: bool, free: int) -> str:
        """Return the line about one job; see `Engine.why`.

        Args:
            reader: who watches it.
            ref: the job.
            now: the time.
            pending: whether the reader has not read yet how it ended, if it has.
            free: how many more polls may be in flight.

        Raises:
            ConfigError: this reader does not watch it.
        """
        record = self.book.jobs.get(ref)
        who = self.book.mailroom.readers.get(reader)
        left = who is None or ref in who.leaving
        if record is None or left or reader not in record.readers:
            return self._over(reader, ref, pending=pending)
        share = self.book.agenda.share(record.lane, now)
        if record.flight is not None:
            state = _asked(record.flight, now)
        else:
            state = self._shut(now) or self._queued(record, now, free)
        rule = safe_text(self._rule(record, now), _LONGEST_RULE)
        return safe_text(f"{rule}; {state}; {_budget(share)}", _LONGEST)

    def _over(self, reader: int, ref: JobRef, *, pending: bool) -> str:
        """Say why a job is not looked at any more."""
        who = self.book.mailroom.readers.get(reader)
        how = who.over.get(ref) if who else None
        if isinstance(how, Status):
            return f"it has ended with {how}: nothing more is asked"
        if isinstance(how, JobTimeoutError):
            return "the watch's time is over: nothing more is asked for it"
        if how is not None:
            return f"it was given up: {_words(how)}"
        if pending:
            return "it has ended, which waits to be read: nothing more is asked"
        raise ConfigError(f"{ref} is not watched here: add it first, with watch.add(ref)")

    def _rule(self, record: Record, now: float) -> str:
        """Say by what the pacing goes."""
        if record.held is not None:
            looks = self.book.confirm(record) + 1 - record.held.looks
            return f"an end was seen, to be confirmed by {looks} more look{'s' * (looks != 1)}"
        if record.absent:
            times = f"{record.absent} time{'s' * (record.absent != 1)} in a row"
            return f"its list did not have it {times}: it is looked for ever more rarely"
        age, due = now - record.begun_at, max(now, record.queued_for) - record.begun_at
        return self.pacing.explain(record, age, due)

    def _shut(self, now: float) -> str:
        """Say why nobody is asked; empty if the credentials are good."""
        gate = self.gate
        reason = gate.refused or gate.trouble or gate.refusal
        if reason is None:
            return ""
        how = "which are being got" if gate.refusal else "which somebody has to bring"
        if now < gate.renew_at < inf:
            how = f"to be got in {seconds_text(gate.renew_at - now)}"
        return f"waits for new credentials, {how}: {_words(reason)}"

    def _queued(self, record: Record, now: float, free: int) -> str:
        """Say when a job is asked that is not in flight, or why not now."""
        opens, failed = self.book.agenda.paused_until(record.lane), _failures(record)
        if record.queued_for > now:
            when = f"next look in {seconds_text(record.queued_for - now)}{self._last_look(record)}"
        else:
            when = f"due for {seconds_text(now - record.queued_for)}, {self._held(free)}"
        if self.book.agenda.host(record.lane).silence is not None:
            when += ", but its host does not answer: one job at a time is asked until it does"
        elif opens > max(now, record.queued_for):
            when += f", but its host wants no request for {seconds_text(opens - now)}"
        return f"{when}{self._company(record)}{failed}"

    def _held(self, free: int) -> str:
        """Say what a job that is due waits for."""
        if free <= 0:
            return "waits for a free connection"
        if self.gate.room(free) <= 0:
            return "waits until others have tried the credentials"
        return "waits for its turn"

    def _last_look(self, record: Record) -> str:
        """Say whether the next look is when it is since the time of a reader is over soon after."""
        readers = (self.book.mailroom.readers[reader] for reader in record.readers)
        last = {who.deadline - LAST_LOOK for who in readers if who.deadline is not None}
        return ", just before a watch's time is over" if record.queued_for in last else ""

    def _company(self, record: Record) -> str:
        """Say with how many others a job may be asked, where a list has them all."""
        if record.listing is None:
            return ""
        others = len(self.book.listed[record.listing.key]) - 1
        return f", on a list with {others} more" if others and not record.alone else ""


def _asked(flight: Poll, now: float) -> str:
    others = len(flight.refs) - 1
    company = f" with {others} more on one list" if others else ""
    return f"asked {seconds_text(now - flight.asked_at)} ago{company}, no answer yet"


def _failures(record: Record) -> str:
    if record.trouble is None:
        return ""
    number = f"{record.failures} failures in a row" if record.failures > 1 else "a failure"
    return f", after {number}: {_words(record.trouble)}"


def _budget(share: Share) -> str:
    rate = share.budget.current_rate
    limit = "no limit of requests" if rate == inf else f"{rate:.3g} requests/s"
    slowed = " since the service throttled" if share.budget.slowed else ""
    jobs = f"{share.queued} queued job{'s' * (share.queued != 1)}"
    return f"{limit}{slowed} for {jobs}, {share.due} due"


def _words(error: AsyncJobsError) -> str:
    return safe_text(str(error), _LONGEST_ERROR)
