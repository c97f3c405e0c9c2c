"""A dataset: quads in one canonical order, and the digest that names it."""

from __future__ import annotations

import hashlib
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

import pyoxigraph as ox

from .errors import InputError
from .messages import Message

_LINES = 1 << 12  # that are encoded at once


@dataclass(frozen=True)
class Dataset:
    """Quads without blank nodes, each in a named graph.

    ``lines`` are their N-Quads lines, sorted, each once, no line end.
    """

    lines: tuple[str, ...]

    @classmethod
    def from_quads(cls, quads: Iterable[ox.Quad]) -> Dataset:
        """Put quads in canonical order."""
        return cls.from_lines(f"{quad} ." for quad in quads)

    @classmethod
    def from_lines(cls, lines: Iterable[str]) -> Dataset:
        """Put N-Quads lines in canonical order."""
        return cls.from_groups((line.partition(" ")[0], (line,)) for line in lines)

    @classmethod
    def from_groups(cls, groups: Iterable[tuple[str, Iterable[str]]]) -> Dataset:
        """Put N-Quads lines in canonical order, which is that of their subjects, then of all of them.

        Args:
            groups: a subject, as it stands in lines, and lines of it; a subject may come again.
        """
        by_subject: dict[str, set[str]] = {}
        for subject, lines in groups:
            by_subject.setdefault(subject, set()).update(lines)
        return cls(tuple([line for s in sorted(by_subject) for line in sorted(by_subject[s])]))

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

    def union(self, other: Dataset) -> Dataset:
        """Both datasets' quads."""
        if not other.lines:
            return self
        both = dict.fromkeys((*self.lines, *other.lines))
        return Dataset(tuple(sorted(both)))  # two runs in order: hardly any work to sort

    def speaks_of(self, iri: str) -> bool:
        """Whether an IRI is the subject of any quad."""
        start = f"<{iri}> "
        at = bisect_left(self.lines, start)
        return at < len(self.lines) and self.lines[at].startswith(start)

    def graph(self, name: str) -> Dataset:
        """The quads of one graph."""
        return Dataset(tuple([line for line in self.lines if line.endswith(f" <{name}> .")]))

    def replace_graph(self, name: str, quads: Iterable[ox.Quad]) -> Dataset:
        """The quads of all other graphs, and these."""
        end = f" <{name}> ."
        others = tuple([line for line in self.lines if not line.endswith(end)])
        kept = self if len(others) == len(self.lines) else Dataset(others)
        return kept.union(Dataset.from_quads(quads))

    def serialize(self) -> bytes:
        """Canonical N-Quads: sorted lines, UTF-8, a line feed after each."""
        return "\n".join((*self.lines, "")).encode()

    def quads(self) -> Iterator[ox.Quad]:
        """The quads, in canonical order."""
        return iter(ox.parse(self.serialize(), format=ox.RdfFormat.N_QUADS))

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the canonical N-Quads, hexadecimal."""
        digest = hashlib.sha256()
        for start in range(0, len(self.lines), _LINES):  # never all bytes in memory
            part = self.lines[start : start + _LINES]
            digest.update("\n".join((*part, "")).encode())
        return digest.hexdigest()
