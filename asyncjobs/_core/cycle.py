"""What the engine does again and again: polls land, readers are told, the next polls go out."""

from collections.abc import Iterable
from math import inf

from asyncjobs import _defaults
from asyncjobs._core.interests import Interests
from asyncjobs._core.landing import Landing
from asyncjobs._core.pages import DecodePage, Pages
from asyncjobs._core.records import Arrival, Outcome, Poll, Step


class Cycle:
    """The verbs of time: `step`, which does whatever is due, and a shorter way for most polls.

    Args:
        landing: what the end of a poll does to its job.
        decode_page: reads a page of a list.
        connections: polls in flight at most.
    """

    def __init__(self, landing: Landing, decode_page: DecodePage, connections: int) -> None:
        book, gate, holding = landing.book, landing.gate, landing.holding
        self._book, self._gate, self._holding, self._agenda = book, gate, holding, book.agenda
        self._landing = landing
        self._pages = Pages(book=book, landing=landing, decode=decode_page)
        self._interests = Interests(
            book=book, gate=gate, holding=holding, sightings=landing.sightings
        )
        self._connections, self._in_flight = connections, 0
        self._waking_at = inf
        self._calm_until = -inf
        """Until when nothing is due but polls, if that was worked out since the last step."""

    def step(self, now: float, arrivals: Iterable[Arrival] = ()) -> Step:
        """Take in what arrived and say what to do at `now`.

        Args:
            now: seconds by any clock that never goes back.
            arrivals: the polls that ended since the last step and have not landed yet, in the order
                in which they did.
        """
        if self._gate.was_shut or now > self._waking_at + _defaults.STALL:
            self._go_on(now)
        for poll, outcome in arrivals:
            self.land(poll, outcome, now)
        if now >= self._book.mailroom.alarm_at:
            self._interests.expire(now)
            self._interests.hasten(now)
        self._holding.tell_confirmed(now)
        polls, poll_at = self._start(now)
        renew = self._gate.take_renewal(now)
        mail, warnings = self._book.mailroom.collect(), self._book.notices.take(now)
        self._calm_until = -inf
        return Step(polls, mail, self._wake_at(poll_at, now), renew, warnings)

    def land(self, poll: Poll, outcome: Outcome | None, now: float) -> bool:
        """Take in the end of one poll, ahead of the next step.

        Args:
            poll: which.
            outcome: as an `Arrival` has it.
            now: as in `step`.

        Returns:
            Whether its job runs on as it did at the last look, and nothing else is known by it, as
            nearly always: then `next_poll` may be all that there is to do.
        """
        if self._gate.was_shut or now > self._waking_at + _defaults.STALL:
            self._go_on(now)
        self._in_flight -= 1
        probing = self._gate.cautious and self._gate.probing
        if self._gate.cautious:
            self._gate.landed(poll)
        if outcome is None:
            self._book.tally["polls"] -= 1
            self._pages.put_back(poll, now)
        elif poll.listing is not None:
            self._pages.land(poll, poll.listing, outcome, now)
        else:
            record = self._book.jobs[poll.refs[0]]
            # An answer to a probe may let all others go out.
            return self._landing.land(record, poll, outcome, now) and not probing
        return False

    def next_poll(self, now: float) -> Poll | None:
        """Return one poll that is to go out now, in place of one that has just landed.

        It is the one that a step would begin with. None if there is none, or if there may be more
        to do: then a step says what. With one the last step's `wake_at` stays as it is.
        """
        if now >= self._calm_until:
            self._calm_until = self._calm()
        if now >= self._calm_until:
            return None
        record = self._agenda.take_one(now)
        if record is None:
            return None
        if self._gate.cautious:
            self._gate.started(1)
        self._in_flight += 1
        self._book.tally["polls"] += 1
        return self._pages.poll_for(record, now, self._gate.generation)

    def work_off(self, now: float) -> None:
        """Go on with what concerns so many jobs that a step, which then wakes at once, began it."""
        self._landing.work_off(now)
        self._interests.work_off()

    def _go_on(self, now: float) -> None:
        """Spread what became due while the loop stood still, or there were no credentials."""
        if self._gate.take_opening() or now > self._waking_at + _defaults.STALL:
            self._waking_at = now
            self._agenda.spread(None, now)

    def _start(self, now: float) -> tuple[list[Poll], float]:
        gate = self._gate
        room = self._room()
        taken = self._agenda.take(now, room, spread=gate.probing)
        polls = [self._pages.poll_for(record, now, gate.generation) for record in taken]
        if gate.cautious:
            gate.started(len(polls))
        self._in_flight += len(polls)
        self._book.tally["polls"] += len(polls)
        return polls, self._agenda.opens_at if len(polls) < room else inf

    def _room(self) -> int:
        free = self._connections - self._in_flight
        return 0 if self._book.mailroom.in_between else self._gate.room(free)

    def _wake_at(self, poll_at: float, now: float) -> float | None:
        at = min(poll_at, self._book.mailroom.next_deadline(), self._gate.renew_at)
        unfinished = self._landing.outages.unfinished or self._book.mailroom.leaving
        at = self._waking_at = now if unfinished else at
        return None if at == inf else at

    def _calm(self) -> float:
        """Return until when nothing will be due but polls; a time in the past if something is."""
        mailroom, gate, notices = self._book.mailroom, self._gate, self._book.notices
        if mailroom.in_between or mailroom.waiting:
            return -inf
        if gate.probing or not gate.open:
            return -inf
        return min(mailroom.alarm_at, notices.next_at)
