"""What a key of a front matter, the head of a column or the word before a colon means."""

from __future__ import annotations

from dataclasses import dataclass

from msgspec.structs import replace

from lf2l_kg.base.ontology import Property

from .view import View

#: Properties that the program states of documents and evidence; nobody else does.
OURS = frozenset({"sourcePath", "statedIn", "rule", "confidence", "reviewed", "line", "column"})


@dataclass(frozen=True, slots=True)
class Key:
    """A property, from the side of the key: of « contact » the values are of the class Person.

    ``wanted`` has domain and range exchanged when ``reverse``: then the value is the subject.
    """

    wanted: Property
    reverse: bool


def read_key(view: View, word: str) -> Key | None:
    """The property that a word means by ``ontology/context.jsonld``; None when it means none."""
    ontology = view.lexicon.ontology
    wanted = ontology.properties.get(ontology.context.find_term(word))
    if wanted is None or wanted.name in OURS:
        return None
    reverse = ontology.context.is_reverse(word)
    if reverse:
        wanted = replace(wanted, domain=wanted.range, range=wanted.domain)
    return Key(wanted, reverse)
