"""CommonMark events with their places in characters.

pyromark (pulldown-cmark in Rust) was chosen over markdown-it-py and mistune: it follows CommonMark to
the letter, gives the source range of every event (the others give lines of blocks only), reads
twelve times as many documents a second, and neither recurses nor slows down on hostile nesting.

Source: https://spec.commonmark.org/0.31.2/
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence

from pyromark import Options, events_with_range
from pyromark.event import Event, Range

_OPTIONS = (
    Options.ENABLE_TABLES
    | Options.ENABLE_FOOTNOTES
    | Options.ENABLE_STRIKETHROUGH
    | Options.ENABLE_TASKLISTS
    | Options.ENABLE_DEFINITION_LIST
)

#: Without any of these there is no code and no HTML: fences, indentation, backticks, tags.
_CODE_OR_HTML = ("`", "~~~", "    ", "\t", "<")


class Cursor:
    """Turns byte offsets of a text's UTF-8 into character offsets.

    The parser gives ranges nearly in order, so it is enough to count from the last one asked for.
    """

    def __init__(self, text: str) -> None:
        self._bytes = b"" if text.isascii() else text.encode()
        self._byte = 0
        self._character = 0

    def character(self, byte: int) -> int:
        """The character offset of a byte offset."""
        if not self._bytes:
            return byte
        last, self._byte = self._byte, byte
        if byte > last:
            self._character += len(self._bytes[last:byte].decode())
        elif byte < last:
            self._character -= len(self._bytes[byte:last].decode())
        return self._character


def parse_markdown(text: str) -> Iterator[tuple[Event, Range]]:
    """The events of a text, with ranges in bytes of its UTF-8."""
    return events_with_range(text, options=_OPTIONS)


class Ranges:
    """Stretches of a text, in order and apart.

    Args:
        ranges: their starts and ends; () when there are none.
    """

    def __init__(self, ranges: Sequence[tuple[int, int]] = ()) -> None:
        self._starts = [start for start, _ in ranges]
        self._ends = [end for _, end in ranges]

    def end_around(self, offset: int) -> int:
        """Where the stretch around an offset ends; 0 when there is none."""
        at = bisect_right(self._starts, offset) - 1
        return self._ends[at] if at >= 0 and offset < self._ends[at] else 0


def find_code(text: str) -> tuple[Ranges, Ranges]:
    """The code in a text, in blocks and inline; and its blocks of HTML."""
    if not any(mark in text for mark in _CODE_OR_HTML):
        return Ranges(), Ranges()
    cursor = Cursor(text)
    code: list[tuple[int, int]] = []
    html: list[tuple[int, int]] = []
    for event, range_ in parse_markdown(text):
        if not isinstance(event, dict):
            continue
        tag = event.get("Start")
        if tag == "HtmlBlock":
            html.append((cursor.character(range_["start"]), cursor.character(range_["end"])))
        elif "Code" in event or (isinstance(tag, dict) and "CodeBlock" in tag):
            code.append((cursor.character(range_["start"]), cursor.character(range_["end"])))
    return Ranges(code), Ranges(html)
