"""The graph of places: what GeoNames adds to the territories that the documents speak of."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

import pyoxigraph as ox
from msgspec import Struct

from lf2l_kg.base.gazetteer import Gazetteer
from lf2l_kg.base.iris import Iris
from lf2l_kg.base.records import Entity, Fact, Mention

from . import terms
from .material import Entities
from .naming import Naming
from .places import Clues, choose_place, find_areas

GEONAMES = ox.NamedNode("https://www.geonames.org/")
LICENCE = ox.NamedNode("https://creativecommons.org/licenses/by/4.0/")

#: int() refuses thousands of digits, and no population has them.
_MOST_DIGITS = 20


class Territories(Struct, frozen=True):
    """What a document states of territories, by IRI."""

    part_of: tuple[tuple[str, str], ...] = ()  # each with what it is part of
    populations: tuple[tuple[str, int], ...] = ()


def read_territories(facts: Iterable[Fact], naming: Naming) -> Territories:
    """What the facts of a document state of territories."""
    part_of: list[tuple[str, str]] = []
    populations: list[tuple[str, int]] = []
    for fact in facts:
        if fact.predicate == "partOf" and isinstance(fact.object, Mention):
            pair = naming.node(fact.subject).value, naming.node(fact.object).value
            part_of.append(pair)
        elif (
            fact.predicate == "population"
            and str(fact.object).isdecimal()
            and len(str(fact.object)) <= _MOST_DIGITS
        ):
            populations.append((naming.node(fact.subject).value, int(str(fact.object))))
    return Territories(tuple(part_of), tuple(populations))


def geonames_quads(
    stated: Iterable[Territories],
    entities: Entities,
    iris: Iris,
    gazetteer: Gazetteer,
    language: str,
) -> Iterator[ox.Quad]:
    """The link to GeoNames and the coordinates of each territory that is recognised, with the source.

    Nothing when no territory is recognised.

    Source: https://www.geonames.org/ontology/documentation.html
    """
    graph = ox.NamedNode(iris.graph("geonames"))
    found = False
    for entity, clues in _territories(stated, entities, gazetteer):
        place = choose_place(clues, gazetteer, language)
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
    stated: Iterable[Territories], entities: Entities, gazetteer: Gazetteer
) -> Iterator[tuple[Entity, Clues]]:
    """Each territory with what the documents state of it."""
    part_of: dict[str, set[str]] = defaultdict(set)
    populations: dict[str, set[int]] = defaultdict(set)
    for said in stated:
        for iri, whole in said.part_of:
            part_of[iri].add(whole)
        for iri, inhabitants in said.populations:
            populations[iri].add(inhabitants)
    found = sorted(iri for iri, kind in entities.kinds.items() if kind == "Territory")
    territories = {iri: entity for iri in found if (entity := entities.find(iri))}
    areas = {iri: find_areas(_labels(entity), gazetteer) for iri, entity in territories.items()}
    for iri, entity in territories.items():
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
