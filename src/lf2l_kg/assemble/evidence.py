"""The evidence graph: for each published triple, the words of the document it was read from.

Source: https://www.w3.org/TR/annotation-model/#selectors, https://www.w3.org/TR/prov-o/#wasDerivedFrom
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator

import pyoxigraph as ox

from lf2l_kg.base.records import Evidence, Quote

from . import terms
from .naming import Naming


def evidence_order(evidence: Evidence) -> tuple[object, ...]:
    """Sorts the evidence of one document as it stands there, the surest first among equals."""
    quotes = tuple(
        (quote.start, quote.exact, quote.line, quote.column) for quote in evidence.quotes
    )
    return quotes, evidence.rule, -evidence.confidence


def evidence_quads(
    statements: Iterable[tuple[ox.Triple, Evidence]],
    document: ox.NamedNode,
    graph: ox.NamedNode,
    naming: Naming,
) -> Iterator[ox.Quad]:
    """The evidence graph of one document's graph.

    A triple read twice has two evidences; read twice by one rule from the same words, one, with the
    greater confidence.
    """
    home = ox.NamedNode(naming.iris.evidence_graph(graph.value))
    yield ox.Quad(graph, terms.DERIVED_FROM, document, home)
    surest: dict[str, tuple[ox.Triple, Evidence]] = {}
    for triple, evidence in statements:
        spans = [f"{quote.start}-{quote.start + len(quote.exact)}" for quote in evidence.quotes]
        iri = naming.iris.evidence(_digest(document.value, str(triple), evidence.rule, *spans))
        known = surest.get(iri)
        if known is None or known[1].confidence < evidence.confidence:
            surest[iri] = (triple, evidence)
    quotes: dict[Quote, ox.NamedNode] = {}
    for iri, (triple, evidence) in surest.items():
        for quote in evidence.quotes:
            digest = _digest(document.value, str(quote.start), quote.exact)
            quotes.setdefault(quote, ox.NamedNode(naming.iris.quote(digest)))
        node = ox.NamedNode(iri)
        targets = [quotes[quote] for quote in evidence.quotes]
        for predicate, value in _reading(triple, evidence, document, targets, naming):
            yield ox.Quad(node, predicate, value, home)
    for quote, node in quotes.items():
        for predicate, value in _quoting(quote, document, naming):
            yield ox.Quad(node, predicate, value, home)


def _reading(
    triple: ox.Triple,
    evidence: Evidence,
    document: ox.NamedNode,
    targets: list[ox.NamedNode],
    naming: Naming,
) -> Iterator[tuple[ox.NamedNode, ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple]]:
    """What is said of one reading of one triple, as (predicate, object)."""
    yield terms.TYPE, naming.term("Evidence")
    yield terms.SUBJECT, triple.subject
    yield terms.PREDICATE, triple.predicate
    yield terms.OBJECT, triple.object
    yield terms.DERIVED_FROM, document
    yield naming.term("rule"), ox.Literal(evidence.rule)
    yield naming.term("confidence"), terms.decimal(evidence.confidence)
    if evidence.reviewed:
        yield naming.term("reviewed"), ox.Literal(True)
    yield naming.term("statedIn"), targets[0]
    for target in targets:
        yield terms.HAS_TARGET, target


def _quoting(
    quote: Quote, document: ox.NamedNode, naming: Naming
) -> Iterator[tuple[ox.NamedNode, ox.NamedNode | ox.Literal]]:
    """What is said of one quote, as (predicate, object)."""
    for kind in terms.QUOTE_TYPES:
        yield terms.TYPE, kind
    end = quote.start + len(quote.exact)
    yield terms.HAS_SOURCE, document
    yield terms.EXACT, ox.Literal(quote.exact)
    yield terms.START, ox.Literal(str(quote.start), datatype=terms.NON_NEGATIVE)
    yield terms.END, ox.Literal(str(end), datatype=terms.NON_NEGATIVE)
    yield naming.term("line"), ox.Literal(str(quote.line), datatype=terms.INTEGER)
    yield naming.term("column"), ox.Literal(str(quote.column), datatype=terms.INTEGER)


def _digest(*parts: str) -> str:
    """Twenty hexadecimal digits: two of a billion things share them once in a million corpora."""
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:20]
