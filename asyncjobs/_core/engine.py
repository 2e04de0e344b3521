"""The state machine: answers and time in; polls, mail and a wake-up time out.

A job is absent, queued for a time, or in flight. The table of what leads where, and what is said on
the way, stands in the design document, section 4. What the end of a poll does is in `landing`, what
a failure means in `verdict`, what refused credentials mean in `gate`.
"""

from collections.abc import Callable, Container, Iterable
from math import inf

from asyncjobs import _defaults
from asyncjobs._core.agenda import Agenda, HostOf, of_its_own
from asyncjobs._core.book import Book
from asyncjobs._core.brief import Keep
from asyncjobs._core.cycle import Cycle
from asyncjobs._core.gate import Gate
from asyncjobs._core.guarded import Guarded
from asyncjobs._core.holding import Holding
from asyncjobs._core.intake import Intake
from asyncjobs._core.landing import Landing
from asyncjobs._core.limits import Budget
from asyncjobs._core.pacing import Cadence, Pacing
from asyncjobs._core.pages import DecodePage, no_news
from asyncjobs._core.reading import Decode
from asyncjobs._core.records import Interest, Lane, Listing, Poll
from asyncjobs._core.sightings import Sightings
from asyncjobs._core.stats import Stats
from asyncjobs._core.verdict import Patience
from asyncjobs._core.why import Reasons
from asyncjobs.errors import AuthError, PollFailedError
from asyncjobs.models import Job, JobRef


class Engine(Cycle):
    """Decides whom to ask next and what to tell whom. It never waits and never looks at a clock.

    What it does as time goes by is in `Cycle`; here are the verbs of readers and credentials.

    Args:
        decode: reads an answer: (ref, response, last snapshot) to a job, or raises PollFailedError.
        decode_page: reads a page of a list: (refs, response) to those of them that it has.
        dice: returns a random number from 0 to 1.
        budget_for: makes the budget of a lane that is new.
        host_of: names a lane's host: one that wants no request wants none for all its lanes.
        connections: polls in flight at most.
        exchange_timeout: seconds that a poll may take.
        pacing: when a running job is looked at again.
        patience: what is put up with when asking fails.
        strict: tell statuses that go back as well.
        cautious: as in `replace_credentials`.
        keep: what is kept of a running job between looks: its snapshot, or how its nodes stood.
    """

    def __init__(
        self,
        *,
        decode: Decode,
        decode_page: DecodePage = no_news,
        dice: Callable[[], float],
        budget_for: Callable[[Lane], Budget],
        host_of: HostOf = of_its_own,
        connections: int = _defaults.CONNECTIONS,
        exchange_timeout: float = _defaults.EXCHANGE_TIMEOUT,
        pacing: Pacing | None = None,
        patience: Patience | None = None,
        strict: bool = False,
        cautious: bool = False,
        keep: Keep = "snapshot",
    ) -> None:
        self.pacing, self.keep = pacing or Cadence(), keep
        sightings = self._sightings = Sightings(pacing=Guarded(self.pacing, self._warn), dice=dice)
        agenda = Agenda(budget_for, sightings.worth, host_of, in_turn=sightings.in_turn)
        book, gate = Book(agenda, exchange_timeout), Gate(cautious=cautious)
        intake = Intake(book=book, sightings=sightings, strict=strict, keep=keep)
        holding = Holding(book=book, gate=gate, intake=intake)
        landing = Landing(
            book=book,
            gate=gate,
            holding=holding,
            decode=decode,
            sightings=sightings,
            patience=patience or Patience(),
        )
        super().__init__(landing, decode_page, connections)
        self._reasons = Reasons(book=book, gate=gate, pacing=sightings.pacing)

    def may_go(self, poll: Poll, *, now: float) -> bool:
        """Whether a poll may go out still, now that its credentials have come.

        It may not once its host has said that it wants no request. Then it lands without an
        outcome, which counts for nothing: its jobs are queued as they were.

        Args:
            poll: was decided on before.
            now: as in `step`.
        """
        return self._agenda.paused_until(poll.lane) <= now

    def join(self, reader: int, interest: Interest = Interest(), *, now: float) -> None:  # noqa: B008 - frozen
        """Take in a reader; when its time is over it is told JobTimeoutError if jobs are left."""
        self._book.mailroom.join(reader, interest, now=now)
        if interest.weight != 1:
            self._agenda.weigh()

    def add(
        self,
        reader: int,
        ref: JobRef,
        lane: Lane,
        listing: Listing | None = None,
        *,
        now: float,
        told: Job | None = None,
    ) -> None:
        """Let a reader watch a job; what is known of it already is told at once.

        Args:
            reader: who watches.
            ref: the job.
            lane: which budget its polls are taken from.
            listing: which list has it.
            now: as in `step`.
            told: what the reader has been told of it before, as a checkpoint has it.
        """
        self._interests.add(reader, ref, lane, listing, now, told=told)

    def expect(self, reader: int, *, more: bool, now: float) -> None:
        """Note whether more jobs of a reader are to come: its time is not over before they have.

        Nor is anything asked, which is not for long: one request may serve many of them.
        """
        self._calm_until = -inf
        self._book.mailroom.expect(reader, more=more, now=now)

    def look(
        self, reader: int, ref: JobRef, lane: Lane, listing: Listing | None = None, *, now: float
    ) -> None:
        """Let a reader look at a job once, soon: it is told `Looked`, or why that failed."""
        self._interests.look(reader, ref, lane, listing, now)

    def discard(self, reader: int, refs: Iterable[JobRef], *, now: float) -> None:
        """End a reader's interest in jobs, and say nothing more of them to it."""
        self._calm_until = -inf
        self._interests.discard(reader, refs, now)

    def leave(self, reader: int) -> None:
        """End all of a reader's interests and forget it."""
        self._calm_until = -inf
        self._interests.leave(reader)

    def renewed(self, refusal: AuthError, outcome: PollFailedError | None, *, now: float) -> None:
        """Take in how renewing the credentials went.

        Args:
            refusal: for which they were to be renewed; if it is not the present one any more,
                because somebody brought new ones meanwhile, the outcome is no news.
            outcome: None for new credentials, else why there are none. A retryable failure is
                tried again after the backoff; any other parks the client, and so does the tenth,
                which is then tried again every five minutes.
            now: as in `step`.
        """
        self._calm_until = -inf
        self._landing.renewed(refusal, outcome, now)

    def replace_credentials(self, *, cautious: bool = False) -> None:
        """Take in that somebody brought new credentials: all that was parked is asked again.

        Args:
            cautious: whether several refusals in a row do harm: then they are tried on two
                requests before the others go out.
        """
        self._calm_until = -inf
        self._gate.replaced(cautious=cautious)
        self._book.mailroom.unpark()

    def stats(self) -> Stats:
        """Return what has been done so far."""
        watched, lags = len(self._book.jobs), self._sightings.lags.told()
        return Stats(**self._book.tally, watched=watched, in_flight=self._in_flight, lags=lags)

    def why(self, reader: int, ref: JobRef, pending: Container[JobRef], *, now: float) -> str:
        """Say in one line why a job is looked at when it is; `pending` are those yet to end.

        Raises:
            ConfigError: this reader does not watch it.
        """
        free = self._connections - self._in_flight
        return self._reasons.of(reader, ref, now, pending=ref in pending, free=free)

    def _warn(self, remark: str) -> None:
        self._book.notices.odd(None, remark)
