"""Places that the gazetteer knows, where the words around say that a place is meant."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lf2l_kg.base.text import normalise

from .nouns import clean_label
from .shapes import NAME, WORD
from .view import Found, View

_LOCATIVE = re.compile(
    rf"(?<![\w’'])(?:à|À|A|en|En|au|Au|aux|Aux|dans le|dans la|vers)\s+(?P<name>{NAME})"
)
_APPOSED = re.compile(
    rf"(?P<name>{NAME})\s*(?:\([^()]*\)\s*)?,\s*(?:(?:en|au|aux)\s+)?"
    r"(?P<outer>[^\W\d_][\w’' -]*?)(?=\s*[,.;:()]|$)"
)
_BRACKETED = re.compile(rf"(?P<name>{NAME})\s*®?\s*\(\s*(?P<outer>[^()]{{2,40}}?)\s*\)")
_OPENING = re.compile(rf"^(?P<name>{NAME})\s*,")


def find_places(view: View) -> Iterator[Found]:
    """« à Genk », « La Louvière, Wallonie », « HEC Montréal (Canada) », « Bras-sur-Meuse, le … »."""
    for number, block in enumerate(view.blocks):
        if block.kind == "code":
            continue
        for match in _LOCATIVE.finditer(block.text):
            span = _known_place(view, number, match.start("name"), match.end("name"))
            if span:
                yield _place(view, number, span, "place.locative", 0.8)
        for match in _APPOSED.finditer(block.text):
            if _is_outer(view, match["outer"]) and view.gazetteer.find(match["name"]):
                yield _place(view, number, match.span("name"), "place.apposition", 0.85)
                yield _place(view, number, match.span("outer"), "place.apposition", 0.85)
        for match in _BRACKETED.finditer(block.text):
            if view.gazetteer.find(match["outer"]):
                yield _place(view, number, match.span("outer"), "place.bracketed", 0.75)
        opening = _OPENING.match(block.text) if block.kind == "paragraph" else None
        if opening and _is_city(view, opening["name"]):
            yield _place(view, number, opening.span("name"), "place.opening", 0.7)


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
    cut = re.match(rf"{WORD}(?= (?:et|ou|sur|pour|en|à|au) )", text)
    return (start, start + cut.end()) if cut and view.gazetteer.find(cut[0]) else None
