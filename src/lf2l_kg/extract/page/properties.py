"""What a key of a front matter, the head of a column or the word before a colon means."""

from __future__ import annotations

import re
from dataclasses import dataclass

from msgspec.structs import replace

from lf2l_kg.base.expressions import expression
from lf2l_kg.base.ontology import Property
from lf2l_kg.extract.text.view import View

#: Properties that the program states of documents and evidence; nobody else does.
OURS = frozenset({"sourcePath", "statedIn", "rule", "confidence", "reviewed", "line", "column"})


#: « Nos soutiens », « Principaux financeurs »: the same key as without the first word.
_QUALIFIED = expression(
    r"(?:nos|notre|ses|les?|la|principa(?:l|le|ux|les)|autres?|our|main|other)\s+(?=\S)",
    re.IGNORECASE,
)


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
    term = ontology.context.find_term(word)
    if not term and (bare := _QUALIFIED.sub("", word)) != word:
        word, term = bare, ontology.context.find_term(bare)
    wanted = ontology.properties.get(term)
    if wanted is None or wanted.name in OURS:
        return None
    reverse = ontology.context.is_reverse(word)
    if reverse:
        wanted = replace(wanted, domain=wanted.range, range=wanted.domain)
    return Key(wanted, reverse)
