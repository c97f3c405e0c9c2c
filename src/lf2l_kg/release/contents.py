"""A dataset seen as a release needs it: merged, split by graph, counted.

It works on the lines of N-Quads as they are: a million quads are read in seconds, where terms made
one by one take a minute.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from lf2l_kg.base.dataset import Dataset, Part
from lf2l_kg.base.iris import KINDS, Iris, is_evidence_graph
from lf2l_kg.base.lines import (
    graph_of,
    join_lines,
    lines_about,
    split_line,
    split_statement,
    value_of,
)
from lf2l_kg.base.namespaces import RDF, SKOS
from lf2l_kg.base.ontology import Ontology
from lf2l_kg.base.records import Severity

from .manifest import Counts, GraphRecord
from .tables import label_order

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

    merged: Sequence[str]  # of all graphs but evidence and Wikidata's; by subject, its types first
    facts: frozenset[str]
    graphs: dict[str, GraphRecord]  # by graph name, sorted
    entities: tuple[Entity, ...]  # that documents speak of, sorted
    links: frozenset[str]  # the statements of the graph of links

    @property
    def documents(self) -> dict[str, tuple[str, ...]]:
        """The paths of the documents, each with the digests of its graphs."""
        return documents_of(self.graphs)

    @property
    def labels(self) -> dict[str, str]:
        """The label of each entity, by IRI."""
        return {iri: label for _, label, iri in self.entities}

    @property
    def entity_counts(self) -> dict[str, int]:
        """How many entities of each class, sorted by the class's local name."""
        return dict(sorted(Counter(kind for kind, _, _ in self.entities).items()))


def documents_of(graphs: Mapping[str, GraphRecord]) -> dict[str, tuple[str, ...]]:
    """The paths of the documents that graphs come from, each with the digests of its graphs."""
    found: dict[str, tuple[str, ...]] = {}
    for record in graphs.values():
        if record.document:
            found[record.document] = (*found.get(record.document, ()), record.digest)
    return found


def count_documents(graphs: Mapping[str, GraphRecord]) -> int:
    """How many documents graphs come from."""
    return len({record.document for record in graphs.values()} - {""})


def is_described(dataset: Dataset, iri: str) -> bool:
    """Whether it is stated what a thing is: by a document, or by the theme scheme."""
    return bool(lines_about(dataset.stated, f"<{iri}>{_TYPE[:-1]}"))


def differing_graphs(
    before: Mapping[str, GraphRecord], after: Mapping[str, GraphRecord]
) -> list[str]:
    """The names of those that are not the same in two releases, sorted."""
    # Nearly all are the same record: most of the time would go into comparing what is equal.
    others = [
        name for name, now in after.items() if (was := before.get(name)) is not now and was != now
    ]
    return sorted([*others, *(before.keys() - after.keys())])


def read_contents(
    dataset: Dataset,
    ontology: Ontology,
    iris: Iris,
    language: str,
    documents: Mapping[str, str] | None = None,
) -> Contents:
    """Go through the quads of a dataset once.

    Args:
        dataset: what is to be released, or some chunks of it.
        ontology: its classes tell entities from other things.
        iris: tell evidence graphs from others.
        language: whose labels are preferred.
        documents: the paths of the documents, by graph, "" for none; None to read them from the dataset.
    """
    lines: dict[str, list[str]] = {}  # by graph
    statements: dict[str, list[str]] = {}  # the same, as N-Triples
    merged: dict[str, None] = {}
    wikidata = iris.graph("wikidata")  # never mixed with what the documents say
    for line in dataset.stated:
        at = line.rindex(" <")  # an IRI holds no such bracket: here the graph's begins
        name, statement = line[at + 2 : -3], f"{line[:at]} ."
        known = lines.get(name)
        if known is None:
            known, statements[name] = lines.setdefault(name, []), []
        known.append(line)
        statements[name].append(statement)
        if name != wikidata:
            merged[statement] = None
    if documents is None:
        documents = _document_paths(statements, ontology)
    facts = {s for name in statements if documents.get(name) for s in statements[name]}
    return Contents(
        merged=sort_statements(merged),
        facts=frozenset(facts),
        graphs=dict(sorted(_records(lines, dataset.evidence, documents, {}))),
        entities=tuple(sorted(_entities(facts, ontology, language))),
        links=frozenset(statements.get(iris.graph("links"), ())),
    )


def count_contents(contents: Contents, results: dict[Severity, int], store_quads: int) -> Counts:
    """How much there is.

    Args:
        contents: what the dataset holds.
        results: of validation, by severity.
        store_quads: how many quads the store holds.
    """
    return Counts(
        documents=count_documents(contents.graphs),
        quads=sum(record.quads for record in contents.graphs.values()),
        triples=len(contents.merged),
        store_quads=store_quads,
        entities=contents.entity_counts,
        facts=len(contents.facts),
        links=len(contents.links),
        results=results,
    )


def sort_statements(statements: Iterable[str]) -> list[str]:
    """By subject, its types first: as a person reads them."""
    return sorted(statements, key=lambda line: line.replace(_TYPE, "  ", 1))


def renew_graphs(
    before: Mapping[str, GraphRecord],
    dataset: Dataset,
    changed: Iterable[str],
    subjects_in: Callable[[str], Iterable[str]],
    ontology: Ontology,
) -> dict[str, GraphRecord] | None:
    """The graphs of a dataset, by name, sorted: those of another in which nothing changed are the same.

    Args:
        before: of the other dataset.
        dataset: the new one.
        changed: what is stated in one of them alone.
        subjects_in: of what is stated in a graph of the other, as they stand in its lines.
        ontology: of both.

    Returns:
        None where a graph has become that of a document, or is no more: whether other lines are facts
        follows from it.
    """
    subjects: dict[str, set[str]] = {}
    for line in changed:
        subjects.setdefault(graph_of(line), set()).add(line.partition(" ")[0])
    lines: dict[str, list[str]] = {}
    for name, some in subjects.items():
        about = (lines_about(dataset.stated, one) for one in {*some, *subjects_in(name)})
        found = sorted(line for of in about for line in of if line.endswith(f" <{name}> ."))
        lines |= {name: found} if found else {}
    statements = {name: [split_line(line)[0] for line in of] for name, of in lines.items()}
    made = _document_paths(statements, ontology)
    if any((name in made) != bool(before[name].document) for name in lines if name in before):
        return None
    same = {
        name: record
        for name, record in before.items()
        if not is_evidence_graph(name) and name not in subjects
    }
    documents = {name: record.document for name, record in same.items()} | made
    return dict(sorted([*same.items(), *_records(lines, dataset.evidence, documents, before)]))


def _records(
    lines: Mapping[str, list[str]],
    evidence: Iterable[Part],
    documents: Mapping[str, str],
    before: Mapping[str, GraphRecord],
) -> Iterator[tuple[str, GraphRecord]]:
    for name, of in lines.items():
        digest = hashlib.sha256(join_lines(of)).hexdigest()
        yield name, GraphRecord(document=documents.get(name, ""), quads=len(of), digest=digest)
    for part in evidence:
        path = documents.get(part.graph.removesuffix("/evidence"), "")
        was = before.get(part.graph)
        if was is not None and was.digest == part.digest and was.document == path:
            yield part.graph, was
        else:
            yield part.graph, GraphRecord(path, part.quads, part.digest)


def _document_paths(statements: Mapping[str, Sequence[str]], ontology: Ontology) -> dict[str, str]:
    """The graphs that come from a document, with its path.

    Source: docs/ARCHITECTURE.md, « Contracts », Graphs.
    """
    source_path = f"<{ontology.namespace}sourcePath>"
    paths = {}
    for name, members in statements.items():
        for statement in members:
            if source_path in statement:
                _, predicate, value = split_statement(statement)
                if predicate == source_path and value[0] == '"':
                    paths[name] = value_of(value)
    return paths


def _entities(facts: Iterable[str], ontology: Ontology, language: str) -> Iterator[Entity]:
    kinds = {f"<{ontology.classes[kind]}>": kind for kind in KINDS if kind in ontology.classes}
    order = partial(label_order, language=language)
    found: list[tuple[str, str]] = []
    labels: dict[str, str] = {}  # the best as yet, as it stands in its statement
    for fact in facts:
        if _TYPE in fact:
            subject, predicate, value = split_statement(fact)
            if predicate == _TYPE[1:-1] and value in kinds:
                found.append((kinds[value], subject[1:-1]))
        elif _LABEL in fact:
            subject, predicate, value = split_statement(fact)
            if predicate == _LABEL[1:-1] and value[0] == '"':
                known = labels.get(subject[1:-1])
                labels[subject[1:-1]] = min(value, known, key=order) if known else value
    for kind, iri in found:
        yield kind, value_of(labels[iri]) if iri in labels else iri, iri
