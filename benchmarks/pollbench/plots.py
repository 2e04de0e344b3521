"""Two plots, written as SVG by hand: lag over requests, and lags of a batch by way of polling."""

from drawing import (
    BEST,
    BOTTOM,
    HEIGHT,
    INK,
    LEFT,
    OURS,
    PEER,
    RIGHT,
    TOP,
    WIDTH,
    Axis,
    bar,
    dot,
    frame,
    inside,
    line,
    svg,
    text,
)

from pollbench.budgets import Budgeted
from pollbench.free import Free

_LABELLED_LEFT = {"botocore waiters", "fixed 10 s"}


def lag_plot(free: Free) -> str:
    """Return lag over requests: our curve, the optimum's, and a point for each peer."""
    x = Axis(1.2, 90.0, LEFT, WIDTH - RIGHT)
    y = Axis(0.3, 30.0, HEIGHT - BOTTOM, TOP)
    ours = sorted((each.requests, each.mean) for each in free.warm.values())
    best = sorted(free.best_points())
    shapes = [
        *frame(x, y, "requests per job", "mean lag, seconds"),
        line(x, y, best, BEST, "6 4"),
        line(x, y, ours, OURS),
        *(dot(x, y, point, OURS) for point in ours if inside(x, y, point)),
    ]
    for name, each in free.peers.items():
        point = (each.requests, each.mean)
        shapes += [dot(x, y, point, PEER), _label(x, y, point, name)]
    shapes += [text(LEFT + 12, HEIGHT - BOTTOM - 34, "asyncjobs, by price", OURS)]
    shapes += [text(LEFT + 12, HEIGHT - BOTTOM - 14, "no policy can beat (dashed)", BEST)]
    return svg("Mean lag over requests per job", shapes)


def batch_plot(part: Budgeted) -> str:
    """Return a bar of mean lag for each way of polling a batch."""
    ways = sorted(part.outcomes.items(), key=lambda item: item[1].mean)
    high = max(each.mean for _, each in ways) * 1.5
    x = Axis(1.0, max(high, 10.0), LEFT + 200, WIDTH - RIGHT - 60)
    height = (HEIGHT - TOP - BOTTOM) / len(ways)
    shapes = []
    for at, (name, each) in enumerate(ways):
        top = round(TOP + at * height, 1)
        colour = _colour(name)
        width = round(x.at(max(each.mean, x.low)) - x.first, 1)
        shapes += [
            bar(x.first, top, width, height * 0.7, colour),
            text(x.first - 8, top + height * 0.5, name.split(" (")[0], INK, "end"),
            text(x.first + width + 6, top + height * 0.5, f"{each.mean:.3g} s", INK),
        ]
    shapes.append(text(LEFT, HEIGHT - 14, "mean lag, logarithmic", INK))
    return svg(f"Mean lag of {part.jobs} jobs at {part.rate:g} requests per second", shapes)


def _colour(name: str) -> str:
    return OURS if name.startswith("ours") else BEST if name.startswith("oracle") else PEER


def _label(x: Axis, y: Axis, point: tuple[float, float], name: str) -> str:
    """Write a peer's name beside its dot, on the side where there is room."""
    short, left, top = name.split(" (", maxsplit=1)[0], x.at(point[0]), y.at(point[1]) + 4
    if short in _LABELLED_LEFT:
        return text(left - 7, top, short, PEER, "end")
    return text(left + 7, top, short, PEER)
