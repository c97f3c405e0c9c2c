"""The large dumps: each a format of statements, written chunk by chunk and compressed likewise."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import pyoxigraph as ox

from lf2l_kg.base import turtle
from lf2l_kg.base.compression import GZIP, ZSTD, Compression
from lf2l_kg.base.namespaces import RDF
from lf2l_kg.base.products import make_key
from lf2l_kg.base.turtle import declare_prefixes, serialize_body, used_prefixes

_NODE = re.compile(rb'\{"@id":("[^"]*")\}')
_TYPES = re.compile(rb'"%b":\[([^]]*)\]' % f"{RDF}type".encode())
#: What writes the chunks in which the layout is ours: the engine, and this code.
_SOURCES = [Path(file).read_bytes() for file in (__file__, turtle.__file__)]
_WRITER = f"pyoxigraph {ox.__version__} {make_key(*_SOURCES).hex()[:16]}"


class Format(Protocol):
    """How statements are written. What a chunk of them gives depends on that chunk alone."""

    @property
    def maker(self) -> str:
        """What writes it, with what: the same statements give the same bytes."""
        ...

    def serialize(self, text: bytes) -> bytes:
        """The statements of a chunk, given as N-Triples or N-Quads."""
        ...

    def names(self, content: bytes) -> tuple[str, ...]:
        """What of a chunk's content the head must declare, sorted."""
        ...

    def head(self, names: Collection[str]) -> bytes:
        """What stands before all chunks."""
        ...

    def tail(self) -> bytes:
        """What stands after all chunks."""
        ...


class NQuads:
    """The lines as they are."""

    maker = "lines"

    def serialize(self, text: bytes) -> bytes:
        """The same."""
        return text

    def names(self, content: bytes) -> tuple[str, ...]:
        """Nothing."""
        del content
        return ()

    def head(self, names: Collection[str]) -> bytes:
        """Nothing."""
        del names
        return b""

    def tail(self) -> bytes:
        """Nothing."""
        return b""


class Turtle:
    """Turtle for people: an empty line before each subject; the prefixes in use at the head."""

    def __init__(self, prefixes: Mapping[str, str]) -> None:
        self._prefixes = dict(prefixes)
        self.maker = f"{_WRITER} {sorted(self._prefixes.items())}"

    def serialize(self, text: bytes) -> bytes:
        """The subjects with their triples."""
        triples = ox.parse(text, format=ox.RdfFormat.N_TRIPLES, lenient=True)
        return serialize_body(triples, self._prefixes)

    def names(self, content: bytes) -> tuple[str, ...]:
        """The prefixes in use."""
        return used_prefixes(content, self._prefixes)

    def head(self, names: Collection[str]) -> bytes:
        """The declarations of prefixes."""
        return declare_prefixes({name: self._prefixes[name] for name in names})

    def tail(self) -> bytes:
        """Nothing."""
        return b""


class JsonLd:
    """Expanded JSON-LD: an object a line for each subject.

    The first object names the dataset and says nothing of it, so that a comma can stand before any other.
    """

    def __init__(self, dataset_iri: str) -> None:
        self._iri = dataset_iri
        self.maker = f"{_WRITER} {dataset_iri}"

    def serialize(self, text: bytes) -> bytes:
        """The objects of a chunk, a comma and a line feed before each."""
        triples = ox.parse(text, format=ox.RdfFormat.N_TRIPLES, lenient=True)
        data = ox.serialize(triples, format=ox.RdfFormat.JSON_LD) or b"[]"
        # Within a string, quotation marks are escaped: none of what follows can stand in one.
        typed = _TYPES.sub(lambda found: b'"@type":[' + _NODE.sub(rb"\1", found[1]) + b"]", data)
        return b",\n" + typed[1:-1].replace(b']},{"@id":"', b']},\n{"@id":"')

    def names(self, content: bytes) -> tuple[str, ...]:
        """Nothing."""
        del content
        return ()

    def head(self, names: Collection[str]) -> bytes:
        """The array's begin, and the first object."""
        del names
        return f'[{{"@id":"{self._iri}"}}'.encode()

    def tail(self) -> bytes:
        """The array's end."""
        return b"\n]\n"


@dataclass(frozen=True, slots=True)
class Dump:
    """A file of statements."""

    name: str
    format: Format
    compression: Compression

    @property
    def maker(self) -> str:
        """What a chunk's bytes depend on besides its statements."""
        return f"{self.format.maker}; {self.compression.maker}"


def everything() -> Dump:
    """All quads, canonical."""
    return Dump("dump.nq.zst", NQuads(), ZSTD)


def all_evidence() -> Dump:
    """The quads of the graphs of evidence."""
    return Dump("evidence.nq.zst", NQuads(), ZSTD)


def readable(prefixes: Mapping[str, str]) -> Dump:
    """The facts for people."""
    return Dump("dump.ttl.gz", Turtle(prefixes), GZIP)


def for_the_web(base_iri: str) -> Dump:
    """The facts for web programs."""
    return Dump("dump.jsonld.gz", JsonLd(f"{base_iri}catalog#dataset"), GZIP)
