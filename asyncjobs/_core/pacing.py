"""When to ask again: one rule while the job runs, another while asking fails."""

from attrs import field, frozen
from attrs.validators import ge, gt, le

from asyncjobs import _defaults

# Doubling 2 s for 64 times passes the age of the universe: more steps only overflow the float.
_STEPS = 64


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
