"""Programmes: headings that begin with a day, then what happens: « ## Jeudi 14 mars 2019 – Forum X »."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .boundaries import clean_label
from .capitals import is_given_name
from .days import read_days
from .shapes import FULL_PERSON, UPPER
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
        label = _END.sub("", block.text[days.end() :]).strip()
        start = days.end() + (
            len(block.text[days.end() :]) - len(block.text[days.end() :].lstrip())
        )
        words = label.split()
        person = FULL_PERSON.fullmatch(label) and is_given_name(words[0])
        if not 1 < len(words) <= _LONGEST or person or not _PROPER.match(label):
            continue
        yield Found(
            number, start, start + len(label), "Event", clean_label(label), "agenda.name", 0.85
        )
