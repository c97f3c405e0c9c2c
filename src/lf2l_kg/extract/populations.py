"""How many people live in a territory, in running text: « Thionville (41 000 habitants) »."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lf2l_kg.base.records import Fact

from .names import Names
from .nouns import clean_label
from .outline import MOST_DIGITS, Outline
from .shapes import NUMBER, find_proper_names
from .topic import state, stretch_of
from .view import Found, Name, View

_COUNT = (
    rf"(?P<number>{NUMBER})(?P<decimals>,\d+)?\s?(?P<factor>k\b|mille\b|millions?\b)?"
    r"\s?(?:d['’])?\s?(?P<unit>[^\W\d_]+)"
)
_BRACKETED = re.compile(rf"\s*®?\s*\(\s*(?:env\.?|environ|~|≈)?\s*{_COUNT}\.?\s*\)")
_SAID = re.compile(
    r"\s*(?:[:,]|compt(?:e|ait|ant)|abrite|rassemble|est peuplée? de|peuplée? de|avec)\s+"
    r"(?:(?:ses|environ|près de|plus de|quelque|ville de|une population de|une ville de)\s+){0,2}"
    + _COUNT
)
_FACTORS = {"k": 1_000, "mille": 1_000, "million": 1_000_000, "millions": 1_000_000}


_LEADS_ON = re.compile(r"\s*®?\s*(?:\(|[:,]|compt|abrite|rassemble|est peuplée?|peuplée?|avec)")
_DIGIT = re.compile(r"\d")


def find_populated(view: View) -> Iterator[Found]:
    """Places that the gazetteer knows, where a number of inhabitants follows the name."""
    for number, block in enumerate(view.blocks):
        text = block.text
        if block.kind in ("heading", "code") or not view.cues("value", number):
            continue
        for start, end in find_proper_names(text) if _DIGIT.search(text) else ():
            if not _LEADS_ON.match(text, end) or not _count(view, text, end):
                continue
            if view.gazetteer.find(text[start:end]):
                label = clean_label(text[start:end])
                yield Found(number, start, end, "Territory", label, "place.populated", 0.85)


def population_facts(view: View, outline: Outline, names: Names) -> Iterator[Fact]:
    """A number of inhabitants right after a territory's name."""
    del outline
    for name in names:
        if name.mention.kind == "Territory" and view.blocks[name.block].kind != "heading":
            yield from _stated(view, name)


def _stated(view: View, name: Name) -> Iterator[Fact]:
    count = _count(view, view.blocks[name.block].text, name.end)
    if count:
        yield state(
            view, "text.population", 0.85, name.mention, "population", count, stretch_of(name)
        )


def _count(view: View, text: str, at: int) -> str:
    """The number of inhabitants stated at a position; "" when there is none."""
    bracketed = _BRACKETED.match(text, at)
    match = bracketed or _SAID.match(text, at)
    cue = view.lexicon.find_cue("value", match["unit"]) if match else None
    if match is None or cue is None or cue.announces != "population":
        return ""
    if not bracketed and len(match["unit"]) < 3:
        return ""
    digits = re.sub(r"\D", "", match["number"])
    decimals = (match["decimals"] or "").lstrip(",")
    if len(digits) > MOST_DIGITS or (decimals and not match["factor"]):
        return ""
    factor = _FACTORS.get((match["factor"] or "").casefold(), 1)
    return str(round(float(f"{digits}.{decimals or 0}") * factor))
