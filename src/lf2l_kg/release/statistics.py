"""What a dataset is about, counted from its statements: classes, properties, links, area, time."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from lf2l_kg.base.lines import split_statement, value_of
from lf2l_kg.base.ontology import OWL, RDF, SKOS, XSD
from lf2l_kg.base.turtle import VOCABULARIES

#: Others' datasets that ours links to: name → (what their entities' IRIs begin with, home page).
TARGETS = {
    "wikidata": ("http://www.wikidata.org/entity/", "https://www.wikidata.org/"),
    "geonames": ("https://sws.geonames.org/", "https://www.geonames.org/"),
}
_LINKS = frozenset(
    f"<{iri}>"
    for iri in (
        OWL + "sameAs",
        *(SKOS + name for name in ("exactMatch", "closeMatch", "broadMatch", "narrowMatch")),
    )
)
_DATES = re.compile(rf'"(-?\d{{4}})[^"]*"\^\^<{re.escape(XSD)}(?:date|gYear|gYearMonth|dateTime)>$')
_PLACES = {f"<{VOCABULARIES['wgs']}{name}>": name for name in ("lat", "long")}
_TYPE = f"<{RDF}type>"


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
        subject, predicate, value = split_statement(line)
        subjects.add(subject)
        objects.add(value)
        properties[predicate] += 1
        if predicate == _TYPE:
            classes[value] += 1
        elif predicate in _LINKS:
            for name, (space, _) in TARGETS.items():
                linksets[name, predicate[1:-1]] += value.startswith(f"<{space}")
        elif predicate in _PLACES:
            places[_PLACES[predicate]].append(value_of(value))
        elif value[0] == '"' and value[-1] == ">" and (found := _DATES.search(value)):
            years.add(found[1])
    return Statistics(
        subjects=len(subjects),
        objects=len(objects),
        classes=tuple(sorted((iri[1:-1], count) for iri, count in classes.items())),
        properties=tuple(sorted((iri[1:-1], count) for iri, count in properties.items())),
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
