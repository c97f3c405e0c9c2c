"""A dataset: quads in one canonical order, and the digest that names it."""

from __future__ import annotations

import hashlib
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial
from itertools import groupby, islice
from operator import lt

import pyoxigraph as ox

from .errors import InputError
from .evidence import Reading, parse_readings
from .iris import is_evidence_graph
from .lines import edit_lines, graph_of, join_lines
from .messages import Message

_LINES = 10_000  # that are encoded at once


@dataclass(frozen=True, slots=True)
class Part:
    """The quads of one graph of evidence; their text may lie elsewhere until somebody reads it."""

    graph: str  # IRI
    quads: int
    digest: str  # SHA-256 of the text, hexadecimal
    read: Callable[[], bytes] = field(compare=False, repr=False)
    readings: Callable[[], tuple[Reading, ...]] = field(compare=False, repr=False)

    @classmethod
    def of(cls, graph: str, lines: Iterable[str]) -> Part:
        """Put the N-Quads lines of a graph in order, each once."""
        ordered = sorted({*lines})
        return cls.holding(graph, len(ordered), join_lines(ordered))

    @classmethod
    def holding(cls, graph: str, quads: int, text: bytes) -> Part:
        """The part with a text: sorted N-Quads lines, each once, a line feed after each."""
        digest = hashlib.sha256(text).hexdigest()
        return cls(graph, quads, digest, partial(bytes, text), partial(parse_readings, text))

    @property
    def lines(self) -> list[str]:
        """The N-Quads lines, sorted, no line end."""
        return self.read().decode().split("\n")[:-1]


@dataclass(frozen=True)
class Dataset:
    """Quads without blank nodes, each in a named graph.

    Nine of ten are evidence. They stand apart, a graph at a time, so that who has no need of them need not
    read them. The canonical order is that of what is stated, by subject, then of the evidence, by graph.
    """

    stated: tuple[str, ...]  # N-Quads lines of all other graphs, sorted, each once, no line end
    evidence: tuple[Part, ...] = ()  # by graph, none of them empty

    @classmethod
    def from_quads(cls, quads: Iterable[ox.Quad]) -> Dataset:
        """Put quads in canonical order."""
        return cls.from_lines(f"{quad} ." for quad in quads)

    @classmethod
    def from_lines(cls, lines: Iterable[str]) -> Dataset:
        """Put N-Quads lines in canonical order."""
        stated: set[str] = set()
        evidence: dict[str, list[str]] = defaultdict(list)
        for line in lines:
            graph = graph_of(line)
            if is_evidence_graph(graph):
                evidence[graph].append(line)
            else:
                stated.add(line)
        return cls.of(stated, (Part.of(graph, found) for graph, found in evidence.items()))

    @classmethod
    def of(cls, stated: Iterable[str], evidence: Iterable[Part] = ()) -> Dataset:
        """Put what is stated, in lines that come once each, and the evidence in canonical order."""
        return cls(tuple(sorted(stated)), tuple(sorted(evidence, key=lambda part: part.graph)))

    @classmethod
    def from_texts(cls, texts: Iterable[bytes]) -> Dataset:
        """Read canonical N-Quads, a piece at a time.

        Args:
            texts: whole lines; no piece holds both evidence and what is stated, nor only a part of the
                evidence of a graph.

        Raises:
            ValueError: when they are not in canonical order.
        """
        stated: list[str] = []
        evidence: list[Part] = []
        for text in texts:
            lines = text.decode().split("\n")[:-1]
            if not is_evidence_graph(graph_of(lines[0])):
                stated += lines
                continue
            for graph, group in groupby(lines, graph_of):
                found = [*group]
                _refuse_disorder(found)
                evidence.append(Part.holding(graph, len(found), join_lines(found)))
        _refuse_disorder(stated)
        _refuse_disorder([part.graph for part in evidence])
        return cls(tuple(stated), tuple(evidence))

    @classmethod
    def parse(cls, data: bytes, name: str) -> Dataset:
        """Read N-Quads.

        Raises:
            InputError: when ``data`` is not N-Quads, with the line.
        """
        try:
            return cls.from_quads(ox.parse(data, format=ox.RdfFormat.N_QUADS))
        except SyntaxError as error:
            raise InputError(
                Message(
                    fr=f"ce n’est pas du N-Quads : {error.msg} ; refaites l’étape « assemble »",
                    en=f"this is not N-Quads: {error.msg}; run the stage `assemble` again",
                ),
                path=name,
                line=error.lineno or 0,
                column=error.offset or 0,
            ) from error

    @property
    def lines(self) -> tuple[str, ...]:
        """All N-Quads lines, in canonical order, no line end."""
        return (*self.stated, *(line for part in self.evidence for line in part.lines))

    @property
    def size(self) -> int:
        """How many quads there are."""
        return len(self.stated) + sum(part.quads for part in self.evidence)

    def texts(self) -> Iterator[tuple[int, bytes]]:
        """Canonical N-Quads in pieces, so that not all is in memory: how many quads, and their text."""
        yield from encode_lines(self.stated)
        for part in self.evidence:
            yield part.quads, part.read()

    def union(self, other: Dataset) -> Dataset:
        """Both datasets' quads."""
        if not other.stated and not other.evidence:
            return self
        both = dict.fromkeys((*self.stated, *other.stated))  # two runs in order: no work to sort
        parts = {part.graph: part for part in self.evidence}
        for part in other.evidence:
            mine = parts.get(part.graph)
            parts[part.graph] = Part.of(part.graph, mine.lines + part.lines) if mine else part
        return Dataset.of(both, parts.values())

    def speaks_of(self, iri: str) -> bool:
        """Whether an IRI is the subject of any quad but of evidence."""
        start = f"<{iri}> "
        at = bisect_left(self.stated, start)
        return at < len(self.stated) and self.stated[at].startswith(start)

    def graph(self, name: str) -> Dataset:
        """The quads of one graph."""
        if is_evidence_graph(name):
            return Dataset((), tuple([part for part in self.evidence if part.graph == name]))
        return Dataset(tuple([line for line in self.stated if line.endswith(f" <{name}> .")]))

    def replace_graph(self, name: str, quads: Iterable[ox.Quad]) -> Dataset:
        """The quads of all other graphs, and these."""
        lines, end = {f"{quad} ." for quad in quads}, f" <{name}> ."
        if is_evidence_graph(name):
            parts = tuple([part for part in self.evidence if part.graph != name])
            return Dataset(self.stated, parts).union(Dataset.from_lines(lines))
        before = {line for line in self.stated if line.endswith(end)}
        if before == lines:
            return self
        return Dataset(edit_lines(self.stated, before - lines, lines - before), self.evidence)

    def serialize(self) -> bytes:
        """Canonical N-Quads: UTF-8, a line feed after each line."""
        return b"".join(text for _, text in self.texts())

    def quads(self) -> Iterator[ox.Quad]:
        """The quads, in canonical order."""
        return iter(ox.parse(self.serialize(), format=ox.RdfFormat.N_QUADS))

    @cached_property
    def digest(self) -> str:
        """SHA-256, hexadecimal, of lines: that of what is stated, that of each graph of evidence."""
        stated = hashlib.sha256()
        for _, text in encode_lines(self.stated):
            stated.update(text)
        digests = [stated.hexdigest(), *(part.digest for part in self.evidence)]
        return hashlib.sha256(join_lines(digests)).hexdigest()


NOTHING = Dataset(())


def encode_lines(lines: Sequence[str]) -> Iterator[tuple[int, bytes]]:
    """Lines in pieces of text: how many, and the text, a line feed after each line."""
    for start in range(0, len(lines), _LINES):
        some = lines[start : start + _LINES]
        yield len(some), join_lines(some)


def _refuse_disorder(names: list[str]) -> None:
    if not all(map(lt, names, islice(names, 1, None))):
        raise ValueError("order")
