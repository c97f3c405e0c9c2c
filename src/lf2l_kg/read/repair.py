"""A text whose markup has been mended, and where each of its characters stands in the file."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple


class Edit(NamedTuple):
    """Replace ``text[start:end]``; ``code`` names the finding to report, "" for none."""

    start: int
    end: int
    replacement: str = ""
    code: str = ""


class Piece(NamedTuple):
    """A stretch of a repaired text that runs in step with the file."""

    start: int  # in the repaired text
    end: int
    origin: int  # the offset in the file of ``start``


@dataclass(frozen=True, slots=True)
class Repaired:
    """A repaired text. ``starts`` and ``origins`` run in parallel, ascending.

    The character at ``starts[i] + n`` stands in the file at ``origins[i] + n``, until the next start.
    """

    text: str
    starts: tuple[int, ...]
    origins: tuple[int, ...]

    @property
    def shift(self) -> int | None:
        """What is added to every position to get its offset in the file; None when that differs."""
        return self.origins[0] if len(self.origins) == 1 else None

    def origin(self, position: int) -> int:
        """The offset in the file of a character of the repaired text."""
        at = bisect_right(self.starts, position) - 1
        return self.origins[at] + position - self.starts[at]

    def pieces(self, start: int, end: int) -> list[Piece]:
        """The stretches that make up ``text[start:end]``, in order, without what a repair put in."""
        found = []
        at = bisect_right(self.starts, start) - 1
        while start < end:
            origin = self.origins[at] + start - self.starts[at]
            stop = following = end
            if at + 1 < len(self.starts):
                following = min(end, self.starts[at + 1])
                stop = min(following, start + self.origins[at + 1] - origin)
            if start < stop:
                found.append(Piece(start, stop, origin))
            start = following
            at += 1
        return found


def select(edits: Iterable[Edit]) -> list[Edit]:
    """The edits in order of place, without those that overlap an earlier one."""
    selected: list[Edit] = []
    reached = 0
    for edit in sorted(edits, key=lambda edit: (edit.start, -edit.end)):
        if edit.start >= reached:
            selected.append(edit)
            reached = edit.end
    return selected


def apply_edits(text: str, begin: int, edits: Iterable[Edit]) -> Repaired:
    """The text from ``begin`` on with ordered, disjoint edits applied."""
    parts: list[str] = []
    starts: list[int] = [0]
    origins: list[int] = [begin]
    length, reached = 0, begin
    for edit in edits:
        parts += (text[reached : edit.start], edit.replacement)
        length += edit.start - reached + len(edit.replacement)
        reached = edit.end
        if len(edit.replacement) != edit.end - edit.start:
            starts.append(length)
            origins.append(reached)
    parts.append(text[reached:])
    return Repaired("".join(parts), tuple(starts), tuple(origins))
