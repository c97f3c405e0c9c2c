"""Facts that words between two names state: « porté par », « sur le modèle de », « soutient »."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..base.records import Fact, Mention
from .lexicon import CueMatch
from .names import Names
from .outline import Outline
from .shapes import find_date
from .topic import find_topic, state, stretch_of
from .view import Name, Stretch, View

_BEFORE_OBJECT = re.compile(
    r"^[\s«“\"(]*(?:(?:le|la|les|un|une|l[’'])\s*)?(?:[^\W\d_]+[\s’'-]+){0,4}?[\s«“\"(]*$"
)
_BETWEEN_OBJECTS = re.compile(
    r"^\s*®?\s*(?:,|et|ou|and|or|, et|ainsi que)\s*(?:(?:le|la|les|un|une)\s+|l[’'])?(?:(?:projet|association|laboratoire|entreprise|société)\s+)?[«“\"]?\s*$"
)
_NEGATION = re.compile(r"\b(?:ne|n'|n’|pas|plus|jamais|sans|not)\b")
_SENTENCE_START = re.compile(r"^\W*(?:\w+\s+){0,1}$")
_FARTHEST = 160  # characters between a cue and its subject


def relation_facts(view: View, outline: Outline, names: Names) -> Iterator[Fact]:
    """All relations that cues announce, sentence by sentence."""
    for number, block in enumerate(view.blocks):
        if block.kind == "code":
            continue
        for sentence in view.sentences[number]:
            for cue in view.lexicon.relations.search(
                view.plain[number], sentence.start, sentence.end
            ):
                yield from _stated(view, outline, names, sentence, cue)


def _stated(
    view: View, outline: Outline, names: Names, sentence: Stretch, cue: CueMatch
) -> Iterator[Fact]:
    number, text = sentence.block, view.blocks[sentence.block].text
    if _NEGATION.search(view.plain[number][max(sentence.start, cue.start - 25) : cue.start]):
        return
    wanted = view.lexicon.ontology.properties.get(cue.cue.announces)
    row = list(names.within(sentence))
    if wanted is None or any(n.start < cue.end and cue.start < n.end for n in row):
        return
    near, far = (wanted.domain, wanted.range) if cue.cue.inverse else (wanted.range, wanted.domain)
    after = _objects(text, cue, [n for n in row if n.start >= cue.end], near)
    if not after:
        return
    before = _subject(view, outline, names, sentence, cue, row, after, far)
    if before is None:
        return
    for name in after:
        if name.mention == before:
            continue
        subject, value = (name.mention, before) if cue.cue.inverse else (before, name.mention)
        yield state(
            view, f"cue.{cue.cue.announces}", min(cue.cue.confidence, name.confidence + 0.1),
            subject, cue.cue.announces, value, Stretch(number, cue.start, cue.end),
        )  # fmt: skip


def _objects(text: str, cue: CueMatch, after: list[Name], kinds: tuple[str, ...]) -> list[Name]:
    """The name right after a cue, and those enumerated with it, as far as the property admits them."""
    found: list[Name] = []
    at = cue.end
    for name in after:
        gap = text[at : name.start]
        fits = _between(gap) if found else bool(_BEFORE_OBJECT.match(gap)) or _such_as(gap)
        if not fits:
            break
        if name.mention.kind not in kinds:
            if found:
                break
            continue
        found.append(name)
        at = name.end
    return found


def _between(gap: str) -> bool:
    return bool(_BETWEEN_OBJECTS.match(gap))


def _such_as(gap: str) -> bool:
    """« … de démonstrateurs tels que X »: the name stands for what was announced."""
    return (
        bool(re.search(r"\b(?:tel(?:le)?s?\s+que|comme)\s+(?:(?:le|la|les)\s+|l[’'])?\W*$", gap))
        and len(gap) < _FARTHEST
    )


def _subject(
    view: View, outline: Outline, names: Names, sentence: Stretch, cue: CueMatch, row: list[Name],
    after: list[Name], kinds: tuple[str, ...],
) -> Mention | None:  # fmt: skip
    """The nearest name before the cue that the property admits; else one announced or implied."""
    text = view.blocks[sentence.block].text
    before = [n for n in row if n.end <= cue.start]
    for name in reversed(before):
        gap = text[name.end : cue.start]
        if len(gap) > _FARTHEST or ";" in gap:
            break
        if name.mention.kind in kinds and name.mention not in {n.mention for n in after}:
            return name.mention
    if _SENTENCE_START.match(text[sentence.start : cue.start]):
        later = [n for n in row if n.start >= after[-1].end and n.mention.kind in kinds]
        if later and re.match(r"^\s*®?[^,;.]{0,40},", text[after[-1].end : later[0].start]):
            return later[0].mention  # « Plate-forme de X, le Y … », « Porté par X, le projet Y … »
    topic = find_topic(view, outline, names, sentence.block, cue.start, kinds)
    return (
        topic if topic and topic.kind in kinds and topic not in {n.mention for n in after} else None
    )


def award_facts(view: View, outline: Outline, names: Names) -> Iterator[Fact]:
    """« X élu Y en décembre 2016 par Z »: the award, who gave it, when."""
    for number in range(len(view.blocks)):
        for sentence in view.sentences[number]:
            row = names.within(sentence)
            for cue in view.lexicon.awards.search(view.plain[number], sentence.start, sentence.end):
                award = next(
                    (n for n in row if n.start >= cue.end and n.mention.kind == "Award"), None
                )
                holders = [
                    n
                    for n in row
                    if n.end <= cue.start
                    and n.mention.kind in ("Territory", "Institution", "Project")
                ]
                if award is None or award.start - cue.end > 30:
                    continue
                holder = (
                    holders[-1].mention
                    if holders
                    else find_topic(view, outline, names, number, cue.start)
                )
                if holder is None:
                    continue
                where = Stretch(number, cue.start, cue.end)
                yield state(
                    view,
                    "award.holder",
                    cue.cue.confidence,
                    holder,
                    "hasAward",
                    award.mention,
                    where,
                )
                yield from _award_details(view, row, award, sentence)


def _award_details(
    view: View, row: tuple[Name, ...], award: Name, sentence: Stretch
) -> Iterator[Fact]:
    text, simple = view.blocks[sentence.block].text, view.plain[sentence.block]
    date = find_date(simple, award.end, sentence.end)
    if date and date[0] - award.end < 30:
        yield state(view, "award.date", 0.9, award.mention, "awardDate", date[2], stretch_of(award))
    for giver in row:
        gap = text[award.end : giver.start]
        if giver.mention.kind == "Institution" and re.search(
            r"\bpar\s+(?:(?:le|la|les)\s+|l[’'])?$", gap
        ) and len(gap) < 60 and not re.search(r"\bgrâce\b|,", gap):
            yield state(
                view,
                "award.awarded-by",
                0.85,
                award.mention,
                "awardedBy",
                giver.mention,
                stretch_of(award),
            )
