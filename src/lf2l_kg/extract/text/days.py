"""Days as programmes write them: « du 19 au 22 mars 2019 », « jeudi 4 avril », before what happens then."""

from __future__ import annotations

import re

from lf2l_kg.base.expressions import expression

from .shapes import MONTHS, YEAR

MONTH = "|".join(MONTHS)
_WEEKDAY = (
    r"(?:(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|(?:mon|tues|wednes|thurs|fri|satur|sun)day)"
    r",?\s+)?"
)
#: One day, or the first and the last; in plain text.
SPAN = (
    rf"{_WEEKDAY}(?P<first>[0-9]{{1,2}})(?:er)?(?:\s+(?P<month>{MONTH}))?(?:\s+(?P<year>{YEAR}))?"
    rf"(?:\s*(?:-|au|et|to|and)\s+{_WEEKDAY}(?P<last>[0-9]{{1,2}})(?:er)?\s+(?P<month2>{MONTH})"
    rf"(?:\s+(?P<year2>{YEAR}))?|-(?P<last_>[0-9]{{1,2}})\s+(?P<month3>{MONTH})(?:\s+(?P<year3>{YEAR}))?)?(?!\w)"
)
#: The days that a line of a programme begins with, up to what happens.
BEFORE = expression(rf"\W*(?:(?:du|les?|on|from)\s+)?{SPAN}\s*[:–—-]\s+")


def without_days(plain_text: str) -> str:
    """A text without the days that it begins with: « Jeudi 4 avril 2019 – Forum X » → "Forum X"."""
    days = read_days(plain_text)
    return plain_text[days.end() :] if days else plain_text


def read_days(plain_text: str) -> re.Match[str] | None:
    """The days that a text begins with and a dash or a colon parts from the rest; None for none."""
    days = BEFORE.match(plain_text)
    return days if days and (days["month"] or days["month2"] or days["month3"]) else None
