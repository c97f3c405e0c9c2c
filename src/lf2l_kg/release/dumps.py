"""Compression that gives the same bytes each time, and what is noted of a file."""

from __future__ import annotations

import gzip
import hashlib
import io

import zstandard

from .manifest import FileRecord

_LEVEL = 10  # of zstd: a tenth of the time of the strongest, for dumps a few percent larger


def compress_gzip(data: bytes) -> bytes:
    """Gzip without a name, time or system in its head. Its bytes depend on zlib's version alone."""
    buffer = io.BytesIO()
    with gzip.GzipFile("", "wb", compresslevel=9, fileobj=buffer, mtime=0) as stream:
        stream.write(data)
    return buffer.getvalue()


def compress_zstd(data: bytes) -> bytes:
    """One zstd frame with its content's size and checksum. Its bytes depend on zstd's version alone."""
    return zstandard.ZstdCompressor(
        level=_LEVEL, write_content_size=True, write_checksum=True, threads=0
    ).compress(data)


def describe_file(data: bytes, content: bytes | None = None) -> FileRecord:
    """The record of a file; ``content`` is what is inside when it is compressed."""
    inside = data if content is None else content
    return FileRecord(
        sha256=hashlib.sha256(data).hexdigest(),
        size=len(data),
        content_sha256=hashlib.sha256(inside).hexdigest(),
        content_size=len(inside),
    )
