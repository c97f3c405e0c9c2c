"""What is marked up in a block: links, emphasis."""

from __future__ import annotations

from bisect import bisect_left

from lf2l_kg.base.expressions import expression
from lf2l_kg.base.records import Block, Span


def spans_within(block: Block, start: int, end: int) -> tuple[Span, ...]:
    """The spans that begin from one position to before another, in order."""
    first = bisect_left(block.spans, start, key=_start)
    return block.spans[first : bisect_left(block.spans, end, first, key=_start)]


_LONGEST_NAME = 8  # words
_SENTENCE = expression(r"[.!?;:]\s")


def marked_name(block: Block, start: int) -> tuple[int, int] | None:
    """The emphasis that begins at a position and can be a whole name; None when there is none."""
    for span in spans_within(block, start, start + 1):
        text = block.text[span.start : span.end]
        short = len(text.split()) <= _LONGEST_NAME and not _SENTENCE.search(text)
        if span.kind in ("strong", "emphasis") and short:
            return span.start, span.end
    return None


def _start(span: Span) -> int:
    return span.start
