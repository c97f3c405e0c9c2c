"""The outlines of countries, projected for a part of the world.

Source: Natural Earth (https://www.naturalearthdata.com, public domain), in ``outlines.json``, which
``web/outlines.mjs`` makes.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

import msgspec
from msgspec import Struct

_BEYOND = 12  # units around a picture; what lies further is drawn on this border
_HIGHEST = 83.0  # degrees of latitude: the projection has no poles


@dataclass(frozen=True, slots=True)
class Window:
    """A part of the world as a picture, in Mercator's projection.

    Source: https://en.wikipedia.org/wiki/Mercator_projection
    """

    west: float  # degrees
    north: float
    scale: float  # units of the picture a degree of longitude
    width: int  # units
    height: int

    def project(self, latitude: float, longitude: float) -> tuple[float, float]:
        """Where a position is in the picture, from its upper left corner."""
        top, here = _mercator(self.north), _mercator(latitude)
        return (longitude - self.west) * self.scale, (top - here) * self.scale

    def contains(self, x: float, y: float) -> bool:
        """Whether a place of the picture can be seen."""
        return 0 <= x <= self.width and 0 <= y <= self.height


def window_around(
    positions: Iterable[tuple[float, float]], width: int, height: int, narrowest: float = 5.0
) -> Window:
    """The window that shows some positions, with a margin.

    Args:
        positions: (latitude, longitude); at least one.
        width: of the picture, in units.
        height: of the picture.
        narrowest: degrees of longitude that it shows at least.
    """
    latitudes, longitudes = zip(*positions, strict=True)
    low, high = _mercator(min(latitudes)), _mercator(max(latitudes))
    across = max((max(longitudes) - min(longitudes)) * 1.25, narrowest)
    tall = max((high - low) * 1.3, narrowest * height / width)
    scale = min(width / across, height / tall)
    middle = (max(longitudes) + min(longitudes)) / 2
    west, top = middle - width / scale / 2, (low + high) / 2 + height / scale / 2
    return Window(west, _latitude(top), scale, width, height)


@lru_cache(maxsize=128)  # the pages of a region share their picture
def outline_path(window: Window) -> str:
    """The land in a window as the data of an SVG path."""
    east = window.west + window.width / window.scale
    south = _latitude(_mercator(window.north) - window.height / window.scale)
    layers = _layers()
    west_, south_, east_, north_ = layers.near.bounds
    is_near = window.west > west_ and east < east_ and south > south_ and window.north < north_
    drawn = []
    for ring in _rings("near" if is_near else "far"):
        if ring.west < east and ring.east > window.west and ring.south < window.north:
            drawn.append(_path(window, ring))
    return "".join(drawn)


def _path(window: Window, ring: _Ring) -> str:
    """One ring; steps smaller than a unit are left out."""
    points: list[tuple[int, int]] = []
    top, west, scale = _mercator(window.north), window.west, window.scale
    right, bottom = window.width + _BEYOND, window.height + _BEYOND
    for height, longitude in ring.points:
        x, y = round((longitude - west) * scale), round((top - height) * scale)
        point = (
            -_BEYOND if x < -_BEYOND else right if x > right else x,
            -_BEYOND if y < -_BEYOND else bottom if y > bottom else y,
        )
        if not points or point != points[-1]:
            points.append(point)
    points = _without_borders(points, window)
    if len(points) < 3:
        return ""
    (x, y), *others = points
    steps = [f"M{x} {y}l"]
    for to_x, to_y in others:
        steps.append(f"{to_x - x} {to_y - y} ")
        x, y = to_x, to_y
    return "".join(steps).replace(" -", "-").rstrip() + "z"


def _without_borders(points: list[tuple[int, int]], window: Window) -> list[tuple[int, int]]:
    """Points in the middle of a run along the border of the picture are of no use."""
    right, bottom = window.width + _BEYOND, window.height + _BEYOND

    def edges(point: tuple[int, int]) -> int:
        """The borders that a point is on, as bits."""
        x, y = point
        return (x == -_BEYOND) + 2 * (x == right) + 4 * (y == -_BEYOND) + 8 * (y == bottom)

    on = [edges(point) for point in points]
    following = [*on[1:], *on[:1]]
    return [
        point
        for point, before, here, after in zip(points, [on[-1], *on], on, following, strict=False)
        if not before & here & after
    ]


def _mercator(latitude: float) -> float:
    """Degrees on the scale of longitudes at the equator."""
    latitude = min(max(latitude, -_HIGHEST), _HIGHEST)
    return math.degrees(math.log(math.tan(math.pi / 4 + math.radians(latitude) / 2)))


def _latitude(height: float) -> float:
    return math.degrees(2 * math.atan(math.exp(math.radians(height))) - math.pi / 2)


class _Layer(Struct, frozen=True):
    """Rings as steps from point to point of a grid: longitude, latitude, by turns."""

    bounds: tuple[float, float, float, float]  # west, south, east, north
    units: int  # of the grid, a degree
    rings: list[list[int]]


class _Layers(Struct, frozen=True):
    source: str
    near: _Layer  # Europe, in detail
    far: _Layer  # the world


@dataclass(frozen=True, slots=True)
class _Ring:
    west: float
    east: float
    south: float
    points: list[tuple[float, float]]  # (Mercator's height, longitude), in degrees


@lru_cache(maxsize=1)
def _layers() -> _Layers:
    data = (resources.files("lf2l_kg.pages") / "outlines.json").read_bytes()
    return msgspec.json.decode(data, type=_Layers)


@lru_cache(maxsize=2)
def _rings(name: str) -> list[_Ring]:
    layers = _layers()
    layer = layers.near if name == "near" else layers.far
    found = []
    for steps in layer.rings:
        points = list(_points(steps, layer.units))
        longitudes = [longitude for _, longitude in points]
        south = min(latitude for latitude, _ in points)
        heights = [(_mercator(latitude), longitude) for latitude, longitude in points]
        found.append(_Ring(min(longitudes), max(longitudes), south, heights))
    return found


def _points(steps: list[int], units: int) -> Iterator[tuple[float, float]]:
    x = y = 0
    for across, up in zip(steps[::2], steps[1::2], strict=True):
        x, y = x + across, y + up
        yield y / units, x / units
