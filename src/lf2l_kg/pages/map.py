"""Maps: outlines of countries and circles, drawn as SVG. No tiles, no script, nothing from elsewhere."""

from __future__ import annotations

import math
from collections.abc import Sequence

from markupsafe import Markup
from msgspec import Struct

from .compiling import escape_once as escape
from .frame import Frame
from .outlines import Window, outline_path, window_around

_WIDTH, _HEIGHT = 760, 560  # units of a large map
_SMALL_WIDTH, _SMALL_HEIGHT = 320, 240
_ACROSS = 16.0  # degrees that a small map shows
_SNAP = 2.0  # degrees: small maps of one region are the same picture
_LETTER, _LINE = 7.4, 15  # units of a letter's width and of a line's height
_MOST_LABELS = 40
_LARGEST = 26.0  # units of a circle's radius: its neighbours stay in sight


class Spot(Struct, frozen=True):
    """A thing at its place."""

    label: str
    href: str
    kind: str  # "territory" …
    latitude: float  # degrees
    longitude: float
    size: int  # how many projects
    note: str  # said with the label: « 3 projets »


def draw_map(spots: Sequence[Spot], title: str, description: str) -> Markup:
    """A map of things, each a circle that is a link; "" when there are none."""
    if not spots:
        return Markup("")
    window = window_around([(s.latitude, s.longitude) for s in spots], _WIDTH, _HEIGHT)
    ordered = sorted(spots, key=lambda spot: (-spot.size, spot.label))
    places = [window.project(spot.latitude, spot.longitude) for spot in ordered]
    taken = [_circle_box(x, y, _radius(s)) for s, (x, y) in zip(ordered, places, strict=True)]
    circles: list[str] = []
    labels: list[str] = []
    for spot, (x, y) in zip(ordered, places, strict=True):
        told = escape(f"{spot.label}, {spot.note}" if spot.note else spot.label)
        circles.append(
            f'<a href="{escape(spot.href)}"><title>{told}</title><circle class="k-{escape(spot.kind)}"'
            f' cx="{x:.0f}" cy="{y:.0f}" r="{_radius(spot):.1f}"/></a>'
        )
        label = _place_label(spot, x, y, window, taken) if len(labels) < _MOST_LABELS else ""
        if label:
            labels.append(label)
    return _picture(window, title, description, "".join((*circles, *labels)), "map")


def draw_position(latitude: float, longitude: float, kind: str, title: str) -> Markup:
    """A small map of one region, and a mark where a thing is."""
    middle = _snap(latitude), _snap(longitude)
    window = window_around([middle], _SMALL_WIDTH, _SMALL_HEIGHT, narrowest=_ACROSS)
    x, y = window.project(latitude, longitude)
    mark = (
        f'<circle class="halo k-{escape(kind)}" cx="{x:.0f}" cy="{y:.0f}" r="13"/>'
        f'<circle class="k-{escape(kind)}" cx="{x:.0f}" cy="{y:.0f}" r="5"/>'
    )
    return _picture(window, title, "", mark, "map small")


def _snap(degrees: float) -> float:
    return round(degrees / _SNAP) * _SNAP


def _picture(window: Window, title: str, description: str, inside: str, kind: str) -> Markup:
    number = "map-title"
    described = f"<desc>{escape(description)}</desc>" if description else ""
    role = "group" if "<a " in inside else "img"
    return Markup(  # noqa: S704 - each text in it has been escaped
        f'<svg class="{kind}" viewBox="0 0 {window.width} {window.height}" role="{role}"'
        f' aria-labelledby="{number}"><title id="{number}">{escape(title)}</title>{described}'
        f'<path class="land" d="{outline_path(window)}"/>{inside}</svg>'
    )


def _radius(spot: Spot) -> float:
    return min(4.5 + 2.2 * math.sqrt(spot.size), _LARGEST)


_Box = tuple[float, float, float, float]  # left, top, right, bottom


def _circle_box(x: float, y: float, radius: float) -> _Box:
    return x - radius, y - radius, x + radius, y + radius


def _place_label(spot: Spot, x: float, y: float, window: Window, taken: list[_Box]) -> str:
    """The label where it covers nothing: right, left, above, below; "" when there is no room."""
    width, gap = len(spot.label) * _LETTER, _radius(spot) + 4
    own = _circle_box(x, y, _radius(spot))
    for anchor, at_x, at_y in (
        ("start", x + gap, y + 5),
        ("end", x - gap, y + 5),
        ("middle", x, y - gap),
        ("middle", x, y + gap + 10),
    ):
        left = at_x - {"start": 0.0, "middle": width / 2, "end": width}[anchor]
        box = left, at_y - _LINE + 3, left + width, at_y + 3
        inside = window.contains(box[0], box[1]) and window.contains(box[2], box[3])
        if inside and not any(_overlap(box, other) for other in taken if other != own):
            taken.append(box)
            return f'<text x="{at_x:.0f}" y="{at_y:.0f}" text-anchor="{anchor}">{escape(spot.label)}</text>'
    return ""


def _overlap(one: _Box, other: _Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def position_title(label: str, latitude: float, longitude: float, frame: Frame) -> str:
    """« Genk sur la carte : 50,97° N, 5,50° E »."""
    french = frame.language == "fr"
    north = "N" if latitude >= 0 else "S"
    east = "E" if longitude >= 0 else ("O" if french else "W")
    told = f"{abs(latitude):.2f}°\u00a0{north}, {abs(longitude):.2f}°\u00a0{east}"
    if not french:
        return f"{label} on the map: {told}"
    return f"{label} sur la carte\u00a0: {told.replace('.', ',')}"
