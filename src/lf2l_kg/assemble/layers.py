"""The graphs that no document states: the ontology's terms and the themes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeVar

import pyoxigraph as ox

from lf2l_kg.base.iris import Iris
from lf2l_kg.base.ontology import Ontology

Term = TypeVar("Term")


def ontology_quads(ontology: Ontology, iris: Iris) -> Iterator[ox.Quad]:
    """The terms in the graph that bears the ontology's IRI, the themes in theirs."""
    terms = ontology.namespace.rstrip("#/")
    yield from _file_quads(ontology.files["lf2l.ttl"], terms)
    yield from _file_quads(ontology.files["themes.ttl"], iris.graph("themes"))


def _file_quads(data: bytes, graph: str) -> Iterator[ox.Quad]:
    triples = ox.Dataset(ox.parse(data, format=ox.RdfFormat.TURTLE))
    triples.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    for triple in triples:
        yield ox.Quad(
            _named(triple.subject, graph),
            triple.predicate,
            _named(triple.object, graph),
            ox.NamedNode(graph),
        )


def _named(term: Term, graph: str) -> Term | ox.NamedNode:
    """The term, a blank node replaced by an IRI that only depends on what the file says.

    Source: https://www.w3.org/TR/rdf11-concepts/#section-skolemization
    """
    return ox.NamedNode(f"{graph}/genid/{term.value}") if isinstance(term, ox.BlankNode) else term
