"""A document on the terminal: what was found marked in its lines, and told below them."""

from __future__ import annotations

import sys
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator
from typing import TYPE_CHECKING

from .notes import SIGNS, cue_note, fact_note, finding_note, heading, legend, thing_style
from .terminal import printable

if TYPE_CHECKING:
    from rich.text import Text

    from lf2l_kg.base.settings import Settings
    from lf2l_kg.base.wording import Wording
    from lf2l_kg.explain import Explanation
    from lf2l_kg.extract.facts.sightings import SeenName

#: What stands for our signs where they cannot be shown.
_PLAIN = str.maketrans({**SIGNS, "‹": "<", "›": ">", "│": "|"})


def show_explanation(
    explanation: Explanation, wording: Wording, settings: Settings, *, name: str, line: int
) -> None:
    """Print a document with what was found in it, on stdout.

    In colour on a terminal; without colour the marks say as much: « ‹Épinal:terr› ».

    Args:
        explanation: of the document.
        wording: the labels in the person's language.
        settings: of its project.
        name: what to call the document.
        line: the only one to show, below the headings of its sections; 0 for all.
    """
    page = _Page(explanation, wording, settings, alone=bool(line))
    facts = [told for told in explanation.facts if not line or line in told.lines]
    page.print("", heading(facts, f"{name}:{line}" if line else name))
    for number in page.headings_above(line):
        page.show_line(number)
    for number in [line] if line else range(1, len(page.lines) + 1):
        page.show_line(number)
        for note in page.notes(number):
            page.print(page.margin(), note, hanging=2)
    for note in page.notes_elsewhere():
        page.print("", note)
    if page.kinds or facts:
        page.print("", legend(page.kinds, facts, wording))


class _Page:
    """Knows what stands on which line, and how to print it."""

    def __init__(
        self, explanation: Explanation, wording: Wording, settings: Settings, *, alone: bool
    ) -> None:
        from rich.console import Console

        from lf2l_kg.base.text import line_starts

        self._explanation, self._wording, self._settings = explanation, wording, settings
        text = explanation.document.text
        self._starts = line_starts(text)
        ends = [*self._starts[1:], len(text)]
        lines = (text[a:b].rstrip("\r\n") for a, b in zip(self._starts, ends, strict=True) if a < b)
        self.lines = list(lines)
        self._width = len(str(len(self.lines)))
        self._notes = self._collect_notes(alone=alone)
        self._names: dict[int, list[SeenName]] = defaultdict(list)
        for name in explanation.names:
            for number in range(self._line_at(name.start), self._line_at(name.end - 1) + 1):
                self._names[number].append(name)
        self.kinds: set[str] = set()  # those of the names shown so far
        self._is_terminal = sys.stdout.isatty()
        self._console = Console(highlight=False)
        self._shows_signs = _can_show(sys.stdout.encoding)

    def margin(self, number: int = 0) -> str:
        """What stands before a line, or before what is told below it."""
        return f"{number or '':>{self._width}} │ "

    def headings_above(self, line: int) -> list[int]:
        """The lines of the headings whose sections a line stands in, from the outermost."""
        above: list[tuple[int, int]] = []
        for block in self._explanation.document.blocks:
            number = self._line_at(block.offset(0))
            if block.kind == "heading" and number < line:
                above = [(level, n) for level, n in above if level < block.level]
                above.append((block.level, number))
        return [number for _, number in above]

    def show_line(self, number: int) -> None:
        """A line as it is written, the names in it marked."""
        from rich.text import Text

        start, written = self._starts[number - 1], printable(self.lines[number - 1])
        text, at = Text(), 0
        for name in self._names.get(number, ()):
            first, last = max(name.start - start, at), min(name.end - start, len(written))
            if first < last:
                style, short = thing_style(name.mention.kind, self._wording)
                self.kinds.add(name.mention.kind)
                text.append(written[at:first])
                if name.start >= start:  # it may have begun on the line before
                    text.append("‹", "dim")
                text.append(written[first:last], f"bold {style}")
                if name.end <= start + len(written):
                    text.append(f":{short}›", f"dim {style}")
                at = last
        text.append(written[at:])
        self.print(self.margin(number), text)

    def notes(self, number: int) -> list[Text]:
        """What is told below a line: with the others once, where its words end; alone, all of it."""
        return self._notes.get(number, [])

    def notes_elsewhere(self) -> Iterator[Text]:
        """What is told of no line that there is, such as why a file could not be read."""
        for number, notes in self._notes.items():
            if not 0 < number <= len(self.lines):
                yield from notes

    def _line_at(self, offset: int) -> int:
        return bisect_right(self._starts, offset)

    def _collect_notes(self, *, alone: bool) -> dict[int, list[Text]]:
        notes: dict[int, list[Text]] = defaultdict(list)
        explanation = self._explanation
        for told in explanation.facts:
            note = fact_note(told, explanation, self._wording, self._settings)
            for number in told.lines if alone else told.lines[-1:]:
                notes[number].append(note)
        for silent in explanation.silent:
            said = explanation.document.text[silent.seen.start : silent.seen.end]
            notes[self._line_at(silent.seen.start)].append(cue_note(silent, said, self._wording))
        for finding in explanation.findings:
            notes[finding.line].append(finding_note(finding))
        return notes

    def print(self, margin: str, text: Text, hanging: int = 0) -> None:
        """Print a text beside a margin, on as many lines as a terminal needs.

        Args:
            margin: what stands to the left of the first line.
            text: to print.
            hanging: by how many columns the lines after the first are set in.
        """
        from rich.text import Text

        if not self._shows_signs:
            margin, text = margin.translate(_PLAIN), _translated(text)
        if not self._is_terminal:
            self._console.print(Text.assemble(margin, text), soft_wrap=True)
            return
        width = max(20, self._console.width - len(margin) - hanging)
        for index, line in enumerate(text.wrap(self._console, width) or [Text()]):
            beside = margin if index == 0 else (self.margin() if margin else "") + " " * hanging
            self._console.print(Text.assemble((beside, "dim"), line), soft_wrap=True)


def _translated(text: Text) -> Text:
    """The same text with the signs that every terminal shows; all are one character for one."""
    plain = text.copy()
    plain.plain = text.plain.translate(_PLAIN)
    return plain


def _can_show(encoding: str | None) -> bool:
    try:
        "".join(map(chr, _PLAIN)).encode(encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return False
    return True
