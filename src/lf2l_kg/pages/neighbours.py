"""What surrounds a thing, as a picture: what points to it at the left, what it points to at the right.

The same data give the same picture, drawn without a script; every name in it is a link.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from lf2l_kg.base.numbers import format_number, is_singular

from .compiling import escape_once as escape
from .frame import Frame
from .thing import Row, ThingView

_WIDTH = 760  # units of the picture
_STEP = 27  # from one name to the next
_GAP = 32  # before the names of the next property
_MOST = 9  # names on a side
_LONGEST = 32  # characters of a name
_LEFT, _RIGHT = 250, 510  # where the names of the two sides begin
_MIDDLE = _WIDTH // 2


@dataclass(frozen=True, slots=True)
class _Name:
    """A name in the picture; a heading has no kind."""

    text: str
    href: str
    kind: str
    height: float
    is_heading: bool


def draw_neighbours(thing: ThingView, frame: Frame) -> Markup:
    """The picture as SVG; "" for a thing that has no neighbours."""
    left, left_end = _column(_few(thing.incoming), frame)
    outgoing = [row for section in thing.sections for row in section.rows]
    right, right_end = _column(_few(outgoing), frame)
    if not left and not right:
        return Markup("")
    height = max(left_end, right_end, 3 * _STEP) + 8
    parts = [_head(thing, frame, height, left, right)]
    parts += _lines(left, (height - left_end) / 2, height / 2, _LEFT, -1)
    parts += _lines(right, (height - right_end) / 2, height / 2, _RIGHT, 1)
    parts.append(_centre(thing, height / 2, 0 if left and right else -1 if right else 1))
    parts += _names(left, (height - left_end) / 2, _LEFT, "end")
    parts += _names(right, (height - right_end) / 2, _RIGHT, "start")
    return Markup("".join((*parts, "</svg>")))  # noqa: S704 - each text in it has been escaped


def _few(rows: Sequence[Row]) -> list[tuple[str, list[tuple[str, str, str]], int]]:
    """Of each property, the first names of things of ours: (heading, names, how many more)."""
    rows = [r for r in rows if any(v.kind for v in r.values) and r.name != "inScheme"]
    found, left = [], _MOST
    for number, row in enumerate(rows):
        share = max(1, left // (len(rows) - number))
        names = [(v.text, v.href, v.kind) for v in row.values if v.kind and not v.is_outside]
        if left <= 0 or not names:
            continue
        shown = names[:share]
        left -= len(shown)
        found.append((row.label, shown, max(row.total - len(shown), 0)))
    return found


def _column(
    rows: Sequence[tuple[str, list[tuple[str, str, str]], int]], frame: Frame
) -> tuple[list[_Name], float]:
    """The names of a side, each at its height, and the height of them all."""
    found: list[_Name] = []
    at = 0.0
    for heading, names, more in rows:
        at += _GAP if found else _STEP * 0.7
        found.append(_Name(heading, "", "", at, True))
        for text, href, kind in names:
            at += _STEP
            found.append(_Name(_shorten(text), href, kind, at, False))
        if more:
            at += _STEP * 0.8
            also = "and {} more"
            if frame.language == "fr":
                also = "et {} autre" if is_singular(more, "fr") else "et {} autres"
            found.append(_Name(also.format(format_number(more, frame.language)), "", "", at, True))
    return found, at + 8


def _head(
    thing: ThingView, frame: Frame, height: float, left: list[_Name], right: list[_Name]
) -> str:
    french = frame.language == "fr"
    title = f"Ce qui entoure {thing.label}" if french else f"What surrounds {thing.label}"
    joined = [name.text for name in (*left, *right) if not name.is_heading]
    told = ", ".join(joined)
    described = f"Liens avec\u00a0: {told}." if french else f"Linked with: {told}."
    return (
        f'<svg class="graph" viewBox="0 0 {_WIDTH} {height:.0f}" role="group"'
        f' aria-labelledby="graph-title graph-desc"><title id="graph-title">{escape(title)}</title>'
        f'<desc id="graph-desc">{escape(described)}</desc>'
    )


def _lines(names: list[_Name], top: float, centre: float, edge: int, direction: int) -> list[str]:
    start, end = _MIDDLE + direction * 8, edge - direction * 22
    middle = (start + end) / 2
    return [
        f'<path class="k-{escape(name.kind)}" d="M{start} {centre:.0f}C{middle:.0f} {centre:.0f} {middle:.0f}'
        f' {top + name.height - 5:.0f} {end} {top + name.height - 5:.0f}"/>'
        for name in names
        if not name.is_heading
    ]


def _centre(thing: ThingView, middle: float, free: int) -> str:
    """The thing itself; its name stands where no lines are: above, at the left (-1), at the right (1)."""
    if free:
        x, y, anchor = _MIDDLE + free * 16, middle + 6, "end" if free < 0 else "start"
    else:
        x, y, anchor = _MIDDLE, middle - 17, "middle"
    text = escape(_shorten(thing.label))
    kind = escape(thing.kind)
    return (
        f'<circle class="k-{kind}" cx="{_MIDDLE}" cy="{middle:.0f}" r="9"/>'
        f'<text class="self" x="{x}" y="{y:.0f}" text-anchor="{anchor}">{text}</text>'
    )


def _names(names: list[_Name], top: float, edge: int, anchor: str) -> list[str]:
    found = []
    side = -1 if anchor == "start" else 1
    for name in names:
        height, text = f"{top + name.height:.0f}", escape(name.text)
        if name.is_heading:
            found.append(
                f'<text class="by" x="{edge}" y="{height}" text-anchor="{anchor}">{text}</text>'
            )
            continue
        at, middle = edge + side * 14, f"{top + name.height - 5:.0f}"
        dot = f'<circle class="k-{escape(name.kind)}" cx="{at}" cy="{middle}" r="5"/>'
        word = f'<text x="{edge}" y="{height}" text-anchor="{anchor}">{text}</text>'
        link = f'<a href="{escape(name.href)}">{dot}{word}</a>' if name.href else dot + word
        found.append(link)
    return found


def _shorten(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1].rstrip()}…"
