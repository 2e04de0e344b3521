"""Few observations say little of single bins: they are spread over their neighbours."""

from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate

# What is assumed of the spread before anything is seen: so many bins, worth so many observations.
_GUESS, _WORTH = 6.0, 3
# Silverman's rule: the kernel shrinks with the fifth root of the number of observations.
_BREADTH, _SHRINKING = 1.5, -0.2
_QUARTILES_TO_DEVIATION = 1 / 1.35


def smooth(counts: Sequence[float], seen: float) -> list[float]:
    """Spread counts by a triangular kernel whose width fits their spread and their number.

    Args:
        counts: observations in each bin.
        seen: observations in all, as far as they are not forgotten.
    """
    sums = list(accumulate(counts))
    if not sums[-1]:
        return list(counts)
    low, high = (bisect_right(sums, share * sums[-1]) for share in (0.25, 0.75))
    measured = (high - low + 1) * _QUARTILES_TO_DEVIATION
    spread = (measured * seen + _GUESS * _WORTH) / (seen + _WORTH)
    return _triangle(sums, int(_BREADTH * spread * (seen + 1) ** _SHRINKING + 0.5) + 1)


def _triangle(sums: list[float], half: int) -> list[float]:
    """Convolve counts, given as running sums, with a triangle: twice with a box, by differences."""
    box = _differences([0.0] * half + sums, half)
    again = [0.0, *accumulate(box)]
    area = half * half
    spread = _differences(again + again[-1:] * (half - 1), half)
    # Differences of large sums may fall below 0 by rounding.
    return [max(0.0, each / area) for each in spread]


def _differences(sums: list[float], reach: int) -> list[float]:
    return [high - low for high, low in zip(sums[reach:], sums, strict=False)]
