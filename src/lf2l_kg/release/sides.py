"""Two releases beside each other: the quads in which they differ, read without those in which they do not."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from itertools import chain, pairwise
from operator import attrgetter
from pathlib import Path

from lf2l_kg.base.dataset import Dataset, Part
from lf2l_kg.base.iris import is_evidence_graph
from lf2l_kg.base.lines import compare_lines, lines_about

from .dumps import everything
from .manifest import GraphRecord
from .packing import Index, read_chunks


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
    """The quads in which two releases differ: all of a subject, all of a graph of evidence."""

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
        lines = chain.from_iterable(compare_lines(was.stated, now.stated))
        subjects = sorted({line.partition(" ")[0] for line in lines})
        same = {part.digest for part in was.evidence} & {part.digest for part in now.evidence}
        return cls(_only(was, subjects, same), _only(now, subjects, same))


def _place(first: str, dataset: Dataset) -> tuple[int, int]:
    """Where a chunk begins in a dataset: how many lines, and how many graphs of evidence, are before it."""
    if is_evidence_graph(first):
        at = bisect_left(dataset.evidence, first, key=attrgetter("graph"))
        return len(dataset.stated), at
    return bisect_left(dataset.stated, f"<{first}> "), 0


def _only(dataset: Dataset, subjects: Iterable[str], same: Collection[str]) -> Dataset:
    """What is stated about some subjects, and the evidence but what is the same elsewhere."""
    stated = (line for subject in subjects for line in lines_about(dataset.stated, subject))
    parts = (part for part in dataset.evidence if part.digest not in same)
    return Dataset(tuple(stated), tuple(parts))
