"""The exact words of the file for a stretch of a block."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable

from lf2l_kg.base.expressions import expression
from lf2l_kg.base.records import Document, Quote
from lf2l_kg.base.text import line_starts

from .found import Stretch

# Markup that opens before a word, and that closes after it.
_OPENS = frozenset("[*_`~<")
_CLOSES = expression(r"(?:[*_`~>]|\]\([^()\s]*(?:\([^()\s]*\)[^()\s]*)*\))*")


class Quotes(dict[Stretch, Quote]):
    """The quote of each stretch, with the markup around it; many facts come from one sentence.

    So a quote that ends in a link shows its address: « … portée par [X](https://…) ».
    """

    def __init__(self, document: Document) -> None:
        super().__init__()
        self._document = document
        self._lines = line_starts(document.text)

    def __missing__(self, stretch: Stretch) -> Quote:
        """Makes the quote when it is first asked for."""
        block, text = self._document.blocks[stretch.block], self._document.text
        start = block.offset(stretch.start)
        last = min(max(stretch.start, stretch.end - 1), len(block.text) - 1)
        end = max(start, min(block.offset(last) + 1, block.end))
        while start > 0 and text[start - 1] in _OPENS:
            start -= 1
        closed = _CLOSES.match(text, end)
        line = bisect_right(self._lines, start)
        words = text[start : closed.end() if closed else end]
        quote = Quote(words, start, line, start - self._lines[line - 1] + 1)
        self[stretch] = quote
        return quote


class Saying(dict[Stretch, Quote]):
    """The quote of the sentence that each stretch begins in, or of an empty one itself."""

    def __init__(self, quotes: Quotes, sentence: Callable[[int, int], Stretch]) -> None:
        super().__init__()
        self._quotes, self._sentence = quotes, sentence

    def __missing__(self, stretch: Stretch) -> Quote:
        """Looks for the sentence when it is first asked for."""
        is_empty = stretch.end <= stretch.start
        where = stretch if is_empty else self._sentence(stretch.block, stretch.start)
        quote = self[stretch] = self._quotes[where]
        return quote
