"""A small graph that is written triple by triple, under short names."""

from __future__ import annotations

from dataclasses import dataclass, field

import pyoxigraph as ox

from lf2l_kg.base.messages import Message
from lf2l_kg.base.namespaces import RDFS, SKOS, XSD
from lf2l_kg.base.turtle import VOCABULARIES, serialize_turtle


@dataclass(slots=True)
class Graph:
    """Adds triples; names are written ``prefix:local``, and ``#local`` for parts of the catalogue."""

    catalog: str  # the catalogue's IRI
    triples: list[ox.Triple] = field(default_factory=list)

    def iri(self, name: str) -> str:
        """The IRI that a name stands for."""
        prefix, _, local = name.partition(":")
        if name.startswith("#"):
            return self.catalog + name
        return VOCABULARIES[prefix] + local if prefix in VOCABULARIES else name

    def add(self, subject: str, predicate: str, *values: str | ox.Literal) -> None:
        """Say something, of names or literals."""
        for value in values:
            term = value if isinstance(value, ox.Literal) else ox.NamedNode(self.iri(value))
            nodes = ox.NamedNode(self.iri(subject)), ox.NamedNode(self.iri(predicate))
            self.triples.append(ox.Triple(*nodes, term))

    def add_text(self, subject: str, predicate: str, text: Message) -> None:
        """Say something in both languages."""
        self.add(subject, predicate, ox.Literal(text.fr, language="fr"))
        self.add(subject, predicate, ox.Literal(text.en, language="en"))

    def add_address(self, subject: str, predicate: str, *addresses: str) -> None:
        """Say where something is; an address is a resource that nothing else is said of."""
        self.add(subject, predicate, *addresses)
        for address in addresses:
            self.add(address, "rdf:type", RDFS + "Resource")

    def add_concept(
        self,
        subject: str,
        predicate: str,
        *concepts: str,
        kind: str = "",
        label: Message | None = None,
    ) -> None:
        """Say a concept of a public list, whose scheme is the part of its IRI before the last slash.

        Args:
            subject: of whom.
            predicate: what.
            concepts: their IRIs.
            kind: the class that the predicate asks for; "" for none.
            label: of them; None for their codes.
        """
        for concept in concepts:
            scheme, _, name = concept.rpartition("/")
            title = ox.Literal(scheme.rpartition("/")[2], language="en")
            self.add(subject, predicate, concept)
            self.add(concept, "rdf:type", SKOS + "Concept", *([kind] if kind else []))
            scheme = f"{scheme}/1.0" if "/adms/" in scheme else scheme
            self.add(concept, "skos:inScheme", scheme)
            self.add(scheme, "rdf:type", SKOS + "ConceptScheme")
            self.add(scheme, "dcterms:title", title)
            if label:
                self.add_text(concept, "skos:prefLabel", label)
            else:
                self.add(concept, "skos:prefLabel", ox.Literal(name, language="en"))

    def serialize(self) -> bytes:
        """The graph in Turtle: always the same bytes."""
        return serialize_turtle(self.triples, VOCABULARIES)


def typed(value: object, datatype: str) -> ox.Literal:
    """A literal of an XSD datatype."""
    return ox.Literal(str(value), datatype=ox.NamedNode(XSD + datatype))
