"""Two releases beside each other: the quads in which they differ, read without those in which they do not."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path

from lf2l_kg.base.dataset import Dataset, Part
from lf2l_kg.base.iris import is_evidence_graph
from lf2l_kg.base.lines import compare_lines, graph_of, place_about, runs_between

from .chunks import Cut, between, cut_again, cut_evidence, cut_lines, order_subject
from .dumps import all_evidence, everything
from .manifest import GraphRecord
from .packing import Chunk, Index, read_chunks


@dataclass(frozen=True, slots=True)
class Side:
    """One of two releases to compare: what is known of all of it, and where its quads are."""

    path: Path
    graphs: Mapping[str, GraphRecord]
    index: Index  # of dump.nq.zst

    @classmethod
    def of(
        cls, path: Path, graphs: Mapping[str, GraphRecord], indexes: Mapping[str, Index]
    ) -> Side:
        """That of a release whose chunks are known, by the dump's file.

        Raises:
            KeyError: when those of ``dump.nq.zst`` are not.
        """
        return cls(path, graphs, indexes[everything().name])

    def read(self, but: Side) -> Dataset:
        """The quads of the chunks that another release has not: what is the same is in the same chunks."""
        theirs = {chunk.source for chunk in but.index.chunks}
        mine = {chunk.source for chunk in self.index.chunks} - theirs
        return Dataset.from_texts(read_chunks(self.path, everything(), self.index, mine))


@dataclass(frozen=True, slots=True)
class Differing:
    """The quads in which two releases differ: all of a graph of evidence, all that is said of a subject.

    What other documents say of it, in both, stands there once: of many graphs that say the same, those in
    which nothing differs tell no more than one of them.
    """

    was: Dataset
    now: Dataset

    @classmethod
    def between(cls, before: Side, after: Side) -> Differing:
        """Compare two releases. Most of a chunk that differs is about subjects of which nothing does."""
        was, now = before.read(after), after.read(before)
        return cls._of(before, was.stated, now.stated, (was.evidence, now.evidence))

    @classmethod
    def since(
        cls, before: Side, stated: Sequence[str], chunks: Sequence[Chunk], dataset: Dataset
    ) -> Differing:
        """The same where all that both state is at hand.

        Args:
            before: the release before.
            stated: what it stated, sorted.
            chunks: of its evidence.
            dataset: the new one.
        """
        graphs = before.graphs
        digests = {part.graph: part.digest for part in dataset.evidence}
        gone = [
            name
            for name, record in graphs.items()
            if is_evidence_graph(name) and digests.get(name) != record.digest
        ]
        firsts = [chunk.first for chunk in chunks]
        holding = {chunks[bisect_right(firsts, name) - 1].source for name in gone}
        read = Dataset.from_texts(read_chunks(before.path, everything(), before.index, holding))
        was = tuple([part for part in read.evidence if digests.get(part.graph) != part.digest])
        now = tuple(
            [
                part
                for part in dataset.evidence
                if part.graph not in graphs or graphs[part.graph].digest != part.digest
            ]
        )
        return cls._of(before, stated, dataset.stated, (was, now))

    @classmethod
    def _of(
        cls,
        before: Side,
        was: Sequence[str],
        now: Sequence[str],
        evidence: tuple[Sequence[Part], Sequence[Part]],
    ) -> Differing:
        lines = [*chain.from_iterable(compare_lines(was, now))]
        same = set[str].intersection(*({part.digest for part in parts} for parts in evidence))
        subjects, others = {line.partition(" ")[0] for line in lines}, {*map(graph_of, lines)}
        others |= {name for name, record in before.graphs.items() if not record.document}
        kept = _Kept(sorted(subjects), frozenset(others) if before.graphs else None)
        return cls(
            *(
                Dataset(tuple(kept.lines(stated)), _other(parts, same))
                for stated, parts in zip((was, now), evidence, strict=True)
            )
        )

    def cuts(
        self, dataset: Dataset, before: Mapping[str, Index]
    ) -> tuple[Iterator[Cut], Iterator[Cut]]:
        """The new dataset in chunks, what is stated and the evidence.

        Args:
            dataset: the new one.
            before: the chunks of the dumps before, by the dump's file; {} to cut all of it.
        """
        changed = {line[1 : line.index("> ")] for line in {*self.was.stated} ^ {*self.now.stated}}
        graphs = {part.graph for part in (*self.was.evidence, *self.now.evidence)}
        names = [part.graph for part in dataset.evidence]

        def cut_stated(begin: str, end: str) -> Iterator[Cut]:
            return cut_lines(dataset.stated[between(dataset.stated, begin, end)])

        def cut_graphs(begin: str, end: str) -> Iterator[Cut]:
            return cut_evidence(dataset.evidence[between(names, begin, end)])

        indexes = (before.get(dump.name) for dump in (everything(), all_evidence()))
        chunks = (index.chunks if index else () for index in indexes)
        known, evidence = ([(chunk.first, chunk.source) for chunk in of] for of in chunks)
        stated = known[: len(known) - len(evidence)]  # evidence comes last
        return (
            cut_again(stated, changed, order_subject, cut_stated),
            cut_again(evidence, graphs, str, cut_graphs),
        )


@dataclass(frozen=True, slots=True)
class _Kept:
    """What is kept of what is stated."""

    subjects: Sequence[str]  # sorted
    #: All graphs but of documents, in both, that did not change; if known.
    others: frozenset[str] | None

    def lines(self, stated: Sequence[str]) -> Iterator[str]:
        """The lines about the subjects; of those that state the same, one of all those documents.

        It is the same one in both: else a line would seem to come, or go, that only others now stand beside.
        """
        for subject in self.subjects:
            for statement, begin, end in runs_between(stated, *place_about(stated, subject)):
                if self.others is None:
                    yield from stated[begin:end]
                    continue
                if end - begin < len(self.others):
                    found = {one for one in stated[begin:end] if graph_of(one) in self.others}
                else:
                    those = (f"{statement} <{name}> ." for name in self.others)
                    found = {line for line in those if _has(stated, line, begin, end)}
                first = (stated[at] for at in range(begin, end))
                yield from sorted({*found, *islice((one for one in first if one not in found), 1)})


def _has(lines: Sequence[str], line: str, begin: int, end: int) -> bool:
    at = bisect_left(lines, line, begin, end)
    return at < end and lines[at] == line


def _other(evidence: Sequence[Part], same: Collection[str]) -> tuple[Part, ...]:
    """The evidence but what is the same elsewhere."""
    return tuple([part for part in evidence if part.digest not in same])
