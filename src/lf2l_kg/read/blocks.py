"""From CommonMark events to blocks, in the order a person reads them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pyromark.event import Range

from lf2l_kg.base.records import Block

from .html_blocks import read_html
from .inlines import InlineReader
from .markdown import parse_markdown
from .outline import Outline
from .repair import Repaired

_INLINE = frozenset({"Emphasis", "Strong", "Strikethrough", "Link", "Image"})
_CONTAINERS = {
    "Item": "item",
    "DefinitionListTitle": "item",
    "DefinitionListDefinition": "item",
    "FootnoteDefinition": "footnote",
    "BlockQuote": "quote",
}
_LISTS = frozenset({"List", "DefinitionList"})


class BlockReader:
    """Follows the events of one document.

    The terms and definitions of a definition list read as items. The first paragraph of an item is
    the item's text, further ones are paragraphs. A footnote reads as a paragraph where it is defined.

    Args:
        repaired: the document's cleaned text.
    """

    def __init__(self, repaired: Repaired) -> None:
        self._text = repaired.text
        self._outline = Outline(repaired)
        self._inlines = InlineReader(repaired)
        self._html: list[tuple[str, int]] = []

    @property
    def empty_links(self) -> list[int]:
        """The offsets in the file of links without an address, in order; known after ``read``."""
        return self._inlines.empty_links

    def read(self) -> Iterator[Block]:
        """The blocks of the document; none is empty."""
        for event, range_ in parse_markdown(self._text):
            if event == "Rule":
                yield from self._outline.flush()
            elif isinstance(event, str):
                mark = "\n" if event == "HardBreak" else " "
                self._inlines.line_break(self._outline.current(), mark, range_)
            else:
                [(what, value)] = event.items()
                yield from self._follow(what, value, range_)
        yield from self._outline.flush()

    def _follow(self, what: str, value: Any, range_: Range) -> Iterator[Block]:
        if what == "Html":
            self._html.append(self._inlines.html_line(value, range_))
        elif what not in ("Start", "End"):
            self._inlines.leaf(self._outline.current(), what, value, range_)
        else:
            name = value if isinstance(value, str) else next(iter(value))
            if name in _INLINE:
                follow = self._inlines.start if what == "Start" else self._inlines.end
                follow(self._outline.current(), name, value, range_)
            else:
                yield from self._outline.flush()
                if what == "Start":
                    self._start(name, value)
                else:
                    yield from self._end(name)

    def _start(self, name: str, value: Any) -> None:
        if name in _CONTAINERS:
            self._outline.enter(_CONTAINERS[name])
        elif name in _LISTS:
            self._outline.lists += 1
        elif name == "Heading":
            self._outline.open("heading", int(value["Heading"]["level"][1]))
        elif name == "CodeBlock":
            self._outline.open("code")
        elif name == "Table":
            self._outline.begin_table()
        elif name in ("TableHead", "TableRow"):
            self._outline.begin_row()
        elif name == "TableCell":
            self._outline.begin_cell()

    def _end(self, name: str) -> Iterator[Block]:
        if name in _CONTAINERS:
            self._outline.leave(_CONTAINERS[name])
        elif name in _LISTS:
            self._outline.lists -= 1
        elif name == "HtmlBlock":
            lines, self._html = self._html, []
            yield from read_html(lines, self._outline)
