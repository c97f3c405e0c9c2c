"""One block in the making: its words, and where each stands in the file."""

from __future__ import annotations

import re
from operator import itemgetter

from lf2l_kg.base.records import Block, BlockKind, Span, SpanKind

from .repair import Repaired

_OTHER_SPACE = re.compile(r"[^\S ]")
_KEYED = re.compile(r"[^\W\d_][\w’' ()·./-]{0,40}?\s?:\s")
_WORDS = re.compile(r"[^ ]+(?: [^ ]+)*")


class BlockBuilder:
    """Collects the text of a block; white space is collapsed except in blocks of code.

    Lines « Clé : valeur » below each other are read as lines, whether a hard break parts them or not.
    Offsets ascend strictly: every character of the text stands for at least one of the file.
    """

    __slots__ = (
        "_break",
        "_breaks",
        "_end",
        "_length",
        "_offsets",
        "_open",
        "_opened",
        "_parts",
        "_quoted",
        "_repaired",
        "_shift",
        "_spans",
        "kind",
        "level",
        "silence",
    )

    def __init__(
        self, repaired: Repaired, kind: BlockKind, level: int = 0, *, quoted: bool = False
    ) -> None:
        self.kind = kind
        self.silence = 0  # how many open marks keep words from being read
        self.level = level
        self._quoted = quoted
        self._repaired = repaired
        self._shift = repaired.shift
        self._parts: list[str] = []
        self._length = 0
        self._offsets: list[tuple[int, int]] = []
        self._end = 0
        self._break: tuple[str, int] | None = None  # white space not yet written
        self._breaks: list[int] = []  # the indices of soft line breaks
        self._open: list[tuple[SpanKind, int, str, int]] = []
        self._opened = 0
        self._spans: list[tuple[int, Span]] = []  # each with its rank of opening

    def add_text(self, text: str, position: int) -> None:
        """Adds words that stand as they are at a position of the repaired text."""
        if self.kind == "code":
            self._write(text, position, position + len(text))
            return
        if not text.isprintable():  # no white space but the space is
            text = _OTHER_SPACE.sub(" ", text)
        if text and text[0] != " " and text[-1] != " " and "  " not in text:
            self._write(text, position, position + len(text))
            return
        reached = 0
        for match in _WORDS.finditer(text):
            start, end = match.span()
            if start > reached:
                self.add_break(" ", position + reached)
            self._write(match[0], position + start, position + end)
            reached = end
        if reached < len(text):
            self.add_break(" ", position + reached)

    def add_literal(self, text: str, start: int, end: int) -> None:
        """Adds words that stand otherwise (an entity) at ``start`` to ``end`` of the repaired text."""
        if text.isspace():
            self.add_break(" ", start)
        elif text and start < end:
            self._write(text, start, end, literal=True)

    def add_break(self, mark: str, position: int) -> None:
        """Adds a space or a line feed, written only when words follow."""
        if self._length:
            place = self._break[1] if self._break else position
            mark = "\n" if self._break and self._break[0] == "\n" else mark
            self._break = (mark, place)

    def open_span(self, kind: SpanKind, target: str = "") -> None:
        """Begins a span at the next word."""
        self._open.append((kind, self._length, target, self._opened))
        self._opened += 1

    def close_span(self, kind: SpanKind) -> None:
        """Ends the innermost open span of a kind; nothing happens when there is none."""
        for at in range(len(self._open) - 1, -1, -1):
            if self._open[at][0] == kind:
                _, start, target, rank = self._open.pop(at)
                self._spans.append((rank, Span(kind, start, self._length, target)))
                return

    def build(self, row: int = 0, column: int = 0, table: int = 0) -> Block | None:
        """The block, spans in order of place, outer before inner; None when it has no text."""
        text = "".join(self._parts)
        if self.kind == "code":
            text = text.rstrip("\n")
        if not text or text.isspace():
            return None
        if self._breaks and ":" in text:
            text = _part_keyed_lines(text, self._breaks)
        for kind, *_ in list(self._open):
            self.close_span(kind)
        end = self._repaired.origin(self._end - 1) + 1
        return Block(
            self.kind,
            self.level,
            text,
            self._ordered_spans(text) if self._spans else (),
            tuple(self._offsets),
            end,
            self._quoted,
            row,
            column,
            table,
        )

    def _ordered_spans(self, text: str) -> tuple[Span, ...]:
        spans = [_trim(span, text) for _, span in sorted(self._spans, key=itemgetter(0))]
        spans.sort(key=lambda span: (span.start, -span.end))
        return tuple(spans)

    def _write(self, text: str, start: int, end: int, *, literal: bool = False) -> None:
        self._end = end
        if self._break:
            mark, place = self._break
            self._break = None
            at = self._repaired.origin(place)
            if at < self._repaired.origin(start):  # else a space that a repair put in
                if mark == " " and self._repaired.text[place] == "\n":
                    self._breaks.append(self._length)
                self._put(mark, at)
        if self._shift is not None:
            self._put(text, self._shift + start)
        elif literal:
            self._put(text, self._repaired.origin(start))
        else:
            for piece in self._repaired.pieces(start, end):
                self._put(text[piece.start - start : piece.end - start], piece.origin)

    def _put(self, text: str, origin: int) -> None:
        if self._offsets:
            index, offset = self._offsets[-1]
            if origin - offset != self._length - index:
                self._offsets.append((self._length, origin))
        else:
            self._offsets.append((0, origin))
        self._parts.append(text)
        self._length += len(text)


def _part_keyed_lines(text: str, breaks: list[int]) -> str:
    """The text with a line feed for each soft break between two lines « Clé : valeur »."""
    starts = [0, *(at + 1 for at in breaks)]
    keyed = [_KEYED.match(text, start) is not None for start in starts]
    parted = list(text)
    for line, at in enumerate(breaks, start=1):
        below = keyed[line] and line + 1 < len(keyed) and keyed[line + 1]
        if keyed[line] and (keyed[line - 1] or below):
            parted[at] = "\n"
    return "".join(parted)


def _trim(span: Span, text: str) -> Span:
    """The span without white space at its ends."""
    words = text[span.start : span.end]
    bare = words.strip()
    if words and len(bare) == len(words):
        return span
    start = min(span.start, len(text)) + len(words) - len(words.lstrip())
    return Span(span.kind, start, start + len(bare), span.target)
