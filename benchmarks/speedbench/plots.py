"""Two plots: CPU of a poll over the jobs that are watched, and over the connections."""

from collections.abc import Callable, Mapping, Sequence
from math import inf

import drawing
from drawing import Axis

from speedbench.case import Case
from speedbench.rounds import Results

_COLOURS: Mapping[str, str] = {
    "ours fast": drawing.OURS,
    "ours null": "#7fb8a4",
    "ours httpx": "#1b4f9c",
    "ours aiohttp": "#6a3d9a",
    "gather aiohttp": drawing.PEER,
    "stock httpx": drawing.BEST,
    "raw": "#111",
}
WAYS = tuple(_COLOURS)
WAYS_BY_JOBS = ("ours fast", "ours null", "ours httpx", "ours aiohttp", "gather aiohttp")

_USUAL = Case(way="")
_LINE = 14.0
"""The height of a line of words."""


def over_jobs(found: Results) -> str:
    """Return the CPU of a poll over the number of jobs."""
    lines = _lines(found, WAYS_BY_JOBS, "jobs")
    return _plot("CPU of a poll over the jobs that are watched", lines, "jobs", (0.8, 150_000))


def over_connections(found: Results) -> str:
    """Return the CPU of a poll over the number of connections."""
    lines = _lines(found, WAYS, "connections")
    return _plot("CPU of a poll over the connections", lines, "connections", (6, 400))


def _lines(
    found: Results, ways: Sequence[str], across: str
) -> Mapping[str, Sequence[drawing.Point]]:
    """Return the points of each way that differ from the usual case in one number alone."""
    same = _same_but_for(across)
    lines: dict[str, list[drawing.Point]] = {way: [] for way in ways}
    for name, case in found.cases.items():
        cpu = found.per_poll(name)
        if case.way in lines and same(case) and cpu is not None:
            lines[case.way].append((float(getattr(case, across)), cpu))
    return {way: sorted(points) for way, points in lines.items() if points}


def _same_but_for(across: str) -> Callable[[Case], bool]:
    fixed = {"jobs", "connections", "size", "tls", "loop", "pacing", "after", "interval"} - {across}
    return lambda case: all(getattr(case, name) == getattr(_USUAL, name) for name in fixed)


def _plot(
    title: str,
    lines: Mapping[str, Sequence[drawing.Point]],
    under: str,
    span: tuple[float, float],
) -> str:
    right = drawing.WIDTH - drawing.RIGHT - 110
    x = Axis(*span, drawing.LEFT, right)
    highest = max((cpu for points in lines.values() for _, cpu in points), default=1000.0)
    y = Axis(4, highest * 1.3, drawing.HEIGHT - drawing.BOTTOM, drawing.TOP)
    shapes = drawing.frame(x, y, under, "microseconds of CPU a poll")
    for way, points in lines.items():
        colour = _COLOURS[way]
        shapes.append(drawing.line(x, y, points, colour))
        shapes += [drawing.dot(x, y, point, colour) for point in points]
    ends = {way: y.at(points[-1][1]) + 4 for way, points in lines.items()}
    for way, at in _apart(ends).items():
        shapes.append(drawing.text(right + 8, at, way, _COLOURS[way]))
    return drawing.svg(title, shapes)


def _apart(places: Mapping[str, float]) -> Mapping[str, float]:
    """Move names down that would be written over each other."""
    moved: dict[str, float] = {}
    last = -inf
    for name, place in sorted(places.items(), key=lambda item: item[1]):
        last = moved[name] = max(place, last + _LINE)
    return moved
