"""Panels of curves, one below the other, as an SVG picture. Values upwards are on a logarithmic scale."""

import math
from dataclasses import dataclass
from xml.sax.saxutils import escape

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 640, 300, 70, 170, 30, 50
COLORS = ("#1b6ca8", "#c8553d", "#3a7d44", "#7d5ba6", "#b08900", "#555555")


@dataclass
class Axis:
    """What the values of an axis are, from `low` to `high`, and which of them are marked."""

    low: float
    high: float
    marks: list
    is_logarithmic: bool = True

    def share(self, value):
        """Where a value lies, from 0 to 1."""
        if self.is_logarithmic:
            value, low, high = (math.log(each) for each in (value, self.low, self.high))
        else:
            low, high = self.low, self.high
        return (value - low) / ((high - low) or 1)


@dataclass
class Panel:
    """Curves over an axis: for each name its points, in order."""

    title: str
    caption: str
    across: Axis
    curves: dict


def upward_axis(values):
    """An axis for values, with marks at 1, 2 and 5 times the powers of ten."""
    values = list(values) or [1]
    power = math.floor(math.log10(min(values)))
    low, high = 10 ** power, max(values) * 1.2
    marks = []
    while 10 ** power <= high:
        marks += [digit * 10 ** power for digit in (1, 2, 5) if digit * 10 ** power <= high]
        power += 1
    return Axis(low, high, marks)


def number(value):
    return f"{value:,.0f}" if value >= 1 else f"{value:g}"


def _lines(panel, names, top):
    upward = upward_axis(value for points in panel.curves.values() for _, value in points)
    bottom = top + HEIGHT - BOTTOM

    def x(value):
        return LEFT + panel.across.share(value) * (WIDTH - LEFT - RIGHT)

    def y(value):
        return bottom - upward.share(value) * (HEIGHT - BOTTOM - TOP)

    yield f'<text x="{LEFT}" y="{top + 18}" font-weight="bold">{escape(panel.title)}</text>'
    for value, label in panel.across.marks:
        yield (
            f'<line x1="{x(value):.1f}" x2="{x(value):.1f}" y1="{top + TOP}" y2="{bottom}" '
            f'stroke="#ddd"/><text x="{x(value):.1f}" y="{bottom + 18}" '
            f'text-anchor="middle">{escape(label)}</text>')
    for value in upward.marks:
        yield (
            f'<line x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y(value):.1f}" y2="{y(value):.1f}" '
            f'stroke="#ddd"/><text x="{LEFT - 6}" y="{y(value) + 4:.1f}" '
            f'text-anchor="end">{number(value)}</text>')
    yield (
        f'<text x="{(LEFT + WIDTH - RIGHT) / 2}" y="{top + HEIGHT - 12}" '
        f'text-anchor="middle">{escape(panel.caption)}</text>')
    for index, name in enumerate(names):
        if not panel.curves.get(name):
            continue
        color, place = COLORS[index % len(COLORS)], top + TOP + 16 + 18 * index
        path = " ".join(f"{x(across):.1f},{y(value):.1f}" for across, value in panel.curves[name])
        yield (
            f'<polyline points="{path}" fill="none" stroke="{color}" stroke-width="2"/>'
            f'<line x1="{WIDTH - RIGHT + 12}" x2="{WIDTH - RIGHT + 32}" y1="{place - 4}" '
            f'y2="{place - 4}" stroke="{color}" stroke-width="2"/>'
            f'<text x="{WIDTH - RIGHT + 38}" y="{place}">{escape(name)}</text>')


def picture(panels, legend_of_each=False):
    """The picture. A name has one color everywhere, or with `legend_of_each` one in each panel."""
    all_names = list(dict.fromkeys(name for panel in panels for name in panel.curves))
    height = HEIGHT * len(panels)
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" '
        f'height="{height}" font-family="sans-serif" font-size="12">',
        f'<rect width="{WIDTH}" height="{height}" fill="white"/>',
    ]
    for index, panel in enumerate(panels):
        lines += _lines(panel, list(panel.curves) if legend_of_each else all_names, HEIGHT * index)
    return "\n".join(lines + ["</svg>"]) + "\n"
