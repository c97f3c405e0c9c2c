"""Places of the world by name (GeoNames, countries, regions), looked up in a small index."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol


@dataclass(frozen=True, slots=True)
class Place:
    """A place that GeoNames (or the list of regions) knows."""

    name: str
    kind: Literal["city", "region", "country"]
    country: str  # ISO 3166-1 alpha-2
    region: str  # GeoNames admin1 code ("44" is Grand Est); "" when not known
    population: int  # 0 when not known
    geonames_id: int  # 0 when not known
    latitude: float | None
    longitude: float | None


class Gazetteer(Protocol):
    """What knows places by name."""

    def find(self, name: str) -> tuple[Place, ...]:
        """Places so called, accents, case and hyphens apart; () when there is none.

        Countries first, then regions, then cities from the most populous.
        """
        ...


def open_gazetteer(cache: Path) -> Gazetteer:
    """The gazetteer, whose index is built in the folder ``cache`` the first time."""
    raise NotImplementedError(cache)
