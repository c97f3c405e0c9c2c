"""The classes and properties of the ontology, as pages list them."""

from __future__ import annotations

from dataclasses import dataclass

from lf2l_kg.base.messages import Language

from .edition import Edition
from .vocabulary import sorted_terms, text_in


@dataclass(frozen=True, slots=True)
class TermView:
    """A class or a property."""

    kind: str  # "class" or "property"
    name: str  # local name
    iri: str
    label: str
    definition: str  # "" when there is none
    count: int  # of a class: how many things are of it


def view_terms(edition: Edition, language: Language) -> tuple[TermView, ...]:
    """Classes, then properties, each by label."""
    counts = edition.index.counts()
    terms = sorted_terms(edition.vocabulary.terms.values(), language)
    return tuple(
        TermView(
            kind=term.kind,
            name=term.name,
            iri=term.iri,
            label=term.label(language),
            definition=text_in(term.definitions, language),
            count=counts.get(term.name, 0) if term.kind == "class" else 0,
        )
        for term in sorted(terms, key=lambda term: term.kind)
    )
