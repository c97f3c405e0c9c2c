"""Labels and prizes: who holds them, who gave them, when."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lf2l_kg.base.records import Fact, Mention

from .lexicon import CueMatch
from .names import Names
from .nouns import clean_label
from .outline import Outline
from .shapes import NAME, find_date, trim_name
from .topic import find_topic, state, stretch_of
from .view import Found, Name, Stretch, View

_HOLDERS = ("Territory", "Institution", "Project")
_AWARD = re.compile(
    r"\s+(?:(?:le|la|les|du|de la|de l[’']|de|d[’'])\s*)?(?:(?:label|prix|titre)\s+(?:de\s+)?)?"
    rf"[«\"“]?\s*(?P<name>{NAME})"
)
_BY = re.compile(rf"\b(?:par|by)\s+(?:(?:le|la|les)\s+|l[’'])?(?:[a-zà-ÿ-]+\s+)?(?P<name>{NAME})")
_NEAR = 30  # characters between the words that announce an award and its name
_EDITION = re.compile(r"\s+(?:1[6-9]|20)\d\d$")


_THANKS_TO = re.compile(
    r"\b(?:grâce|pour|thanks)\s+(?:au|à|à son|son|le|to)\s+(?:projet\s+|project\s+)?[«“\"]?\s*$"
)


def find_awards(view: View) -> Iterator[Found]:
    """« élue Territoire Innovant OR … par les Interconnectés 2016 », « labellisée par X »."""
    for number, matches in view.cued("award"):
        text = view.blocks[number].text
        for match in matches:
            name = _AWARD.match(text, match.end)
            if name is not None:
                start, end = trim_name(text, *name.span("name"))
                label = clean_label(text[start:end])
                yield Found(number, start, end, "Award", label, "award.name", match.cue.confidence)
                yield from _giver(view, number, end)
            else:
                yield from _unnamed(view, number, match)


def _giver(view: View, number: int, after: int) -> Iterator[Found]:
    text = view.blocks[number].text
    giver = _BY.search(text, after, view.sentence(number, after).end)
    if giver and giver.start() - after < 40:
        start, end = giver.span("name")
        edition = _EDITION.search(text[start:end])  # the year is not part of the name
        end = start + edition.start() if edition else end
        label = clean_label(text[start:end])
        yield Found(number, start, end, "Institution", label, "award.giver", 0.8)


def _unnamed(view: View, number: int, match: CueMatch) -> Iterator[Found]:
    """« labellisée par le Fonds X »: an award without a name of its own, called after its giver."""
    giver = next(_giver(view, number, match.end), None)
    if (
        giver is None
        or view.blocks[number].text[match.end : giver.start].strip(" \n").count(" ") > 1
    ):
        return
    words = view.blocks[number].text[match.start : match.end].casefold()
    kind = "Label" if "lab" in words else "Distinction"
    label = f"{kind} ({giver.label})"
    yield Found(number, match.start, match.end, "Award", label, "award.unnamed", 0.7)
    yield giver


def award_facts(view: View, outline: Outline, names: Names) -> Iterator[Fact]:
    """« X élu Y en décembre 2016 par Z »: the award, who gave it, when."""
    for number, _ in view.cued("award"):
        for sentence, cue in view.cues_in_sentences("award", number):
            row = names.within(sentence)
            award = next((n for n in row if n.end >= cue.end and n.mention.kind == "Award"), None)
            if award is None or award.start - cue.end > _NEAR:
                continue
            holders = [n for n in row if n.end <= cue.start and n.mention.kind in _HOLDERS]
            holder = (
                holders[-1].mention
                if holders
                else find_topic(view, outline, names, number, cue.start, _HOLDERS)
            )
            if holder is None:
                continue
            where = Stretch(number, cue.start, cue.end)
            confidence = cue.cue.confidence
            yield state(view, "award.holder", confidence, holder, "hasAward", award.mention, where)
            yield from _award_details(view, row, award, sentence)
            yield from _earned(view, row, award, holder)


def _earned(view: View, row: tuple[Name, ...], award: Name, holder: Mention) -> Iterator[Fact]:
    """« La Métropole X élue Y … grâce au projet Z »: Z is a project of X."""
    text = view.blocks[award.block].text
    for name in row:
        gap = text[award.end : name.start]
        if name.mention.kind == "Project" and holder.kind == "Territory" and _THANKS_TO.search(gap):
            yield state(
                view, "award.project", 0.65, name.mention, "locatedIn", holder, stretch_of(name)
            )


def _award_details(
    view: View, row: tuple[Name, ...], award: Name, sentence: Stretch
) -> Iterator[Fact]:
    text, simple = view.blocks[sentence.block].text, view.plain[sentence.block]
    date = find_date(simple, award.end, sentence.end)
    if date and date[0] - award.end < 30:
        yield state(view, "award.date", 0.9, award.mention, "awardDate", date[2], stretch_of(award))
    for giver in row:
        gap = text[award.end : giver.start]
        if (
            giver.mention.kind == "Institution"
            and re.search(r"\b(?:par|by)\s+(?:(?:le|la|les)\s+|l[’'])?(?:[a-zà-ÿ-]+\s+)?$", gap)
            and len(gap) < 60
            and not re.search(r"\bgrâce\b|,", gap)
        ):
            yield state(
                view,
                "award.awarded-by",
                0.85,
                award.mention,
                "awardedBy",
                giver.mention,
                stretch_of(award),
            )
