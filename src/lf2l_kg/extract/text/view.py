"""A document as the rules look at it: blocks, sentences, and what is found in them."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate, pairwise
from operator import attrgetter
from typing import Any, TypeVar

from lf2l_kg.base.expressions import expression
from lf2l_kg.base.gazetteer import Gazetteer
from lf2l_kg.base.ontology import CueKind
from lf2l_kg.base.records import Block, Document, Evidence, Quote
from lf2l_kg.base.text import plain

from .found import Found, Name, Stretch
from .lexicon import BlockHits, CueMatch, Lexicon, ThemeMatch
from .quotes import Quotes, Saying
from .sentences import Sentences
from .shapes import find_proper_names
from .words import Words, cut_words

__all__ = ["Found", "Name", "Stretch", "View"]

_BORDER = "\0"  # between blocks: a character that no document holds
_ADDRESS = expression(rf"(?:https?://|www\.)[^\s{_BORDER}]+")

Result = TypeVar("Result")


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
    def written(self) -> str:
        """The text of all blocks; no word, gap or phrase runs from one into the next."""
        return _BORDER.join([block.text for block in self.blocks])

    @cached_property
    def whole(self) -> str:
        """``written`` without case and accents, position by position."""
        return plain(self.written)

    @cached_property
    def plain(self) -> tuple[str, ...]:
        """Each block's part of ``whole``."""
        whole, border = self.whole, len(_BORDER)
        return tuple([whole[start : end - border] for start, end in pairwise(self.starts)])

    @cached_property
    def starts(self) -> tuple[int, ...]:
        """Where each block begins in ``whole``, and one more for the end."""
        lengths = [len(block.text) + len(_BORDER) for block in self.blocks]
        return tuple(accumulate(lengths, initial=0))

    @cached_property
    def words(self) -> Words:
        """The words of ``whole``."""
        return cut_words(self.whole)

    @cached_property
    def vocabulary(self) -> frozenset[str]:
        """All the words of the document, in plain form."""
        return frozenset(self.words.words)

    @cached_property
    def written_words(self) -> Counter[str]:
        """How often each word is ``written``, a capital apart from a small letter."""
        return Counter(re.findall(r"\w+", self.written))

    def times_written(self, text: str) -> int:
        """How often words stand in the document, letter by letter; one word is found without a search."""
        counts, words = self.written_words, re.findall(r"\w+", text)
        if not words or words == [text]:
            return counts[text] if words else 0
        if not all(counts[word] for word in words):
            return 0
        return len(re.findall(rf"(?<!\w){re.escape(text)}(?!\w)", self.written))

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

    def blocks_with(self, sign: re.Pattern[str]) -> Iterator[int]:
        """The numbers of the blocks in which an expression is found, in one pass over ``written``.

        Args:
            sign: short and cheap; what it matches lies within a block.
        """
        starts, text = self.starts, self.written
        match = sign.search(text)
        while match:
            number = bisect_right(starts, match.start()) - 1
            yield number
            match = sign.search(text, starts[number + 1])

    @cached_property
    def _hits(self) -> BlockHits:
        """The cues and themes of all blocks but those of code."""
        simple, words = self._without_code(), self.words
        if simple != self.whole:
            words = cut_words(simple)
        if "://" in simple or "www." in simple:
            simple, words = _without_addresses(simple, words)
        return self.lexicon.search_blocks(self.written, simple, words, self.starts)

    def _without_code(self) -> str:
        if all(block.kind != "code" for block in self.blocks):
            return self.whole
        pairs = zip(self.blocks, self.plain, strict=True)
        return _BORDER.join(" " * len(b.text) if b.kind == "code" else text for b, text in pairs)

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

    def cues_in_sentences(self, kind: CueKind, block: int) -> Iterator[tuple[Stretch, CueMatch]]:
        """The cues of one kind in a block, each with its sentence, which holds all of it."""
        for match in self.cues(kind, block):
            sentence = self.sentence(block, match.start)
            if match.end <= sentence.end:
                yield sentence, match

    def themes(self, block: int) -> tuple[ThemeMatch, ...]:
        """The themes that a block names, in order."""
        return self._hits.themes.get(block, ())

    @cached_property
    def sentences(self) -> Sentences:
        """Each block's sentences."""
        return Sentences(self.blocks)

    def sentence(self, block: int, start: int) -> Stretch:
        """The sentence that holds a position."""
        row = self.sentences[block]
        at = bisect_right(row, start, key=_end) if len(row) > 1 else 0
        if at < len(row) and row[at].end > start:
            return row[at]
        return Stretch(block, 0, len(self.blocks[block].text))

    def proper_names(self, block: int) -> tuple[tuple[int, int], ...]:
        """(start, end) of all that is written like a proper name in a block, in order."""
        return self.once(_proper_names, block)

    def text(self, stretch: Stretch) -> str:
        """The words of a stretch."""
        return self.blocks[stretch.block].text[stretch.start : stretch.end]

    @cached_property
    def _quotes(self) -> Quotes:
        return Quotes(self.document)

    @cached_property
    def _saying(self) -> Saying:
        return Saying(self._quotes, self.sentence)

    def quote(self, stretch: Stretch) -> Quote:
        """The exact words of the file for a stretch, with the markup around them."""
        return self._quotes[stretch]

    def evidence(self, rule: str, confidence: float, *stretches: Stretch) -> Evidence:
        """Evidence with the sentences of some stretches, in the order given, each once."""
        saying = self._saying
        quotes = tuple([saying[stretch] for stretch in stretches])
        if len(quotes) > 1:
            quotes = tuple(dict.fromkeys(quotes))
        return Evidence(self.document.path, quotes, rule, round(min(confidence, 1.0), 3))


def _without_addresses(plain_text: str, words: Words) -> tuple[str, Words]:
    """The text with spaces for web addresses: their words announce nothing (« …/archives-ouvertes »)."""
    outside, at = Words([], []), 0
    for address in _ADDRESS.finditer(plain_text):
        first = bisect_left(words.starts, address.start(), at)
        outside.words.extend(words.words[at:first])
        outside.starts.extend(words.starts[at:first])
        at = bisect_left(words.starts, address.end(), first)
    outside.words.extend(words.words[at:])
    outside.starts.extend(words.starts[at:])
    text = _ADDRESS.sub(lambda address: " " * len(address[0]), plain_text)
    return text, outside


def _proper_names(view: View, block: int) -> tuple[tuple[int, int], ...]:
    return tuple(find_proper_names(view.blocks[block].text))


_start, _end = attrgetter("start"), attrgetter("end")
