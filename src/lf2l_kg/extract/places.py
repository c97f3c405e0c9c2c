"""Places that the gazetteer knows, where the words around say that a place is meant."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lf2l_kg.base.text import normalise

from .nouns import clean_label
from .shapes import LOWER, NAME, UPPER, WORD, find_proper_names
from .view import Found, View

# The space comes first, then what follows it, then the preposition: so most places are passed by fast.
_LOCATIVE = re.compile(
    rf"\s(?=[{UPPER}0-9]|[{LOWER}]++[{UPPER}])"
    + "(?:"
    + "|".join(
        rf"(?<=(?<![\w’']){preposition}\s)"
        for preposition in ("[àÀA]", "[Ee]n", "[Aa]u", "[Aa]ux", "dans l[ea]", "vers")
    )
    + rf")(?P<name>{NAME})"
)
_APPOSED = re.compile(
    r"\s*(?:\([^()]*\)\s*)?,\s*(?:(?:en|au|aux)\s+)?"
    r"(?P<outer>[^\W\d_][\w’' -]*?)(?=\s*[,.;:()]|$)"
)
_BRACKETED = re.compile(r"\s*®?\s*\(\s*(?P<outer>[^()]{2,40}?)\s*\)")
_OPENING = re.compile(rf"(?P<name>{NAME})\s*,")
_FIRST_WORD = re.compile(rf"{WORD}(?= (?:et|ou|sur|pour|en|à|au) )")


def find_places(view: View) -> Iterator[Found]:
    """« à Genk », « La Louvière, Wallonie », « HEC Montréal (Canada) », « Bras-sur-Meuse, le … »."""
    for number, block in enumerate(view.blocks):
        if block.kind == "code":
            continue
        for match in _LOCATIVE.finditer(block.text):
            span = _known_place(view, number, match.start("name"), match.end("name"))
            if span:
                yield _place(view, number, span, "place.locative", 0.8)
        if "(" in block.text or "," in block.text:
            yield from _beside(view, number)
        opening = _OPENING.match(block.text) if block.kind == "paragraph" else None
        if opening and _is_city(view, opening["name"]):
            yield _place(view, number, opening.span("name"), "place.opening", 0.7)


def _beside(view: View, number: int) -> Iterator[Found]:
    """« La Louvière, Wallonie », then « HEC Montréal (Canada) »."""
    text, reached = view.blocks[number].text, 0
    names = tuple(find_proper_names(text))
    for start, end in names:
        match = _APPOSED.match(text, end) if start >= reached else None
        if match:
            reached = match.end()
            if _is_outer(view, match["outer"]) and view.gazetteer.find(text[start:end]):
                yield _place(view, number, (start, end), "place.apposition", 0.85)
                yield _place(view, number, match.span("outer"), "place.apposition", 0.85)
    reached = 0
    for start, end in names:
        match = _BRACKETED.match(text, end) if start >= reached else None
        if match:
            reached = match.end()
            if view.gazetteer.find(match["outer"]):
                yield _place(view, number, match.span("outer"), "place.bracketed", 0.75)


def _place(view: View, number: int, span: tuple[int, int], rule: str, confidence: float) -> Found:
    label = clean_label(view.blocks[number].text[slice(*span)])
    return Found(number, *span, "Territory", label, rule, confidence)


def _is_city(view: View, name: str) -> bool:
    """Whether a city is so called, accents included: « Lire, … » is not the village of Liré."""
    return any(
        place.kind == "city" and normalise(place.name) == normalise(name)
        for place in view.gazetteer.find(name)
    )


def _is_outer(view: View, name: str) -> bool:
    return any(place.kind in ("country", "region") for place in view.gazetteer.find(name))


def _known_place(view: View, number: int, start: int, end: int) -> tuple[int, int] | None:
    """The name when it is a place, else its first word before a particle: « Nancy | et Metz »."""
    text = view.blocks[number].text[start:end]
    if view.gazetteer.find(text):
        return start, end
    cut = _FIRST_WORD.match(text)
    return (start, start + cut.end()) if cut and view.gazetteer.find(cut[0]) else None
