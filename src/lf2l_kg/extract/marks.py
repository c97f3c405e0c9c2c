"""What is marked up in a block: links, emphasis."""

from __future__ import annotations

from bisect import bisect_left

from lf2l_kg.base.records import Block, Span


def spans_within(block: Block, start: int, end: int) -> tuple[Span, ...]:
    """The spans that begin from one position to before another, in order."""
    first = bisect_left(block.spans, start, key=_start)
    return block.spans[first : bisect_left(block.spans, end, first, key=_start)]


def _start(span: Span) -> int:
    return span.start
