"""The sentences of a block."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lf2l_kg.base.expressions import expression
from lf2l_kg.base.records import Block

from .found import Stretch

# A sentence ends at . ! ? … before a capital or a quote, but not after an initial or an abbreviation.
_END = expression(
    r"[.!?…\n](?:(?<=\n)|(?<![.!?…][.!?…])[.!?…]*+[»”\")]*+(?=\s+[«“\"(]?\s*[A-ZÀ-ÖØ-ÞŒ0-9]))"
)
_ABBREVIATION = expression(
    r"(?:\b(?:[A-ZÀ-Þ]|[Mm]me|[Mm]lle|[Dd]r|[Pp]r|[Pp]rof|[Ee]tc|[Cc]f|[Ee]x|St|Ste|al|pp?|vol|n)\.)$"
)
_LONGEST_ABBREVIATION = 8  # characters, with what stands before it


class Sentences(dict[int, tuple[Stretch, ...]]):
    """Each block's sentences by its number, cut when they are first asked for."""

    def __init__(self, blocks: Sequence[Block]) -> None:
        super().__init__()
        self._blocks = blocks

    def __missing__(self, number: int) -> tuple[Stretch, ...]:
        """A heading, item or cell is cut like a paragraph."""
        found = self[number] = tuple(_sentences(number, self._blocks[number].text))
        return found


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
