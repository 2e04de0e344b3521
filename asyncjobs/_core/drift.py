"""Notice that a cloud has become faster or slower than what was learned of it."""

from math import log

from attrs import define

# How much likelier what happens of late must be (the logarithm of the odds), if all risks were
# so many times what they are believed to be. Of a faster cloud fewer ends are seen than of a slower
# one survivors: it must be believed sooner.
_ODDS, _FASTER, _SLOWER = 9.0, 5.0, 1 / 3
# What an end, and an end that was expected, change of these odds.
_FASTER_END, _FASTER_RISK = log(_FASTER), _FASTER - 1
_SLOWER_END, _SLOWER_RISK = log(_SLOWER), _SLOWER - 1
# What is believed of the first and of the last jobs of a batch is never quite right, and tells
# nothing of the others: a cloud is faster if many looks find an end, and slower if jobs run on
# where most had ended, not where hardly any is left.
_MANY, _HARDLY_ANY = 0.25, 0.1


@define(eq=False)
class Drift:
    """A running comparison of ends with what was expected (Page's cumulative sum of log odds).

    Each job counts for as long as it was seen to run, so that a batch does not mislead it, of which
    the first to end are all early and the last all late.
    """

    _faster: float = 0.0
    _slower: float = 0.0
    _looks: int = 0
    _ends: int = 0

    def noticed(self, ends: int, before: float, left: float) -> bool:
        """Take in one look; tell whether the cloud has changed.

        Args:
            ends: 1 if the job has ended, 0 if it still runs.
            before: the share of jobs believed to run at the age of the look before.
            left: the share believed to run at the age of this one, or of the end.
        """
        if before <= _HARDLY_ANY:
            return False
        expected = log(before / max(left, _HARDLY_ANY)) if left < before else 0.0
        slower = self._slower + ends * _SLOWER_END - _SLOWER_RISK * expected
        self._slower = slower if slower > 0 else 0.0
        self._faster += ends * _FASTER_END - _FASTER_RISK * expected
        self._looks, self._ends = self._looks + 1, self._ends + ends
        if self._faster <= 0:
            self._faster, self._looks, self._ends = 0.0, 0, 0
        if self._slower <= _ODDS and (self._faster <= _ODDS or self._ends < _MANY * self._looks):
            return False
        self._faster = self._slower = 0.0
        return True
