"""Sentences about a thing without a name: « La visite … », « Une étude … »; what goes before is not meant."""

from __future__ import annotations

import re

from msgspec import Struct

from lf2l_kg.base.expressions import expression
from lf2l_kg.extract.text.view import Stretch, View

_NOUN_SUBJECT = expression(
    r"\W*(?:(?P<definite>(?:le|la|les|the)\s+|l')|(?:une?|an?)\s+)(?P<noun>[a-z0-9-]{3,})[\s,]"
)
# What has terms of its own: « L'appui de la Région court jusqu'en 2024 ».
_OF_TERMS = expression(
    r"\W*(?:l[ea]s? |l'|une? |cett?e? |s[ao]n? |ses |notre |the |this |its )?"
    r"(?:appui|soutien|aide|financement|subvention|convention|bail|contrat|partenariat|bourse|appel|candidature"
    r"|inscription|exposition|enquete|consultation|offre|support|funding|grant|lease|contract)s?\b"
)
# Nouns that stand for any thing; « une fois » is none.
_STANDS_FOR = frozenset(
    re.findall(
        r"\S+",
        "structure lieu equipe plateforme plate-forme idee initiative ensemble espace tout outil site"
        " demarche dispositif operation experience experimentation aventure fois",
    )
)


class Unnamed(Struct, frozen=True):
    """The noun that a sentence begins with."""

    kind: str  # the class that it announces; "" for none
    indefinite: bool  # « une étude »


def unnamed_subject(view: View, sentence: Stretch, before: int) -> Unnamed | None:
    """The noun with an article that a stretch begins with; None without, or for one that means any thing.

    Args:
        view: the document.
        sentence: a sentence, or the rest of one after a comma.
        before: a position in its block at which the noun has ended.
    """
    simple = view.plain[sentence.block]
    noun = _NOUN_SUBJECT.match(simple, sentence.start, before)
    if noun is None or noun["noun"] in _STANDS_FOR:
        return None
    known = view.cue_at("class", sentence.block, noun.start("noun"))
    return Unnamed(known.cue.announces if known else "", noun["definite"] is None)


def is_of_terms(view: View, sentence: Stretch, before: int) -> bool:
    """Whether a sentence begins with an agreement or a grant, whose end is not that of its thing."""
    return _OF_TERMS.match(view.plain[sentence.block], sentence.start, before) is not None
