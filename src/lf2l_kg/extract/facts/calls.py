"""The calls and prizes that paragraphs and headings name, who launched them or told who won them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lf2l_kg.base.expressions import expression
from lf2l_kg.base.records import Fact
from lf2l_kg.extract.names.boundaries import clean_label
from lf2l_kg.extract.names.settled import Names
from lf2l_kg.extract.names.topic import state, stretch_of
from lf2l_kg.extract.text.shapes import LOWER, NAME, UPPER, trim_name
from lf2l_kg.extract.text.view import Name, Stretch, View

from .answers import LINKS, without_nouns
from .awards import UNVEILED

# « l'appel à projets « X » », « Trophées des mobilités rurales 2023 »
_QUOTED_CALL = expression(
    r"(?:appel à (?:projets?|idées|candidatures|initiatives|communs|manifestations? d[’']intérêt)|concours"
    r"|prix|trophées?|challenge|programme|label|call(?: for (?:projects|proposals))?|award|competition)"
    r"(?:\s[a-zà-ÿ]+)?\s*[«“\"]\s*(?P<name>[^«»“”\"\n]{3,80}?)\s*[»”\"]",
    re.IGNORECASE,
)
_NAMED_CALL = expression(
    rf"(?P<name>(?:Grands? Prix|Prix|Trophées?|Concours|Challenge|Palmarès)"
    rf"(?:\s(?:des|de la|du|de|de l[’']|d[’'])(?:(?<=[’'])|\s)[{LOWER}{UPPER}’'-]+"
    rf"(?:\s(?!en\b|à\b|a\b|ont\b|et\b|qui\b|par\b|sont\b|pour\b)[{LOWER}]{{2,}}){{0,2}})"
    rf"|{NAME}(?:(?<=\sAward)|(?<=\sAwards)|(?<=\sPrize)))(?:\s(?P<year>(?:19|20)[0-9]{{2}}))?(?![\w’'])"
)
_LAUNCHED = expression(
    r"[\s»”\"]*,?\s*(?:(?:lance|organise|porte|propose|initie|cree|decerne|pilote|launched|organi[sz]ed|run)e?s?\s+(?:par|by)\s+"
    r"|(?:du|de la|de l'|d'|de|of)\s*)(?:(?:le|la|les|the)\s+|l')?"
)
_FIRST = expression(r"\W*(?:[^,.;]{1,40},\s+)?(?:(?:le|la|les|the)\s+|l')?")
_LEADING = expression(r"(?:Winners?|Laureates?|Entries|Projects)\s(?:of|for)\s(?:the\s)?")
_NEAR = 60  # characters between « ont dévoilé » and the prize


def read_calls(view: View) -> tuple[tuple[int, int, int, str, str], ...]:
    """(block, start, end, label, year) of the first call or prize that each paragraph or heading names."""
    found = []
    for number, block in enumerate(view.blocks):
        if block.kind in ("heading", "paragraph"):
            named = _QUOTED_CALL.search(block.text) or _NAMED_CALL.search(block.text)
            if named is not None:
                start, end = trim_name(block.text, *named.span("name"))
                leading = _LEADING.match(block.text, start, end)
                start = leading.end() if leading else start
                year = named.groupdict().get("year") or ""
                found.append((number, start, end, clean_label(block.text[start:end]), year))
    return tuple(found)


def given_facts(view: View, names: Names, award: Name, year: str) -> Iterator[Fact]:
    """Who launched a call, « lancé par A et B », or told who won it; the year after its name."""
    where = stretch_of(award)
    if year:
        yield state(view, "laureate.date", 0.75, award.mention, "awardDate", year, where)
    sentence = view.sentence(award.block, award.start)
    at, gap = award.end, _LAUNCHED
    for name in names.within(Stretch(award.block, award.end, sentence.end)):
        bare = without_nouns(view, award.block, at, name.start)
        if name.mention.kind not in ("Institution", "Territory") or not gap.fullmatch(bare):
            break
        at, gap = name.end, LINKS
        yield state(view, "laureate.giver", 0.75, award.mention, "awardedBy", name.mention, where)
    text = view.blocks[award.block].text
    row = names.within(Stretch(award.block, sentence.start, award.start))
    bodies = [n for n in row if n.mention.kind in ("Institution", "Territory")]
    told = UNVEILED.match(view.plain[award.block], bodies[-1].end, award.start) if bodies else None
    if told and "." not in text[told.end() : award.start] and award.start - told.end() < _NEAR:
        at, gap = sentence.start, _FIRST
        for name in bodies:
            if not gap.fullmatch(without_nouns(view, award.block, at, name.start)):
                break
            at, gap = name.end, LINKS
            yield state(
                view, "laureate.giver", 0.75, award.mention, "awardedBy", name.mention, where
            )
