"""What a text says that a name is of which nothing else tells it: a thing in a relation, or something else.

« Datavote accueille vos créneaux », « une Poelor » and « le Salvers est un fromage » come again with
a capital as « Le Bocal » does, but nobody founds, carries or joins them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lf2l_kg.base.expressions import expression
from lf2l_kg.extract.text.lexicon import CueMatch
from lf2l_kg.extract.text.shapes import LOWER, MONTHS, UPPER
from lf2l_kg.extract.text.view import Stretch, View

from .defined import called

_ASIDE = r"\s*[®»”\"*_]*\s*(?:\([^()]{1,60}\)\s*)?"
# « X est | un langage », « X, | un réseau mondial »
_IS_A = expression(
    rf"{_ASIDE}(?:,\s+|(?:est|était|devient|reste|is|was|remains)\s+(?:aussi\s+|also\s+)?)(?:une?|an?)\s+(?=\S)"
)
# Who writes says so of a text or a film alone, though « paru en 1943 » dates it as « né en 1943 » does.
_APPEARS = expression(
    rf"{_ASIDE}(?:est|sont|a été|is|was|were)\s+"
    r"(?:paru|publié|réédité|sorti|diffusé|projeté|published|released|screened)"
)
# « une | Poelor », « vos | Motrex », « sa chienne | Perle », « le maire | Rugain »
_ONE_OF = expression(
    r"(?<![\w’'])(?i:une?|an|some|[mts](?:on|a|es)|vos|votre|nos|leurs?|my|your|his|her|their|ce|cet|cette|this)\s+$"
)
_NOUN = expression(
    rf"(?<![\w’'])(?i:(?:les?|la|une?|du|des|aux?|[mts](?:on|a|es)|notre|nos|vos|the|an?)\s+|[ld][’'])"
    rf"(?P<noun>[{LOWER}][{LOWER}-]+)\s+[«“\"*_]*\s*$"
)
_LINK = expression(
    rf"{_ASIDE}(?:,\s[^,.;:()]{{3,90}},\s*)?"
    r"(?:(?:ne|se|y|en|le|la|les|a|ont|est|sont|était|sera|nous|is|are|was|were|has|have|been|also|aussi|été)\s+|[nsyl][’']){0,3}"
    rf"(?:[{LOWER}]+ment\s+)?$"
)
_GOVERNS = r"(?:\s*(?:l[ea]s?|the|du|des|aux?)\s|\s*l[’'])?\s*[«“\"*_]*\s*$"
_OBJECT = expression(_GOVERNS)
_LED = expression(rf"{_GOVERNS}|\s[^.;:]{0, 100},\s*(?:l[ea]s?\s|l[’'])?$")
_GOES_ON = expression(
    r"\W*(?i:(?:ils?|elles?|it|they|this\s[a-z]+|ce(?:t|tte)?\s[a-zà-ÿ-]+)\s+)?"
    r"(?:(?:a|est|was|is|has|been|été)\s+){0,2}$",
)
# « adhéré à X », « les salariés de X », « de la part de X »: X is a body, not something done.
_BODY = expression(
    r"(?:membres?|assemblee generale|la part|au nom|adherente?s?|salarie\w*|benevoles?|president\w*"
    r"|direct(?:eur|rice)s?|tresori\w+|equipe|bureau|siege|statuts|societaires?|adhe(?:re|rer|sion)\w*|rejoi\w+|behalf"
    r"|member|members|staff|board|chair|director|joined|chez)"
    r"\s+(?:(?:de|du|des|a|au|of|at)\s+|d')?$"
)
_DOES = expression(
    r"\s*(?:emplo|recrut|federe|regroupe|adhere|compte\s+[a-z0-9-]+\s+(?:membres|adherents|salaries|societaires)|employs|recruit)"
)
# What a verb acts on has a name: « soutient les artisans de | Toul ».
OBJECT_NAMED = expression(rf"[^.;!?\n]{{0,60}}?[{UPPER}«]")
# « sera fermée » without a date tells of a road, too.
_DATED = expression(rf"[^.;!?\n]{{0,60}}?(?<!\w)(?:(?:19|20)[0-9]{{2}}|{'|'.join(MONTHS)})(?!\w)")
_MANY = expression(r"(?:les|des|aux|nos|vos)\s", re.IGNORECASE)
_BEFORE = 40  # characters before a name in which a noun with its determiner stands
_AFTER = 120  # characters after a name in which what is said of it begins


def noun_class(view: View, number: int, start: int) -> str | None:
    """The class that the noun gives a name that begins with it: « Fédération Pentes douces »."""
    noun = view.cue_at("class", number, start)
    acts = noun is not None and noun.cue.announces in ("Institution", "Event")
    return noun.cue.announces if noun is not None and acts else None


def told_class(view: View, use: Stretch, known: bool = False) -> str:
    """The class of a name that stands where a sentence speaks of it; "" where nothing tells of a thing.

    With ``known`` it is one already, as what is somewhere is: « **Le Lavoir** (Decize) : atelier partagé ».
    """
    kind = noun_class(view, use.block, use.start)
    kind = said_class(view, [use]) if kind is None else kind
    if kind is not None:
        return kind
    return "Project" if known or is_told(view, use, True) else ""


def said_class(view: View, uses: list[Stretch]) -> str | None:
    """The class that nouns beside a name give it.

    Returns:
        "" where all of them are of no thing, as « film » and « fromage »; None where no noun is.
    """
    said = [kind for use in uses if (kind := _beside(view, use)) is not None]
    return next(filter(None, said), "") if said else None


def _beside(view: View, use: Stretch) -> str | None:
    text = view.blocks[use.block].text
    said = _IS_A.match(text, use.end)
    if said:
        return called(view, use.block, said.end())
    before = max(0, use.start - _BEFORE)
    if _APPEARS.match(text, use.end) or _ONE_OF.search(text, before, use.start):
        return ""
    noun = _NOUN.search(text, before, use.start)
    kind = called(view, use.block, noun.start("noun")) if noun else None
    # « les ateliers | Scratch » are many, and named after something else.
    return None if kind and noun and _MANY.match(noun[0]) else kind


def is_actor(view: View, uses: list[Stretch]) -> bool:
    """Whether a name carries or supports something, and nobody it: « travaux confiés à | Colas »."""
    return any(
        _is_direct(cue) and _OBJECT.fullmatch(view.blocks[use.block].text, cue.end, use.start)
        for use in uses
        for cue in _led_by(view, use)
    ) and not any(
        _is_direct(cue) and _LINK.fullmatch(view.blocks[use.block].text, use.end, cue.start)
        for use in uses
        for cue in _said_after(view, use, False)
    )


def _is_direct(cue: CueMatch) -> bool:
    return not cue.cue.inverse and cue.cue.announces in ("carriedBy", "supportedBy")


def is_told(view: View, use: Stretch, speaks: bool) -> bool:
    """Whether a relation, or a date of a thing's life, is stated right beside a name.

    A name that no verb follows (``speaks``) has no date: « sous Pressor depuis 2019 » dates something else.
    """
    number, start, end = use.block, use.start, use.end
    text = view.blocks[number].text
    sentence = view.sentence(number, start)
    for cue in _said_after(view, use, speaks):
        if _LINK.fullmatch(text, end, cue.start) and _is_whole(text, cue):
            return True
        if cue.start >= sentence.end and _GOES_ON.fullmatch(text, sentence.end, cue.start):
            return True
    return next(_led_by(view, use), None) is not None


def _led_by(view: View, use: Stretch) -> Iterator[CueMatch]:
    """The cues of relations that lead up to a name: « lancé par Y, | X … », « financé par | X »."""
    text, start = view.blocks[use.block].text, use.start
    first = max(view.sentence(use.block, start).start, start - _AFTER)
    for cue in view.cues("relation", use.block, first, start):
        if _LED.fullmatch(text, cue.end, start):
            yield cue


def _said_after(view: View, use: Stretch, speaks: bool) -> Iterator[CueMatch]:
    """The cues of what is stated of things alone: relations, prizes, beginning and end."""
    number, start = use.block, use.end
    end = min(len(view.blocks[number].text), start + _AFTER)
    yield from view.cues("relation", number, start, end)
    yield from view.cues("award", number, start, end)
    for cue in view.cues("value", number, start, end) if speaks else ():
        dates = cue.cue.announces in ("startDate", "endDate")
        if dates and _DATED.match(view.plain[number], cue.end):
            yield cue


def _is_whole(text: str, cue: CueMatch) -> bool:
    """« accueille vos créneaux »: who acts on what has no name may be any thing."""
    return not cue.cue.inverse or OBJECT_NAMED.match(text, cue.end) is not None


def is_body(text: str, start: int, end: int, speaks: bool) -> bool:
    """Whether people belong to a name in a text in plain form; ``speaks``: a verb follows it."""
    before = _BODY.search(text, max(0, start - _BEFORE), start)
    return bool(before or (speaks and _DOES.match(text, end)))
