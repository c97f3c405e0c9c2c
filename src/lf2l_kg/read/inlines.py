"""Inline events: words, marks and links, added to the block they stand in."""

from __future__ import annotations

from typing import Any

from pyromark.event import Range

from lf2l_kg.base.records import SpanKind

from .builder import BlockBuilder
from .markdown import Cursor
from .raw_html import UNREAD, WITHDRAWN, apply_tag, find_tags
from .repair import Repaired

_SPANS: dict[str, SpanKind] = {"Emphasis": "emphasis", "Strong": "strong", "Link": "link"}


class InlineReader:
    """Follows the inline events of one document.

    Struck-out words (``~~…~~``) are withdrawn by their author and do not read; neither do scripts, nor
    the description of an image.

    Attributes:
        empty_links: the offsets in the file of the links without an address met so far.
    """

    def __init__(self, repaired: Repaired) -> None:
        self._repaired = repaired
        self._text = repaired.text
        self._cursor = Cursor(repaired.text)
        self.empty_links: list[int] = []

    def start(self, builder: BlockBuilder, name: str, value: Any, range_: Range) -> None:
        """A mark, link or image opens."""
        if name == "Strikethrough":
            builder.silence += self._is_struck(range_)
        elif name == "Image":
            if not builder.silence:
                builder.open_span("image", value["Image"]["dest_url"])
                builder.close_span("image")
            builder.silence += 1
        elif not builder.silence:
            builder.open_span(_SPANS[name], self._target(value, range_) if name == "Link" else "")

    def end(self, builder: BlockBuilder, name: str, _value: Any, range_: Range) -> None:
        """A mark, link or image closes."""
        if name == "Strikethrough":
            builder.silence -= self._is_struck(range_)
        elif name == "Image":
            builder.silence -= 1
        elif not builder.silence:
            builder.close_span(_SPANS[name])

    def line_break(self, builder: BlockBuilder, mark: str, range_: Range) -> None:
        """A line ends inside a block."""
        if not builder.silence:
            builder.add_break(mark, self._cursor.character(range_["start"]))

    def text(self, builder: BlockBuilder, value: str, range_: Range) -> None:
        """Words."""
        if builder.silence:
            return
        start = self._cursor.character(range_["start"])
        end = self._cursor.character(range_["end"])
        if self._text[start:end] == value:
            builder.add_text(value, start)
        else:
            builder.add_literal(value, start, end)

    def leaf(self, builder: BlockBuilder, what: str, value: Any, range_: Range) -> None:
        """A code span or an inline tag; other leaves say nothing."""
        if what == "InlineHtml":
            self._inline_html(builder, value, range_)
        elif what == "Code" and not builder.silence:
            builder.open_span("code")
            self._code_span(builder, value, range_)
            builder.close_span("code")

    def html_line(self, value: str, range_: Range) -> tuple[str, int]:
        """A line of a block of HTML with its position in the repaired text."""
        return value, self._cursor.character(range_["start"])

    def _is_struck(self, range_: Range) -> bool:
        """Whether a mark is the double tilde; a single one is an author's "about"."""
        return self._text.startswith("~~", self._cursor.character(range_["start"]))

    def _target(self, value: Any, range_: Range) -> str:
        link = value["Link"]
        target: str = link["dest_url"]
        if link["link_type"] == "Email":
            return f"mailto:{target}"
        if not target:
            self.empty_links.append(self._repaired.origin(self._cursor.character(range_["start"])))
        return target

    def _inline_html(self, builder: BlockBuilder, value: str, range_: Range) -> None:
        for tag in find_tags(value):
            if tag.name in WITHDRAWN or tag.name in UNREAD:
                builder.silence = max(0, builder.silence + (-1 if tag.closing else 1))
            elif not builder.silence:
                apply_tag(builder, tag, self._cursor.character(range_["start"]))

    def _code_span(self, builder: BlockBuilder, value: str, range_: Range) -> None:
        start = self._cursor.character(range_["start"])
        source = self._text[start : self._cursor.character(range_["end"])]
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
