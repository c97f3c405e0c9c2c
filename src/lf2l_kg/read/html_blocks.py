"""A block of HTML inside Markdown, read for its words."""

from __future__ import annotations

from bisect import bisect_right
from itertools import accumulate

from .outline import Outline
from .raw_html import (
    BLOCKS,
    HEADINGS,
    ITEMS,
    UNREAD,
    WITHDRAWN,
    Tag,
    add_html_text,
    apply_tag,
    find_tags,
)


def read_html(lines: list[tuple[str, int]], outline: Outline) -> None:
    """Reads the blocks in some lines of HTML, each given with its position in the repaired text.

    Headings, items and paragraphs are told from their tags; scripts, styles and struck-out words do
    not read.
    """
    text = "".join(line for line, _ in lines)
    layout = _Layout(lines)
    reached, unread = 0, ""
    for tag in find_tags(text):
        if not unread:
            layout.add_words(outline, text, reached, tag.start)
        reached = tag.end
        if tag.name in UNREAD or tag.name in WITHDRAWN:
            unread = _unread_after(unread, tag)
        elif not unread:
            _follow_tag(tag, outline, layout)
    if not unread:
        layout.add_words(outline, text, reached, len(text))
    outline.flush()


class _Layout:
    """Where the lines stand: in a quote they are not next to each other in the file."""

    def __init__(self, lines: list[tuple[str, int]]) -> None:
        self._starts = list(accumulate((len(line) for line, _ in lines), initial=0))
        self._positions = [position for _, position in lines]

    def position(self, at: int) -> int:
        """The position in the repaired text of a place in the joined lines."""
        line = bisect_right(self._starts, at) - 1
        return self._positions[line] + at - self._starts[line]

    def add_words(self, outline: Outline, text: str, start: int, end: int) -> None:
        """Adds the words between two tags, line by line."""
        while start < end:
            stop = min(end, self._starts[bisect_right(self._starts, start)])
            words = text[start:stop]
            if outline.block or not words.isspace():
                add_html_text(outline.current(), words, self.position(start))
            start = stop


def _unread_after(unread: str, tag: Tag) -> str:
    """The name of the tag whose content does not read, after this tag; "" when all reads."""
    if not unread and not tag.closing:
        return tag.name
    return "" if unread == tag.name and tag.closing else unread


def _follow_tag(tag: Tag, outline: Outline, layout: _Layout) -> None:
    if tag.name in BLOCKS or tag.name in HEADINGS or tag.name in ITEMS:
        outline.flush()
        if tag.name in HEADINGS and not tag.closing:
            outline.open("heading", int(tag.name[1]))
        elif tag.name in ITEMS and not tag.closing:
            outline.open("item", outline.lists + 1)
    elif outline.block or not tag.closing:
        apply_tag(outline.current(), tag, layout.position(tag.start))
