"""What is known of one host: whether it wants requests, whether it answers, how fast to go on."""

from math import inf

from attrs import define, field

from asyncjobs import _defaults
from asyncjobs._core.retries import Retries
from asyncjobs._retell import of_job
from asyncjobs.errors import PollFailedError
from asyncjobs.models import JobRef

# So much of the time that a spread was not used for may be made up for: timers are not exact.
_SLACK = 0.05


@define(eq=False)
class Host:
    """One host, whichever of its lanes is asked.

    It is shut when it does not answer: then one job at a time is asked, as a probe, until one
    brings an answer.
    """

    until: float = -inf
    """When the next request may go out; infinite while a probe is under way."""
    told_until: float = -inf
    """Until when it wants no request, by its own word."""
    row: int = 0
    """Polls in a row that brought no answer."""
    silence: PollFailedError | None = None
    """What the last of them brought, if the host is shut for that."""
    failing_for: float = 0.0
    """Seconds of probes that failed, and of the pauses after them."""
    probes: int = 0
    """How many of them failed."""
    probe: JobRef | None = None
    """The job that is asked as a probe now."""
    shut_at: float = -inf
    retries: Retries = field(factory=Retries)
    _apart: float = 0.0
    """Seconds between requests while they are spread."""
    _spread_until: float = -inf

    def pause(self, until: float) -> None:
        """Note until when it wants no request."""
        self.told_until = max(self.told_until, until)
        self.until = max(self.until, until)

    def took(self, ref: JobRef, now: float) -> None:
        """Note that a job is asked now."""
        self.retries.asked(now)
        if self.silence is not None:
            self.probe, self.until = ref, inf
        elif self._apart and now < self._spread_until:
            self.until = max(self.until, now - _SLACK) + self._apart
        else:
            self._apart = 0.0

    def hurry(self, now: float) -> None:
        """Have the next probe made now: somebody wants a look."""
        if self.silence is not None and self.probe is None:
            self.until = max(now, self.told_until)

    def shut(self, silence: PollFailedError, now: float, pause: float) -> None:
        """Note that nothing, or one more probe, brought an answer; the next is after a pause."""
        if self.silence is None:
            self.shut_at = now
        self.silence, self.probe = silence, None
        self.probes += 1
        self.failing_for += pause
        self.until = max(now + pause, self.told_until)

    def asks_by(self, now: float) -> float:
        """Return when it is asked next; while a probe is under way, when the next may be due."""
        return max(now, self.until) if self.probe is None else now + _defaults.PROBE_CEILING

    def release(self, now: float) -> None:
        """Note that the probe told nothing of the host: another may be made."""
        self.probe = None
        self.until = max(now, self.told_until)

    def answered(self) -> None:
        """Note that it answers."""
        self.row = self.probes = 0
        if self.silence is not None:
            self.silence, self.probe, self.failing_for = None, None, 0.0
            self.until = self.told_until

    def spread(self, now: float, due: int, over: float) -> None:
        """Have many jobs asked one after another that are due at once.

        Args:
            now: the time.
            due: how many there are.
            over: seconds in which they became due, during which half of the requests are left to
                those that become due meanwhile.
        """
        if due > _defaults.CROWD and self.silence is None:
            over = min(over, _defaults.SPREAD)
            self._apart, self._spread_until = over / (2 * due), now + over


def not_answered(ref: JobRef, silence: PollFailedError) -> PollFailedError:
    """Return that a host does not answer as the reason why one of its jobs is not asked."""
    message = f"{ref} is not asked, since its host does not answer: {silence}"
    return of_job(ref, silence, message)
