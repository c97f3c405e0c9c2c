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


def evidence_lines(
    statements: Iterable[tuple[ox.Triple, Evidence]],
    document: ox.NamedNode,
    graph: ox.NamedNode,
    naming: Naming,
) -> Iterator[str]:
    """The N-Quads lines of the evidence graph of one document's graph: nine tenths of a dataset.

    They are written as they are, since making quads of them would take most of the stage's time.

    A triple read twice has two evidences; read twice by one rule from the same words, one, with the
    greater confidence.
    """
    end = f"<{naming.iris.evidence_graph(graph.value)}> ."
    yield f"{graph} {terms.DERIVED_FROM} {document} {end}"
    surest: dict[str, tuple[ox.Triple, Evidence]] = {}
    for triple, evidence in statements:
        spans = [f"{quote.start}-{quote.start + len(quote.exact)}" for quote in evidence.quotes]
        iri = naming.iris.evidence(_digest(document.value, str(triple), evidence.rule, *spans))
        known = surest.get(iri)
        if known is None or known[1].confidence < evidence.confidence:
            surest[iri] = (triple, evidence)
    quotes: dict[Quote, str] = {}
    readings = _Readings(document, naming)
    for iri, (triple, evidence) in surest.items():
        for quote in evidence.quotes:
            if quote not in quotes:
                digest = _digest(document.value, str(quote.start), quote.exact)
                quotes[quote] = f"<{naming.iris.quote(digest)}>"
        for said in readings.of(triple, evidence, [quotes[quote] for quote in evidence.quotes]):
            yield f"<{iri}> {said} {end}"
    source = f"{terms.HAS_SOURCE} {document}"
    for quote, node in quotes.items():
        for said in (*_QUOTE_TYPES, source, *_quoting(quote, naming)):
            yield f"{node} {said} {end}"


class _Readings:
    """What is said of one reading of one triple, as « predicate object »."""

    def __init__(self, document: ox.NamedNode, naming: Naming) -> None:
        kind, source = naming.term("Evidence"), f"{terms.DERIVED_FROM} {document}"
        self._same = (f"{terms.TYPE} {kind}", source)
        self._rule, self._confidence = str(naming.term("rule")), str(naming.term("confidence"))
        self._reviewed = f"{naming.term('reviewed')} {ox.Literal(True)}"
        self._stated_in = str(naming.term("statedIn"))

    def of(self, triple: ox.Triple, evidence: Evidence, targets: list[str]) -> tuple[str, ...]:
        """What is said of one that rests on some quotes, the one that states the triple first."""
        return (
            *self._same,
            f"{_SUBJECT} {triple.subject}",
            f"{_PREDICATE} {triple.predicate}",
            f"{_OBJECT} {triple.object}",
            f"{self._rule} {ox.Literal(evidence.rule)}",
            f"{self._confidence} {terms.decimal(evidence.confidence)}",
            *((self._reviewed,) if evidence.reviewed else ()),
            f"{self._stated_in} {targets[0]}",
            *(f"{_HAS_TARGET} {target}" for target in targets),
        )


_SUBJECT, _PREDICATE, _OBJECT = str(terms.SUBJECT), str(terms.PREDICATE), str(terms.OBJECT)
_HAS_TARGET = str(terms.HAS_TARGET)
_QUOTE_TYPES = tuple(f"{terms.TYPE} {kind}" for kind in terms.QUOTE_TYPES)


def _quoting(quote: Quote, naming: Naming) -> Iterator[str]:
    """What is said of one quote, as « predicate object »."""
    end = quote.start + len(quote.exact)
    yield f"{terms.EXACT} {ox.Literal(quote.exact)}"
    yield f'{terms.START} "{quote.start}"^^{terms.NON_NEGATIVE}'
    yield f'{terms.END} "{end}"^^{terms.NON_NEGATIVE}'
    yield f'{naming.term("line")} "{quote.line}"^^{terms.INTEGER}'
    yield f'{naming.term("column")} "{quote.column}"^^{terms.INTEGER}'


def _digest(*parts: str) -> str:
    """Twenty hexadecimal digits: two of a billion things share them once in a million corpora."""
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:20]
