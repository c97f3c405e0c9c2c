"""What things are called in the graphs of a document: their IRIs, classes and labels."""

from __future__ import annotations

from dataclasses import dataclass

import pyoxigraph as ox

from lf2l_kg.base.errors import InputError
from lf2l_kg.base.iris import Iris
from lf2l_kg.base.languages import stated_language
from lf2l_kg.base.messages import Message
from lf2l_kg.base.ontology import Ontology
from lf2l_kg.base.records import Mention
from lf2l_kg.base.text import collapse

from .material import Material, Name
from .terms import ALT_LABEL, LABEL, PREF_LABEL


@dataclass(frozen=True, slots=True)
class Naming:
    """Names the things that a document speaks of."""

    path: str  # of the document
    ontology: Ontology
    iris: Iris
    language: str  # of the document
    names: dict[Mention, Name]
    known: dict[str, Name]  # by IRI

    @classmethod
    def of(cls, material: Material, ontology: Ontology, iris: Iris, language: str) -> Naming:
        """The names that the mentions of a document have; ``language`` is that of one that says none."""
        language = stated_language(material.path, material.facts) or language
        names = {name.mention: name for name in material.names}
        known = {name.iri: name for name in material.names if name.kind}
        return cls(material.path, ontology, iris, language, names, known)

    def node(self, mention: Mention) -> ox.NamedNode:
        """The IRI of what a mention in the document means.

        Raises:
            InputError: when the entities do not come from the same facts.
        """
        name = self.names.get(mention)
        if name is None:
            raise InputError(
                Message(
                    fr=f"« {mention.label} » n’est pas parmi les entités ; "
                    "refaites l’étape « resolve » sur ces faits",
                    en=f"`{mention.label}` is not among the entities; "
                    "run the stage `resolve` again on these facts",
                ),
                path=self.path,
                value=mention.label,
            )
        return ox.NamedNode(name.iri)

    def kind(self, path: str, mention: Mention) -> str:
        """The class of a thing: another document may have shown it to be something else."""
        del path
        name = self.names.get(mention)
        return name.kind if name and name.kind else mention.kind

    @property
    def document(self) -> ox.NamedNode:
        """The document's IRI."""
        return self.node(Mention("Document", self.path))

    @property
    def graph(self) -> ox.NamedNode:
        """The document's graph."""
        return ox.NamedNode(self.iris.graph(self.document.value.rsplit("/", 1)[1]))

    def class_of(self, node: ox.NamedNode, mention: Mention) -> ox.NamedNode:
        """The class of an entity: the same in every document."""
        name = self.known.get(node.value)
        kind = name.kind if name and name.kind in self.ontology.classes else mention.kind
        return ox.NamedNode(self.ontology.classes[kind])

    def term(self, name: str) -> ox.NamedNode:
        """A term of the ontology by its local name."""
        return ox.NamedNode(self.ontology.namespace + name)

    def labels(
        self, node: ox.NamedNode, wordings: set[ox.Literal], title: str
    ) -> set[tuple[ox.NamedNode, ox.Literal]]:
        """The labels of an entity in a document that calls it so, as (predicate, label).

        The preferred label in a language is the entity's, the same in every document: one a language over
        the whole dataset. A document states that in its own language, and those in others that it says
        (« title-en »). Its other wordings are alternative labels.

        Args:
            node: the entity.
            wordings: all that the document calls it, in its own language and in others.
            title: what the document states to be its name; "" when it states none.

        Source: https://www.w3.org/TR/skos-reference/#S14
        """
        concept = self.ontology.concepts.get(node.value)
        if concept:
            preferred = {ox.Literal(text, language=language) for language, text in concept.labels}
            return {(p, label) for p in (PREF_LABEL, LABEL) for label in preferred}
        name = self.known.get(node.value)
        main = collapse(name.label_in(self.language)) if name else self._any(wordings)
        if main == self.path:  # a document is entered by its path: its title is its name
            main = title or self.path
        preferred = {self.literal(main)}
        if name:
            preferred |= {
                one
                for one in wordings
                if one.value == collapse(name.label_in(one.language or self.language))
            }
        found = {(p, label) for p in (PREF_LABEL, LABEL) for label in preferred}
        return found | {(ALT_LABEL, label) for label in wordings - preferred}

    def _any(self, wordings: set[ox.Literal]) -> str:
        return min((one.value for one in wordings), default=self.path)

    def literal(self, text: str, language: str = "") -> ox.Literal:
        """A text in a language; in that of the document when it is not said."""
        return ox.Literal(text, language=language or self.language)
