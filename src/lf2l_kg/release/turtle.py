"""Turtle that people can read: subjects in order, short names, one value a line.

Oxigraph's own serialiser puts the prefixes in no certain order and all values of a property on one
line; both matter here, since the same triples must give the same bytes and be read by people.

Source: https://www.w3.org/TR/turtle/
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby

import pyoxigraph as ox

from ..base.iris import KINDS
from ..base.ontology import OWL, RDF, RDFS, SKOS, XSD

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

_TYPE = ox.NamedNode(RDF + "type")
_SPLIT = re.compile(r"(.*[/#])([^/#]*)", re.DOTALL)
_LOCAL = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_-]*[A-Za-z0-9_])?")  # needs no escape
#: Literals that may stand without quotes. Source: https://www.w3.org/TR/turtle/#abbrev
_BARE = {
    XSD + "boolean": re.compile(r"true|false"),
    XSD + "decimal": re.compile(r"[+-]?[0-9]*\.[0-9]+"),
    XSD + "integer": re.compile(r"[+-]?[0-9]+"),
}


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
    writer = _Writer({namespace: name for name, namespace in prefixes.items()})
    body = list(writer.write(sorted(set(triples), key=_order)))
    heads = [f"@prefix {name}: <{prefixes[name]}> .\n" for name in sorted(writer.used)]
    return "".join([*heads, *body]).encode()


def _order(triple: ox.Triple) -> tuple[str, bool, str, str]:
    """By subject, its types first."""
    predicate = triple.predicate
    return str(triple.subject), predicate != _TYPE, predicate.value, str(triple.object)


class _Writer:
    """Writes terms by their short names, and remembers which prefixes it used."""

    def __init__(self, names: Mapping[str, str]) -> None:
        self._names = names
        self.used: set[str] = set()

    def write(self, triples: list[ox.Triple]) -> Iterator[str]:
        for subject, about in groupby(triples, key=lambda triple: triple.subject):
            yield f"\n{self._term(subject)}"
            separator = " "
            for predicate, said in groupby(about, key=lambda triple: triple.predicate):
                name = "a" if predicate == _TYPE else self._term(predicate)
                values = [self._term(triple.object) for triple in said]
                if len(values) == 1 or name == "a":
                    yield f"{separator}{name} {', '.join(values)}"
                else:
                    lines = ",\n        ".join(values)
                    yield f"{separator}{name}\n        {lines}"
                separator = " ;\n    "
            yield " .\n"

    def _term(self, term: object) -> str:
        if isinstance(term, ox.NamedNode):
            return self._name(term)
        if isinstance(term, ox.Literal):
            datatype = term.datatype
            bare = _BARE.get(datatype.value)
            if bare and bare.fullmatch(term.value):
                return term.value
            if not term.language and datatype.value != XSD + "string":
                # str() escapes as N-Triples does, which Turtle reads the same.
                return f"{ox.Literal(term.value)}^^{self._name(datatype)}"
        return str(term)

    def _name(self, node: ox.NamedNode) -> str:
        parts = _SPLIT.fullmatch(node.value)
        if parts and parts[1] in self._names and _LOCAL.fullmatch(parts[2]):
            name = self._names[parts[1]]
            self.used.add(name)
            return f"{name}:{parts[2]}"
        return str(node)
