"""A dataset seen as a release needs it: merged, split by graph, counted."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import compress

import pyoxigraph as ox

from lf2l_kg.base.dataset import Dataset
from lf2l_kg.base.iris import KINDS, Iris
from lf2l_kg.base.ontology import RDF, SKOS, Ontology

from .manifest import GraphRecord

_TYPE = RDF + "type"
_LABEL = SKOS + "prefLabel"

Entity = tuple[
    str, str, str
]  # (class by local name, label, IRI): the order in which they are shown


@dataclass(frozen=True, slots=True)
class Contents:
    """What a dataset holds. The facts are the distinct triples in the graphs of documents."""

    merged: frozenset[ox.Triple]  # of all graphs but the evidence
    facts: frozenset[ox.Triple]
    evidence: tuple[str, ...]  # the N-Quads lines of the evidence graphs, sorted
    graphs: dict[str, GraphRecord]  # by graph name, sorted
    entities: tuple[Entity, ...]  # that documents speak of, sorted
    links: int

    @property
    def documents(self) -> dict[str, tuple[str, ...]]:
        """The paths of the documents, each with the digests of its graphs."""
        found: dict[str, tuple[str, ...]] = {}
        for record in self.graphs.values():
            if record.document:
                found[record.document] = (*found.get(record.document, ()), record.digest)
        return found

    @property
    def entity_counts(self) -> dict[str, int]:
        """How many entities of each class, sorted by the class's local name."""
        return dict(sorted(Counter(kind for kind, _, _ in self.entities).items()))


def read_contents(dataset: Dataset, ontology: Ontology, iris: Iris, language: str) -> Contents:
    """Go through the quads of a dataset once.

    Args:
        dataset: what is to be released.
        ontology: its classes tell entities from other things.
        iris: tell evidence graphs from others.
        language: whose labels are preferred.
    """
    lines: dict[str, list[str]] = defaultdict(list)
    triples: dict[str, list[ox.Triple]] = {}
    names = [line[line.rindex(" <") + 2 : -len("> .")] for line in dataset.lines]
    for name, line in zip(names, dataset.lines, strict=True):
        lines[name].append(line)
    evidence = {name for name in lines if is_evidence_graph(name, iris)}
    for name in lines.keys() - evidence:
        triples[name] = [quad.triple for quad in Dataset(tuple(lines[name])).quads()]
    paths = _document_paths(triples, ontology)
    facts = frozenset(t for name in triples if name in paths for t in triples[name])
    return Contents(
        merged=frozenset(t for name in triples if name not in evidence for t in triples[name]),
        facts=facts,
        evidence=tuple(compress(dataset.lines, map(evidence.__contains__, names))),
        graphs={
            name: GraphRecord(
                document=paths.get(name) or paths.get(name.removesuffix("/evidence"), ""),
                quads=len(lines[name]),
                digest=_digest(lines[name]),
            )
            for name in sorted(lines)
        },
        entities=tuple(sorted(_entities(facts, ontology, language))),
        links=len(lines.get(iris.graph("links"), ())),
    )


def is_evidence_graph(name: str, iris: Iris) -> bool:
    """Whether a graph holds the evidence of another. A document may be called « evidence »: its is none."""
    slug = name.removeprefix(iris.graph("")).partition("/")[0]
    return name == iris.evidence_graph(iris.graph(slug))


def _document_paths(triples: dict[str, list[ox.Triple]], ontology: Ontology) -> dict[str, str]:
    """The graphs that come from a document, with its path.

    Source: docs/ARCHITECTURE.md, « Contracts », Graphs.
    """
    source_path = ontology.namespace + "sourcePath"
    return {
        name: triple.object.value
        for name, members in triples.items()
        for triple in members
        if triple.predicate.value == source_path and isinstance(triple.object, ox.Literal)
    }


def _entities(facts: frozenset[ox.Triple], ontology: Ontology, language: str) -> Iterator[Entity]:
    kinds = {ontology.classes[kind]: kind for kind in KINDS if kind in ontology.classes}
    found: set[tuple[str, str]] = set()
    labels: dict[str, tuple[bool, str]] = {}
    for triple in facts:
        subject, value = triple.subject, triple.object
        if not isinstance(subject, ox.NamedNode):
            continue
        if triple.predicate.value == _TYPE and isinstance(value, ox.NamedNode):
            if value.value in kinds:
                found.add((kinds[value.value], subject.value))
        elif triple.predicate.value == _LABEL and isinstance(value, ox.Literal):
            label = (value.language != language, value.value)
            labels[subject.value] = min(label, labels.get(subject.value, label))
    for kind, iri in found:
        yield kind, labels.get(iri, (True, iri))[1], iri


def _digest(lines: list[str]) -> str:
    return hashlib.sha256("".join(f"{line}\n" for line in lines).encode()).hexdigest()
