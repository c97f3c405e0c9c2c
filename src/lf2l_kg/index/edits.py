"""What changes in an index when a release follows another: facts by subject, readings of evidence."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from lf2l_kg.base.dataset import Dataset, Part
from lf2l_kg.base.evidence import Reading
from lf2l_kg.base.iris import is_evidence_graph
from lf2l_kg.base.lines import graph_of

from .gathering import Statement, evidenced_graphs, read_facts

_EVIDENCE = "/evidence"


@dataclass(frozen=True, slots=True)
class Edit:
    """What makes the index of one dataset of that of another."""

    facts: Mapping[
        str, dict[Statement, str]
    ]  # subject that may have changed → all its facts, with origins
    removed: Sequence[Reading]
    added: Sequence[Reading]


def find_edit(
    dataset: Dataset,
    base_iri: str,
    *,
    changed: Iterable[str],
    was: Iterable[Part],
    digests: Mapping[str, str],
) -> Edit:
    """Compare a dataset with the one before.

    Args:
        dataset: the new one.
        base_iri: what the IRIs of our data begin with.
        changed: N-Quads lines that are new, and those that are no more.
        was: the graphs of evidence that were another before or are no more, and perhaps others.
        digests: of all graphs before, by their names.
    """
    now = {part.graph: part.digest for part in dataset.evidence}
    removed = [part for part in was if now.get(part.graph) != part.digest]
    added = [part for part in dataset.evidence if digests.get(part.graph) != part.digest]
    subjects = {line.partition(" ")[0] for line in changed if not is_evidence_graph(graph_of(line))}
    # A graph is a document's as long as it has evidence: its facts have another origin now.
    ours = {name for name in digests if is_evidence_graph(name)} ^ now.keys()
    # What a graph says that was not there before has come: it is among what changed.
    others = {graph for name in ours if (graph := name.removesuffix(_EVIDENCE)) in digests}
    if others:
        ends = tuple([f" <{name}> ." for name in others])
        subjects |= {line.partition(" ")[0] for line in dataset.stated if line.endswith(ends)}
    lines = [line for subject in subjects for line in _lines_of(subject, dataset.stated)]
    facts: dict[str, dict[Statement, str]] = defaultdict(
        dict, {subject: {} for subject in subjects}
    )
    for statement, origin in read_facts(lines, base_iri, evidenced_graphs(dataset)).items():
        facts[statement.partition(" ")[0]][statement] = origin
    return Edit(facts, [*_readings(removed)], [*_readings(added)])


def _lines_of(subject: str, lines: Sequence[str]) -> Iterator[str]:
    start = f"{subject} "
    at = bisect_left(lines, start)
    while at < len(lines) and lines[at].startswith(start):
        yield lines[at]
        at += 1


def _readings(parts: Iterable[Part]) -> Iterator[Reading]:
    return (reading for part in parts for reading in part.readings())
