"""A thing in the terms of schema.org, for search engines; the ontology says which term is which.

Source: https://schema.org/docs/gs.html
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec
from markupsafe import Markup

from lf2l_kg.base.namespaces import OWL, RDF, SKOS
from lf2l_kg.index import Description, Fact

from .frame import Frame
from .vocabulary import Vocabulary

_OTHER_NAME = f"{SKOS}altLabel"
_SAME = frozenset({f"{OWL}sameAs", f"{SKOS}exactMatch"})
_MOST = 30  # values of one property
#: What could end the element that JSON stands in, or be taken for markup, and what is written instead.
_ESCAPES = {mark: f"\\u{ord(mark):04x}" for mark in "<>&\u2028\u2029"}


def describe_thing(told: Description, vocabulary: Vocabulary, frame: Frame) -> Markup:
    """The JSON-LD of a thing, ready to stand in a page."""
    node, facts, place = told.node, told.facts, told.place
    found: dict[str, Any] = {
        "@context": "https://schema.org",
        "@id": node.iri,
        "@type": _type(facts, vocabulary),
        "name": node.label(frame.language),
        "mainEntityOfPage": frame.canonical,
        "license": frame.settings.licence,
    }
    values: dict[str, list[Any]] = {}
    for fact in facts:
        name = _property(fact.predicate.iri, vocabulary)
        if name:
            values.setdefault(name, []).append(_value(fact, frame))
    for name, said in values.items():
        few = said[:_MOST]
        found.setdefault(name, few[0] if len(few) == 1 else few)
    found.setdefault("url", frame.canonical)
    if place is not None and place.territory is None:
        found["geo"] = {
            "@type": "GeoCoordinates",
            "latitude": place.latitude,
            "longitude": place.longitude,
        }
    return embed(found)


def embed(value: object) -> Markup:
    """Something as JSON that is ready to stand in a page."""
    return escape_json(msgspec.json.encode(value).decode())


def escape_json(text: str) -> Markup:
    """JSON that can neither end the element it stands in nor be taken for markup."""
    for mark, escaped in _ESCAPES.items():
        text = text.replace(mark, escaped)
    return Markup(text)  # noqa: S704 - what markup is made of has been escaped


def _type(facts: Sequence[Fact], vocabulary: Vocabulary) -> str:
    classes = [f.object.iri for f in facts if f.predicate.iri == f"{RDF}type" and f.object]
    for iri in vocabulary.lineage(classes):
        if iri in vocabulary.schema_org:
            return vocabulary.schema_org[iri]
    return "DefinedTerm" if f"{SKOS}Concept" in classes else "Thing"


def _property(iri: str, vocabulary: Vocabulary) -> str:
    """The name of schema.org's property; "" when there is none."""
    if iri == _OTHER_NAME:
        return "alternateName"
    if iri == f"{SKOS}definition":
        return "description"
    if iri in _SAME:
        return "sameAs"
    return vocabulary.schema_org.get(iri, "")


def _value(fact: Fact, frame: Frame) -> Any:
    if fact.object is None:
        return fact.value
    if fact.predicate.iri in _SAME or not fact.object.kind:
        return fact.object.iri
    return {"@id": fact.object.iri, "name": fact.object.label(frame.language)}
