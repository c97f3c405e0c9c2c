"""A file's text with the places in it, for findings and quotes."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field

from lf2l_kg.base.messages import Message
from lf2l_kg.base.records import Finding, Quote, Severity
from lf2l_kg.base.text import line_starts


@dataclass(frozen=True, slots=True)
class Source:
    """The text of one file; lines end as ``Document.quote`` counts them."""

    path: str
    text: str
    _starts: list[int] = field(init=False, repr=False, compare=False)  # where each line starts

    def __post_init__(self) -> None:
        object.__setattr__(self, "_starts", line_starts(self.text))

    def place(self, offset: int) -> tuple[int, int]:
        """Line and column of an offset, both counted from 1."""
        line = bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1

    def quote(self, start: int, end: int) -> Quote:
        """The exact words between two offsets."""
        line, column = self.place(start)
        return Quote(self.text[start:end], start, line, column)

    def finding(
        self, offset: int, severity: Severity, code: str, message: Message, value: str = ""
    ) -> Finding:
        """A finding at an offset."""
        line, column = self.place(offset)
        return Finding(self.path, line, column, severity, code, message, value)
