"""When to ask again: one rule while the job runs, another while asking fails."""

from typing import Any, Protocol

from attrs import define, field, frozen
from attrs.validators import ge, gt, le

from asyncjobs import _defaults
from asyncjobs.models import Job

# Doubling 2 s for 64 times passes the age of the universe: more steps only overflow the float.
_STEPS = 64


@define(eq=False)
class View:
    """What a pacing knows of one watched job.

    Args:
        service: the profile's name.
        age: seconds from the job's begin to the last look; 0 before the first.
        looks: answers so far.
        quiet: looks in a row at which nothing had moved.
        job: the last snapshot; None before the first look.
        weight: how much more than usual somebody wants to know.
        memory: what the pacing keeps of the job between looks; its own business.
    """

    service: str
    age: float = 0.0
    looks: int = 0
    quiet: int = 0
    job: Job | None = None
    weight: float = 1.0
    memory: Any = None


class Pacing(Protocol):
    """When a running job is asked again, and which of many is asked first."""

    def pause(self, view: View, dice: float) -> float:
        """Return the seconds from the last look to the next; before the first, from the begin.

        Args:
            view: the job as it is known.
            dice: a random number from 0 to 1.
        """

    def worth(self, view: View, age: float) -> float:
        """Return what a look at a certain age is worth: when not all can be asked, most goes first.

        Args:
            view: the job as it is known.
            age: seconds from the job's begin to the look that is thought of.
        """

    def saw(self, view: View, job: Job, age: float) -> None:
        """Learn from an answer, whether the job runs or has ended.

        Args:
            view: the job as it was known before this answer; only `memory` may be changed.
            job: what the answer said.
            age: seconds from the job's begin to this look.
        """


@frozen
class Fixed:
    """A job is asked at once, and then at a fixed interval.

    Args:
        interval: seconds between looks.
    """

    interval: float = field(validator=gt(0))

    def pause(self, view: View, dice: float) -> float:  # noqa: ARG002 - a fixed pause has no dice
        """Return the interval; 0 before the first look."""
        return self.interval if view.looks else 0.0

    def worth(self, view: View, age: float) -> float:
        """Return for how many intervals the look has been due, times the weight."""
        return view.weight * _overdue(view, age, self.interval)

    def saw(self, view: View, job: Job, age: float) -> None:
        """Learn nothing."""


def _overdue(view: View, age: float, pause: float) -> float:
    due = view.age + pause if view.looks else 0.0
    return max(0.0, age - due) / pause


@frozen(kw_only=True)
class Cadence:
    """How often a running job is asked: soon at first, then less, soon again when it moves.

    Args:
        first: seconds until the second look; the first look is at once.
        factor: by how much each quiet look lengthens the next pause.
        ceiling: the longest pause in seconds.
        jitter: the share by which a pause is lengthened or shortened at random, so that jobs
            submitted together are not asked together for ever: 0.1 is up to 10 %.
    """

    first: float = field(default=_defaults.CADENCE_FIRST, validator=gt(0))
    factor: float = field(default=_defaults.CADENCE_FACTOR, validator=ge(1))
    ceiling: float = field(default=_defaults.CADENCE_CEILING, validator=gt(0))
    jitter: float = field(default=_defaults.CADENCE_JITTER, validator=[ge(0), le(0.9)])

    def delay(self, quiet: int, dice: float) -> float:
        """Return seconds until the next look.

        Args:
            quiet: looks in a row at which nothing had moved.
            dice: a random number from 0 to 1.
        """
        pause = min(self.ceiling, self.first * self.factor ** min(quiet, _STEPS))
        return pause * (1 + self.jitter * (2 * dice - 1))

    def pause(self, view: View, dice: float) -> float:
        """Return the delay after so many quiet looks; 0 before the first look."""
        return self.delay(view.quiet, dice) if view.looks else 0.0

    def worth(self, view: View, age: float) -> float:
        """Return for how many pauses the look has been due, times the weight."""
        return view.weight * _overdue(view, age, self.delay(view.quiet, 0.5))

    def saw(self, view: View, job: Job, age: float) -> None:
        """Learn nothing."""


@frozen(kw_only=True)
class Backoff:
    """How often, and for how long, asking is tried again after a failure.

    Args:
        first: the longest pause in seconds after the first failure.
        factor: by how much each failure in a row lengthens it.
        ceiling: the longest pause in seconds at all.
        max_failures: failures in a row after which the job is given up.
        max_duration: seconds of nothing but failures after which the job is given up.
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
