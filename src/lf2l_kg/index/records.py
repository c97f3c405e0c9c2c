"""What the index gives."""

from __future__ import annotations

from msgspec import Struct

from lf2l_kg.base.messages import Language


class Node(Struct, frozen=True):
    """A thing, a theme, a term of an ontology, or an IRI that the data only name."""

    iri: str
    kind: str  # local name of its class in the ontology; "" for none
    fr: str = ""  # its label in French; "" for none
    en: str = ""
    other: str = ""  # when it has neither
    other_language: str = ""
    incoming: int = 0  # how many facts point to it

    def label(self, language: Language) -> str:
        """Its label in a language, else in the other, else in any; its local name when it has none."""
        first, second = (self.fr, self.en) if language == "fr" else (self.en, self.fr)
        return first or second or self.other or local_name(self.iri)

    def label_language(self, language: Language) -> str:
        """The language that :meth:`label` is in; "" for none or for the one asked for."""
        if self.fr if language == "fr" else self.en:
            return ""
        if self.en if language == "fr" else self.fr:
            return "en" if language == "fr" else "fr"
        return self.other_language


class Words(Struct, frozen=True):
    """An exact piece of a document."""

    exact: str
    line: int  # from 1


class Reading(Struct, frozen=True):
    """How a fact was read from one document."""

    document: Node
    path: str  # of the document; "" when it is not said
    rule: str
    confidence: float  # from 0 to 1
    reviewed: bool  # whether a person said yes
    quotes: tuple[Words, ...]  # in the order of the document


class Fact(Struct, frozen=True):
    """A statement, and the words that it was read from."""

    subject: Node
    predicate: Node
    object: Node | None  # None for a literal
    value: str  # of a literal
    datatype: str  # of a literal: its IRI; "" for a string
    language: str  # of a literal; "" for none
    origin: str  # "" for documents; else the layer: "links", "geonames", "themes", "ontology" …
    readings: tuple[Reading, ...]  # the surest first


class Place(Struct, frozen=True):
    """Where a thing is."""

    node: Node
    latitude: float  # degrees, WGS 84
    longitude: float
    territory: Node | None  # whose position it is; None when it is its own


class Description(Struct, frozen=True):
    """What a page of a thing shows."""

    node: Node
    facts: tuple[Fact, ...]  # whose subject it is, in the order of the dataset
    incoming: tuple[Fact, ...]  # whose object it is, by the label of the subject; perhaps not all
    totals: dict[str, int]  # by the IRI of a property: how many facts point to it by that
    place: Place | None


def local_name(iri: str) -> str:
    """The end of an IRI, for people; the IRI itself when it has none."""
    return iri.rstrip("/#").rpartition("#")[2].rpartition("/")[2] or iri
