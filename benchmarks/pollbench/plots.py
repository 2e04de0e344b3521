"""Two plots, written as SVG by hand: lag over requests, and lags of a batch by way of polling."""

from collections.abc import Iterable, Sequence
from html import escape
from math import log10

from attrs import frozen

from pollbench.budgets import Budgeted
from pollbench.free import Free

_WIDTH, _HEIGHT = 720, 440
_LEFT, _RIGHT, _TOP, _BOTTOM = 64, 16, 16, 48
_INK, _FAINT, _OURS, _BEST, _PEER = "#444", "#ddd", "#0b6e4f", "#888", "#c8553d"
_LABELLED_LEFT = {"botocore waiters", "fixed 10 s"}


@frozen
class Axis:
    """A logarithmic axis."""

    low: float
    high: float
    first: float
    """Where on the picture `low` is."""
    last: float

    def at(self, value: float) -> float:
        """Return where a value is."""
        share = log10(value / self.low) / log10(self.high / self.low)
        return round(self.first + share * (self.last - self.first), 1)

    def ticks(self) -> Iterable[float]:
        """Yield 1, 2 and 5 of every power of ten on the axis."""
        for power in range(-3, 5):
            for lead in (1, 2, 5):
                value = lead * 10.0**power
                if self.low <= value <= self.high:
                    yield value


def lag_plot(free: Free) -> str:
    """Return lag over requests: our curve, the optimum's, and a point for each peer."""
    x = Axis(1.2, 90.0, _LEFT, _WIDTH - _RIGHT)
    y = Axis(0.3, 30.0, _HEIGHT - _BOTTOM, _TOP)
    ours = sorted((each.requests, each.mean) for each in free.warm.values())
    best = sorted(free.best_points())
    shapes = [
        *_frame(x, y, "requests per job", "mean lag, seconds"),
        _line(x, y, best, _BEST, "6 4"),
        _line(x, y, ours, _OURS),
        *(_dot(x, y, point, _OURS) for point in ours if _inside(x, y, point)),
    ]
    for name, each in free.peers.items():
        point = (each.requests, each.mean)
        shapes += [_dot(x, y, point, _PEER), _label(x, y, point, name)]
    shapes += [_text(_LEFT + 12, _HEIGHT - _BOTTOM - 34, "asyncjobs, by price", _OURS)]
    shapes += [_text(_LEFT + 12, _HEIGHT - _BOTTOM - 14, "no policy can beat (dashed)", _BEST)]
    return _svg("Mean lag over requests per job", shapes)


def batch_plot(part: Budgeted) -> str:
    """Return a bar of mean lag for each way of polling a batch."""
    ways = sorted(part.outcomes.items(), key=lambda item: item[1].mean)
    high = max(each.mean for _, each in ways) * 1.5
    x = Axis(1.0, max(high, 10.0), _LEFT + 200, _WIDTH - _RIGHT - 60)
    height = (_HEIGHT - _TOP - _BOTTOM) / len(ways)
    shapes = []
    for at, (name, each) in enumerate(ways):
        top = round(_TOP + at * height, 1)
        colour = _colour(name)
        width = round(x.at(max(each.mean, x.low)) - x.first, 1)
        shapes += [
            _bar(x.first, top, width, height * 0.7, colour),
            _text(x.first - 8, top + height * 0.5, name.split(" (")[0], _INK, "end"),
            _text(x.first + width + 6, top + height * 0.5, f"{each.mean:.3g} s", _INK),
        ]
    shapes.append(_text(_LEFT, _HEIGHT - 14, "mean lag, logarithmic", _INK))
    return _svg(f"Mean lag of {part.jobs} jobs at {part.rate:g} requests per second", shapes)


def _colour(name: str) -> str:
    return _OURS if name.startswith("ours") else _BEST if name.startswith("oracle") else _PEER


def _bar(left: float, top: float, width: float, height: float, colour: str) -> str:
    place = f'x="{left}" y="{top}" width="{width}" height="{height:.1f}"'
    return f'<rect {place} fill="{colour}"/>'


def _frame(x: Axis, y: Axis, under: str, beside: str) -> list[str]:
    bottom, left = y.first, x.first
    shapes = []
    for value in x.ticks():
        at = x.at(value)
        shapes.append(f'<path d="M{at} {y.last}V{bottom}" stroke="{_FAINT}"/>')
        shapes.append(_text(at, bottom + 18, f"{value:g}", _INK, "middle"))
    for value in y.ticks():
        at = y.at(value)
        shapes.append(f'<path d="M{left} {at}H{x.last}" stroke="{_FAINT}"/>')
        shapes.append(_text(left - 8, at + 4, f"{value:g}", _INK, "end"))
    middle = (x.first + x.last) / 2
    turned = f'transform="rotate(-90 16 {_HEIGHT / 2})"'
    shapes.append(_text(middle, _HEIGHT - 8, under, _INK, "middle"))
    shapes.append(_text(16, _HEIGHT / 2, beside, _INK, "middle", turned))
    return shapes


def _inside(x: Axis, y: Axis, point: tuple[float, float]) -> bool:
    return x.low <= point[0] <= x.high and y.low <= point[1] <= y.high


def _line(
    x: Axis, y: Axis, points: Sequence[tuple[float, float]], colour: str, dashes: str = "none"
) -> str:
    shown = [point for point in points if _inside(x, y, point)]
    path = " ".join(f"{x.at(requests)},{y.at(lag)}" for requests, lag in shown)
    return (
        f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2" '
        f'stroke-dasharray="{dashes}"/>'
    )


def _dot(x: Axis, y: Axis, point: tuple[float, float], colour: str) -> str:
    return f'<circle cx="{x.at(point[0])}" cy="{y.at(point[1])}" r="4" fill="{colour}"/>'


def _label(x: Axis, y: Axis, point: tuple[float, float], name: str) -> str:
    """Write a peer's name beside its dot, on the side where there is room."""
    short, left, top = name.split(" (", maxsplit=1)[0], x.at(point[0]), y.at(point[1]) + 4
    if short in _LABELLED_LEFT:
        return _text(left - 7, top, short, _PEER, "end")
    return _text(left + 7, top, short, _PEER)


def _text(x: float, y: float, text: str, colour: str, anchor: str = "start", more: str = "") -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" fill="{colour}" text-anchor="{anchor}" {more}>'
        f"{escape(text)}</text>"
    )


def _svg(title: str, shapes: Iterable[str]) -> str:
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" '
        'font-family="sans-serif" font-size="12" role="img">'
    )
    back = f'<rect width="{_WIDTH}" height="{_HEIGHT}" fill="#fff"/>'
    return "\n".join([head, f"<title>{escape(title)}</title>", back, *shapes, "</svg>\n"])
