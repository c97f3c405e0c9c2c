"""Two releases beside each other: the quads in which they differ, read without those in which they do not."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, islice, pairwise
from operator import attrgetter
from pathlib import Path

from lf2l_kg.base.dataset import Dataset, Part
from lf2l_kg.base.iris import is_evidence_graph
from lf2l_kg.base.lines import compare_lines, graph_of, place_about, runs_between

from .dumps import everything
from .manifest import GraphRecord
from .packing import Index, read_chunks

_SHORT = 8  # graphs that say the same: no need to look for those that matter


@dataclass(frozen=True, slots=True)
class Side:
    """One of two releases to compare: what is known of all of it, and where its quads are."""

    path: Path
    graphs: Mapping[str, GraphRecord]
    index: Index  # of dump.nq.zst

    def read(self, but: Side) -> Dataset:
        """The quads of the chunks that another release has not: what is the same is in the same chunks."""
        theirs = {chunk.source for chunk in but.index.chunks}
        mine = {chunk.source for chunk in self.index.chunks} - theirs
        return Dataset.from_texts(read_chunks(self.path, everything(), self.index, mine))

    def pick(self, but: Side, dataset: Dataset) -> Dataset:
        """The same, from all quads of this release, where these are at hand."""
        firsts = [chunk.first for chunk in self.index.chunks]
        if any(is_evidence_graph(first) and dataset.speaks_of(first) for first in firsts):
            return self.read(but)  # who knows what such a chunk holds
        theirs = {chunk.source for chunk in but.index.chunks}
        places = [_place(first, dataset) for first in firsts]
        places.append((len(dataset.stated), len(dataset.evidence)))
        stated: list[str] = []
        evidence: list[Part] = []
        for chunk, (start, end) in zip(self.index.chunks, pairwise(places), strict=True):
            if chunk.source not in theirs:
                stated += dataset.stated[start[0] : end[0]]
                evidence += dataset.evidence[start[1] : end[1]]
        return Dataset(tuple(stated), tuple(evidence))


@dataclass(frozen=True, slots=True)
class Differing:
    """The quads in which two releases differ: all of a graph of evidence, all that is said of a subject.

    What other documents say of it, in both, stands there once: of many graphs that say the same, those in
    which nothing differs tell no more than one of them.
    """

    was: Dataset
    now: Dataset

    @classmethod
    def between(cls, before: Side, after: Side, dataset: Dataset | None = None) -> Differing:
        """Compare two releases. Most of a chunk that differs is about subjects of which nothing does.

        Args:
            before: one.
            after: the other.
            dataset: all quads of the other, where these are at hand.
        """
        was = before.read(after)
        now = after.read(before) if dataset is None else after.pick(before, dataset)
        lines = [*chain.from_iterable(compare_lines(was.stated, now.stated))]
        same = {part.digest for part in was.evidence} & {part.digest for part in now.evidence}
        subjects, others = {line.partition(" ")[0] for line in lines}, {*map(graph_of, lines)}
        others |= {name for name, record in before.graphs.items() if not record.document}
        kept = _Kept(sorted(subjects), sorted(others) if before.graphs else None)
        return cls(*(Dataset(tuple(kept.lines(d.stated)), _other(d, same)) for d in (was, now)))


@dataclass(frozen=True, slots=True)
class _Kept:
    """What is kept of what is stated."""

    subjects: Sequence[str]  # sorted
    others: (
        Sequence[str] | None
    )  # all graphs but of documents, in both, that did not change; if known

    def lines(self, stated: Sequence[str]) -> Iterator[str]:
        """The lines about the subjects; of a long run that states the same, one of all those documents."""
        for subject in self.subjects:
            for statement, begin, end in runs_between(stated, *place_about(stated, subject)):
                if self.others is None or end - begin <= _SHORT:
                    yield from stated[begin:end]
                    continue
                those = (f"{statement} <{name}> ." for name in self.others)
                found = {line for line in those if _has(stated, line, begin, end)}
                first = (stated[at] for at in range(begin, end))
                yield from sorted({*found, *islice((one for one in first if one not in found), 1)})


def _has(lines: Sequence[str], line: str, begin: int, end: int) -> bool:
    at = bisect_left(lines, line, begin, end)
    return at < end and lines[at] == line


def _place(first: str, dataset: Dataset) -> tuple[int, int]:
    """Where a chunk begins in a dataset: how many lines, and how many graphs of evidence, are before it."""
    if is_evidence_graph(first):
        at = bisect_left(dataset.evidence, first, key=attrgetter("graph"))
        return len(dataset.stated), at
    return bisect_left(dataset.stated, f"<{first}> "), 0


def _other(dataset: Dataset, same: Collection[str]) -> tuple[Part, ...]:
    """The evidence but what is the same elsewhere."""
    return tuple([part for part in dataset.evidence if part.digest not in same])
