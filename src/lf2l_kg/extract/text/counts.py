"""A number of inhabitants as people write it: « 80 000 hab », « 32k hab », « 2,2 millions d'habitants »."""

from __future__ import annotations

import re

from lf2l_kg.base.expressions import expression

from .shapes import NUMBER
from .view import View

_COUNT = (
    rf"(?P<number>{NUMBER})(?P<decimals>,\d+)?\s?(?P<factor>k\b|mille\b|millions?\b)?"
    r"\s?(?:d['’])?\s?(?P<unit>[^\W\d_]+)"
)
_BRACKETED = expression(
    rf"\s*®?\s*\(\s*(?:env\.?|environ|~|≈)?\s*{_COUNT}\.?\s*(?:,[^()]{{2,40}})?\)"
)
_SAID = expression(
    r"\s*(?:[:,]|compt(?:e|ait|ant)|abrite|rassemble|est peuplée? de|peuplée? de|avec)\s+"
    r"(?:(?:ses|environ|près de|plus de|quelque|ville de|une population de|une ville de)\s+){0,2}"
    + _COUNT
)
_ALONE = expression(rf"(?:env\.?|environ|~|≈)?\s*{_COUNT}(?:itants?)?\.?\s*")
_FACTORS = {"k": 1_000, "mille": 1_000, "million": 1_000_000, "millions": 1_000_000}
_THOUSANDS = 4  # digits from which « 53 000 h » are inhabitants, not hours
_LONG_UNIT = 3  # letters of a unit that needs no brackets
MOST_DIGITS = 10  # of a population; more is no number of people


def read_count(view: View, text: str) -> str:
    """The number of inhabitants that a whole text states: « 32k hab »; "" when it states none."""
    match = _ALONE.fullmatch(text)
    return _inhabitants(view, match, short=True) if match else ""


def count_after(view: View, text: str, at: int) -> str:
    """The number of inhabitants stated at a position; "" when there is none."""
    bracketed = _BRACKETED.match(text, at)
    match = bracketed or _SAID.match(text, at)
    return _inhabitants(view, match, short=bracketed is not None) if match else ""


def _inhabitants(view: View, match: re.Match[str], *, short: bool) -> str:
    """The number, in figures; ``short``: « 53 000 h » will do."""
    cue = view.lexicon.find_cue("value", match["unit"])
    digits = re.sub(r"\D", "", match["number"])
    factor = _FACTORS.get((match["factor"] or "").casefold(), 1)
    thousands = len(digits) >= _THOUSANDS or factor > 1
    if not (short and match["unit"] == "h" and thousands):
        if cue is None or cue.announces != "population":
            return ""
        if not short and len(match["unit"]) < _LONG_UNIT:
            return ""
    decimals = (match["decimals"] or "").lstrip(",")
    if len(digits) > MOST_DIGITS or (decimals and factor == 1):
        return ""
    return str(round(float(f"{digits}.{decimals or 0}") * factor))
