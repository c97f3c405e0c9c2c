"""A dump packed from chunks: those that an earlier release has are taken from there as they are.

``chunks.json`` lists, for each dump, its chunks in order: where each begins and how long it is, in the file
and unpacked. A part of a dump can so be read, compared or taken over without the rest.
"""

from __future__ import annotations

import hashlib
import zlib
from collections import deque
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, Future
from dataclasses import dataclass
from pathlib import Path

import msgspec

from lf2l_kg.base.compression import Part
from lf2l_kg.base.lines import join_lines

from .chunks import Cut
from .dumps import Dump
from .manifest import FileRecord

INDEX = "chunks.json"
_AHEAD = 8  # chunks that are being packed at a time: what they hold is in memory


class Chunk(msgspec.Struct, frozen=True, omit_defaults=True):
    """One chunk of a dump."""

    first: str  # its first subject's IRI; of evidence, its first graph's
    source: str  # what names its statements; see :class:`~lf2l_kg.release.chunks.Cut`
    size: int  # bytes, compressed
    sha256: str  # of the same
    content_size: int  # bytes, unpacked
    content_sha256: str
    crc32: int  # of the same
    names: tuple[str, ...] = ()  # what the head of the dump declares for it


class Index(msgspec.Struct, frozen=True):
    """The chunks of a dump, in order."""

    maker: str  # what their bytes depend on besides their statements
    offset: int  # bytes before the first chunk
    chunks: tuple[Chunk, ...]


@dataclass(frozen=True, slots=True)
class Packed:
    """A dump that is ready to be written."""

    name: str
    data: bytes
    record: FileRecord
    index: Index


#: A chunk, and its bytes as they were packed.
Found = tuple[Chunk, bytes | memoryview]


class Shelf:
    """Chunks that are packed already, by their statements."""

    def __init__(self, release: Path | None) -> None:
        """Open an earlier release; one that has no readable index has no chunks either."""
        self._places: dict[tuple[str, str], tuple[Path | memoryview, int, Chunk]] = {}
        self._files: dict[Path, memoryview] = {}
        if release is not None:
            for name, index in read_index(release).items():
                self._add(release / name, index)

    def add(self, dump: Packed) -> None:
        """Take in the chunks of a dump that has just been packed."""
        self._add(memoryview(dump.data), dump.index)

    def _add(self, place: Path | memoryview, index: Index) -> None:
        offset = index.offset
        for chunk in index.chunks:
            self._places[index.maker, chunk.source] = (place, offset, chunk)
            offset += chunk.size

    def find(self, dump: Dump, source: str) -> Found | None:
        """A chunk as it was packed; None when there is none, or it is damaged."""
        found = self._places.get((dump.maker, source))
        if found is None:
            return None
        place, offset, chunk = found
        data = (place if isinstance(place, memoryview) else self._read(place))[
            offset : offset + chunk.size
        ]
        if isinstance(place, Path) and hashlib.sha256(data).hexdigest() != chunk.sha256:
            return None
        return chunk, data

    def _read(self, path: Path) -> memoryview:
        """A file, read as a whole: nearly all of it will be asked for."""
        if path not in self._files:
            try:
                self._files[path] = memoryview(path.read_bytes())
            except OSError:
                self._files[path] = memoryview(b"")
        return self._files[path]


def pack_dump(dump: Dump, chunks: Iterable[Cut], shelf: Shelf, executor: Executor) -> Packed:
    """Write a dump from chunks of statements, always to the same bytes.

    Args:
        dump: its format and compression.
        chunks: what becomes of each; their statements are read where they are not found.
        shelf: where chunks may be found that were packed before.
        executor: compresses on other cores.
    """
    packed = list(_pack_all(dump, chunks, shelf, executor))
    listed = tuple(chunk for chunk, _ in packed)
    head, tail = ends_of(dump, listed)
    before, after = (Part.of(content, dump.compression) for content in (head, tail))
    inner = [Part(data, chunk.content_size, chunk.crc32) for chunk, data in packed]
    parts = [before, *inner, after]
    opening, closing = dump.compression.ends(parts)
    data = b"".join((opening, *(part.data for part in parts), closing))
    record = FileRecord(
        sha256=hashlib.sha256(data).hexdigest(),
        size=len(data),
        content_sha256=digest_content(dump, listed),
        content_size=sum(part.size for part in parts),
    )
    offset = len(opening) + len(before.data)
    return Packed(dump.name, data, record, Index(dump.maker, offset, listed))


def ends_of(dump: Dump, chunks: Iterable[Chunk]) -> tuple[bytes, bytes]:
    """What stands before and after the chunks of a dump."""
    head = dump.format.head(sorted({name for chunk in chunks for name in chunk.names}))
    return head, dump.format.tail()


def digest_content(dump: Dump, chunks: Sequence[Chunk]) -> str:
    """What names the content of a dump, so that the digests of unchanged chunks need not be made again.

    Returns:
        The SHA-256 of lines: the SHA-256, hexadecimal, of the head, of each chunk, of the tail.
    """
    ends = (hashlib.sha256(end).hexdigest() for end in ends_of(dump, chunks))
    head, tail = ends
    digests = [head, *(chunk.content_sha256 for chunk in chunks), tail]
    return hashlib.sha256(join_lines(digests)).hexdigest()


def serialize_indexes(indexes: Mapping[str, Index]) -> bytes:
    """``chunks.json``."""
    return msgspec.json.encode(dict(sorted(indexes.items()))) + b"\n"


def read_index(release: Path) -> dict[str, Index]:
    """The chunks of a release's dumps, by the dump's file; {} when they cannot be read."""
    try:
        return msgspec.json.decode((release / INDEX).read_bytes(), type=dict[str, Index])
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError):
        return {}


def read_chunks(
    release: Path, dump: Dump, index: Index, sources: Collection[str]
) -> Iterator[bytes]:
    """The contents of some chunks, in order.

    Args:
        release: its directory.
        dump: which of its dumps.
        index: of the dump.
        sources: what names their statements.

    Raises:
        ValueError: when one is damaged.
    """
    offset = index.offset
    with (release / dump.name).open("rb") as stream:
        for chunk in index.chunks:
            if chunk.source in sources:
                stream.seek(offset)
                yield dump.compression.unpack(stream.read(chunk.size), chunk.content_size)
            offset += chunk.size


def _pack_all(
    dump: Dump, chunks: Iterable[Cut], shelf: Shelf, executor: Executor
) -> Iterator[Found]:
    """Each chunk packed, in order; some at a time."""
    waiting: deque[Found | Future[Found]] = deque()
    for cut in chunks:
        found = shelf.find(dump, cut.source)
        waiting.append(found or executor.submit(_pack, dump, cut))
        while waiting and (len(waiting) > _AHEAD or not isinstance(waiting[0], Future)):
            yield _result(waiting.popleft())
    yield from map(_result, waiting)


def _result(packed: Found | Future[Found]) -> Found:
    return packed.result() if isinstance(packed, Future) else packed


def _pack(dump: Dump, cut: Cut) -> Found:
    content = dump.format.serialize(cut.read())
    data = dump.compression.compress(content)
    return describe_chunk(dump, cut, content, data), data


def describe_chunk(dump: Dump, cut: Cut, content: bytes, data: bytes) -> Chunk:
    """What is listed of a chunk.

    Args:
        dump: that it is of.
        cut: its statements.
        content: the same, as they are written in the dump.
        data: the same, compressed.
    """
    return Chunk(
        first=cut.first,
        source=cut.source,
        size=len(data),
        sha256=hashlib.sha256(data).hexdigest(),
        content_size=len(content),
        content_sha256=hashlib.sha256(content).hexdigest(),
        crc32=zlib.crc32(content),
        names=dump.format.names(content),
    )
