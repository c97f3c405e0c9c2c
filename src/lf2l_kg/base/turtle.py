"""Turtle that people can read: Oxigraph's own, with subjects and prefixes in a certain order.

Source: https://www.w3.org/TR/turtle/
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

import pyoxigraph as ox

from .iris import KINDS
from .namespaces import DCTERMS, OA, OWL, PROV, RDF, RDFS, SKOS, WGS, WIKIDATA, XSD

#: Namespaces that people know by a prefix.
VOCABULARIES = {
    "adms": "http://www.w3.org/ns/adms#",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcatap": "http://data.europa.eu/r5r/",
    "dcterms": DCTERMS,
    "foaf": "http://xmlns.com/foaf/0.1/",
    "geo": "http://www.opengis.net/ont/geosparql#",
    "lf2l": "https://w3id.org/lf2l/ontology#",
    "oa": OA,
    "org": "http://www.w3.org/ns/org#",
    "owl": OWL,
    "prov": PROV,
    "rdf": RDF,
    "rdfs": RDFS,
    "schema": "https://schema.org/",
    "skos": SKOS,
    "spdx": "http://spdx.org/rdf/terms#",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "void": "http://rdfs.org/ns/void#",
    "wd": WIKIDATA,
    "wgs": WGS,
    "xsd": XSD,
}


def data_prefixes(base_iri: str, namespace: str = VOCABULARIES["lf2l"]) -> dict[str, str]:
    """The prefixes of data under a base: one for each kind of entity, ours, the vocabularies'.

    Args:
        base_iri: of the entities; "" when it is not known.
        namespace: of the ontology.
    """
    kinds = {name: f"{base_iri}id/{name}/" for name in KINDS.values()} if base_iri else {}
    return {**kinds, **VOCABULARIES, "lf2l": namespace}


def serialize_turtle(triples: Iterable[ox.Triple], prefixes: Mapping[str, str]) -> bytes:
    """Write triples, in any order and repeated or not, always to the same bytes.

    Args:
        triples: without blank nodes.
        prefixes: names and namespaces; only those in use are declared.
    """
    ordered = sort_triples(triples)
    return _lay_out(ordered, prefixes_in_use(ordered, prefixes))


def serialize_sorted(statements: Sequence[str], prefixes: Mapping[str, str]) -> bytes:
    """Write many triples, given as lines of N-Triples in the order in which they are to stand.

    Args:
        statements: without blank nodes, each once; the triples of a subject stand together.
        prefixes: names and namespaces; only those in use are declared.
    """
    text = "".join(f"{line}\n" for line in statements)
    return _lay_out(ox.parse(text, format=ox.RdfFormat.N_TRIPLES), dict(prefixes))


def serialize_body(
    triples: Iterable[ox.Triple] | Iterable[ox.Quad], prefixes: Mapping[str, str]
) -> bytes:
    """Turtle without its head: an empty line before each subject, prefixes used and not declared.

    Args:
        triples: in the order in which they are to stand; those of a subject stand together.
        prefixes: names and namespaces.
    """
    data = ox.serialize(triples, format=ox.RdfFormat.TURTLE, prefixes=dict(prefixes)) or b""
    # Oxigraph declares prefixes in the order of a hash table, whether « a » and bare numbers leave
    # them any use or not, and leaves no line between subjects.
    body = data[_HEAD.match(data).end() :]  # type: ignore[union-attr]  # it matches nothing, too
    # A subject ends where a full stop ends a line: no literal holds a line feed.
    return b"\n" + body.replace(b" .\n", b" .\n\n")[:-1] if body else b""


def used_prefixes(body: bytes, prefixes: Mapping[str, str]) -> tuple[str, ...]:
    """The names of the prefixes that stand in Turtle, sorted; text may mention more."""
    return tuple(sorted([name for name in prefixes if _stands_in(body, f"{name}:".encode())]))


def _stands_in(body: bytes, start: bytes) -> bool:
    """Whether a term begins so: looked for as it is, which is faster than an expression for any name."""
    at = body.find(start)
    while at > 0 and body[at - 1] not in b" \t\n\r\f\v^":
        at = body.find(start, at + 1)
    return at >= 0


def declare_prefixes(prefixes: Mapping[str, str]) -> bytes:
    """The declarations that Turtle begins with, sorted by name."""
    return "".join(
        f"@prefix {name}: <{iri}> .\n" for name, iri in sorted(prefixes.items())
    ).encode()


_HEAD = re.compile(rb"(?:@prefix [^\n]*\n)*")


def _lay_out(triples: Iterable[ox.Triple] | Iterable[ox.Quad], prefixes: dict[str, str]) -> bytes:
    """Turtle with its prefixes in order, and a line between subjects."""
    body = serialize_body(triples, prefixes)
    used = used_prefixes(body, prefixes)
    return declare_prefixes({name: prefixes[name] for name in used}) + body


def sort_triples(triples: Iterable[ox.Triple]) -> list[ox.Triple]:
    """By subject, its types first; each triple once."""
    return sorted(set(triples), key=_order)


def prefixes_in_use(triples: Sequence[ox.Triple], prefixes: Mapping[str, str]) -> dict[str, str]:
    """The prefixes that shorten an IRI of the triples, by name."""
    nodes = {node for triple in triples for node in (triple.subject, triple.predicate)}
    for triple in triples:
        end = triple.object
        nodes.add(end.datatype if isinstance(end, ox.Literal) else end)
    used = {_namespace(node.value) for node in nodes if isinstance(node, ox.NamedNode)}
    return {name: namespace for name, namespace in sorted(prefixes.items()) if namespace in used}


def _order(triple: ox.Triple) -> tuple[str, bool, str, str]:
    """By subject, its types first."""
    predicate = triple.predicate.value
    return str(triple.subject), predicate != RDF + "type", predicate, str(triple.object)


def _namespace(iri: str) -> str:
    """What comes before the local name."""
    return iri[: max(iri.rfind("/"), iri.rfind("#")) + 1]
