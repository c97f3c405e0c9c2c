"""Blocks cut to a length at which no rule is slow: rules look around in the block they read."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator

from msgspec.structs import replace

from lf2l_kg.base.expressions import expression
from lf2l_kg.base.records import Block, Document, Span

LONGEST = 4000  # characters; hardly any paragraph that a person writes is longer
_SENTENCE_END = expression(r"[.!?…\n]\s")


def cut_long_blocks(document: Document) -> Document:
    """The document with every block too long cut in several, at a sentence's end where there is one.

    So the time that rules take grows as the document does, whatever is in it: on each piece it is
    bounded. The second piece of a block and those after it are paragraphs.
    """
    if all(len(block.text) <= LONGEST for block in document.blocks):
        return document
    pieces = (piece for block in document.blocks for piece in _pieces(block))
    return replace(document, blocks=tuple(pieces))


def _pieces(block: Block) -> Iterator[Block]:
    start, length = 0, len(block.text)
    if length <= LONGEST:
        yield block
        return
    while start < length:
        end = _end(block.text, start)
        yield _piece(block, start, end)
        start = end


def _end(text: str, start: int) -> int:
    """Where to cut: after the last sentence, else the last word, of the longest piece."""
    stop = start + LONGEST
    if stop >= len(text):
        return len(text)
    for match in reversed(list(_SENTENCE_END.finditer(text, start + LONGEST // 2, stop))):
        return match.end()
    space = text.rfind(" ", start + LONGEST // 2, stop)
    return space + 1 if space > 0 else stop


def _piece(block: Block, start: int, end: int) -> Block:
    first = bisect_left(block.offsets, (start, 0))
    last = bisect_left(block.offsets, (end, 0))
    offsets = ((i - start, o) for i, o in block.offsets[first:last] if i > start)
    return replace(
        block,
        kind=block.kind if start == 0 or block.kind == "code" else "paragraph",
        level=block.level if start == 0 else 0,
        text=block.text[start:end],
        spans=tuple(_within(block.spans, start, end)),
        offsets=((0, block.offset(start)), *offsets),
        end=block.offset(end - 1) + 1 if end < len(block.text) else block.end,
    )


def _within(spans: tuple[Span, ...], start: int, end: int) -> Iterator[Span]:
    """The spans that begin in a piece, as far as they go in it."""
    first = bisect_left(spans, start, key=lambda span: span.start)
    for span in spans[first : bisect_left(spans, end, key=lambda span: span.start)]:
        yield replace(span, start=span.start - start, end=min(span.end, end) - start)
