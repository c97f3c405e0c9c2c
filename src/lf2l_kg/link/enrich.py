"""What Wikidata says of the items that we link to, in a graph of its own beside the documents' graphs.

Its subjects are Wikidata's items, never our entities: nothing that a document says is mixed with it.
Wikidata's data are in the public domain (CC0).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox

from lf2l_kg.base.dataset import Dataset
from lf2l_kg.base.iris import Iris
from lf2l_kg.base.messages import Message
from lf2l_kg.base.namespaces import DCTERMS, PROV, RDF, RDFS, WIKIDATA, XSD
from lf2l_kg.base.records import Finding

from .decisions import SAME_AS, Decision
from .features import Feature, Ours, Trait, compare
from .items import DIRECT, IDENTIFIERS, Item, read_day, read_number
from .slice import Raw
from .sources import Described
from .subjects import Subject

if TYPE_CHECKING:
    from .endpoint import Endpoint, TwoEndpoints

SCHEMA = "http://schema.org/"
ABOUT, VALUE, WHEN = (SCHEMA + n for n in ("observationAbout", "value", "observationDate"))
_GEO = "http://www.opengis.net/ont/geosparql#"
_WIKIDATA = "http://www.wikidata.org/entity/Q2013"  # Wikidata itself
_CC0 = "https://creativecommons.org/publicdomain/zero/1.0/"
_PREDICATES: dict[str, ox.NamedNode | None] = {
    RDFS + "label": None,  # None: a text in its language
    DIRECT + "P625": ox.NamedNode(_GEO + "wktLiteral"),
    **{DIRECT + name: ox.NamedNode(XSD + "string") for name in IDENTIFIERS if name != "P856"},
}
_JUDGED: dict[Trait, Message] = {
    "type": Message(fr="la nature", en="the kind"),
    "population": Message(fr="la population", en="the population"),
    "country": Message(fr="le pays", en="the country"),
}
_LINKS = (DIRECT + "P18", DIRECT + "P856", DIRECT + "P17")  # whose objects are IRIs


def enrich_dataset(
    dataset: Dataset,
    decisions: Sequence[Decision],
    endpoint: Endpoint | TwoEndpoints,
    iris: Iris,
    day: date,
) -> Dataset:
    """The dataset with the graph ``…/graph/wikidata``, which replaces one that it had already.

    It holds labels in all languages asked for, coordinates, identifiers, country, image and homepage, in
    Wikidata's own properties, and the population with its date as a ``schema:Observation``; the labels of
    the countries; of the graph itself, whence and when it was taken, and its licence.

    Raises:
        NetworkError: when the endpoint does not answer.
    """
    graph = ox.NamedNode(iris.graph("wikidata"))
    items = linked_items(dataset, decisions)
    raw = endpoint.read_raw(items.values())
    countries = {value for said in raw.values() for value, _ in said.get(DIRECT + "P17", ())}
    named = endpoint.read_raw(countries - raw.keys())
    triples = [t for item in sorted(raw) for t in _described(item, raw[item])]
    triples += [t for item in sorted(named) for t in _labelled(item, named[item])]
    triples += _populations(raw, endpoint, iris)
    triples += _provenance(graph, endpoint.url, day)
    quads = (ox.Quad(t.subject, t.predicate, t.object, graph) for t in triples)
    return dataset.replace_graph(graph.value, quads)


def linked_items(dataset: Dataset, decisions: Sequence[Decision]) -> Mapping[str, str]:
    """The id of the item that each entity of the dataset is, by the entity's IRI."""
    subjects = {line.partition(" ")[0][1:-1] for line in dataset.stated}
    return {
        d.subject: d.object.removeprefix(WIKIDATA)
        for d in decisions
        if d.verdict == "accepted"
        and d.predicate == SAME_AS
        and d.object.startswith(WIKIDATA)
        and d.subject in subjects
    }


def find_contradictions(
    subjects: Sequence[Subject], decisions: Sequence[Decision], items: Described, path: Path
) -> tuple[Finding, ...]:
    """Where an item's kind, population or country contradicts what the documents say.

    Args:
        subjects: the entities of the dataset.
        decisions: of people.
        items: what Wikidata says; those that it does not have contradict nothing.
        path: the file of decisions, for the findings.

    Returns:
        A warning for each, in the order of the file of decisions.
    """
    links = {
        d.subject: d for d in decisions if d.verdict == "accepted" and d.object.startswith(WIKIDATA)
    }
    linked = [(s, links[s.iri]) for s in subjects if s.iri in links]
    found = {
        item.id: item for item in items.read([d.object.removeprefix(WIKIDATA) for _, d in linked])
    }
    findings = [
        Finding(
            str(path), link.line, 1, "warning", f"other-{feature.trait}",
            _contradiction(subject.label, feature), link.object,
        )
        for subject, link in linked
        if (item := found.get(link.object.removeprefix(WIKIDATA)))
        for feature in _features(subject, item, items)
        if feature.verdict == "differs" and feature.trait in _JUDGED
    ]  # fmt: skip
    return tuple(sorted(findings, key=lambda finding: (finding.line, finding.code)))


def _features(subject: Subject, item: Item, items: Described) -> tuple[Feature, ...]:
    above = items.above(item)
    return compare(Ours(subject), item, above, items.names_of([item.id, *above, *item.countries]))


def _contradiction(label: str, feature: Feature) -> Message:
    said, ours, theirs = _JUDGED[feature.trait], feature.ours, feature.theirs
    return Message(
        fr=f"{label}\u00a0: {said.fr} est «\u00a0{ours}\u00a0» dans les documents, «\u00a0{theirs}\u00a0» "
        "dans Wikidata\u00a0; vérifiez le lien, puis les documents",
        en=f"{label}: {said.en} is “{ours}” in the documents, “{theirs}” in Wikidata; check the link, "
        "then the documents",
    )


def _described(item: str, said: Raw) -> Iterator[ox.Triple]:
    subject = ox.NamedNode(WIKIDATA + item)
    for predicate, kind in _PREDICATES.items():
        for value, language in said.get(predicate, ()):
            literal = ox.Literal(value, datatype=kind) if kind else _text(value, language)
            yield ox.Triple(subject, ox.NamedNode(predicate), literal)
    for predicate in _LINKS:
        for value, _ in said.get(predicate, ()):
            iri = value if value.startswith("http") else WIKIDATA + value
            try:
                yield ox.Triple(subject, ox.NamedNode(predicate), ox.NamedNode(iri))
            except ValueError:  # what is no IRI is left out: anybody can write anything there
                continue


def _labelled(item: str, said: Raw) -> Iterator[ox.Triple]:
    for value, language in said.get(RDFS + "label", ()):
        yield ox.Triple(
            ox.NamedNode(WIKIDATA + item), ox.NamedNode(RDFS + "label"), _text(value, language)
        )


def _text(value: str, language: str) -> ox.Literal:
    return ox.Literal(value, language=language) if language else ox.Literal(value)


def _populations(
    raw: Mapping[str, Raw], endpoint: Endpoint | TwoEndpoints, iris: Iris
) -> Iterator[ox.Triple]:
    """Each as an observation, for a number of people is worth little without its date.

    Where an endpoint has no dates, those that it gives without.
    """
    rows = endpoint.ask("populations", [str(ox.NamedNode(WIKIDATA + item)) for item in sorted(raw)])
    dated = {
        (row["item"].removeprefix(WIKIDATA), row["population"], row.get("date", "")) for row in rows
    }
    known = {item for item, _, _ in dated}
    dated |= {
        (item, value, "")
        for item, said in raw.items()
        for value, _ in said.get(DIRECT + "P1082", ())
        if item not in known
    }
    for item, value, when in sorted(dated):
        if (people := read_number(value)) is not None:
            yield from _observation(iris, item, people, read_day(when))


def _observation(iris: Iris, item: str, people: int, day: str) -> Iterator[ox.Triple]:
    node = ox.NamedNode(f"{iris.observation(item)}population-{people}{'-' if day else ''}{day}")
    number = ox.Literal(str(people), datatype=ox.NamedNode(XSD + "integer"))
    about, measured = ox.NamedNode(WIKIDATA + item), ox.NamedNode(DIRECT + "P1082")
    yield ox.Triple(node, ox.NamedNode(RDF + "type"), ox.NamedNode(SCHEMA + "Observation"))
    yield ox.Triple(node, ox.NamedNode(ABOUT), about)
    yield ox.Triple(node, ox.NamedNode(SCHEMA + "measuredProperty"), measured)
    yield ox.Triple(node, ox.NamedNode(VALUE), number)
    if day:
        told = ox.Literal(day, datatype=ox.NamedNode(XSD + "date"))
        yield ox.Triple(node, ox.NamedNode(WHEN), told)


def _provenance(graph: ox.NamedNode, url: str, day: date) -> Iterator[ox.Triple]:
    taken = ox.Literal(day.isoformat(), datatype=ox.NamedNode(XSD + "date"))
    yield ox.Triple(graph, ox.NamedNode(PROV + "wasDerivedFrom"), ox.NamedNode(url))
    yield ox.Triple(graph, ox.NamedNode(DCTERMS + "source"), ox.NamedNode(_WIKIDATA))
    yield ox.Triple(graph, ox.NamedNode(DCTERMS + "license"), ox.NamedNode(_CC0))
    yield ox.Triple(graph, ox.NamedNode(DCTERMS + "modified"), taken)
