"""Names that open a sentence before what they are: « L’Île, tiers-lieu géré par … », « La Glycine, café »."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lf2l_kg.base.expressions import expression
from lf2l_kg.extract.text.shapes import LOWER, NAME, TAIL, UPPER
from lf2l_kg.extract.text.view import Found, View

from .boundaries import clean_label
from .defined import THINGS, find_name

_OPENING = (
    rf"\W*(?P<article>L[ea]s?\s+|The\s+|L[’'])?(?P<name>{NAME}(?(article)(?:{TAIL})?))[\s»”\"*_]*,\s+"
    r"(?P<indefinite>une?\s+|an?\s+)?"
)
# « Le Murmure, | une conserverie solidaire ouverte à Toul », up to the participle.
_NAMED_FIRST = expression(
    rf"{_OPENING}(?=(?:[{LOWER}][{LOWER}’'-]*\s+(?:[0-9]{{4}}\s+)?){{1,3}}(?:(?:de|d[’'])\s*{NAME}\s+)?$)"
)
# The same within a sentence, where « un » tells what the name is of.
_NAMED_WITHIN = expression(
    rf"(?<=[\s’'«])(?P<article>)(?P<name>{NAME})[\s»”\"*_]*,\s+(?P<indefinite>une?\s+|an?\s+)"
    rf"(?=(?:[{LOWER}][{LOWER}’'-]*\s+){{1,3}}$)"
)
_CAPITALS = expression(rf"[\w’'&-]*[{LOWER}][’'&]?[{UPPER}]|[\w’'-]+(?: & | )[{UPPER}]")
_BEFORE_NOUN = expression(_OPENING)  # « La Glycine, | recyclerie de … »


def find_apposed(view: View) -> Iterator[Found]:
    """The names that open a sentence, with a comma and what they are after them."""
    for number, _ in view.cued("relation"):
        if view.blocks[number].kind in ("paragraph", "item"):
            yield from _apposed(view, number)
    for number, _ in view.cued("class"):
        if view.blocks[number].kind == "paragraph":
            yield from _before_noun(view, number)


def _before_noun(view: View, number: int) -> Iterator[Found]:
    """« La Glycine, recyclerie de Toul, cherche … »; a single word must come again."""
    for sentence in view.sentences[number]:
        subject = _BEFORE_NOUN.match(view.blocks[number].text, sentence.start, sentence.end)
        noun = view.cue_at("class", number, subject.end()) if subject else None
        if subject is None or noun is None or noun.cue.announces not in THINGS:
            continue
        if view.cues("class", number, *subject.span("name")):
            continue
        found = _named(view, number, subject, noun.cue.announces, 0.65)
        if found is not None:
            yield found


def _apposed(view: View, number: int) -> Iterator[Found]:
    """The name that opens a sentence before what it is and a participle: « L'Île, tiers-lieu géré par … »."""
    text = view.blocks[number].text
    for cue in view.cues("relation", number):
        if cue.cue.inverse:
            continue
        start = view.sentence(number, cue.start).start
        subject = _NAMED_FIRST.match(text, start, cue.start) or _within(text, start, cue.start)
        if subject is None or view.cues("class", number, *subject.span("name")):
            continue
        noun = view.cue_at("class", number, subject.end())
        told = subject["indefinite"] is not None or noun is not None
        kind = noun.cue.announces if noun is not None else "Project"
        found = _named(view, number, subject, kind, 0.6) if told and kind in THINGS else None
        if found is not None:
            yield found
            return


def _within(text: str, start: int, end: int) -> re.Match[str] | None:
    """« …, dont Kafé Ludo, | un café itinérant fondé par »: several capitals show the name."""
    subject = _NAMED_WITHIN.search(text, start, end)
    return subject if subject and _CAPITALS.match(subject["name"]) else None


def _named(
    view: View, number: int, subject: re.Match[str], kind: str, confidence: float
) -> Found | None:
    """The name of a match; None where it can be none."""
    span = find_name(view, number, subject, repeated=True)
    if span is None:
        return None
    label = clean_label(view.blocks[number].text[slice(*span)])
    return Found(number, *span, kind, label, "name.apposed", confidence)
