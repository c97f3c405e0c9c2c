"""Names that typography or commas set off: « notre épicerie, **Le Bocal**, … », « un projet, X, … »."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lf2l_kg.base.expressions import expression
from lf2l_kg.base.text import collapse, plain
from lf2l_kg.extract.text.capitals import is_given_name
from lf2l_kg.extract.text.gazetted import find_known
from lf2l_kg.extract.text.keys import is_key
from lf2l_kg.extract.text.lexicon import CueMatch
from lf2l_kg.extract.text.marks import spans_within
from lf2l_kg.extract.text.shapes import LOWER, NAME, PERSON, UPPER
from lf2l_kg.extract.text.view import Found, View

from .boundaries import clean_label

_THINGS = ("Project", "Institution", "Event")
_WORDS = 6
_INSIDE = expression(rf"(?:[{LOWER}]|[{LOWER}]\s?[,(]|[’'])[ ]*[«“\"(]?$")  # within a sentence
_NAME = expression(rf"(?:[{UPPER}]|[0-9]+\s?[{UPPER}])[^.,;:!?()\n]*\+?$")
# « notre épicerie coopérative, | Le Bocal », « le réseau | Campus Rural »
_LEADS = expression(r"(?:\s+[a-z-]+){0,2}\s*[,:]?\s*[«“\"(]?$")
_APPOSED = expression(
    r"[\s®»”\"*_]*,\s*(?:une?\s+|la\s+|le\s+|l[’']|an?\s+|the\s+)(?:[a-zà-ÿ-]+\s+)?$"
)
_SET_OFF = expression(
    rf"(?:\s+[{LOWER}]+){{0,2}},\s+(?P<name>(?:(?:L[ea]s?|The)\s+|L[’'])?{NAME}\+?),\s+(?=[{LOWER}])"
)
# Before a noun that one thing among others is named after: « un projet, X, … », « notre projet, X, … ».
_ONE = expression(
    r"(?<![\w-])(?:une?|notre|son|sa|leur|our|its|their|an?)\s+(?:[a-z-]+\s+){0,2}$", re.IGNORECASE
)
# « Zoom : Textile en boucle », « Focus sur la Popote »: what the text below begins with or speaks of.
_FOCUS = expression(
    r"(?:zoom|focus|gros plan|coup de projecteur|spotlight|case study|etude de cas|portrait|a la une"
    r"|(?:projet|fiche|action|exemple|initiative)(?:\s+n?[°o]?\s*[0-9]{1,2})?)\s*(?:(?:sur|on)\s+|:\s+|[–—-]\s+)\W*"
)
_COMMON = expression(
    rf"(?:L[ea]s?|Une?|Des|Nos|Notre|The|Our)\s+[{LOWER}]|L[’'][{LOWER}]"
)  # « Le budget »
_NEAR = 40  # characters before a name in which its noun stands, or after it
_BELOW = 3  # blocks below a heading in which its name comes again


def find_marked(view: View) -> Iterator[Found]:
    """Names in bold within a sentence, set off by commas after their noun, or that a heading points at."""
    for number, block in enumerate(view.blocks):
        if block.kind in ("paragraph", "item"):
            yield from _bold(view, number)
        elif block.kind == "heading":
            yield from _focused(view, number)
    for number, nouns in view.cued("class"):
        if view.blocks[number].kind in ("paragraph", "item"):
            for noun in nouns:
                yield from _set_off(view, number, noun)


def _bold(view: View, number: int) -> Iterator[Found]:
    block = view.blocks[number]
    for span in spans_within(block, 0, len(block.text)):
        written = block.text[span.start : span.end]
        label = written.strip(" :,.®")
        end = span.start + len(label)
        keyed = ":" in block.text[end : span.end + 2]
        if span.kind != "strong" or not label or not written.startswith(label) or keyed:
            continue
        kind = _kind_after(view, number, end)
        inside = _INSIDE.search(block.text, max(0, span.start - 8), span.start)
        if (inside or kind) and may_name(view, label) and not is_key(label):
            kind = _kind_before(view, number, span.start) or kind
            if kind:  # people set off days, rooms and tariffs, too
                yield Found(number, span.start, end, kind, clean_label(label), "name.bold", 0.6)


def _kind_before(view: View, number: int, start: int) -> str:
    """The class of the noun right before a name, adjectives apart; "" for none of a thing."""
    for noun in reversed(view.cues("class", number, max(0, start - _NEAR), start)):
        led = _LEADS.fullmatch(view.plain[number][noun.end : start])
        return noun.cue.announces if led and noun.cue.announces in _THINGS else ""
    return ""


def _kind_after(view: View, number: int, end: int) -> str:
    """The class of the noun in an apposition after a name: « X, un réseau de … »; "" for none."""
    for noun in view.cues("class", number, end, end + _NEAR):
        apposed = _APPOSED.fullmatch(view.blocks[number].text[end : noun.start])
        return noun.cue.announces if apposed and noun.cue.announces in _THINGS else ""
    return ""


def _set_off(view: View, number: int, noun: CueMatch) -> Iterator[Found]:
    """The name in « a follow-up project, DeltaSchool, started … »."""
    if noun.cue.announces not in _THINGS:
        return
    text = view.blocks[number].text
    if not _ONE.search(text, max(0, noun.start - _NEAR), noun.start):
        return
    named = _SET_OFF.match(text, noun.end, noun.end + 3 * _NEAR)
    if named and may_name(view, named["name"]):
        label = clean_label(named["name"])
        yield Found(number, *named.span("name"), noun.cue.announces, label, "name.set-off", 0.65)


def _focused(view: View, number: int) -> Iterator[Found]:
    text = view.blocks[number].text
    led = _FOCUS.match(view.plain[number])
    if led is None:
        return
    label = text[led.end() :].strip(' .«»“”"')
    start = text.find(label, led.end()) if label else -1
    below = view.blocks[number + 1 : number + 1 + _BELOW]
    again = re.compile(rf"(?<!\w){re.escape(label)}(?!\w)")
    if start < 0 or not may_name(view, label) or _COMMON.match(label):
        return
    if any(block.kind == "paragraph" and again.search(block.text) for block in below):
        where = start, start + len(label)
        yield Found(number, *where, "Project", collapse(label), "heading.focus", 0.65)


def may_name(view: View, label: str) -> bool:
    """Whether words can be the name of a thing: few, with a capital, of no person, place or theme."""
    if not _NAME.match(label) or len(label.split()) > _WORDS or _NO_NAME.match(plain(label)):
        return False
    first = label.split(maxsplit=1)[0]
    return not (
        (re.match(PERSON, label) and is_given_name(first))
        or find_known(view.gazetteer, label)
        or view.lexicon.find_theme(label)
        or view.lexicon.find_cue("stop", label)
    )


_NO_NAME = expression(
    r"(?:attention|important|nouveau|note|rappel|nb|gratuit|entree libre|sur inscription|nous|vous|il|elle"
    r"|ce|cette|ces|une?|tous|toutes?|non|oui|merci|bravo|new|free|not?|all|please|mme|m|dr|pr)(?:\b|\.)"
)
