"""Graphs and terms as people read them: prefixes, Turtle."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TypeAlias

import pyoxigraph as ox

from lf2l_kg.base.iris import KINDS
from lf2l_kg.base.ontology import RDF

from .formats import GRAPHS, Format

Term: TypeAlias = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple

_TYPE = ox.NamedNode(RDF + "type")
_STEM = re.compile("[^/#]*$")

#: Prefixes that people know; those of the project come before them.
PREFIXES = {
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcterms": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "org": "http://www.w3.org/ns/org#",
    "prov": "http://www.w3.org/ns/prov#",
    "oa": "http://www.w3.org/ns/oa#",
    "geo": "http://www.opengis.net/ont/geosparql#",
    "schema": "https://schema.org/",
    "wd": "http://www.wikidata.org/entity/",
}


def shortenings(base_iri: str) -> dict[str, str]:
    """Prefix → namespace; the project's own, one for each kind of thing, before the well-known ones."""
    if not base_iri:
        return PREFIXES
    kinds = {kind: f"{base_iri}id/{kind}/" for kind in KINDS.values()}
    return {"lf2l": f"{base_iri}ontology#", **kinds, **PREFIXES}


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


def serialize_graph(triples: Iterable[ox.Triple], format: Format, base_iri: str) -> bytes:  # noqa: A002 - the word of the field
    """Triples in a format (ttl, nt, jsonld, rdf), sorted, each once: the same bytes for the same graph."""
    ordered = sorted(set(triples), key=_order)
    if format not in ("ttl", "rdf"):
        return ox.serialize(ordered, format=GRAPHS[format]) or b""
    stems = {_STEM.sub("", iri) for triple in ordered for iri in _iris(triple)}
    used = {name: space for name, space in shortenings(base_iri).items() if space in stems}
    written = ox.serialize(ordered, format=GRAPHS[format], prefixes=used) or b""
    return _sort_heads(written) if format == "ttl" else written


def _order(triple: ox.Triple) -> tuple[str, bool, str, str]:
    """By subject, its types first."""
    return str(triple.subject), triple.predicate != _TYPE, str(triple.predicate), str(triple.object)


def _iris(triple: ox.Triple) -> Iterator[str]:
    for term in (triple.subject, triple.predicate, triple.object):
        if isinstance(term, ox.NamedNode):
            yield term.value
        elif isinstance(term, ox.Literal):
            yield term.datatype.value


def _sort_heads(turtle: bytes) -> bytes:
    """The prefixes that are used, sorted: the engine writes all, in no certain order."""
    lines = turtle.split(b"\n")
    heads = [line for line in lines if line.startswith(b"@prefix ")]
    body = b"\n".join(lines[len(heads) :])
    kept = sorted(line for line in heads if line.split()[1] in body)
    return b"\n".join([*kept, body])
