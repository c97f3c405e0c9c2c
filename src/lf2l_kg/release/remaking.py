"""A dump made again, and compared with what lies on the disk, whatever version compressed it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from itertools import zip_longest
from pathlib import Path

from .chunks import join_lines
from .compression import Part
from .dumps import Dump
from .manifest import FileRecord
from .packing import Chunk, Index, describe_chunk, digest_content, ends_of


def compare_dump(
    release: Path,
    dump: Dump,
    chunks: Iterable[Sequence[str]],
    index: Index,
    record: FileRecord | None,
) -> bool:
    """Whether a dump holds some statements, chunk by chunk, and its index and record say so.

    Args:
        release: its directory.
        dump: its format and compression.
        chunks: lines of N-Triples or N-Quads.
        index: what is said of its chunks.
        record: what the manifest says of it; None for nothing.
    """
    if record is None or record.content_sha256 != digest_content(dump, index.chunks):
        return False
    data = (release / dump.name).read_bytes()
    place = index.offset
    for lines, chunk in zip_longest(chunks, index.chunks):
        if lines is None or chunk is None:
            return False
        if not _is_chunk(dump, lines, chunk, data[place : place + chunk.size]):
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


def _is_chunk(dump: Dump, lines: Sequence[str], chunk: Chunk, data: bytes) -> bool:
    text = join_lines(lines)
    content = dump.format.serialize(text)
    try:
        unpacked = dump.compression.unpack(data, len(content))
    except ValueError:
        return False
    source = hashlib.sha256(text).hexdigest(), text
    return unpacked == content and chunk == describe_chunk(dump, lines, source, content, data)
