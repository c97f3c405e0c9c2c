"""The classes and properties of the ontology, as pages show them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TermView:
    """A class or a property."""

    kind: str  # "class" or "property"
    name: str  # local name
    iri: str
    label: str
    definition: str  # "" when there is none
    count: int  # of a class: how many things are of it
