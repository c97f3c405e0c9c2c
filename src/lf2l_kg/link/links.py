"""The accepted links, in a graph of their own."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pyoxigraph as ox

from lf2l_kg.base.dataset import Dataset
from lf2l_kg.base.iris import Iris
from lf2l_kg.base.messages import Message
from lf2l_kg.base.records import Finding

from .decisions import Decision


def link_entities(dataset: Dataset, decisions: Sequence[Decision], iris: Iris) -> Dataset:
    """The dataset with the graph ``…/graph/links`` holding the accepted links of its entities.

    Links that the dataset already had in that graph are replaced, so that a decision taken back is
    gone. Refused links, those not found, and those of absent subjects add nothing:
    ``absent_subjects`` lists the last.
    """
    name = iris.graph("links")
    links = (
        ox.Quad(
            ox.NamedNode(subject),
            ox.NamedNode(predicate),
            ox.NamedNode(value),
            ox.NamedNode(name),
        )
        for subject, predicate, value in accepted_links(dataset, decisions)
    )
    return dataset.replace_graph(name, links)


def accepted_links(
    dataset: Dataset, decisions: Sequence[Decision]
) -> frozenset[tuple[str, str, str]]:
    """The accepted links of a dataset's entities: subject, predicate and object of each."""
    return frozenset(
        (decision.subject, decision.predicate, decision.object)
        for decision in decisions
        if decision.verdict == "accepted" and dataset.speaks_of(decision.subject)
    )


def absent_subjects(
    dataset: Dataset, decisions: Sequence[Decision], path: Path
) -> tuple[Finding, ...]:
    """The accepted links that a dataset cannot hold, for it does not speak of their subjects.

    Args:
        dataset: what there is to link.
        decisions: of people.
        path: the file that they were read from.

    Returns:
        A warning for each, in the order of the file.
    """
    return tuple(
        Finding(
            str(path),
            decision.line,
            1,
            "warning",
            "absent-subject",
            Message(
                fr=f"aucun document ne parle de {decision.subject}\u00a0: ce lien n’est pas publié\u00a0; "
                "corrigez subject_id, ou supprimez cette ligne",
                en=f"no document speaks of {decision.subject}: this link is not published; "
                "mend subject_id, or delete this line",
            ),
            value=decision.subject,
        )
        for decision in decisions
        if decision.verdict == "accepted" and not dataset.speaks_of(decision.subject)
    )
