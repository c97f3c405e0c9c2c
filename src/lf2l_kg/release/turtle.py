"""Turtle that people can read: Oxigraph's own, with subjects and prefixes in a certain order.

Source: https://www.w3.org/TR/turtle/
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

import pyoxigraph as ox

from lf2l_kg.base.iris import KINDS
from lf2l_kg.base.ontology import OWL, RDF, RDFS, SKOS, XSD

#: Namespaces of the vocabularies in use.
VOCABULARIES = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcatap": "http://data.europa.eu/r5r/",
    "dcterms": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "geo": "http://www.opengis.net/ont/geosparql#",
    "oa": "http://www.w3.org/ns/oa#",
    "org": "http://www.w3.org/ns/org#",
    "owl": OWL,
    "prov": "http://www.w3.org/ns/prov#",
    "rdf": RDF,
    "rdfs": RDFS,
    "schema": "https://schema.org/",
    "skos": SKOS,
    "spdx": "http://spdx.org/rdf/terms#",
    "void": "http://rdfs.org/ns/void#",
    "wd": "http://www.wikidata.org/entity/",
    "wgs": "http://www.w3.org/2003/01/geo/wgs84_pos#",
    "xsd": XSD,
}

_LOCAL_NAME = re.compile(r"[^/#]*$")


def data_prefixes(base_iri: str, namespace: str) -> dict[str, str]:
    """The prefixes of a dump: the vocabularies, ours, and one for each kind of entity."""
    kinds = {name: f"{base_iri}id/{name}/" for name in KINDS.values()}
    return {**VOCABULARIES, **kinds, "lf2l": namespace}


def serialize_turtle(triples: Iterable[ox.Triple], prefixes: Mapping[str, str]) -> bytes:
    """Write triples, in any order and repeated or not, always to the same bytes.

    Args:
        triples: without blank nodes.
        prefixes: names and namespaces; only those in use are declared.
    """
    ordered = sorted(set(triples), key=_order)
    used = {ns for triple in ordered for ns in _namespaces(triple)}
    declared = {name: ns for name, ns in sorted(prefixes.items()) if ns in used}
    data = ox.serialize(ordered, format=ox.RdfFormat.TURTLE, prefixes=declared) or b""
    lines = data.decode().split("\n")[:-1]  # a literal holds no line feed that is not escaped
    # Oxigraph declares prefixes in the order of a hash table, and leaves no line between subjects.
    heads = sorted(line for line in lines if line.startswith("@prefix "))
    blocks = (line if line.startswith("\t") else f"\n{line}" for line in lines[len(heads) :])
    return "".join(f"{line}\n" for line in (*heads, *blocks)).encode()


def _order(triple: ox.Triple) -> tuple[str, bool, str, str]:
    """By subject, its types first."""
    predicate = triple.predicate.value
    return str(triple.subject), predicate != RDF + "type", predicate, str(triple.object)


def _namespaces(triple: ox.Triple) -> set[str]:
    """The namespaces of all IRIs in a triple, a literal's datatype included."""
    terms = [triple.subject, triple.predicate, triple.object]
    nodes = [term.datatype if isinstance(term, ox.Literal) else term for term in terms]
    return {_LOCAL_NAME.sub("", n.value) for n in nodes if isinstance(n, ox.NamedNode)}
