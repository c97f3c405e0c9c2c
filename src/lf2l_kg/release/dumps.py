"""Serialisation and compression that give the same bytes each time, and what is noted of a file."""

from __future__ import annotations

import gzip
import hashlib
import io
import re
from collections.abc import Sequence

import pyoxigraph as ox
import zstandard

from lf2l_kg.base.ontology import RDF

from .manifest import FileRecord

_NODE = re.compile(rb'\{"@id":("[^"]*")\}')
_TYPES = re.compile(rb'"%b":\[([^]]*)\]' % f"{RDF}type".encode())
_LEVEL = 8  # of zstd: half the time of 10, for dumps three percent larger


def serialize_jsonld(statements: Sequence[str]) -> bytes:
    """Expanded JSON-LD, one object a line for each subject.

    Args:
        statements: lines of N-Triples, grouped by subject.
    """
    text = "".join(f"{line}\n" for line in statements)
    triples = ox.parse(text, format=ox.RdfFormat.N_TRIPLES)
    data = ox.serialize(triples, format=ox.RdfFormat.JSON_LD) or b""
    # Within a string, quotation marks are escaped: none of what follows can stand in one.
    typed = _TYPES.sub(lambda found: b'"@type":[' + _NODE.sub(rb"\1", found[1]) + b"]", data)
    return typed.replace(b']},{"@id":"', b']},\n{"@id":"') + b"\n"


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
