"""Programmes: headings that begin with a day, then what happens: « ## Jeudi 14 mars 2019 – Forum X »."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .boundaries import clean_label
from .capitals import is_person_name
from .days import read_days
from .shapes import UPPER
from .view import Found, View

_LONGEST = 9  # words of what happens; one alone names nothing: « Relâche », « Hackathon »
_END = re.compile(r"\s*(?:[,(|]|\s[–—-]\s|\.\s|\.$).*$", re.DOTALL)
_PROPER = re.compile(rf"(?:(?:L[ea]s?|The)\s+|L[’'])?[«“\"]?\s*[{UPPER}0-9]")


def find_agenda(view: View) -> Iterator[Found]:
    """What happens on the days that headings begin with."""
    for number, block in enumerate(view.blocks):
        days = read_days(view.plain[number]) if block.kind == "heading" else None
        if days is None:
            continue
        text = block.text[days.end() :].lstrip()
        start = len(block.text) - len(text)
        label = _END.sub("", text).rstrip()
        is_few = 1 < len(label.split()) <= _LONGEST
        if not is_few or is_person_name(label) or not _PROPER.match(label):
            continue
        yield Found(
            number, start, start + len(label), "Event", clean_label(label), "agenda.name", 0.85
        )
