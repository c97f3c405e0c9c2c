"""From CommonMark events to blocks, in the order a person reads them."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from typing import Any

from pyromark.event import Range

from ..base.records import Block, BlockKind
from .builder import BlockBuilder
from .inlines import InlineReader
from .markdown import parse_markdown
from .raw_html import (
    BLOCKS,
    HEADINGS,
    ITEMS,
    UNREAD,
    WITHDRAWN,
    add_html_text,
    apply_tag,
    find_tags,
)
from .repair import Repaired

_INLINE = frozenset({"Emphasis", "Strong", "Strikethrough", "Link", "Image"})
_ITEMS = frozenset({"Item", "DefinitionListTitle", "DefinitionListDefinition"})
_LISTS = frozenset({"List", "DefinitionList"})


class BlockReader:
    """Follows the events of one document.

    The terms and definitions of a definition list read as items. The first paragraph of an item is
    the item's text, further ones are paragraphs. A footnote reads as a paragraph where it is defined.

    Args:
        repaired: the document's cleaned text.
        source: the file's text.
    """

    def __init__(self, repaired: Repaired, source: str) -> None:
        self._repaired = repaired
        self._inlines = InlineReader(repaired, source)
        self._builder: BlockBuilder | None = None
        # Around the current place; an item is True until its own text has begun.
        self._containers: list[bool] = []
        self._lists = 0
        self._quotes = 0
        self._table = 0
        self._row = 0
        self._column = 0
        self._html: list[tuple[str, int]] = []

    @property
    def empty_links(self) -> list[int]:
        """The offsets in the file of links without an address, in order; known after ``read``."""
        return self._inlines.empty_links

    def read(self) -> Iterator[Block]:
        """The blocks of the document; none is empty."""
        for event, range_ in parse_markdown(self._repaired.text):
            if isinstance(event, str):
                if event == "Rule":
                    yield from self._flush()
                else:
                    mark = "\n" if event == "HardBreak" else " "
                    self._inlines.line_break(self._current(), mark, range_)
                continue
            [(what, value)] = event.items()
            name = value if isinstance(value, str) else next(iter(value), "")  # type: ignore[call-overload]
            if what == "Start":
                yield from self._start(name, value, range_)
            elif what == "End":
                yield from self._end(name)
            elif what == "Html":
                self._html.append(self._inlines.html_line(value, range_))  # type: ignore[arg-type]
            elif self._builder and self._builder.kind == "code":
                self._inlines.code_line(self._builder, value, range_)  # type: ignore[arg-type]
            else:
                self._inlines.leaf(self._current(), what, value, range_)
        yield from self._flush()

    def _start(self, name: str, value: Any, range_: Range) -> Iterator[Block]:
        if name in _INLINE:
            self._inlines.start(self._current(), value, range_)
            return
        yield from self._flush()
        if name in _ITEMS or name == "FootnoteDefinition":
            self._containers.append(name in _ITEMS)
        elif name == "BlockQuote":
            self._containers.append(False)
            self._quotes += 1
        elif name in _LISTS:
            self._lists += 1
        elif name == "Heading":
            self._open("heading", int(value["Heading"]["level"][1]))
        elif name == "CodeBlock":
            self._open("code")
        elif name == "Table":
            self._table += 1
            self._row = -1
        elif name in ("TableHead", "TableRow"):
            self._row += 1
            self._column = -1
        elif name == "TableCell":
            self._column += 1
            self._open("cell")

    def _end(self, name: str) -> Iterator[Block]:
        if name in _INLINE:
            self._inlines.end(self._current(), name)
            return
        yield from self._flush()
        if name in _ITEMS or name == "FootnoteDefinition":
            self._containers.pop()
        elif name == "BlockQuote":
            self._containers.pop()
            self._quotes -= 1
        elif name in _LISTS:
            self._lists -= 1
        elif name == "HtmlBlock":
            yield from self._read_html()

    def _open(self, kind: BlockKind, level: int = 0) -> BlockBuilder:
        if self._containers:
            self._containers[-1] = False
        self._inlines.begin_block()
        self._builder = BlockBuilder(self._repaired, kind, level, quoted=self._quotes > 0)
        return self._builder

    def _current(self) -> BlockBuilder:
        """The block that words belong to now; a tight item's words come without a paragraph."""
        if self._builder:
            return self._builder
        if self._containers and self._containers[-1]:
            return self._open("item", self._lists)
        return self._open("paragraph")

    def _flush(self) -> Iterator[Block]:
        if self._builder:
            builder, self._builder = self._builder, None
            cell = builder.kind == "cell"
            block = builder.build(self._row, self._column, self._table) if cell else builder.build()
            if block:
                yield block

    def _read_html(self) -> Iterator[Block]:
        lines, self._html = self._html, []
        text = "".join(line for line, _ in lines)
        starts, position = [], 0
        for line, _ in lines:
            starts.append(position)
            position += len(line)
        shifts = [at - start for (_, at), start in zip(lines, starts, strict=True)]
        reached, unread = 0, ""
        for tag in find_tags(text):
            if not unread:
                self._add_html(text, reached, tag.start, starts, shifts)
            reached = tag.end
            if tag.name in UNREAD or tag.name in WITHDRAWN:
                if not unread and not tag.closing:
                    unread = tag.name
                elif unread == tag.name and tag.closing:
                    unread = ""
            elif not unread:
                if tag.name in BLOCKS or tag.name in HEADINGS or tag.name in ITEMS:
                    yield from self._flush()
                if tag.name in HEADINGS and not tag.closing:
                    self._open("heading", int(tag.name[1]))
                elif tag.name in ITEMS and not tag.closing:
                    self._open("item", self._lists + 1)
                elif tag.name not in BLOCKS and self._builder or not tag.closing:
                    shift = shifts[bisect_right(starts, tag.start) - 1]
                    apply_tag(self._current(), tag, tag.start + shift)
        if not unread:
            self._add_html(text, reached, len(text), starts, shifts)
        yield from self._flush()

    def _add_html(
        self, text: str, start: int, end: int, starts: list[int], shifts: list[int]
    ) -> None:
        """Adds the words between two tags, line by line: lines may stand apart in the file."""
        while start < end:
            at = bisect_right(starts, start) - 1
            stop = min(end, starts[at + 1]) if at + 1 < len(starts) else end
            if self._builder or not text[start:stop].isspace():
                add_html_text(self._current(), text[start:stop], start + shifts[at])
            start = stop
