"""A document as the rules look at it: blocks, sentences, and what is found in them."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from typing import Any, TypeVar

from msgspec import Struct

from lf2l_kg.base.gazetteer import Gazetteer
from lf2l_kg.base.ontology import CueKind
from lf2l_kg.base.records import Block, Document, Evidence, Mention, Quote
from lf2l_kg.base.text import line_starts, plain

from .lexicon import BlockHits, CueMatch, Lexicon, ThemeMatch
from .words import Words, cut_words

# A sentence ends at . ! ? … before a capital or a quote, but not after an initial or an abbreviation.
_END = re.compile(
    r"[.!?…\n](?:(?<=\n)|(?<![.!?…][.!?…])[.!?…]*+[»”\")]*+(?=\s+[«“\"(]?\s*[A-ZÀ-ÖØ-ÞŒ0-9]))"
)
_ABBREVIATION = re.compile(
    r"(?:\b(?:[A-ZÀ-Þ]|[Mm]me|[Mm]lle|[Dd]r|[Pp]r|[Pp]rof|[Ee]tc|[Cc]f|[Ee]x|St|Ste|al|pp?|vol|n)\.)$"
)
_LONGEST_ABBREVIATION = 8  # characters, with what stands before it

# Markup that opens before a word, and that closes after it.
_OPENS = frozenset("[*_`~<")
_CLOSES = re.compile(r"(?:[*_`~>]|\]\([^()\s]*(?:\([^()\s]*\)[^()\s]*)*\))*")

_BORDER = "\0"  # between blocks: a character that no document holds

Result = TypeVar("Result")


class Stretch(Struct, frozen=True):
    """``text[start:end]`` of a block."""

    block: int
    start: int
    end: int


class Found(Struct, frozen=True):
    """A name found in a text, before names that mean one thing are brought together."""

    block: int
    start: int
    end: int
    kind: str
    label: str
    rule: str
    confidence: float
    scope: str = ""


class Name(Struct, frozen=True):
    """A stretch of a block that means a thing."""

    block: int
    start: int
    end: int
    mention: Mention
    rule: str
    confidence: float


_ADDRESS = re.compile(rf"(?:https?://|www\.)[^\s{_BORDER}]+")


def _without_addresses(plain_text: str) -> str:
    """The text with spaces for web addresses: their words announce nothing (« …/archives-ouvertes »)."""
    if "://" not in plain_text and "www." not in plain_text:
        return plain_text
    return _ADDRESS.sub(lambda address: " " * len(address[0]), plain_text)


@dataclass(frozen=True)
class View:
    """A document with everything that rules look things up in. It holds no facts."""

    document: Document
    lexicon: Lexicon
    gazetteer: Gazetteer

    @cached_property
    def blocks(self) -> tuple[Block, ...]:
        """The document's blocks."""
        return self.document.blocks

    @cached_property
    def plain(self) -> tuple[str, ...]:
        """Each block's text without case and accents, position by position."""
        return tuple(plain(block.text) for block in self.blocks)

    @cached_property
    def whole(self) -> str:
        """The plain text of all blocks; no word, gap or phrase runs from one into the next."""
        return _BORDER.join(self.plain)

    @cached_property
    def starts(self) -> tuple[int, ...]:
        """Where each block begins in ``whole``."""
        lengths = (len(text) + len(_BORDER) for text in self.plain)
        return tuple(accumulate(lengths, initial=0))

    @cached_property
    def words(self) -> Words:
        """The words of ``whole``."""
        return cut_words(self.whole)

    @cached_property
    def _done(self) -> dict[tuple[Any, ...], Any]:
        return {}

    def once(self, work: Callable[..., Result], *at: int) -> Result:
        """What ``work(view, *at)`` gives; work that several rules ask for is done once."""
        key, done = (work, *at), self._done
        if key not in done:
            done[key] = work(self, *at)
        result: Result = done[key]
        return result

    def block_at(self, position: int) -> int:
        """The number of the block at a position of ``whole``."""
        return bisect_right(self.starts, position) - 1

    @cached_property
    def _hits(self) -> BlockHits:
        text = _BORDER.join([block.text for block in self.blocks])
        simple = _without_addresses(self.whole)
        words = self.words if simple == self.whole else cut_words(simple)
        return self.lexicon.search_blocks(text, simple, words, self.starts)

    def cued(self, kind: CueKind) -> Iterable[tuple[int, tuple[CueMatch, ...]]]:
        """(number, cues in order) of each block that holds cues of a kind, in order."""
        return self._hits.cues.get(kind, {}).items()

    def cues(
        self, kind: CueKind, block: int, start: int = 0, end: int | None = None
    ) -> tuple[CueMatch, ...]:
        """The cues of one kind in a block, or inside a stretch of it, in order."""
        by_block = self._hits.cues.get(kind)
        found = by_block.get(block) if by_block else None
        if not found:
            return ()
        if start == 0 and end is None:
            return found
        stop = len(self.blocks[block].text) if end is None else end
        first = bisect_left(found, start, key=_start)  # cues of one kind do not overlap
        return found[first : bisect_right(found, stop, first, key=_end)]

    def cue_at(self, kind: CueKind, block: int, start: int) -> CueMatch | None:
        """The cue that starts exactly at a position, or None."""
        found = self.cues(kind, block)
        at = bisect_left(found, start, key=_start)
        return found[at] if at < len(found) and found[at].start == start else None

    def themes(self, block: int) -> tuple[ThemeMatch, ...]:
        """The themes that a block names, in order."""
        return self._hits.themes.get(block, ())

    @cached_property
    def sentences(self) -> tuple[tuple[Stretch, ...], ...]:
        """Each block's sentences; a heading, item or cell is split like a paragraph."""
        return tuple(tuple(_sentences(n, block.text)) for n, block in enumerate(self.blocks))

    def sentence(self, block: int, start: int) -> Stretch:
        """The sentence that holds a position."""
        row = self.sentences[block]
        at = bisect_right(row, start, key=_end)
        return row[at] if at < len(row) else Stretch(block, 0, len(self.blocks[block].text))

    def text(self, stretch: Stretch) -> str:
        """The words of a stretch."""
        return self.blocks[stretch.block].text[stretch.start : stretch.end]

    def quote(self, stretch: Stretch) -> Quote:
        """The exact words of the file for a stretch, with the markup around them.

        So a quote that ends in a link shows its address: « … portée par [X](https://…) ».
        """
        key = stretch.block, stretch.start, stretch.end
        quote = self._quotes.get(key)
        if quote is None:
            quote = self._quotes[key] = self._quote(stretch)
        return quote

    @cached_property
    def _quotes(self) -> dict[tuple[int, int, int], Quote]:
        """The quotes made so far: many facts come from one sentence."""
        return {}

    @cached_property
    def _lines(self) -> list[int]:
        """Where each line of the file begins."""
        return line_starts(self.document.text)

    def _quote(self, stretch: Stretch) -> Quote:
        block, text = self.blocks[stretch.block], self.document.text
        start = block.offset(stretch.start)
        last = min(max(stretch.start, stretch.end - 1), len(block.text) - 1)
        end = max(start, min(block.offset(last) + 1, block.end))
        while start > 0 and text[start - 1] in _OPENS:
            start -= 1
        closed = _CLOSES.match(text, end)
        line = bisect_right(self._lines, start)
        words = text[start : closed.end() if closed else end]
        return Quote(words, start, line, start - self._lines[line - 1] + 1)

    def evidence(self, rule: str, confidence: float, *stretches: Stretch) -> Evidence:
        """Evidence with the sentences of some stretches, in the order given, each once."""
        quotes = tuple(
            [
                self.quote(self.sentence(s.block, s.start)) if s.end > s.start else self.quote(s)
                for s in stretches
            ]
        )
        if len(quotes) > 1:
            quotes = tuple(dict.fromkeys(quotes))
        return Evidence(self.document.path, quotes, rule, round(min(confidence, 1.0), 3))


def _start(match: CueMatch) -> int:
    return match.start


def _end(found: CueMatch | Stretch) -> int:
    return found.end


def _sentences(number: int, text: str) -> Iterator[Stretch]:
    start = 0
    for match in _END.finditer(text):
        end = match.end()
        tail = max(start, end - _LONGEST_ABBREVIATION)
        if match[0] != "\n" and _ABBREVIATION.search(text, tail, end):
            continue
        yield from _trimmed(number, text, start, end)
        start = end
    yield from _trimmed(number, text, start, len(text))


def _trimmed(number: int, text: str, start: int, end: int) -> Iterator[Stretch]:
    """The stretch without white space at its ends, unless nothing is left."""
    piece = text[start:end]
    trimmed = piece.strip()
    if trimmed:
        start += len(piece) - len(piece.lstrip())
        yield Stretch(number, start, start + len(trimmed))
