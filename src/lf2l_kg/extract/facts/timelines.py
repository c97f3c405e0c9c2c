"""Chronologies: lines that begin with a date and say what began or ended then.

« 2013 – Ouverture du jardin partagé La Bobine », « 2009 : L'association X est créée ».
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lf2l_kg.base.expressions import expression
from lf2l_kg.base.records import Fact
from lf2l_kg.extract.names.governed import is_governed
from lf2l_kg.extract.names.settled import Names
from lf2l_kg.extract.names.topic import ACTORS, state
from lf2l_kg.extract.page.outline import Outline
from lf2l_kg.extract.text.shapes import MONTHS, YEAR, find_date
from lf2l_kg.extract.text.view import Name, Stretch, View

_DATE = rf"(?:(?:en|in)\s+)?(?:(?:[0-9]{{1,2}}(?:er)?\s+)?(?:{'|'.join(MONTHS)})\s+)?{YEAR}"
_DATED = expression(rf"\W*(?P<date>{_DATE})\s*(?:[:–—]|-\s|\n)\s*")
_OF = (
    r"(?:\s+officielle?)?\s+(?:(?:de la|du|des|de|of the|of)\s+|d'|de l')(?:l'|la\s+|le\s+)?"
    r"(?:[a-z-]+\s+){0,3}[«\"]?\s*"
)
_BEGINS = expression(
    r"(?:ouverture|inauguration|creation|lancement|naissance|fondation|demarrage|mise en service"
    rf"|opening|launch|foundation){_OF}"
)
_ENDS = expression(rf"(?:fermeture|fin|cloture|dissolution|closing|end){_OF}")
_IS_BEGUN = expression(
    r"\W*(?:\([^()]{1,60}\)\s*)?(?:(?:est|sont|a ete|ont ete|is|was)\s+(?:[a-z]+ment\s+)?"
    r"(?:cree|fonde|lance|inaugure|ouvert|ne|constitue|created|founded|launched|opened|set up)e?s?"
    r"|nait|naissent|ouvre(?:nt)?|voit le jour|demarre(?:nt)?|opens|starts|begins)\b"
)
_FEWEST = 3  # dated lines that make a chronology
_REACH = 40  # characters before the name that a line is about


def timeline_facts(view: View, outline: Outline, names: Names) -> Iterator[Fact]:
    """The beginnings and ends that the lines of a chronology date."""
    del outline
    for number, match in view.once(read_timeline).items():
        simple, row = view.plain[number], names.by_block[number]
        for name in row[:1]:
            wanted = _what(view, name, simple, match.end())
            if wanted and name.mention.kind in ACTORS:
                found = find_date(simple, *match.span("date"))
                where = Stretch(number, 0, name.end)
                if found:
                    date = found[2]
                    yield state(view, "timeline.date", 0.8, name.mention, wanted, date, where)


def read_timeline(view: View) -> dict[int, re.Match[str]]:
    """The blocks that begin with a date, of a document that has some; {} for one without."""
    found = {}
    for number, block in enumerate(view.blocks):
        if block.kind in ("paragraph", "item") and (match := _DATED.match(view.plain[number])):
            found[number] = match
    return found if len(found) >= _FEWEST else {}


def _what(view: View, name: Name, simple: str, start: int) -> str:
    """What a line says of the first thing that it names: "startDate", "endDate" or "" for neither."""
    if name.start - start > _REACH:
        return ""
    if _BEGINS.fullmatch(simple, start, name.start):
        return "startDate"
    if _ENDS.fullmatch(simple, start, name.start):
        return "endDate"
    begun = not is_governed(view, name) and _IS_BEGUN.match(simple, name.end)
    return "startDate" if begun else ""
