"""What Wikidata says of the items that we link to, in a graph of its own beside the documents' graphs.

Its subjects are Wikidata's items, never our entities: nothing that a document says is mixed with it.
Wikidata's data are in the public domain (CC0).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path

import pyoxigraph as ox

from lf2l_kg.base.dataset import Dataset
from lf2l_kg.base.iris import Iris
from lf2l_kg.base.messages import Message
from lf2l_kg.base.ontology import RDF, RDFS, XSD
from lf2l_kg.base.records import Finding

from .decisions import SAME_AS, Decision
from .endpoint import Endpoint
from .features import Ours, compare
from .items import DIRECT, ENTITY, IDENTIFIERS
from .slice import Raw
from .subjects import Subject

_SCHEMA = "http://schema.org/"
_DCTERMS = "http://purl.org/dc/terms/"
_PROV = "http://www.w3.org/ns/prov#"
_GEO = "http://www.opengis.net/ont/geosparql#"
_CC0 = "https://creativecommons.org/publicdomain/zero/1.0/"
_PREDICATES: dict[str, ox.NamedNode | None] = {
    RDFS + "label": None,  # None: a text in its language
    DIRECT + "P625": ox.NamedNode(_GEO + "wktLiteral"),
    **{DIRECT + name: ox.NamedNode(XSD + "string") for name in IDENTIFIERS if name != "P856"},
}
_LINKS = (DIRECT + "P18", DIRECT + "P856", DIRECT + "P17")  # whose objects are IRIs


def enrich_dataset(
    dataset: Dataset, decisions: Sequence[Decision], endpoint: Endpoint, iris: Iris, day: date
) -> Dataset:
    """The dataset with the graph ``…/graph/wikidata``, which replaces one that it had already.

    It holds labels in all languages asked for, coordinates, identifiers, country, image and homepage, in
    Wikidata's own properties, and the population with its date as a ``schema:Observation``; of the graph
    itself, whence and when it was taken, and its licence.

    Raises:
        NetworkError: when the endpoint does not answer.
    """
    graph = ox.NamedNode(iris.graph("wikidata"))
    items = linked_items(dataset, decisions)
    raw = endpoint.read_raw(items.values())
    triples = [t for item in sorted(raw) for t in _described(item, raw[item])]
    triples += _populations(sorted(raw), endpoint, iris)
    triples += _provenance(graph, endpoint.url, day)
    quads = (ox.Quad(t.subject, t.predicate, t.object, graph) for t in triples)
    others = Dataset(tuple(line for line in dataset.lines if not line.endswith(f" {graph} .")))
    return others.union(Dataset.from_quads(quads))


def linked_items(dataset: Dataset, decisions: Sequence[Decision]) -> Mapping[str, str]:
    """The id of the item that each entity of the dataset is, by the entity's IRI."""
    subjects = {line.partition(" ")[0][1:-1] for line in dataset.lines}
    return {
        d.subject: d.object.removeprefix(ENTITY)
        for d in decisions
        if d.verdict == "accepted"
        and d.predicate == SAME_AS
        and d.object.startswith(ENTITY)
        and d.subject in subjects
    }


def find_contradictions(
    subjects: Sequence[Subject], decisions: Sequence[Decision], endpoint: Endpoint, path: Path
) -> tuple[Finding, ...]:
    """Where an item's population or country contradicts what the documents say.

    Returns:
        A warning for each, in the order of the file of decisions at ``path``.
    """
    links = {
        d.subject: d for d in decisions if d.verdict == "accepted" and d.object.startswith(ENTITY)
    }
    linked = [s for s in subjects if s.iri in links]
    endpoint.read(links[s.iri].object.removeprefix(ENTITY) for s in linked)
    findings = []
    for subject in linked:
        link = links[subject.iri]
        for item in endpoint.described([link.object.removeprefix(ENTITY)]):
            above = endpoint.above(item)
            names = endpoint.names_of([item.id, *above, *item.countries])
            for feature in compare(Ours(subject), item, above, names):
                if feature.verdict == "differs" and feature.trait in ("population", "country"):
                    message = _contradiction(
                        subject.label, feature.trait, feature.ours, feature.theirs
                    )
                    findings.append(
                        Finding(
                            str(path), link.line, 1, "warning", f"other-{feature.trait}", message
                        )
                    )
    return tuple(sorted(findings, key=lambda finding: (finding.line, finding.code)))


def _contradiction(label: str, trait: str, ours: str, theirs: str) -> Message:
    said = {"population": "la population", "country": "le pays"}[trait]
    return Message(
        fr=f"{label}\u00a0: {said} est «\u00a0{ours}\u00a0» dans les documents, «\u00a0{theirs}\u00a0» dans "
        "Wikidata\u00a0; vérifiez le lien, puis les documents",
        en=f"{label}: the {trait} is “{ours}” in the documents, “{theirs}” in Wikidata; check the link, "
        "then the documents",
    )


def _described(item: str, said: Raw) -> Iterator[ox.Triple]:
    subject = ox.NamedNode(ENTITY + item)
    for predicate, kind in _PREDICATES.items():
        for value, language in said.get(predicate, ()):
            literal = ox.Literal(value, datatype=kind) if kind else _text(value, language)
            yield ox.Triple(subject, ox.NamedNode(predicate), literal)
    for predicate in _LINKS:
        for value, _ in said.get(predicate, ()):
            iri = value if value.startswith("http") else ENTITY + value
            try:
                yield ox.Triple(subject, ox.NamedNode(predicate), ox.NamedNode(iri))
            except ValueError:  # what is no IRI is left out: anybody can write anything there
                continue


def _text(value: str, language: str) -> ox.Literal:
    return ox.Literal(value, language=language) if language else ox.Literal(value)


def _populations(items: Sequence[str], endpoint: Endpoint, iris: Iris) -> Iterator[ox.Triple]:
    """Each as an observation, for a number of people is worth little without its date."""
    rows = endpoint.ask("populations", [str(ox.NamedNode(ENTITY + item)) for item in items])
    for row in rows:
        item = row["item"].removeprefix(ENTITY)
        day = row.get("date", "")[:10]
        node = ox.NamedNode(f"{iris.base}observation/{item}-population{'-' if day else ''}{day}")
        number = ox.Literal(
            str(round(float(row["population"]))), datatype=ox.NamedNode(XSD + "integer")
        )
        yield ox.Triple(node, ox.NamedNode(RDF + "type"), ox.NamedNode(_SCHEMA + "Observation"))
        yield ox.Triple(node, ox.NamedNode(_SCHEMA + "observationAbout"), ox.NamedNode(row["item"]))
        yield ox.Triple(
            node, ox.NamedNode(_SCHEMA + "measuredProperty"), ox.NamedNode(DIRECT + "P1082")
        )
        yield ox.Triple(node, ox.NamedNode(_SCHEMA + "value"), number)
        if day:
            told = ox.Literal(day, datatype=ox.NamedNode(XSD + "date"))
            yield ox.Triple(node, ox.NamedNode(_SCHEMA + "observationDate"), told)


def _provenance(graph: ox.NamedNode, url: str, day: date) -> Iterator[ox.Triple]:
    taken = ox.Literal(day.isoformat(), datatype=ox.NamedNode(XSD + "date"))
    yield ox.Triple(graph, ox.NamedNode(_PROV + "wasDerivedFrom"), ox.NamedNode(url))
    yield ox.Triple(graph, ox.NamedNode(_DCTERMS + "license"), ox.NamedNode(_CC0))
    yield ox.Triple(graph, ox.NamedNode(_DCTERMS + "modified"), taken)
