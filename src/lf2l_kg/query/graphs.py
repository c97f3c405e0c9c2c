"""Graphs and terms as people read them: prefixes, Turtle."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from itertools import chain, islice
from typing import IO, TypeAlias, cast

import pyoxigraph as ox

from lf2l_kg.base.messages import Message
from lf2l_kg.base.turtle import (
    data_prefixes,
    prefixes_in_use,
    serialize_turtle,
    sort_triples,
)

from .errors import UnacceptableFormatError
from .formats import GRAPHS, Format
from .xml import Output, XmlOutput, check_names

_READABLE = 5000  # triples of a graph that is put in order


Term: TypeAlias = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple


def cell(term: Term | None, prefixes: dict[str, str]) -> str:
    """A term as a person reads it in a table; "" for unbound."""
    if term is None:
        return ""
    if isinstance(term, ox.NamedNode):
        for prefix, namespace in prefixes.items():
            if term.value.startswith(namespace) and len(term.value) > len(namespace):
                return f"{prefix}:{term.value.removeprefix(namespace)}"
        return term.value
    return term.value if isinstance(term, ox.Literal) else str(term)


def parse_graph(turtle: bytes) -> list[ox.Triple]:
    """The triples of a Turtle file; what has no name is called the same each time.

    Raises:
        SyntaxError: when it is not Turtle.

    Source: https://www.w3.org/TR/rdf-canon/
    """
    found = ox.Dataset(ox.parse(turtle, format=ox.RdfFormat.TURTLE))
    found.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return [quad.triple for quad in found]


def write_graph(
    triples: Iterable[ox.Triple],
    format: Format,  # noqa: A002 - the word of the field
    base_iri: str,
    output: Output,
) -> None:
    """Write triples in a format (ttl, nt, jsonld, rdf).

    A graph that a person could read is sorted, each triple once. A larger one is written as it comes,
    in little memory: not sorted, and CONSTRUCT may give a triple several times, which is the same graph.

    Raises:
        UnacceptableFormatError: when RDF/XML or JSON-LD cannot write them.
    """
    if format == "nt" and isinstance(triples, ox.QueryTriples):
        lines = _Lines(output)
        triples.serialize(cast("IO[bytes]", lines), GRAPHS[format])  # it only writes
        lines.finish()
        return
    rest = iter(triples)
    first = list(islice(rest, _READABLE + 1))
    if len(first) <= _READABLE:
        output.write(serialize_graph(first, format, base_iri))
        return
    prefixes = data_prefixes(base_iri) if format in ("ttl", "rdf") else None
    everything: Iterator[ox.Triple] = chain(first, rest)
    file = output
    if format in ("jsonld", "rdf"):
        everything = _without_triple_terms(everything)
    if format == "rdf":
        everything, file = check_names(everything), XmlOutput(output)
    only_writes = cast("IO[bytes]", file)
    ox.serialize(everything, only_writes, format=GRAPHS[format], prefixes=prefixes)


def serialize_graph(triples: Iterable[ox.Triple], format: Format, base_iri: str) -> bytes:  # noqa: A002 - the word of the field
    """Triples in a format (ttl, nt, jsonld, rdf), sorted, each once: the same bytes for the same graph.

    Raises:
        UnacceptableFormatError: when RDF/XML or JSON-LD cannot write them.
    """
    if format == "nt":
        return _in_order(ox.serialize(triples, format=GRAPHS[format]) or b"")
    prefixes = data_prefixes(base_iri)
    if format == "ttl":
        return serialize_turtle(triples, prefixes)
    ordered = sort_triples(triples)
    if format in ("jsonld", "rdf"):
        ordered = list(_without_triple_terms(ordered))
    if format != "rdf":
        return ox.serialize(ordered, format=GRAPHS[format]) or b""
    used = prefixes_in_use(ordered, prefixes)
    output = io.BytesIO()
    file = cast("IO[bytes]", XmlOutput(output))  # it only writes
    ox.serialize(check_names(ordered), file, format=GRAPHS[format], prefixes=used)
    return output.getvalue()


class _Lines:
    """Takes N-Triples from the engine, which makes no object of Python of each then.

    Args:
        output: gets them in order, each once, when a person could read them; else as they come.
    """

    def __init__(self, output: Output) -> None:
        self._output = output
        self._pieces: list[bytes] = []
        self._number = 0  # of lines; a literal holds no end of line as it is

    def write(self, data: bytes, /) -> int:
        """Take some bytes."""
        self._number += data.count(b"\n")
        if self._number <= _READABLE:
            self._pieces.append(data)
            return len(data)
        for piece in (*self._pieces, data):
            self._output.write(piece)
        self._pieces.clear()
        return len(data)

    def flush(self) -> None:
        """Nothing: :meth:`finish` ends them."""

    def finish(self) -> None:
        """Nothing more comes."""
        if self._number <= _READABLE:
            self._output.write(_in_order(b"".join(self._pieces)))


def _in_order(lines: bytes) -> bytes:
    """N-Triples sorted, each once."""
    return b"".join(sorted(set(lines.splitlines(keepends=True))))


def _without_triple_terms(triples: Iterable[ox.Triple]) -> Iterator[ox.Triple]:
    """The triples, as long as RDF 1.1 knows their terms: the engine knows those of RDF 1.2 too."""
    for triple in triples:
        if isinstance(triple.object, ox.Triple):
            raise UnacceptableFormatError(
                Message(
                    fr=f"ce format ne peut pas écrire le triplet <<( {triple.object} )>>\u00a0;"
                    " demandez un autre format, par exemple Turtle",
                    en=f"this format cannot write the triple <<( {triple.object} )>>;"
                    " ask for another format, such as Turtle",
                ),
                value=str(triple.object),
            )
        yield triple
