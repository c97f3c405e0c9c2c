"""Which facts can be published: those whose words the ontology knows and whose values it admits."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol

import pyoxigraph as ox

from lf2l_kg.base.literals import check_iri, find_datatype
from lf2l_kg.base.messages import Message
from lf2l_kg.base.namespaces import XSD
from lf2l_kg.base.ontology import Ontology, Property
from lf2l_kg.base.records import Fact, Finding, Mention

from .material import Entities

#: Predicates of facts that are labels, not properties of the ontology.
LABELS = ("prefLabel", "altLabel")


def check_literal(prop: Property, text: str, language: str = "fr") -> ox.Literal | None:
    """The text as a literal of the most precise datatype of the property that it fits.

    Args:
        prop: the property whose value it is.
        text: the value in its normal lexical form ("2016-12").
        language: the tag of texts in a natural language.

    Returns:
        None when it fits no datatype of the property.

    Source: https://www.w3.org/TR/xmlschema11-2/#built-in-primitive-datatypes
    """
    name = find_datatype(prop.datatypes, text)
    if name:
        return ox.Literal(text, datatype=ox.NamedNode(XSD + name))
    if not text.strip():
        return None
    if "langString" in prop.datatypes:
        return ox.Literal(text, language=language)
    return ox.Literal(text) if "string" in prop.datatypes else None


def find_unfit(
    facts: Iterable[Fact], entities: Entities, ontology: Ontology
) -> Iterator[tuple[Fact, Finding]]:
    """The facts that a dataset leaves out, in the order given, each with what is wrong with it."""
    resolved = Resolved.of(entities)
    for fact in facts:
        if problem := find_problem(fact, ontology, resolved):
            yield fact, describe_problem(fact, problem)


class Kinds(Protocol):
    """What mentions turned out to be."""

    def kind(self, path: str, mention: Mention) -> str:
        """The class of what a mention in a document means."""
        ...


@dataclass(frozen=True, slots=True)
class Resolved:
    """What mentions turned out to be, over all documents."""

    entities: Entities
    kinds: Mapping[str, str]  # IRI → class

    @classmethod
    def of(cls, entities: Entities) -> Resolved:
        """The classes of the entities."""
        return cls(entities, entities.kinds)

    def kind(self, path: str, mention: Mention) -> str:
        """The class of a thing: another document may have shown it to be something else."""
        try:
            return self.kinds.get(self.entities.iri(path, mention), mention.kind)
        except KeyError:
            return mention.kind  # assembling says what is wrong with such entities


def find_problem(fact: Fact, ontology: Ontology, kinds: Kinds) -> tuple[str, Message] | None:
    """Why a fact cannot be published, as a code and a sentence; None when it can."""
    for mention in (fact.subject, fact.object):
        if isinstance(mention, Mention) and (problem := _find_stranger(mention, ontology)):
            return problem
    if fact.predicate in LABELS:
        fits = isinstance(fact.object, str) and bool(fact.object.strip())
        return None if fits else _unfit(fact)
    prop = ontology.properties.get(fact.predicate)
    if prop is None:
        return "unknown-property", Message(
            fr=f"propriété inconnue « {fact.predicate} » ; déclarez-la dans lf2l.ttl",
            en=f"unknown property `{fact.predicate}`; declare it in lf2l.ttl",
        )
    if not _fits(prop, fact.object):
        return _unfit(fact)
    return _find_misplaced(fact, prop, kinds)


def _find_misplaced(fact: Fact, prop: Property, kinds: Kinds) -> tuple[str, Message] | None:
    """Why a property does not join these two things, when resolving has changed what they are."""
    path = fact.evidence.path
    ends = [(fact.subject, prop.domain)]
    if isinstance(fact.object, Mention):
        ends.append((fact.object, prop.range))
    for mention, classes in ends:
        kind = kinds.kind(path, mention)
        if classes and kind not in classes:
            return "unfit-class", Message(
                fr=f"« {mention.label} » est de la classe {kind}, que « {prop.name} » n’admet pas "
                f"({', '.join(classes)}) ; le fait n’est pas publié : dites autrement ce qu’est cette chose",
                en=f"`{mention.label}` is a {kind}, which the property `{prop.name}` does not admit "
                f"({', '.join(classes)}); the fact is not published: say otherwise what this thing is",
            )
    return None


def _find_stranger(mention: Mention, ontology: Ontology) -> tuple[str, Message] | None:
    """Why a thing cannot be spoken of."""
    if mention.kind not in ontology.classes:
        return "unknown-class", Message(
            fr=f"classe inconnue « {mention.kind} » ; déclarez-la dans lf2l.ttl",
            en=f"unknown class `{mention.kind}`; declare it in lf2l.ttl",
        )
    if mention.kind == "Theme" and mention.label not in ontology.concepts:
        return "unknown-theme", Message(
            fr=f"thème inconnu « {mention.label} » ; déclarez-le dans themes.ttl",
            en=f"unknown theme `{mention.label}`; declare it in themes.ttl",
        )
    return None


def _fits(prop: Property, value: Mention | str) -> bool:
    if isinstance(value, Mention):
        return not prop.datatypes
    if prop.datatypes:
        return check_literal(prop, value) is not None
    return not prop.range and check_iri(value) is not None


def _unfit(fact: Fact) -> tuple[str, Message]:
    value = fact.object if isinstance(fact.object, str) else fact.object.label
    return "unfit-value", Message(
        fr=f"« {value} » ne convient pas à la propriété « {fact.predicate} » ; le fait n’est pas publié : "
        "corrigez cette valeur",
        en=f"`{value}` does not fit the property `{fact.predicate}`; the fact is not published: "
        "mend this value",
    )


def describe_problem(fact: Fact, problem: tuple[str, Message]) -> Finding:
    """What is wrong with a fact, at its first quote."""
    quote = fact.evidence.quotes[0]
    return Finding(
        path=fact.evidence.path,
        line=quote.line,
        column=quote.column,
        severity="warning",
        code=problem[0],
        message=problem[1],
        value=fact.object if isinstance(fact.object, str) else fact.object.label,
    )
