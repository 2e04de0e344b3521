"""Plots written as SVG by hand: axes, lines, dots and words."""

from collections.abc import Iterable, Sequence
from html import escape
from math import log10

from attrs import frozen

WIDTH, HEIGHT = 720, 440
LEFT, RIGHT, TOP, BOTTOM = 64, 16, 16, 48
INK, FAINT, OURS, BEST, PEER = "#444", "#ddd", "#0b6e4f", "#888", "#c8553d"

Point = tuple[float, float]


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
        for power in range(-3, 7):
            for lead in (1, 2, 5):
                value = lead * 10.0**power
                if self.low <= value <= self.high:
                    yield value


def frame(x: Axis, y: Axis, under: str, beside: str) -> list[str]:
    """Return a grid with the numbers and the names of both axes."""
    bottom, left = y.first, x.first
    shapes = []
    for value in x.ticks():
        at = x.at(value)
        shapes.append(f'<path d="M{at} {y.last}V{bottom}" stroke="{FAINT}"/>')
        shapes.append(text(at, bottom + 18, f"{value:g}", INK, "middle"))
    for value in y.ticks():
        at = y.at(value)
        shapes.append(f'<path d="M{left} {at}H{x.last}" stroke="{FAINT}"/>')
        shapes.append(text(left - 8, at + 4, f"{value:g}", INK, "end"))
    middle = (x.first + x.last) / 2
    turned = f'transform="rotate(-90 16 {HEIGHT / 2})"'
    shapes.append(text(middle, HEIGHT - 8, under, INK, "middle"))
    shapes.append(text(16, HEIGHT / 2, beside, INK, "middle", turned))
    return shapes


def inside(x: Axis, y: Axis, point: Point) -> bool:
    """Whether a point is on the picture."""
    return x.low <= point[0] <= x.high and y.low <= point[1] <= y.high


def line(x: Axis, y: Axis, points: Sequence[Point], colour: str, dashes: str = "none") -> str:
    """Return a line through those of the points that are on the picture."""
    shown = [point for point in points if inside(x, y, point)]
    path = " ".join(f"{x.at(across)},{y.at(up)}" for across, up in shown)
    return (
        f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2" '
        f'stroke-dasharray="{dashes}"/>'
    )


def dot(x: Axis, y: Axis, point: Point, colour: str) -> str:
    """Return a dot."""
    return f'<circle cx="{x.at(point[0])}" cy="{y.at(point[1])}" r="4" fill="{colour}"/>'


def bar(left: float, top: float, width: float, height: float, colour: str) -> str:
    """Return a filled box."""
    place = f'x="{left}" y="{top}" width="{width}" height="{height:.1f}"'
    return f'<rect {place} fill="{colour}"/>'


def text(x: float, y: float, words: str, colour: str, anchor: str = "start", more: str = "") -> str:
    """Return some words."""
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" fill="{colour}" text-anchor="{anchor}" {more}>'
        f"{escape(words)}</text>"
    )


def svg(title: str, shapes: Iterable[str]) -> str:
    """Return the picture."""
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" '
        'font-family="sans-serif" font-size="12" role="img">'
    )
    back = f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>'
    return "\n".join([head, f"<title>{escape(title)}</title>", back, *shapes, "</svg>\n"])
