"""What things are called in a dataset: their IRIs, classes and labels."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import pyoxigraph as ox

from lf2l_kg.base.errors import InputError
from lf2l_kg.base.iris import Iris
from lf2l_kg.base.messages import Message
from lf2l_kg.base.ontology import Ontology
from lf2l_kg.base.records import Entity, Mention
from lf2l_kg.base.text import collapse

from .terms import ALT_LABEL, LABEL, PREF_LABEL


class Entities(Protocol):
    """What the stage « resolve » gives: which entity each mention means."""

    @property
    def entities(self) -> tuple[Entity, ...]:
        """All entities."""
        ...

    def iri(self, path: str, mention: Mention) -> str:
        """The IRI of what a mention in a document means."""
        ...


@dataclass(frozen=True, slots=True)
class Naming:
    """Names the things that documents speak of."""

    entities: Entities
    ontology: Ontology
    iris: Iris
    language: str  # of the labels
    known: dict[str, Entity]  # by IRI

    @classmethod
    def of(cls, entities: Entities, ontology: Ontology, iris: Iris, language: str) -> Naming:
        """The names that these entities have."""
        known = {entity.iri: entity for entity in entities.entities}
        return cls(entities, ontology, iris, language, known)

    def node(self, path: str, mention: Mention) -> ox.NamedNode:
        """The IRI of what a mention in a document means.

        Raises:
            InputError: when the entities do not come from the same facts.
        """
        try:
            return ox.NamedNode(self.entities.iri(path, mention))
        except KeyError as error:
            raise InputError(
                Message(
                    fr=f"« {mention.label} » n’est pas parmi les entités ; "
                    "refaites l’étape « resolve » sur ces faits",
                    en=f"`{mention.label}` is not among the entities; "
                    "run the stage `resolve` again on these facts",
                ),
                path=path,
                value=mention.label,
            ) from error

    def document(self, path: str) -> ox.NamedNode:
        """The document's IRI."""
        return self.node(path, Mention("Document", path))

    def graph(self, path: str) -> ox.NamedNode:
        """The document's graph."""
        return ox.NamedNode(self.iris.graph(self.document(path).value.rsplit("/", 1)[1]))

    def class_of(self, node: ox.NamedNode, mention: Mention) -> ox.NamedNode:
        """The class of an entity: the same in every document."""
        entity = self.known.get(node.value)
        kind = entity.kind if entity and entity.kind in self.ontology.classes else mention.kind
        return ox.NamedNode(self.ontology.classes[kind])

    def term(self, name: str) -> ox.NamedNode:
        """A term of the ontology by its local name."""
        return ox.NamedNode(self.ontology.namespace + name)

    def labels(
        self, node: ox.NamedNode, path: str, wordings: set[str], title: str
    ) -> set[tuple[ox.NamedNode, ox.Literal]]:
        """The labels of an entity in a document that calls it so, as (predicate, label).

        The preferred label is the entity's, the same in every document: one a language over the whole
        dataset. Other wordings of the document are alternative labels.

        Args:
            node: the entity.
            path: of the document.
            wordings: all that the document calls it.
            title: what the document states to be its name; "" when it states none.

        Source: https://www.w3.org/TR/skos-reference/#S14
        """
        concept = self.ontology.concepts.get(node.value)
        if concept:
            preferred = {ox.Literal(text, language=language) for language, text in concept.labels}
            return {(p, label) for p in (PREF_LABEL, LABEL) for label in preferred}
        entity = self.known.get(node.value)
        main = collapse(entity.label) if entity else min(wordings, default=path)
        if main == path:  # a document is entered by its path: its title is its name
            main = title or path
        found = {(p, self._literal(main)) for p in (PREF_LABEL, LABEL)}
        return found | {(ALT_LABEL, self._literal(text)) for text in wordings - {main}}

    def _literal(self, text: str) -> ox.Literal:
        return ox.Literal(text, language=self.language)
