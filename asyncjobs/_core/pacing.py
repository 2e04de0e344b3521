"""When to ask again: one rule while the job runs, another while asking fails."""

from typing import Any, Protocol, runtime_checkable

from attrs import Attribute, define, field, frozen
from attrs.validators import ge, gt, le

from asyncjobs import _defaults
from asyncjobs._text import seconds_text
from asyncjobs.models import Job

# Doubling 2 s for 64 times passes the age of the universe: more steps only overflow the float.
_STEPS = 64


def _as_pause(_settings: object, setting: "Attribute[float]", seconds: object) -> None:
    """Refuse what would be cut in silence: no pause is longer than a day."""
    if not (isinstance(seconds, int | float) and 0 < seconds <= _defaults.LONGEST_PAUSE):
        longest = f"{_defaults.LONGEST_PAUSE:.0f} (a day)"
        message = f"{setting.name}={seconds!r}: it takes seconds above 0, up to {longest}"
        raise ValueError(message)


@define(eq=False, weakref_slot=False)
class View:
    """What is known of a watched job when it is decided whom to ask next."""

    service: str
    job_type: str = ""
    """As somebody said before the first look; the job itself says it from then on."""
    age: float = 0.0
    """Seconds from the job's begin to the last look; 0 before the first."""
    looks: int = 0
    """Answers so far."""
    quiet: int = 0
    """Looks in a row at which nothing had moved."""
    job: Job | None = None
    """The last snapshot."""
    weight: float = 1.0
    """How many times more than usual somebody wants to know."""
    shared: int = 1
    """How many jobs the request told of that was the last look: they share its price."""
    memory: Any = None
    """What the pacing keeps of the job between looks."""


class Pacing(Protocol):
    """Decides when to look at a running job again: implement this for a rule of your own.

    It is asked for every job and every look, so it must be quick, and it must not wait. Where it
    raises or returns no number, the default pauses hold for that look, and a warning tells of it.
    """

    def pause(self, view: View, dice: float) -> float:
        """Return the seconds from the last look, or from the job's begin, to the next one.

        A day at most. The first look at a job of which nobody has said what kind it is, which may
        therefore be old, is made within two seconds all the same.

        Args:
            view: the job.
            dice: a random number from 0 to 1.
        """
        ...

    def worth(self, view: View, age: float) -> float:
        """Return what a look would be worth when the job is `age` seconds old.

        Where more jobs are due than the budget allows, the most worth goes first. It is best
        measured in seconds: those by which the end would be known earlier, on average, times
        the view's weight.
        """
        ...

    def saw(self, view: View, job: Job, age: float) -> None:
        """Learn from an answer, of a running or an ended job; `view` is still of the look before.

        Args:
            view: the job as it was.
            job: the job as it is.
            age: how old it is, in seconds.
        """
        ...


@runtime_checkable
class ExplainingPacing(Pacing, Protocol):
    """A `Pacing` that can also say by what it goes, for `Watch.why`; a rule need not be one."""

    def explain(self, view: View, age: float, due: float) -> str:
        """Return in one line why the next look at a job is when it is.

        Args:
            view: the job as it is known.
            age: how old the job is now, in seconds.
            due: how old it will be at the next look; not less than `age`.
        """
        ...


@frozen
class Fixed:
    """Looks at every job at the same interval.

    Args:
        interval: seconds, a day at most.
    """

    interval: float = field(default=10.0, validator=_as_pause)

    def pause(self, view: View, dice: float) -> float:  # noqa: ARG002 - as `Pacing` has it
        """Return the interval; the first look is at once."""
        return self.interval if view.looks else 0.0

    def worth(self, view: View, age: float) -> float:
        """Return how many intervals the last look is past, times the weight."""
        return view.weight * (1 + (age - view.age) / self.interval)

    def saw(self, view: View, job: Job, age: float) -> None:
        """Learn nothing."""

    def explain(self, view: View, age: float, due: float) -> str:  # noqa: ARG002 - as above
        """Name the interval."""
        return f"every {seconds_text(self.interval)}"


@frozen(kw_only=True)
class Cadence:
    """How often a running job is asked: soon at first, then less, soon again when it moves.

    Args:
        first: seconds until the second look; the first look is at once.
        factor: by how much each quiet look lengthens the next pause.
        ceiling: the longest pause in seconds, a day at most.
        jitter: the share by which a pause is lengthened or shortened at random, so that jobs
            submitted together are not asked together for ever: 0.1 is up to 10 %.
    """

    first: float = field(default=_defaults.CADENCE_FIRST, validator=_as_pause)
    factor: float = field(default=_defaults.CADENCE_FACTOR, validator=ge(1))
    ceiling: float = field(default=_defaults.CADENCE_CEILING, validator=_as_pause)
    jitter: float = field(default=_defaults.CADENCE_JITTER, validator=[ge(0), le(0.9)])

    def pause(self, view: View, dice: float) -> float:
        """Return the seconds until the next look; the first one is at once."""
        return self.delay(max(view.quiet - 1, 0), dice) if view.looks else 0.0

    def worth(self, view: View, age: float) -> float:
        """Return how many of its pauses the last look is past, times the weight."""
        return view.weight * (1 + (age - view.age) / self.delay(max(view.quiet - 1, 0), 0.5))

    def saw(self, view: View, job: Job, age: float) -> None:
        """Learn nothing."""

    def explain(self, view: View, age: float, due: float) -> str:  # noqa: ARG002 - as above
        """Name the pause, and the quiet looks that have made it as long as it is."""
        if not view.looks:
            return "at once, as it was not looked at yet"
        pause, quiet = seconds_text(self.delay(max(view.quiet - 1, 0), 0.5)), view.quiet - 1
        if quiet <= 0:
            return f"about {pause} after a look at which something had moved"
        return f"about {pause} after {quiet} quiet look{'s' * (quiet > 1)}"

    def delay(self, quiet: int, dice: float) -> float:
        """Return seconds until the next look.

        Args:
            quiet: looks in a row at which nothing had moved.
            dice: a random number from 0 to 1.
        """
        pause = min(self.ceiling, self.first * self.factor ** min(quiet, _STEPS))
        return pause * (1 + self.jitter * (2 * dice - 1))


@frozen(kw_only=True)
class Backoff:
    """How often, and for how long, asking is tried again after a failure.

    Args:
        first: the longest pause in seconds after the first failure.
        factor: by how much each failure in a row lengthens it.
        ceiling: the longest pause in seconds at all.
        max_failures: failures in a row after which the job is given up.
        max_duration: seconds of nothing but failures after which the job is given up. Each counts
            for as long as an exchange may take at most, however long the loop stood still then.
    """

    first: float = field(default=_defaults.BACKOFF_FIRST, validator=gt(0))
    factor: float = field(default=_defaults.BACKOFF_FACTOR, validator=ge(1))
    ceiling: float = field(default=_defaults.BACKOFF_CEILING, validator=gt(0))
    max_failures: int = field(default=_defaults.MAX_FAILURES, validator=ge(1))
    max_duration: float = field(default=_defaults.MAX_FAILING, validator=gt(0))

    def delay(self, failures: int, dice: float) -> float:
        """Return seconds until the next try: anything up to the step's length ("full jitter").

        Args:
            failures: failures in a row so far, 1 or more.
            dice: a random number from 0 to 1.
        """
        return dice * min(self.ceiling, self.first * self.factor ** min(failures - 1, _STEPS))

    def exhausted(self, failures: int, duration: float) -> bool:
        """Tell whether to give up after so many failures in a row, over so many seconds."""
        return failures >= self.max_failures or duration >= self.max_duration
