"""A dataset seen as a release needs it: merged, split by graph, counted.

It works on the lines of N-Quads as they are: a million quads are read in seconds, where terms made
one by one take a minute.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import pyoxigraph as ox

from lf2l_kg.base.dataset import Dataset
from lf2l_kg.base.iris import KINDS, Iris
from lf2l_kg.base.ontology import RDF, SKOS, Ontology
from lf2l_kg.base.records import Severity

from .manifest import Counts, GraphRecord

_TYPE = f" <{RDF}type> "
_LABEL = f" <{SKOS}prefLabel> "

Entity = tuple[
    str, str, str
]  # (class by local name, label, IRI): the order in which they are shown


@dataclass(frozen=True, slots=True)
class Contents:
    """What a dataset holds. Statements are lines of N-Triples, with their full stop.

    The facts are the distinct statements in the graphs of documents.
    """

    merged: tuple[
        str, ...
    ]  # of all graphs but evidence and Wikidata's; by subject, its types first
    facts: frozenset[str]
    evidence: tuple[str, ...]  # the N-Quads lines of the evidence graphs, sorted
    graphs: dict[str, GraphRecord]  # by graph name, sorted
    entities: tuple[Entity, ...]  # that documents speak of, sorted
    links: frozenset[str]  # the statements of the graph of links

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
    statements: dict[str, list[str]] = {}
    evidence: set[str] = set()
    for line in dataset.lines:
        statement, name = split_line(line)
        if name not in lines:
            if is_evidence_graph(name, iris):
                evidence.add(name)
            else:
                statements[name] = []
        lines[name].append(line)
        if name in statements:
            statements[name].append(statement)
    paths = _document_paths(statements, ontology)
    facts = frozenset(s for name in statements if name in paths for s in statements[name])
    wikidata = iris.graph("wikidata")  # never mixed with what the documents say
    merged = {s for name, members in statements.items() if name != wikidata for s in members}
    return Contents(
        merged=tuple(sort_statements(merged)),
        facts=facts,
        evidence=tuple(sorted(line for name in evidence for line in lines[name])),
        graphs={
            name: GraphRecord(
                document=paths.get(name) or paths.get(name.removesuffix("/evidence"), ""),
                quads=len(lines[name]),
                digest=_digest(lines[name]),
            )
            for name in sorted(lines)
        },
        entities=tuple(sorted(_entities(facts, ontology, language))),
        links=frozenset(statements.get(iris.graph("links"), ())),
    )


def count_contents(contents: Contents, results: dict[Severity, int]) -> Counts:
    """How much there is.

    Args:
        contents: what the dataset holds.
        results: of validation, by severity.
    """
    quads, triples = sum(record.quads for record in contents.graphs.values()), len(contents.merged)
    return Counts(
        documents=len(contents.documents),
        quads=quads,
        triples=triples,
        store_quads=quads + triples,
        entities=contents.entity_counts,
        facts=len(contents.facts),
        links=len(contents.links),
        results=results,
    )


def split_line(line: str) -> tuple[str, str]:
    """A canonical N-Quads line → its statement as N-Triples, its graph's IRI ("" for none).

    An IRI holds neither spaces nor quotation marks, so the last term but the full stop is a graph
    unless it ends a literal, or only two terms stand before it.
    """
    head, name, _ = line.rsplit(" ", 2)
    if name[0] != "<" or '"' in name or head.count(" ") < 2:
        return line, ""
    return f"{head} .", name[1:-1]


def sort_statements(statements: Iterable[str]) -> list[str]:
    """By subject, its types first: as a person reads them."""
    return sorted(statements, key=lambda line: line.replace(_TYPE, "  ", 1))


def is_evidence_graph(name: str, iris: Iris) -> bool:
    """Whether a graph holds the evidence of another. A document may be called « evidence »: its is none."""
    slug = name.removeprefix(iris.graph("")).partition("/")[0]
    return name == iris.evidence_graph(iris.graph(slug))


def literals(statements: Iterable[str]) -> Iterator[tuple[str, ox.Literal]]:
    """The subjects' IRIs and the objects of those statements whose object is a literal."""
    text = "\n".join(statements)
    for quad in ox.parse(text, format=ox.RdfFormat.N_TRIPLES):
        if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.Literal):
            yield quad.subject.value, quad.object


def _document_paths(statements: dict[str, list[str]], ontology: Ontology) -> dict[str, str]:
    """The graphs that come from a document, with its path.

    Source: docs/ARCHITECTURE.md, « Contracts », Graphs.
    """
    source_path = f" <{ontology.namespace}sourcePath> "
    paths = {}
    for name, members in statements.items():
        said = [s for s in members if source_path in s and _predicate(s) == source_path]
        for _, value in literals(said):
            paths[name] = value.value
    return paths


def _predicate(statement: str) -> str:
    """The predicate with the spaces around it."""
    start = statement.index(" ")
    return statement[start : statement.index(" ", start + 1) + 1]


def _entities(facts: frozenset[str], ontology: Ontology, language: str) -> Iterator[Entity]:
    kinds = {
        f"{_TYPE}<{ontology.classes[kind]}> .": kind for kind in KINDS if kind in ontology.classes
    }
    found: set[tuple[str, str]] = set()
    labelled = []
    for fact in facts:
        subject, _, rest = fact.partition(" ")
        if kind := kinds.get(f" {rest}"):
            found.add((kind, subject[1:-1]))
        elif _LABEL in fact and _predicate(fact) == _LABEL:
            labelled.append(fact)
    labels: dict[str, tuple[bool, str]] = {}
    for subject, value in literals(labelled):
        label = (value.language != language, value.value)
        labels[subject] = min(label, labels.get(subject, label))
    for kind, iri in found:
        yield kind, labels.get(iri, (True, iri))[1], iri


def _digest(lines: list[str]) -> str:
    return hashlib.sha256("".join(f"{line}\n" for line in lines).encode()).hexdigest()
