"""All that the graphs of one document follow from, gathered from the whole corpus."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Protocol

from msgspec import Struct

from lf2l_kg.base.records import Entity, Fact, Mention


class Entities(Protocol):
    """What the stage « resolve » gives: which entity each mention means."""

    @property
    def kinds(self) -> Mapping[str, str]:
        """The class of each entity, by IRI."""
        ...

    def find(self, iri: str) -> Entity | None:
        """An entity; None when it is none."""
        ...

    def iri(self, path: str, mention: Mention) -> str:
        """The IRI of what a mention in a document means."""
        ...


class Name(Struct, frozen=True):
    """What a mention in a document means, as far as its graphs show it."""

    mention: Mention
    iri: str
    kind: str  # the class of the entity by local name; "" when it is no entity
    label: str  # its preferred label in the project's language
    foreign: tuple[tuple[str, str], ...] = ()  # (language, preferred label), of other languages

    def label_in(self, language: str) -> str:
        """Its preferred label in a language; that of the project's for want of one."""
        return dict(self.foreign).get(language, self.label)


class Material(Struct, frozen=True):
    """What the graphs of one document follow from, besides the ontology and the settings."""

    path: str
    facts: tuple[Fact, ...]
    names: tuple[
        Name, ...
    ]  # of what the facts mention and of the document; not of what nobody resolved


def gather_materials(facts: Iterable[Fact], entities: Entities) -> Iterator[Material]:
    """The material of each document that states a fact.

    Args:
        facts: of all documents; those of a document in any order.
        entities: what the mentions in these facts mean.
    """
    by_document: dict[str, list[Fact]] = defaultdict(list)
    for fact in facts:
        by_document[fact.evidence.path].append(fact)
    for path, said in by_document.items():
        mentions = {Mention("Document", path): None}
        for fact in said:
            mentions[fact.subject] = None
            if isinstance(fact.object, Mention):
                mentions[fact.object] = None
        yield Material(path, tuple(said), tuple(name_mentions(path, mentions, entities)))


def name_mentions(path: str, mentions: Iterable[Mention], entities: Entities) -> Iterator[Name]:
    """What the mentions in a document mean."""
    for mention in mentions:
        try:
            iri = entities.iri(path, mention)
        except KeyError:  # to assemble it says what is wrong with such entities
            continue
        entity = entities.find(iri)
        yield (
            Name(mention, iri, entity.kind, entity.label, entity.foreign)
            if entity
            else Name(mention, iri, "", "")
        )
