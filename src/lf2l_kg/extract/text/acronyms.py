"""Acronyms: how they are written, and which names they can stand for."""

from __future__ import annotations

import re
from functools import lru_cache

from lf2l_kg.base.expressions import expression
from lf2l_kg.base.text import plain

from .shapes import UPPER

# Bounded, so that a long line of capitals costs no more than its length.
AFTER_FIRST = rf"(?:[&-]{{0,2}}[{UPPER}0-9]){{1,20}}"
ACRONYM = rf"[{UPPER}]{AFTER_FIRST}"
_SMALL = expression(r"de|du|des|d|la|le|les|l|et|pour|en|a|au|aux|sur|of|the|and|for|dans")
_WHOLE_ACRONYM = expression(ACRONYM)


def is_acronym(text: str) -> bool:
    """Whether a text is written like an acronym: LF2L, REVES, CNRS."""
    if not text.isupper() or _WHOLE_ACRONYM.fullmatch(text) is None:
        return False
    return sum(c.isupper() for c in text) > 1


def spelled(acronym: str) -> str:
    """An acronym's letters, numbers unfolded: « LF2L » → "lfll"."""
    unfolded = re.sub(r"(\d)([^\W\d])", lambda m: m[2] * int(m[1]), acronym)
    return re.sub(r"\W", "", plain(unfolded))


@lru_cache(maxsize=1 << 12)
def initials(label: str) -> str:
    """The first letters of a label's full words: "Lorraine Fab Living Lab" → "lfll"."""
    words = re.findall(r"[^\W_]+", plain(label))
    return "".join(word[0] for word in words if not _SMALL.fullmatch(word))


def abbreviates(acronym: str, label: str) -> bool:
    """Whether an acronym can stand for a label: its letters in order, on most of the words."""
    letters, firsts = spelled(acronym), initials(label)
    if not letters or not firsts or letters[0] != firsts[0]:
        return False
    every = "".join(word[0] for word in re.findall(r"[^\W_]+", plain(label)))
    if letters == firsts or (2 * len(letters) >= len(firsts) > 1 and _in_order(letters, every)):
        return True
    heads = iter(letters)
    covered = sum(1 for first in firsts if first in heads)
    spelled_out = _in_order(letters, re.sub(r"\W", "", plain(label)))
    return spelled_out and len(firsts) > 1 and covered * 5 >= len(firsts) * 3


def _in_order(letters: str, text: str) -> bool:
    rest = iter(text)
    return all(letter in rest for letter in letters)
