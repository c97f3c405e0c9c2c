"""The graph of places: what GeoNames adds to the territories that the documents speak of."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

import pyoxigraph as ox

from lf2l_kg.base.gazetteer import Gazetteer
from lf2l_kg.base.records import Entity, Fact, Mention

from . import terms
from .naming import Naming
from .places import Clues, choose_place, find_areas

GEONAMES = ox.NamedNode("https://www.geonames.org/")
LICENCE = ox.NamedNode("https://creativecommons.org/licenses/by/4.0/")

#: int() refuses thousands of digits, and no population has them.
_MOST_DIGITS = 20


def geonames_quads(
    facts: Iterable[Fact], naming: Naming, gazetteer: Gazetteer
) -> Iterator[ox.Quad]:
    """The link to GeoNames and the coordinates of each territory that is recognised, with the source.

    Nothing when no territory is recognised.

    Source: https://www.geonames.org/ontology/documentation.html
    """
    graph = ox.NamedNode(naming.iris.graph("geonames"))
    found = False
    for entity, clues in _territories(facts, naming, gazetteer):
        place = choose_place(clues, gazetteer, naming.language)
        if place is None or not place.geonames_id:
            continue
        found = True
        node = ox.NamedNode(entity.iri)
        same = ox.NamedNode(f"https://sws.geonames.org/{place.geonames_id}/")
        yield ox.Quad(node, terms.SAME_AS, same, graph)
        if place.latitude is not None and place.longitude is not None:
            yield ox.Quad(node, terms.LATITUDE, terms.decimal(place.latitude), graph)
            yield ox.Quad(node, terms.LONGITUDE, terms.decimal(place.longitude), graph)
    if found:
        yield ox.Quad(graph, terms.SOURCE, GEONAMES, graph)
        yield ox.Quad(graph, terms.DERIVED_FROM, GEONAMES, graph)
        yield ox.Quad(graph, terms.LICENSE, LICENCE, graph)


def _territories(
    facts: Iterable[Fact], naming: Naming, gazetteer: Gazetteer
) -> Iterator[tuple[Entity, Clues]]:
    """Each territory with what the documents state of it."""
    part_of: dict[str, set[str]] = defaultdict(set)
    populations: dict[str, set[int]] = defaultdict(set)
    for fact in facts:
        path = fact.evidence.path
        if fact.predicate == "partOf" and isinstance(fact.object, Mention):
            whole = naming.node(path, fact.object).value
            part_of[naming.node(path, fact.subject).value].add(whole)
        elif (
            fact.predicate == "population"
            and str(fact.object).isdecimal()
            and len(str(fact.object)) <= _MOST_DIGITS
        ):
            populations[naming.node(path, fact.subject).value].add(int(str(fact.object)))
    territories = {e.iri: e for e in naming.entities.entities if e.kind == "Territory"}
    areas = {
        iri: find_areas(_labels(entity), gazetteer) for iri, entity in sorted(territories.items())
    }
    for iri, entity in sorted(territories.items()):
        wholes = sorted(_closure(iri, part_of))
        within = tuple(areas[whole] for whole in wholes if areas.get(whole))
        yield entity, Clues(_labels(entity), within, tuple(sorted(populations[iri])))


def _labels(entity: Entity) -> tuple[str, ...]:
    return (entity.label, *entity.alt_labels)


def _closure(iri: str, part_of: dict[str, set[str]]) -> set[str]:
    """All that a territory is part of, directly or not; without itself."""
    reached: set[str] = set()
    waiting = [iri]
    while waiting:
        new = part_of.get(waiting.pop(), set()) - reached
        reached |= new
        waiting += new
    return reached - {iri}
