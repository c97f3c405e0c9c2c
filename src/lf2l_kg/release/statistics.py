"""What a dataset is about, counted from its statements: classes, properties, links, area, time."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass

import msgspec

from lf2l_kg.base.lines import split_statement, value_of
from lf2l_kg.base.namespaces import OWL, RDF, SKOS, WIKIDATA, XSD
from lf2l_kg.base.turtle import VOCABULARIES

#: Others' datasets that ours links to: name → (what their entities' IRIs begin with, home page).
TARGETS = {
    "wikidata": (WIKIDATA, "https://www.wikidata.org/"),
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
_KINDS = ("class", "property", *TARGETS, "lat", "long", "year")


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


class Tally(msgspec.Struct, frozen=True):
    """What is counted of statements, where no subject's are left out: so tallies can be taken from others."""

    subjects: int
    counts: dict[str, dict[str, int]]  # what is counted → each of it → how often it is there

    def renew(self, gone: Tally, come: Tally) -> Tally:
        """The tally when some subjects' statements are no more, and others are there."""
        counts = {}
        for kind, found in self.counts.items():
            new = Counter(found)
            new.subtract(gone.counts[kind])
            new.update(come.counts[kind])
            counts[kind] = {name: count for name, count in new.items() if count}
        return Tally(self.subjects - gone.subjects + come.subjects, counts)

    def statistics(self, objects: int) -> Statistics:
        """The numbers to show, with how many different objects there are."""
        counts = self.counts
        classes, properties = (
            tuple(sorted((iri[1:-1], count) for iri, count in counts[kind].items()))
            for kind in ("class", "property")
        )
        linksets = sorted((n, p[1:-1], c) for n in TARGETS for p, c in counts[n].items())
        years = sorted(counts["year"], key=lambda year: (int(year), year))
        return Statistics(
            subjects=self.subjects,
            objects=objects,
            classes=classes,
            properties=properties,
            linksets=tuple(linksets),
            box=_box(counts["lat"], counts["long"]),
            years=(years[0], years[-1]) if years else None,
        )


def tally_statements(statements: Iterable[str]) -> tuple[Tally, set[str]]:
    """Go through statements once: what is counted of them, and their objects.

    Args:
        statements: lines of N-Triples, each once.
    """
    subjects, objects = set(), set()
    counts = {kind: Counter[str]() for kind in _KINDS}
    properties, classes = counts["property"], counts["class"]
    for line in statements:
        subject, predicate, value = split_statement(line)
        subjects.add(subject)
        objects.add(value)
        properties[predicate] += 1
        if predicate == _TYPE:
            classes[value] += 1
        elif predicate in _LINKS:
            for name, (space, _) in TARGETS.items():
                counts[name][predicate] += value.startswith(f"<{space}")
        elif predicate in _PLACES:
            counts[_PLACES[predicate]][value_of(value)] += 1
        elif value[0] == '"' and value[-1] == ">" and (found := _DATES.search(value)):
            counts["year"][found[1]] += 1
    told = {kind: {name: n for name, n in found.items() if n} for kind, found in counts.items()}
    return Tally(len(subjects), told), objects


def count_statements(statements: Iterable[str]) -> Statistics:
    """The numbers about the statements of a dataset.

    Args:
        statements: lines of N-Triples, each once.
    """
    tally, objects = tally_statements(statements)
    return tally.statistics(len(objects))


def _box(
    latitudes: Collection[str], longitudes: Collection[str]
) -> tuple[str, str, str, str] | None:
    if not latitudes or not longitudes:
        return None
    south, north = _ends(latitudes)
    west, east = _ends(longitudes)
    return west, south, east, north


def _ends(numbers: Collection[str]) -> tuple[str, str]:
    ordered = sorted(numbers, key=lambda number: (float(number), number))
    return ordered[0], ordered[-1]
