"""The evidence graph: for each published triple, the words of the document it was read from.

Source: https://www.w3.org/TR/annotation-model/#selectors, https://www.w3.org/TR/prov-o/#wasDerivedFrom
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache, partial
from operator import itemgetter

import pyoxigraph as ox
from msgspec import Struct

from lf2l_kg.base.dataset import Part
from lf2l_kg.base.evidence import Reading, Said
from lf2l_kg.base.iris import evidence_graph
from lf2l_kg.base.records import Evidence, Quote

from . import terms
from .naming import Naming


def evidence_order(evidence: Evidence) -> tuple[object, ...]:
    """Sorts the evidence of one document as it stands there, the surest first among equals."""
    quotes = tuple(
        (quote.start, quote.exact, quote.line, quote.column) for quote in evidence.quotes
    )
    return quotes, evidence.rule, -evidence.confidence


def assemble_evidence(
    statements: Iterable[tuple[ox.Triple, Evidence]],
    document: ox.NamedNode,
    graph: ox.NamedNode,
    naming: Naming,
) -> Part:
    """The evidence graph of one document's graph.

    It is nine tenths of a dataset, and its lines are written as they are: to make quads first would take
    most of the stage's time.

    A triple read twice has two evidences; read twice by one rule from the same words, one, with the
    greater confidence.
    """
    name = evidence_graph(graph.value)
    end = f"<{name}> ."
    lines = [f"{graph} {terms.DERIVED_FROM} {document} {end}"]
    surest: dict[str, tuple[ox.Triple, Evidence]] = {}
    for triple, evidence in statements:
        spans = [f"{quote.start}-{quote.start + len(quote.exact)}" for quote in evidence.quotes]
        iri = naming.iris.evidence(_digest(document.value, str(triple), evidence.rule, *spans))
        known = surest.get(iri)
        if known is None or known[1].confidence < evidence.confidence:
            surest[iri] = (triple, evidence)
    quotes = {quote: "" for _, evidence in surest.values() for quote in evidence.quotes}
    for quote in quotes:
        digest = _digest(document.value, str(quote.start), quote.exact)
        quotes[quote] = f"<{naming.iris.quote(digest)}>"
    words = _Words.of(document, naming)
    said = {quote: Said(quote.exact, quote.line, quote.column) for quote in quotes}
    itself = str(document)
    readings = []
    for iri, (triple, evidence) in sorted(surest.items(), key=itemgetter(0)):
        targets = {quotes[quote]: said[quote] for quote in evidence.quotes}
        reading = _read(triple, evidence, targets, itself)
        lines += [f"<{iri}> {one} {end}" for one in _reading(reading, [*targets], words)]
        readings.append(reading)
    for quote, node in quotes.items():
        lines += [f"{node} {one} {end}" for one in _quoting(quote, words)]
    return replace(Part.of(name, lines), readings=partial(tuple, tuple(readings)))


def _read(
    triple: ox.Triple, evidence: Evidence, targets: Mapping[str, Said], document: str
) -> Reading:
    """A reading as :func:`parse_readings` will find it; ``targets`` are in the order of the document."""
    return Reading(
        _term(triple.subject),
        _term(triple.predicate),
        _term(triple.object),
        document,
        sys.intern(evidence.rule),
        round(evidence.confidence, terms.DIGITS),
        evidence.reviewed,
        next(iter(targets.values())),
        tuple([said for _, said in sorted(targets.items())]),
    )


class _Words(Struct, frozen=True):
    """What is said in the same words of all evidence of a document, as it stands in lines."""

    of_readings: tuple[str, ...]
    of_quotes: tuple[str, ...]
    reviewed: str
    rule: str
    confidence: str
    stated_in: str
    line: str
    column: str

    @classmethod
    def of(cls, document: ox.NamedNode, naming: Naming) -> _Words:
        """The words for one document."""
        kinds = (f"{terms.TYPE} {kind}" for kind in terms.QUOTE_TYPES)
        names = ("rule", "confidence", "statedIn", "line", "column")
        return cls(
            (f"{terms.TYPE} {naming.term('Evidence')}", f"{terms.DERIVED_FROM} {document}"),
            (*kinds, f"{terms.HAS_SOURCE} {document}"),
            f"{naming.term('reviewed')} {ox.Literal(True)}",
            *(str(naming.term(name)) for name in names),
        )


def _reading(reading: Reading, targets: Sequence[str], words: _Words) -> tuple[str, ...]:
    """What is said of one reading of one triple, as « predicate object »."""
    return (
        *words.of_readings,
        f"{_SUBJECT} {reading.subject}",
        f"{_PREDICATE} {reading.predicate}",
        f"{_OBJECT} {reading.object}",
        f"{words.rule} {_literal(reading.rule)}",
        f"{words.confidence} {_decimal(reading.confidence)}",
        *((words.reviewed,) if reading.reviewed else ()),
        f"{words.stated_in} {targets[0]}",
        *[f"{_HAS_TARGET} {target}" for target in targets],
    )


def _quoting(quote: Quote, words: _Words) -> tuple[str, ...]:
    """What is said of one quote, as « predicate object »."""
    return (
        *words.of_quotes,
        f"{_EXACT} {ox.Literal(quote.exact)}",
        f'{_START} "{quote.start}"^^{_NON_NEGATIVE}',
        f'{_END} "{quote.start + len(quote.exact)}"^^{_NON_NEGATIVE}',
        f'{words.line} "{quote.line}"^^{_INTEGER}',
        f'{words.column} "{quote.column}"^^{_INTEGER}',
    )


_SUBJECT, _PREDICATE, _OBJECT = str(terms.SUBJECT), str(terms.PREDICATE), str(terms.OBJECT)
_HAS_TARGET, _EXACT = str(terms.HAS_TARGET), str(terms.EXACT)
_START, _END = str(terms.START), str(terms.END)
_NON_NEGATIVE, _INTEGER = str(terms.NON_NEGATIVE), str(terms.INTEGER)


@lru_cache(maxsize=1 << 14)  # the readings of all documents are held: what comes again is held once
def _term(term: ox.NamedNode | ox.BlankNode | ox.Triple | ox.Literal) -> str:
    return str(term)


@lru_cache(maxsize=1 << 10)  # the rules are few
def _literal(text: str) -> str:
    return str(ox.Literal(text))


@lru_cache(maxsize=1 << 10)
def _decimal(confidence: float) -> str:
    return str(terms.decimal(confidence))


def _digest(*parts: str) -> str:
    """Twenty hexadecimal digits: two of a billion things share them once in a million corpora."""
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:20]
