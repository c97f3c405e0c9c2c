"""Definition lists: a term and its definition are one item, as a person reads them aloud."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from lf2l_kg.base.records import Block


def join_definitions(
    blocks: Sequence[Block], starts: Sequence[int], text: str
) -> tuple[Block, ...]:
    """The blocks with each first definition joined to its term: « term : definition ».

    Further definitions of a term stay items of their own.

    Args:
        blocks: in order.
        starts: the index of the first block of each definition; nothing may stand there.
        text: of the file.
    """
    if not starts:
        return tuple(blocks)
    firsts, joined = frozenset(starts), list(blocks[:1])
    for at in range(1, len(blocks)):
        first = at in firsts and at - 1 not in firsts
        both = _join(joined[-1], blocks[at], text) if first else None
        if both is not None:
            joined[-1] = both
        else:
            joined.append(blocks[at])
    return tuple(joined)


def _join(term: Block, definition: Block, text: str) -> Block | None:
    """One block of both; None when the colon between them cannot be shown in the file.

    The space before the colon stands for the line's end, that after it for the space there.
    """
    if term.kind != "item" or definition.kind != "item":
        return None
    start, end = term.end, definition.offset(0)
    colon = text.rfind(":", start, end)
    if not start < colon < end - 1:
        return None
    shift = len(term.text) + 3
    spans = (
        replace(span, start=span.start + shift, end=span.end + shift) for span in definition.spans
    )
    between = [(shift - 3, start), (shift - 2, colon), (shift - 1, colon + 1)]
    offsets = [*between, *((index + shift, offset) for index, offset in definition.offsets)]
    return replace(
        term,
        text=f"{term.text} : {definition.text}",
        spans=(*term.spans, *spans),
        offsets=(*term.offsets, *_needed(term, offsets)),
        end=definition.end,
    )


def _needed(term: Block, pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The pairs at which the text and the file fall out of step."""
    index, offset = term.offsets[-1]
    kept = []
    for pair in pairs:
        if pair[1] - offset != pair[0] - index:
            kept.append(pair)
            index, offset = pair
    return kept
