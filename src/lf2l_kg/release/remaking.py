"""A dump made again, and compared with what lies on the disk, whatever version compressed it."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import zip_longest
from pathlib import Path

from lf2l_kg.base.compression import Part

from .chunks import Cut
from .dumps import Dump
from .manifest import FileRecord
from .packing import Chunk, Index, describe_chunk, digest_content, ends_of


def compare_dump(
    release: Path,
    dump: Dump,
    chunks: Iterable[Cut],
    index: Index,
    record: FileRecord | None,
) -> bool:
    """Whether a dump holds some statements, chunk by chunk, and its index and record say so.

    Args:
        release: its directory.
        dump: its format and compression.
        chunks: what it must be made of.
        index: what is said of its chunks.
        record: what the manifest says of it; None for nothing.
    """
    if record is None or record.content_sha256 != digest_content(dump, index.chunks):
        return False
    data = (release / dump.name).read_bytes()
    place = index.offset
    for cut, chunk in zip_longest(chunks, index.chunks):
        if cut is None or chunk is None:
            return False
        if not _is_chunk(dump, cut, chunk, data[place : place + chunk.size]):
            return False
        place += chunk.size
    return record.content_size == _size_of(dump, index, data[: index.offset], data[place:])


def _size_of(dump: Dump, index: Index, opening: bytes, closing: bytes) -> int | None:
    """The size of a dump's content in bytes; None when what stands before or after its chunks is wrong."""
    contents = ends_of(dump, index.chunks)
    inner = [Part(b"", chunk.content_size, chunk.crc32) for chunk in index.chunks]
    before, after = (Part.of(content, dump.compression) for content in contents)
    parts = [before, *inner, after]
    head, tail = dump.compression.ends(parts)
    packed = opening[len(head) :], closing[: len(closing) - len(tail)]
    try:
        found = tuple(
            dump.compression.unpack(data, len(content))
            for data, content in zip(packed, contents, strict=True)
        )
    except ValueError:
        return None
    whole = opening.startswith(head) and closing.endswith(tail) and found == contents
    return sum(part.size for part in parts) if whole else None


def _is_chunk(dump: Dump, cut: Cut, chunk: Chunk, data: bytes) -> bool:
    content = dump.format.serialize(cut.read())
    try:
        unpacked = dump.compression.unpack(data, len(content))
    except ValueError:
        return False
    return unpacked == content and chunk == describe_chunk(dump, cut, content, data)
