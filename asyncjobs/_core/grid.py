"""The scale on which durations are counted: bins that are each 9 % wider than the one before."""

from array import array
from bisect import bisect_right
from itertools import pairwise
from typing import TypeAlias

Row: TypeAlias = "array[float]"
"""A number for each bin or edge of the scale, in as little memory as there is."""

_FIRST = 0.25
_OCTAVES = 19

PER_OCTAVE = 8
"""Bins in which a time doubles."""

EDGES = (0.0, *(_FIRST * 2 ** (step / PER_OCTAVE) for step in range(PER_OCTAVE * _OCTAVES + 1)))
"""Seconds at which bins begin and end: 0, 0.25 s, and so on to 36 hours."""

WIDTHS = tuple(after - before for before, after in pairwise(EDGES))
BINS = len(WIDTHS)


def bin_of(seconds: float) -> int:
    """Return the bin that a time falls into; whatever lies beyond the last one counts in it."""
    return bisect_right(EDGES, seconds, 1, BINS) - 1


def row() -> Row:
    """Return a zero for each bin."""
    return array("d", bytes(8 * BINS))
