"""Persons, where a function, a title, a contact or an address says that one is named."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lf2l_kg.base.text import collapse

from .shapes import PERSON
from .view import Found, View

_BEFORE_ROLE = re.compile(rf"(?P<name>{PERSON})\s*,\s*(?=[^\s,])")
_TITLED = re.compile(rf"\b(?:M\.|Mme|Mlle|Dr|Pr|Prof\.?)\s+(?P<name>{PERSON})")
_AFTER_CONTACT = re.compile(rf"[\s:–-]*(?P<name>{PERSON})")
_BEFORE_ADDRESS = re.compile(
    rf"(?P<name>{PERSON})\s*[:(,–-]\s*[(<]?\s*[\w.+-]+\s?(?:@|[\[({{]\s?(?:at|arobase)\s?[\])}}])"
)


def find_persons(view: View) -> Iterator[Found]:
    """« Tristan Lamy, vice-président de … », « Contact : Laurent Dupont », « Mme Jeanne Martin »."""
    for number, block in enumerate(view.blocks):
        for match in _BEFORE_ROLE.finditer(block.text):
            role = view.cue_at("role", number, match.end())
            if role:
                yield _person(view, number, match, "person.role", 0.9)
        for match in _TITLED.finditer(block.text):
            yield _person(view, number, match, "person.title", 0.85)
        for match in _BEFORE_ADDRESS.finditer(block.text):
            yield _person(view, number, match, "person.address", 0.85)
        for cue in view.cues("value", number):
            if cue.cue.announces == "contactOf":
                named = _AFTER_CONTACT.match(block.text, cue.end)
                if named:
                    yield _person(view, number, named, "person.contact", 0.85)


def _person(view: View, number: int, match: re.Match[str], rule: str, confidence: float) -> Found:
    start, end = match.span("name")
    cue = view.cue_at("value", number, start)
    if cue is not None:  # « Contactez Laurent Dupont »
        start = (
            cue.end + len(match.string[cue.end : end]) - len(match.string[cue.end : end].lstrip())
        )
    return Found(number, start, end, "Person", collapse(match.string[start:end]), rule, confidence)
