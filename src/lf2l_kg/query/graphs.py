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
        lines = ox.serialize(triples, format=GRAPHS[format]) or b""
        return b"".join(sorted(set(lines.splitlines(keepends=True))))
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
