"""The words that were asked for, in a text: where they stand, and what is shown around them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cached_property

from msgspec import Struct

from lf2l_kg.base.text import plain

_BEFORE, _LONGEST = 80, 240  # characters of an excerpt: before the first word, in all

Span = tuple[int, int]  # where words begin and end


class Excerpt(Struct, frozen=True):
    """A text, or what stands around the words that were asked for."""

    text: str
    marks: tuple[Span, ...]  # the words, from left to right

    def pieces(self) -> list[tuple[str, bool]]:
        """The text in pieces, each with whether it is one of the words."""
        found, at = [], 0
        for start, end in self.marks:
            found += [(self.text[at:start], False), (self.text[start:end], True)]
            at = end
        return [piece for piece in [*found, (self.text[at:], False)] if piece[0]]


class Marker:
    """Finds folded words in texts as they are written."""

    def __init__(self, spellings: Sequence[Sequence[str]]) -> None:
        self._spellings = spellings

    @cached_property
    def _words(self) -> re.Pattern[str]:
        whole, begun = r"[sx]?(?![^\W_])", r"[^\W_]*"
        last = len(self._spellings)
        groups = (
            f"((?:{'|'.join(map(_pattern, words))}){whole if number < last else begun})"
            for number, words in enumerate(self._spellings, start=1)
        )
        return re.compile(rf"(?<![^\W_])(?:{'|'.join(groups)})")

    def excerpt(self, text: str) -> Excerpt:
        """A text with the words marked, cut when it is long."""
        spans, _ = self._find(text)
        start = max(0, spans[0][0] - _BEFORE) if spans and len(text) > _LONGEST else 0
        end = min(len(text), start + _LONGEST)
        start = _next_word(text, start) if start else 0
        end = text.rfind(" ", start, end) if end < len(text) else end
        end = end if end > start else min(len(text), start + _LONGEST)
        before, after = "… " if start else "", " …" if end < len(text) else ""
        shift = len(before) - start
        marks = tuple((a + shift, b + shift) for a, b in spans if start <= a and b <= end)
        return Excerpt(f"{before}{text[start:end]}{after}", marks)

    def best(self, texts: Iterable[str]) -> int:
        """The first of the texts that hold most of the words; -1 when none holds any."""
        best, most = -1, 0
        for number, text in enumerate(texts):
            _, count = self._find(text)
            if count > most:
                best, most = number, count
                if most == len(self._spellings):
                    break
        return best

    def _find(self, text: str) -> tuple[list[Span], int]:
        """Where the words stand, and how many different ones do."""
        if not self._spellings:
            return [], 0
        found = list(self._words.finditer(plain(text)))
        return [match.span() for match in found], len({match.lastindex for match in found})


def _pattern(word: str) -> str:
    """A folded word as a text may have it: ligatures are letters of their own there."""
    return word.replace("oe", "(?:oe|œ)").replace("ae", "(?:ae|æ)").replace("ss", "(?:ss|ß)")


def _next_word(text: str, at: int) -> int:
    """Where the next word begins."""
    space = text.find(" ", at, at + _BEFORE)
    return space + 1 if space >= 0 else at
