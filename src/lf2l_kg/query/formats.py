"""The formats in which an answer can be given."""

from __future__ import annotations

import functools
from typing import Literal

import pyoxigraph as ox

Form = Literal["select", "ask", "graph"]
Format = Literal["json", "xml", "csv", "tsv", "ttl", "nt", "jsonld", "rdf"]

#: Media types of each format, the registered one first, then what clients also ask for.
#: Source: https://www.w3.org/TR/sparql11-protocol/#query-success
MEDIA_TYPES: dict[Format, tuple[str, ...]] = {
    "json": ("application/sparql-results+json", "application/json", "text/json"),
    "xml": ("application/sparql-results+xml", "application/xml", "text/xml"),
    "csv": ("text/csv",),
    "tsv": ("text/tab-separated-values",),
    "ttl": (
        *("text/turtle", "application/x-turtle", "application/turtle"),
        *("text/n3", "text/rdf+n3", "application/trig"),  # of which Turtle is a part
    ),
    "nt": ("application/n-triples", "text/plain", "application/n-quads"),
    "jsonld": ("application/ld+json", "application/json"),
    "rdf": ("application/rdf+xml", "application/xml", "text/xml"),
}
RESULTS: dict[Format, ox.QueryResultsFormat] = {
    "json": ox.QueryResultsFormat.JSON,
    "xml": ox.QueryResultsFormat.XML,
    "csv": ox.QueryResultsFormat.CSV,
    "tsv": ox.QueryResultsFormat.TSV,
}
#: What each row of an answer has once, and how many more of these marks than rows there are.
ROW_MARKS: dict[Format, tuple[bytes, int]] = {
    "json": (b'"}},{"', -1),
    "xml": (b"<result>", 0),
    "csv": (b"\r\n", 1),
    "tsv": (b"\n", 1),
}
GRAPHS: dict[Format, ox.RdfFormat] = {
    "ttl": ox.RdfFormat.TURTLE,
    "nt": ox.RdfFormat.N_TRIPLES,
    "jsonld": ox.RdfFormat.JSON_LD,
    "rdf": ox.RdfFormat.RDF_XML,
}
_ALIASES: dict[str, Format] = {
    "turtle": "ttl",
    "n3": "ttl",  # Turtle is N3
    "trig": "ttl",  # and TriG
    "text": "nt",
    "ntriples": "nt",
    "n-triples": "nt",
    "json-ld": "jsonld",
    "rdfxml": "rdf",
    "rdf/xml": "rdf",
    "rdf+xml": "rdf",
    "srj": "json",
    "srx": "xml",
}


def formats_of(form: Form) -> tuple[Format, ...]:
    """The formats that fit a form, the usual one first."""
    if form == "graph":
        return tuple(GRAPHS)
    return tuple(RESULTS)


@functools.lru_cache(maxsize=100)
def parse_format(name: str, form: Form) -> Format | None:
    """The format called so (a short name, or a media type) that fits a form; None when none does."""
    name = name.strip().lower()
    name = _ALIASES.get(name, name)
    for known in formats_of(form):
        if name == known or name in MEDIA_TYPES[known]:
            return known
    if name in ("json", "xml") and form == "graph":  # what clients call these formats of a graph
        return "jsonld" if name == "json" else "rdf"
    return None
