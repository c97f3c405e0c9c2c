"""The accepted links, in a graph of their own."""

from __future__ import annotations

from collections.abc import Sequence

import pyoxigraph as ox

from lf2l_kg.base.dataset import Dataset
from lf2l_kg.base.iris import Iris

from .decisions import Decision


def link_entities(dataset: Dataset, decisions: Sequence[Decision], iris: Iris) -> Dataset:
    """The dataset with the graph ``…/graph/links`` holding the accepted links of its entities.

    Links that the dataset already had in that graph are replaced, so that a decision taken back is
    gone. Refused links, those not found, and those of absent subjects add nothing.
    """
    graph = ox.NamedNode(iris.graph("links"))
    known = _subjects(dataset)
    links = Dataset.from_quads(
        ox.Quad(
            ox.NamedNode(decision.subject),
            ox.NamedNode(decision.predicate),
            ox.NamedNode(decision.object),
            graph,
        )
        for decision in decisions
        if decision.verdict == "accepted" and decision.subject in known
    )
    others = Dataset(tuple(line for line in dataset.lines if not line.endswith(f" {graph} .")))
    return others.union(links)


def find_absent_subjects(dataset: Dataset, decisions: Sequence[Decision]) -> tuple[Decision, ...]:
    """The accepted decisions whose subject the dataset does not speak of, in the order given."""
    known = _subjects(dataset)
    return tuple(d for d in decisions if d.verdict == "accepted" and d.subject not in known)


def _subjects(dataset: Dataset) -> set[str]:
    # In canonical N-Quads a subject ends at the first space, and IRIs are written without escapes.
    return {line.partition(" ")[0][1:-1] for line in dataset.lines}
