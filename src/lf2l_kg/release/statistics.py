"""What a dataset is about, counted from its statements: classes, properties, links, area, time."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from lf2l_kg.base.ontology import OWL, RDF, SKOS, XSD
from lf2l_kg.base.turtle import VOCABULARIES

#: Others' datasets that ours links to: name → (what their entities' IRIs begin with, home page).
TARGETS = {
    "wikidata": ("http://www.wikidata.org/entity/", "https://www.wikidata.org/"),
    "geonames": ("https://sws.geonames.org/", "https://www.geonames.org/"),
}
_LINKS = frozenset(
    [OWL + "sameAs", *(SKOS + name for name in ("exactMatch", "closeMatch", "broadMatch", "narrowMatch"))]
)  # fmt: skip
_DATES = re.compile(
    rf'"(-?\d{{4}})[^"]*"\^\^<{re.escape(XSD)}(?:date|gYear|gYearMonth|dateTime)> \.$'
)
_WGS = VOCABULARIES["wgs"]


@dataclass(frozen=True, slots=True)
class Statistics:
    """Numbers about the merged statements. IRIs are without brackets; everything is sorted."""

    subjects: int
    objects: int
    classes: tuple[tuple[str, int], ...]  # (IRI, members)
    properties: tuple[tuple[str, int], ...]  # (IRI, triples)
    linksets: tuple[tuple[str, str, int], ...]  # (name of the target, property's IRI, links)
    box: (
        tuple[str, str, str, str] | None
    )  # west, south, east, north, in degrees; None without places
    years: tuple[str, str] | None  # the first and the last; None without dates


def count_statements(statements: Iterable[str]) -> Statistics:
    """Count the statements of a dataset, once.

    Args:
        statements: lines of N-Triples, each once.
    """
    subjects, objects = set(), set()
    classes, properties = Counter[str](), Counter[str]()
    linksets = Counter[tuple[str, str]]()
    places: dict[str, list[str]] = {"lat": [], "long": []}
    years: set[str] = set()
    for line in statements:
        subject, predicate, value = line[:-2].split(" ", 2)
        predicate = predicate[1:-1]
        subjects.add(subject)
        objects.add(value)
        properties[predicate] += 1
        if predicate == RDF + "type":
            classes[value[1:-1]] += 1
        elif predicate in _LINKS:
            for name, (space, _) in TARGETS.items():
                linksets[name, predicate] += value.startswith(f"<{space}")
        elif predicate.startswith(_WGS) and predicate[len(_WGS) :] in places:
            places[predicate[len(_WGS) :]].append(value[1:].partition('"')[0])
        elif found := _DATES.search(line):
            years.add(found[1])
    return Statistics(
        subjects=len(subjects),
        objects=len(objects),
        classes=tuple(sorted(classes.items())),
        properties=tuple(sorted(properties.items())),
        linksets=tuple(sorted((*key, count) for key, count in linksets.items() if count)),
        box=_box(places["lat"], places["long"]),
        years=(min(years, key=int), max(years, key=int)) if years else None,
    )


def _box(latitudes: list[str], longitudes: list[str]) -> tuple[str, str, str, str] | None:
    if not latitudes or not longitudes:
        return None
    ends = [min(longitudes, key=float), min(latitudes, key=float)]
    west, south = ends
    return west, south, max(longitudes, key=float), max(latitudes, key=float)
