"""Graphs out of a release's dump, of which only the chunks that hold them are read."""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cached_property
from io import BytesIO
from typing import Protocol

import msgspec
import zstandard

from lf2l_kg.base.compression import ZSTD
from lf2l_kg.base.errors import InputError
from lf2l_kg.base.iris import is_evidence_graph
from lf2l_kg.base.messages import Message

from .manifest import Manifest

_NAME, _INDEX = "dump.nq.zst", "chunks.json"
_LARGEST = 1 << 33  # bytes of a dump, unpacked
_Graphs = Mapping[str, bytes]


class Files(Protocol):
    """The files of a release, on this machine or another."""

    def place(self, name: str) -> str:
        """Where a file is, to be told."""
        ...

    def read(self, name: str) -> bytes:
        """All of a file."""
        ...

    def read_part(self, name: str, offset: int, size: int) -> bytes | None:
        """Some bytes of a file; None where they are not to be had without the rest."""
        ...


class _Chunk(msgspec.Struct, frozen=True):
    first: str
    size: int
    content_size: int


class _Index(msgspec.Struct, frozen=True):
    offset: int
    chunks: tuple[_Chunk, ...]


class Dump:
    """The canonical dump of a release: what is stated, then the evidence, graph by graph.

    Whatever is read, a graph is given only when it is the one that the manifest has the digest of.
    """

    def __init__(self, files: Files, manifest: Manifest) -> None:
        self._files, self._manifest = files, manifest
        self._last: tuple[int, _Graphs] = (-1, {})

    def graph(self, name: str) -> bytes:
        """The N-Triples of a graph. Those of evidence are had fastest in their order.

        Raises:
            InputError: when the dump is not that of the manifest.
            RemoteError: when it cannot be fetched.
        """
        found = self._evidence(name) if is_evidence_graph(name) else self._stated
        quads = found.get(name, b"")
        if not self.is_right(name, quads):
            quads = self._whole.get(name, b"")
        if not self.is_right(name, quads):
            raise InputError(_other_graph(name), path=self._files.place(_NAME))
        return quads.replace(f" <{name}> .\n".encode(), b" .\n")

    def is_right(self, name: str, quads: bytes) -> bool:
        """Whether sorted N-Quads are those of a graph by the manifest."""
        return hashlib.sha256(quads).hexdigest() == self._manifest.graphs[name].digest

    @cached_property
    def _index(self) -> _Index:
        """The chunks; none when they are not what the manifest says."""
        record = self._manifest.files.get(_INDEX)
        data = self._files.read(_INDEX) if record else b""
        if record is None or hashlib.sha256(data).hexdigest() != record.sha256:
            return _Index(0, ())
        return msgspec.json.decode(data, type=dict[str, _Index]).get(_NAME, _Index(0, ()))

    @cached_property
    def _places(self) -> tuple[int, ...]:
        """Where each chunk begins, and the last one ends."""
        places = [self._index.offset]
        for chunk in self._index.chunks:
            places.append(places[-1] + chunk.size)
        return tuple(places)

    @cached_property
    def _names(self) -> tuple[int, tuple[str, ...]]:
        """How many chunks are stated; the first graph of each chunk of evidence."""
        firsts = [chunk.first for chunk in self._index.chunks]
        stated = next(
            (n for n, first in enumerate(firsts) if is_evidence_graph(first)), len(firsts)
        )
        return stated, tuple(firsts[stated:])

    @cached_property
    def _stated(self) -> _Graphs:
        return self._chunks(0, self._names[0])

    def _evidence(self, name: str) -> _Graphs:
        stated, firsts = self._names
        number = stated + bisect_right(firsts, name) - 1
        if number < stated:
            return {}
        if number != self._last[0]:
            self._last = number, self._chunks(number, number + 1)
        return self._last[1]

    def _chunks(self, start: int, end: int) -> _Graphs:
        """The graphs of some chunks that follow each other; none when these cannot be read."""
        size = sum(chunk.content_size for chunk in self._index.chunks[start:end])
        if start == end or size > _LARGEST:
            return {}
        offset = self._places[start]
        data = self._files.read_part(_NAME, offset, self._places[end] - offset)
        if data is None:
            return {}
        try:
            return _Split(ZSTD.unpack(data, size))
        except ValueError:
            return {}

    @cached_property
    def _whole(self) -> _Graphs:
        data, record = self._files.read(_NAME), self._manifest.files.get(_NAME)
        good = record is not None and hashlib.sha256(data).hexdigest() == record.sha256
        if record is None or not good or record.content_size > _LARGEST:
            raise InputError(_other_dump(), path=self._files.place(_NAME))
        text = zstandard.ZstdDecompressor().decompress(data, max_output_size=_LARGEST)
        return _Split(text)


class _Split(Mapping[str, bytes]):
    """Graph → its lines of N-Quads, in their order; one copy of the text is held for all."""

    def __init__(self, text: bytes) -> None:
        self._text = text
        self._runs: defaultdict[bytes, list[tuple[int, int]]] = defaultdict(list)
        start = end = 0
        before = b""
        for line in BytesIO(text):
            name = line[line.rindex(b" <") + 2 : -len(b"> .\n")]
            if name != before and end:
                self._runs[before].append((start, end))
                start = end
            before = name
            end += len(line)
        if end:
            self._runs[before].append((start, end))

    def __getitem__(self, name: str) -> bytes:
        runs = self._runs.get(name.encode())
        if runs is None:
            raise KeyError(name)
        return b"".join(self._text[start:end] for start, end in runs)

    def __iter__(self) -> Iterator[str]:
        return (name.decode() for name in self._runs)

    def __len__(self) -> int:
        return len(self._runs)


def _other_dump() -> Message:
    return Message(
        fr="le dump n’est pas celui du manifeste\u00a0; réessayez, ou signalez-le à l’éditeur",
        en="the dump is not the one of the manifest; try again, or tell its publisher",
    )


def _other_graph(name: str) -> Message:
    return Message(
        fr=f"le graphe {name} n’est pas celui du manifeste\u00a0; réessayez, ou signalez-le à l’éditeur",
        en=f"the graph {name} is not the one of the manifest; try again, or tell its publisher",
    )
