"""A dataset's lines, gathered into facts and what they were read from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from lf2l_kg.base.dataset import Dataset
from lf2l_kg.base.evidence import Reading
from lf2l_kg.base.namespaces import RDFS, SKOS

_LABEL, _PREFERRED = f"<{RDFS}label>", f"<{SKOS}prefLabel>"

#: Subject, predicate and object as they stand in a line, a space between them.
Statement = str


@dataclass(frozen=True, slots=True)
class Gathered:
    """The facts by subject, in the order of the lines, and their evidence."""

    facts: dict[Statement, str]  # → origin; "" for a document
    readings: dict[Statement, list[Reading]]


def gather(dataset: Dataset, base_iri: str) -> Gathered:
    """Go through a dataset once.

    Args:
        dataset: with its evidence.
        base_iri: what the IRIs of our data begin with.
    """
    facts = read_facts(dataset.stated, base_iri, evidenced_graphs(dataset))
    readings: dict[Statement, list[Reading]] = defaultdict(list)
    for reading in (reading for part in dataset.evidence for reading in part.readings()):
        readings[reading.statement].append(reading)
    return Gathered(facts, readings)


def evidenced_graphs(dataset: Dataset) -> set[str]:
    """The graphs of documents, which are those with evidence."""
    return {part.graph.removesuffix("/evidence") for part in dataset.evidence}


def read_facts(
    lines: Iterable[str], base_iri: str, documents: Collection[str]
) -> dict[Statement, str]:
    """The distinct statements that are no evidence; what a document says is a document's.

    A label that is also the preferred one is kept once, as the preferred one.

    Args:
        lines: of them, all those of a subject.
        base_iri: what the IRIs of our data begin with.
        documents: the graphs of documents.
    """
    layers = f"{base_iri}graph/"
    origins: dict[str, str] = {}
    facts: dict[Statement, str] = {}
    for line in lines:
        at = line.rindex(" <")
        statement, graph = line[:at], line[at + 2 : -3]
        origin = origins.get(graph)
        if origin is None:
            told = "" if graph in documents else graph.removeprefix(layers)
            origin = origins[graph] = told
        if not origin or statement not in facts:
            facts[statement] = origin
    middle = f" {_LABEL} "
    for statement in [statement for statement in facts if middle in statement]:
        subject, predicate, value = statement.split(" ", 2)
        if predicate == _LABEL and f"{subject} {_PREFERRED} {value}" in facts:
            del facts[statement]
    return facts
