"""A thing, as its page shows it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class QuoteView:
    """The words that state a fact, and where they stand."""

    exact: str
    path: str  # of the document, or its IRI when it has no path
    line: str
    document: str  # IRI


@dataclass(frozen=True, slots=True)
class FactView:
    """One fact for a page: the thing at the other end, or a literal."""

    predicate: str  # IRI
    predicate_label: str
    iri: str  # of the other end; "" for a literal
    text: str  # its label, or the literal's value
    language: str  # of a literal; "" for none
    address: str  # of a page on the web that a literal gives; "" for none
    quotes: tuple[QuoteView, ...]


@dataclass(frozen=True, slots=True)
class EntityView:
    """A thing for a page. Facts are sorted as a person would look for them."""

    iri: str
    label: str
    kinds: tuple[tuple[str, str], ...]  # (IRI, label) of its classes
    facts: tuple[FactView, ...]
    incoming: tuple[FactView, ...]  # what points to it; ``iri`` is where from
    more_incoming: bool  # there is more than is listed
