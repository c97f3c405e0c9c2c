"""Inline events: words, marks and links, added to the block they stand in."""

from __future__ import annotations

from typing import Any

from pyromark.event import Range

from ..base.records import SpanKind
from .builder import BlockBuilder
from .markdown import Cursor
from .raw_html import WITHDRAWN, apply_tag, find_tags
from .repair import Repaired

_SPANS: dict[str, SpanKind] = {"Emphasis": "emphasis", "Strong": "strong"}


class InlineReader:
    """Follows the inline events of one document.

    Struck-out words (``~~…~~``) are withdrawn by their author and do not read; neither does the
    description of an image.

    Attributes:
        empty_links: the offsets in the file of the links without an address met so far.
    """

    def __init__(self, repaired: Repaired, source: str) -> None:
        self._repaired = repaired
        self._source = source
        self._cursor = Cursor(repaired.text)
        self._images = 0
        self._struck: list[bool] = []
        self._withdrawn = 0
        self.empty_links: list[int] = []

    def begin_block(self) -> None:
        """Forgets marks that the last block left open."""
        self._images, self._withdrawn = 0, 0
        self._struck.clear()

    @property
    def _silent(self) -> bool:
        return bool(self._images or self._withdrawn)

    def start(self, builder: BlockBuilder, tag: Any, range_: Range) -> None:
        """A mark, link or image opens."""
        if tag == "Strikethrough":
            at = self._cursor.character(range_["start"])
            self._struck.append(self._repaired.text.startswith("~~", at))
            self._withdrawn += self._struck[-1]
        elif isinstance(tag, dict) and "Image" in tag:
            if not self._silent:
                builder.open_span("image", tag["Image"]["dest_url"])
                builder.close_span("image")
            self._images += 1
        elif self._silent:
            return
        elif isinstance(tag, dict) and "Link" in tag:
            self._open_link(builder, tag["Link"], range_)
        elif tag in _SPANS:
            builder.open_span(_SPANS[tag])

    def end(self, builder: BlockBuilder, tag: str) -> None:
        """A mark, link or image closes."""
        if tag == "Strikethrough":
            self._withdrawn -= self._struck.pop() if self._struck else 0
        elif tag == "Image":
            self._images = max(0, self._images - 1)
        elif self._silent:
            return
        elif tag == "Link":
            builder.close_span("link")
        elif tag in _SPANS:
            builder.close_span(_SPANS[tag])

    def line_break(self, builder: BlockBuilder, mark: str, range_: Range) -> None:
        """A line ends inside a block."""
        if not self._silent:
            builder.add_break(mark, self._cursor.character(range_["start"]))

    def leaf(self, builder: BlockBuilder, name: str, value: Any, range_: Range) -> None:
        """Words, a code span, or an inline tag."""
        if name == "InlineHtml":
            self._inline_html(builder, value, range_)
        elif self._silent or name not in ("Text", "Code"):
            return
        elif name == "Code":
            builder.open_span("code")
            self._code_span(builder, value, range_)
            builder.close_span("code")
        else:
            start = self._cursor.character(range_["start"])
            end = self._cursor.character(range_["end"])
            if self._repaired.text[start:end] == value:
                builder.add_text(value, start)
            else:
                builder.add_literal(value, start, end)

    def code_line(self, builder: BlockBuilder, value: str, range_: Range) -> None:
        """A line of a block of code."""
        start = self._cursor.character(range_["start"])
        end = self._cursor.character(range_["end"])
        if self._repaired.text[start:end] == value:
            builder.add_code(value, start)

    def html_line(self, value: str, range_: Range) -> tuple[str, int]:
        """A line of a block of HTML with its position in the repaired text."""
        return value, self._cursor.character(range_["start"])

    def _open_link(self, builder: BlockBuilder, link: dict[str, Any], range_: Range) -> None:
        target = link["dest_url"]
        if link["link_type"] == "Email":
            target = f"mailto:{target}"
        elif not target:
            start = self._repaired.origin(self._cursor.character(range_["start"]))
            if not self._source.startswith("{{", self._source.find("](", start) + 2):
                self.empty_links.append(start)
        builder.open_span("link", target)

    def _inline_html(self, builder: BlockBuilder, value: str, range_: Range) -> None:
        for tag in find_tags(value):
            if tag.name in WITHDRAWN:
                self._withdrawn = max(0, self._withdrawn + (-1 if tag.closing else 1))
            elif not self._silent:
                apply_tag(builder, tag, self._cursor.character(range_["start"]))

    def _code_span(self, builder: BlockBuilder, value: str, range_: Range) -> None:
        start = self._cursor.character(range_["start"])
        source = self._repaired.text[start : self._cursor.character(range_["end"])]
        ticks = len(source) - len(source.lstrip("`"))
        if (at := source.find(value, ticks)) >= 0:
            builder.add_text(value, start + at)
            return
        # Over several lines, or with an escaped pipe in a table: follow both, character by character.
        at = ticks
        for character in value:
            while (
                at < len(source)
                and source[at] != character
                and (character != " " or source[at] != "\n")
            ):
                at += 1
            if at == len(source):
                return
            builder.add_text(character, start + at)
            at += 1
