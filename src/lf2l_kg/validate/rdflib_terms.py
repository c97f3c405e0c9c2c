"""Terms between pyoxigraph and rdflib. It imports rdflib: import it where it is used."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Iterable
from typing import Any

import pyoxigraph as ox
from rdflib import BNode, Graph, Literal, URIRef
from rdflib.term import Identifier, Node

from lf2l_kg.base.namespaces import XSD

#: rdflib knows neither of these: it takes any text for them and does not compare them.
_YEARS = {
    XSD + "gYear": re.compile(r"(-?[0-9]{4,})(?:Z|[+-][0-9]{2}:[0-9]{2})?"),
    XSD + "gYearMonth": re.compile(r"(-?[0-9]{4,})-(0[1-9]|1[0-2])(?:Z|[+-][0-9]{2}:[0-9]{2})?"),
}


class ExactLiteral(Literal):
    """A literal that keeps its lexical form, and whose comparison never fails.

    Where two values cannot be compared, neither is less: SHACL then gives a result. rdflib raises.
    Source: https://www.w3.org/TR/shacl/#LessThanConstraintComponent
    """

    __slots__ = ()

    @classmethod
    def of(cls, literal: ox.Literal) -> ExactLiteral:
        """The same literal; a plain one has no datatype, as rdflib's own parsers have it."""
        if literal.language:
            return cls(literal.value, lang=literal.language)
        datatype = literal.datatype.value
        if datatype == XSD + "string":
            return cls(literal.value)
        exact = cls(literal.value, datatype=URIRef(datatype), normalize=False)
        if datatype in _YEARS and not _YEARS[datatype].fullmatch(literal.value):
            exact._ill_typed = True
        return exact

    def __lt__(self, other: object) -> bool:
        return _holds(operator.lt, self, other)

    def __le__(self, other: object) -> bool:
        return _holds(operator.le, self, other)

    __hash__ = Literal.__hash__


class Terms(dict[object, Identifier]):
    """The terms of some graphs in rdflib, each made once.

    A dictionary takes a term for itself, but compares equal ones in Python: a sixth of a validation.
    """

    def __missing__(self, term: object) -> Identifier:
        made = self[term] = _node(term)
        return made


def graph_of(triples: Iterable[ox.Quad], terms: Terms) -> Graph:
    """The triples as an rdflib graph, their graph names apart."""
    graph = Graph()
    add_triples(graph, triples, terms)
    return graph


def add_triples(graph: Graph, triples: Iterable[ox.Quad], terms: Terms) -> None:
    """Add triples to an rdflib graph."""
    for triple in triples:
        graph.add((terms[triple.subject], terms[triple.predicate], terms[triple.object]))


def term_of(node: Node | None) -> ox.NamedNode | ox.Literal | None:
    """The IRI or literal; None for a blank node or for nothing."""
    if isinstance(node, URIRef):
        return ox.NamedNode(str(node))
    if isinstance(node, Literal):
        if node.language:
            return ox.Literal(str(node), language=node.language)
        datatype = ox.NamedNode(str(node.datatype)) if node.datatype else None
        return ox.Literal(str(node), datatype=datatype)
    return None


def _node(term: object) -> Identifier:
    if isinstance(term, ox.NamedNode):
        return URIRef(term.value)
    if isinstance(term, ox.Literal):
        return ExactLiteral.of(term)
    return BNode(str(term).removeprefix("_:"))


def _holds(compare: Callable[[Any, Any], Any], one: Literal, other: object) -> bool:
    try:
        return bool(compare(_value(one), _value(other)))
    except TypeError:
        return False


def _value(literal: object) -> object:
    """What a literal is compared by; an object like no other when there is nothing."""
    if not isinstance(literal, Literal) or literal.ill_typed:
        return object()
    if year := _YEARS.get(str(literal.datatype)):
        found = year.fullmatch(str(literal))
        return tuple(int(part) for part in found.groups()) if found else object()
    return object() if literal.value is None else literal.value
