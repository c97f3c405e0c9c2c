"""Two releases beside each other: the quads in which they differ, read without those in which they do not."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from lf2l_kg.base.dataset import Dataset
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


@dataclass(frozen=True, slots=True)
class Differing:
    """The quads in which two releases differ: all of a subject, all of a graph of evidence."""

    was: Dataset
    now: Dataset

    @classmethod
    def between(cls, before: Side, after: Side) -> Differing:
        """Compare two releases. Most of a chunk that differs is about subjects of which nothing does."""
        was, now = before.read(after), after.read(before)
        lines = chain.from_iterable(compare_lines(was.stated, now.stated))
        subjects = sorted({line.partition(" ")[0] for line in lines})
        same = {part.digest for part in was.evidence} & {part.digest for part in now.evidence}
        return cls(_only(was, subjects, same), _only(now, subjects, same))


def _only(dataset: Dataset, subjects: Iterable[str], same: Collection[str]) -> Dataset:
    """What is stated about some subjects, and the evidence but what is the same elsewhere."""
    stated = (line for subject in subjects for line in lines_about(dataset.stated, subject))
    parts = (part for part in dataset.evidence if part.digest not in same)
    return Dataset(tuple(stated), tuple(parts))
