"""From CommonMark events to blocks, in the order a person reads them."""

from __future__ import annotations

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

    Attributes:
        definitions: the index of the first block of each definition, in order; known after ``read``.
    """

    def __init__(self, repaired: Repaired) -> None:
        self._text = repaired.text
        self._outline = Outline(repaired)
        self._inlines = InlineReader(repaired)
        self.definitions: list[int] = []
        self._html: list[tuple[str, int]] = []
        self._begin = {
            "TableCell": self._outline.begin_cell,
            "TableRow": self._outline.begin_row,
            "TableHead": self._outline.begin_row,
            "Table": self._outline.begin_table,
        }

    @property
    def empty_links(self) -> list[int]:
        """The offsets in the file of links without an address, in order; known after ``read``."""
        return self._inlines.empty_links

    def read(self) -> tuple[Block, ...]:
        """The blocks of the document; none is empty."""
        inlines, outline = self._inlines, self._outline
        event: Any
        for event, range_ in parse_markdown(self._text):
            if isinstance(event, dict):
                for what, value in event.items():  # one
                    if what == "Text":
                        inlines.text(outline.current(), value, range_)
                    else:
                        self._follow(what, value, range_)
            elif event == "Rule":
                outline.flush()
            else:
                mark = "\n" if event == "HardBreak" else " "
                inlines.line_break(outline.current(), mark, range_)
        outline.flush()
        return tuple(outline.blocks)

    def _follow(self, what: str, value: Any, range_: Range) -> None:
        if what not in ("Start", "End"):
            if what == "Html":
                self._html.append(self._inlines.html_line(value, range_))
            else:
                self._inlines.leaf(self._outline.current(), what, value, range_)
            return
        name = value if isinstance(value, str) else next(iter(value))
        if name in _INLINE:
            follow = self._inlines.start if what == "Start" else self._inlines.end
            follow(self._outline.current(), name, value, range_)
            return
        self._outline.flush()
        if name == "Paragraph":
            return  # begun with its first words
        if what == "Start":
            self._start(name, value)
        else:
            self._end(name)

    def _start(self, name: str, value: Any) -> None:
        if name == "DefinitionListDefinition":
            self.definitions.append(len(self._outline.blocks))
        if name in _CONTAINERS:
            self._outline.enter(_CONTAINERS[name])
        elif name in self._begin:
            self._begin[name]()
        elif name in _LISTS:
            self._outline.lists += 1
        elif name == "Heading":
            self._outline.open("heading", int(value["Heading"]["level"][1]))
        elif name == "CodeBlock":
            self._outline.open("code")

    def _end(self, name: str) -> None:
        if name in _CONTAINERS:
            self._outline.leave(_CONTAINERS[name])
        elif name in _LISTS:
            self._outline.lists -= 1
        elif name == "HtmlBlock":
            lines, self._html = self._html, []
            read_html(lines, self._outline)
