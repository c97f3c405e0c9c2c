"""Prizes below a heading that announces them: « ## Récompenses », then « - 2019 : prix X, remis par Y »."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lf2l_kg.base.expressions import expression
from lf2l_kg.base.records import Fact
from lf2l_kg.extract.names.boundaries import clean_label
from lf2l_kg.extract.names.sections import heading_above, section_subject
from lf2l_kg.extract.names.settled import Names
from lf2l_kg.extract.names.topic import state, stretch_of
from lf2l_kg.extract.page.outline import Outline
from lf2l_kg.extract.page.properties import read_key
from lf2l_kg.extract.text.shapes import MONTHS, UPPER, YEAR, find_date
from lf2l_kg.extract.text.view import Found, View

_DATED = expression(
    rf"\W*(?:(?:[0-9]{{1,2}}(?:er)?\s+)?(?:{'|'.join(MONTHS)})\s+)?{YEAR}\s*(?:[:–—]|-\s)\s*"
)
_QUOTED = expression(
    r"(?:(?:le\s+)?(?:prix|label|trophée|titre)\s+|l[’'])?[«“\"]\s*(?P<name>[^«»“”\"]{3,80}?)\s*[»”\"]",
    re.IGNORECASE,
)
_PRIZE = expression(
    r"(?P<name>(?:(?:grand|premier)\s+)?(?:prix|label|trophée|médaille)\s[^,;:.()\n]{2,80}?)"
    r"(?=\s*(?:$|[,;.(]|[–—]|\s(?:remise?|décernée?|attribuée?|délivrée?|par|en|pour)\s))",
    re.IGNORECASE,
)
_GIVEN_BY = expression(
    r"[»”\"]?\s*,?\s*(?:(?:remise?|décernée?|attribuée?|délivrée?)\s+)?par\s+(?:(?:le|la|les)\s+|l[’'])?"
    rf"(?:[a-zà-ÿ-]+\s+)?(?=[{UPPER}]|$)",
    re.IGNORECASE,
)


def find_prizes(view: View) -> Iterator[Found]:
    """The prizes that items below such a heading begin with, a date apart."""
    for number in view.once(_prize_items):
        text = view.blocks[number].text
        dated = _DATED.match(view.plain[number])
        at = dated.end() if dated else 0
        named = _QUOTED.match(text, at) or _PRIZE.match(text, at)
        if named is not None:
            label = clean_label(named["name"])
            yield Found(number, *named.span("name"), "Award", label, "prize.listed", 0.75)


def prize_facts(view: View, outline: Outline, names: Names) -> Iterator[Fact]:
    """Who holds them by the headings or the page, when they were given, and by whom."""
    for number in view.once(_prize_items):
        row = names.by_block[number]
        award = next((n for n in row if n.mention.kind == "Award"), None)
        heading = heading_above(view, number)
        subject = section_subject(view, outline, names, heading)
        wanted = view.lexicon.ontology.properties["hasAward"]
        if award is None or award.rule != "prize.listed" or subject is None:
            continue
        if subject.kind in wanted.domain:
            where = stretch_of(award)
            yield state(view, "prize.holder", 0.75, subject, "hasAward", award.mention, where)
        dated = _DATED.match(view.plain[number])
        date = find_date(view.plain[number], 0, dated.end()) if dated else None
        if date is not None:
            yield state(
                view, "prize.date", 0.75, award.mention, "awardDate", date[2], stretch_of(award)
            )
        giver = next((n for n in row if n.start > award.end), None)
        gives = giver is not None and giver.mention.kind in ("Institution", "Territory")
        text = view.blocks[number].text
        if giver is not None and gives and _GIVEN_BY.fullmatch(text, award.end, giver.start):
            yield state(
                view, "prize.giver", 0.75, award.mention, "awardedBy", giver.mention,
                stretch_of(giver),
            )  # fmt: skip


def _prize_items(view: View) -> tuple[int, ...]:
    """The items below headings that announce prizes."""
    found, keys = [], {}
    for number, block in enumerate(view.blocks):
        heading = heading_above(view, number) if block.kind == "item" else -1
        if heading < 0:
            continue
        if heading not in keys:
            key = read_key(view, view.blocks[heading].text.strip(" :"))
            keys[heading] = key is not None and key.wanted.name == "hasAward"
        if keys[heading] and not block.text.rstrip().endswith("?"):
            found.append(number)
    return tuple(found)
