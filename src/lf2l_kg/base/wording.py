"""How a statement is put to a person: the ontology's labels instead of its terms."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pyoxigraph as ox

from .messages import Language, Message
from .namespaces import RDFS
from .ontology import Ontology
from .records import Fact, Mention

_OWN = {
    "type": Message(fr="est", en="is a"),
    "label": Message(fr="étiquette", en="label"),
    "prefLabel": Message(fr="nom", en="name"),
    "altLabel": Message(fr="autre nom", en="other name"),
    "sameAs": Message(fr="la même chose ailleurs", en="the same thing elsewhere"),
    "exactMatch": Message(fr="le même ailleurs", en="the same elsewhere"),
    "closeMatch": Message(fr="proche, ailleurs", en="close, elsewhere"),
}
_THIS_DOCUMENT = Message(fr="ce document", en="this document")


@dataclass(frozen=True, slots=True)
class Wording:
    """The labels of classes, properties and themes in one language."""

    language: Language
    terms: Mapping[str, str]  # local name → label
    themes: Mapping[str, str]  # IRI → label

    @classmethod
    def of(cls, ontology: Ontology, language: Language) -> Wording:
        """Read the labels of an ontology; a term without one in this language keeps its name."""
        terms = {
            triple.subject.value.removeprefix(ontology.namespace): triple.object.value
            for triple in ox.parse(ontology.files["lf2l.ttl"], format=ox.RdfFormat.TURTLE)
            if isinstance(triple.subject, ox.NamedNode)
            and triple.predicate.value == RDFS + "label"
            and isinstance(triple.object, ox.Literal)
            and triple.object.language == language
        }
        terms |= {name: message.in_language(language) for name, message in _OWN.items()}
        themes = {
            iri: dict(concept.labels).get(language, iri)
            for iri, concept in ontology.concepts.items()
        }
        return cls(language, terms, themes)

    def term(self, name: str) -> str:
        """The label of a class or property by its local name."""
        return self.terms.get(name, name)

    def label(self, mention: Mention) -> str:
        """What a thing is called, without its class."""
        return self.themes.get(mention.label, mention.label)

    def thing(self, mention: Mention) -> str:
        """A thing with its class and scope: « budget participatif (projet, Épinal) »."""
        details = [self.term(mention.kind).lower(), *filter(None, [mention.scope])]
        return f"{self.label(mention)} ({', '.join(details)})"

    def subject(self, fact: Fact) -> str:
        """What a fact is about; its own document is « this document »."""
        return self._end(fact, fact.subject)

    def object(self, fact: Fact) -> str:
        """What a fact says of its subject, after the property."""
        return fact.object if isinstance(fact.object, str) else self._end(fact, fact.object)

    def _end(self, fact: Fact, mention: Mention) -> str:
        if mention == Mention("Document", fact.evidence.path):
            return _THIS_DOCUMENT.in_language(self.language)
        return self.thing(mention)
