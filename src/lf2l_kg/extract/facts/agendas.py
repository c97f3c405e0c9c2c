"""Programmes: a day, then what happens: « ## Jeudi 14 mars 2019 – Forum X », « - 12 mai : Fête X, Toul »."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lf2l_kg.base.expressions import expression
from lf2l_kg.base.records import Fact
from lf2l_kg.extract.names.boundaries import clean_label
from lf2l_kg.extract.names.sections import heading_above
from lf2l_kg.extract.names.settled import Names
from lf2l_kg.extract.names.topic import state, stretch_of
from lf2l_kg.extract.page.outline import Outline
from lf2l_kg.extract.text.capitals import is_person_name
from lf2l_kg.extract.text.days import read_days
from lf2l_kg.extract.text.gazetted import find_known
from lf2l_kg.extract.text.shapes import NAME, UPPER
from lf2l_kg.extract.text.view import Found, View

_LONGEST = 9  # words of what happens; one alone names nothing: « Relâche », « Hackathon »
_END = expression(
    r"\s*(?:[,(|]|\s[–—-]\s|\.\s|\.$|\s(?:avec|animée?s? par|organisée?s? par)\s"
    rf"|\s(?:à|au|chez)\s(?:la\s|l[’'])?(?=[{UPPER}])).*$",
    re.DOTALL,
)
_PROPER = expression(rf"(?:(?:L[ea]s?|The)\s+|L[’'])?[«“\"]?\s*[{UPPER}0-9]")


# What began or ended on a day is told by the line of a chronology, and is no event.
_BEGAN = expression(
    r"(?:ouverture|inauguration|creation|lancement|naissance|fondation|demarrage|fermeture|fin|cloture|depot|signature"
    r"|arrivee|depart|election|premiere?s?|prix|label|visite|reunion)s?\b"
)
_OF_EVENTS = expression(
    r"\b(?:agenda|evenements?|rendez-vous|programme|calendrier|temps forts|a venir|events)\b"
)
_PLACE = expression(r"\s*(?:\(\s*|,\s+)(?:a\s+)?|\s+a\s+")
_TOWN = expression(rf"\s*(?:\(\s*|,\s+)(?:à\s+)?(?P<name>{NAME})(?=\s*(?:$|[),.;:]|[–—-]\s))")
_AFTER_PLACE = expression(r"\s*(?:$|[),.;:]|[–—-]\s)")


def find_agenda(view: View) -> Iterator[Found]:
    """What happens on the days that headings and items begin with."""
    for number, block in enumerate(view.blocks):
        days = read_days(view.plain[number]) if block.kind in ("heading", "item") else None
        if days is None:
            continue
        text = block.text[days.end() :].lstrip()
        start = len(block.text) - len(text)
        label = _END.sub("", text).rstrip()
        is_few = 1 < len(label.split()) <= _LONGEST
        if not is_few or is_person_name(label) or not _PROPER.match(label):
            continue
        if block.kind == "item" and not _is_event(view, number, start):
            continue
        yield Found(
            number, start, start + len(label), "Event", clean_label(label), "agenda.name", 0.85
        )
        town = _TOWN.match(block.text, start + len(label))
        if town is not None and find_known(view.gazetteer, town["name"]):
            where = town.span("name")
            yield Found(number, *where, "Territory", town["name"], "agenda.place", 0.75)


def _is_event(view: View, number: int, start: int) -> bool:
    """Whether an item of dates is of events: by the noun after its day, or by the heading above."""
    noun = view.cue_at("class", number, start)
    if noun is not None:
        return noun.cue.announces == "Event"
    heading = heading_above(view, number)
    announced = heading >= 0 and _OF_EVENTS.search(view.plain[heading]) is not None
    return announced and not _BEGAN.match(view.plain[number], start)


def agenda_facts(view: View, outline: Outline, names: Names) -> Iterator[Fact]:
    """Where it happens: « - 12 mai : Fête X, Toul », « - 12 mai : Fête X (Toul), organisée par Y »."""
    del outline
    for number, row in enumerate(names.by_block):
        days = read_days(view.plain[number]) if len(row) > 1 else None
        if days is None or row[0].mention.kind != "Event" or row[1].mention.kind != "Territory":
            continue
        beside = _PLACE.fullmatch(view.plain[number], row[0].end, row[1].start)
        if beside and _AFTER_PLACE.match(view.blocks[number].text, row[1].end):
            where = stretch_of(row[1])
            yield state(
                view, "agenda.place", 0.8, row[0].mention, "locatedIn", row[1].mention, where
            )
