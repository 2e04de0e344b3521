"""Whether the credentials are good: asking stops when they are not."""

from math import inf
from typing import TypeVar

from attrs import define, field

from asyncjobs._core.records import Lane, Poll
from asyncjobs._retell import of_job, of_kind
from asyncjobs.errors import AuthError, PollFailedError, ServiceError
from asyncjobs.models import JobRef

_E = TypeVar("_E", bound=PollFailedError)


@define(eq=False)
class Gate:
    """Open while the credentials work; shut until there are new ones.

    Credentials that were refused are renewed once. If those are refused as well, before a single
    answer came with them, no more is tried: more than five failed signatures in a row lock an
    access key for five minutes (API Gateway user guide, FAQ on AK/SK). For the same reason cautious
    credentials are tried on few requests before all others go out: on three in all at most, with
    those after a renewal.
    """

    cautious: bool = False
    """Whether refusals in a row do harm."""
    generation: int = 0
    """How many times the credentials were renewed."""
    refused: AuthError | None = None
    """Why asking is parked."""
    refusal: AuthError | None = None
    """Why the credentials are being renewed."""
    trouble: PollFailedError | None = None
    """Why renewing them failed last, if it is to be tried again."""
    tries: int = 0
    """How often that failed for a passing reason."""
    renew_at: float = inf
    """When to try to renew them; infinite while nothing is to be tried."""
    _proven: bool = False
    """Whether these credentials have brought an answer."""
    _renewed: bool = False
    """Whether they were got by a renewal: then they are not renewed before they are proven."""
    _refused_at: set[tuple[Lane, str]] = field(factory=set)
    """Where credentials were refused, and none has brought an answer since."""
    _accepted_at: set[tuple[Lane, str]] = field(factory=set)
    """Where credentials brought an answer, and none was refused since."""
    was_shut: bool = False
    """Whether nobody has heard yet that it opened again, if it did."""
    _probes: int = 0
    """Polls under way with credentials that are cautious."""

    @property
    def open(self) -> bool:
        """Whether polls may start."""
        return self.refusal is None and self.refused is None

    @property
    def stands_off(self) -> bool:
        """Whether nothing is tried until a time that is known."""
        return self.trouble is not None and self.renew_at < inf

    def take_opening(self) -> bool:
        """Tell, once, that polls may start again."""
        if not self.was_shut or not self.open:
            return False
        self.was_shut = False
        return True

    def room(self, free: int) -> int:
        """Return how many polls may start, where connections are free for `free` of them."""
        if not self.open:
            return 0
        if self._proven or not self.cautious:
            return free
        return min(free, (1 if self._renewed else 2) - self._probes)

    @property
    def probing(self) -> bool:
        """Whether the polls that start are to find out if the credentials work."""
        return self.cautious and not self._proven

    def started(self, polls: int) -> None:
        """Note that polls went out with cautious credentials."""
        self._probes += polls

    def landed(self, poll: Poll) -> None:
        """Note that such a poll is over."""
        if poll.generation == self.generation:
            self._probes -= 1

    def answered(self, poll: Poll) -> None:
        """Note that credentials were accepted."""
        if poll.generation == self.generation:
            self._proven, self.tries = True, 0
            place = _place(poll)
            if place not in self._accepted_at:
                self._refused_at.discard(place)
                self._accepted_at.add(place)

    def works_elsewhere(self, poll: Poll) -> bool:
        """Whether the credentials are refused here again, after a renewal, and taken elsewhere.

        There they may not have been tried yet; if they are refused there as well, that is news.
        """
        elsewhere = self._proven or (bool(self._accepted_at) and not self.cautious)
        return self.concerned(poll) and elsewhere and _place(poll) in self._refused_at

    def concerned(self, poll: Poll) -> bool:
        """Whether a refusal of `poll` is news: of the present credentials, and the first."""
        return self.open and poll.generation == self.generation

    @property
    def renewable(self) -> bool:
        """Whether these credentials may be renewed at once if they are refused."""
        return self._proven or not self._renewed

    def refuse(self, poll: Poll, refusal: AuthError, now: float) -> None:
        """Note that credentials were refused that are to be renewed now."""
        self._refused_at.add(_place(poll))
        self._accepted_at.discard(_place(poll))
        self.refusal, self.renew_at, self.was_shut = refusal, now, True

    def take_renewal(self, now: float) -> AuthError | None:
        """Return, once, the refusal for which the credentials are to be renewed now."""
        if now < self.renew_at:
            return None
        self.renew_at = inf
        return self.refusal

    def postpone(self, refusal: AuthError, trouble: PollFailedError, at: float) -> None:
        """Note that renewing failed for a passing reason, to be tried again."""
        self.tries, self.was_shut = self.tries + 1, True
        self.refusal, self.trouble, self.renew_at = refusal, trouble, at

    def park(self, refused: AuthError, renew_at: float) -> None:
        """Note that there are no new credentials, and when it may be worth while to try again."""
        tries, self.was_shut = self.tries, True
        self._settle()
        self.refused = refused
        if renew_at < inf:
            self.refusal, self.renew_at, self.tries = refused, renew_at, tries

    def renewed(self) -> None:
        """Note that renewing brought new credentials."""
        kept = self.tries, self._refused_at, self._accepted_at
        self.replaced(cautious=self.cautious)
        self.tries, self._refused_at, self._accepted_at = kept
        self._renewed = True

    def replaced(self, *, cautious: bool) -> None:
        """Note that somebody brought new credentials, which may be renewed in their turn."""
        self._settle()
        self.refused, self.cautious = None, cautious
        self.generation += 1
        self._proven, self._renewed, self._probes = False, False, 0
        self._refused_at, self._accepted_at = set(), set()

    def _settle(self) -> None:
        self.refusal, self.trouble, self.tries, self.renew_at = None, None, 0, inf


def not_asked(ref: JobRef, error: _E) -> _E:
    """Return what became of the credentials as the reason why one job is not asked."""
    message = f"{ref} is not asked, since the credentials do not work: {error}"
    return of_job(ref, error, message)


def _place(poll: Poll) -> tuple[Lane, str]:
    """Return what may have credentials' trouble of its own: a service of one host and project."""
    return poll.lane, poll.refs[0].service


def refused_here(error: AuthError) -> ServiceError:
    """Return a refusal as the trouble of one service and project that it is."""
    message = f"{error}; they work elsewhere, so it is here that they are not taken"
    return of_kind(ServiceError, error, message, retryable=True)
