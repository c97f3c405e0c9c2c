"""Facts that words between two names state: « porté par », « sur le modèle de », « soutient »."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lf2l_kg.base.records import Fact, Mention

from .lexicon import CueMatch
from .names import Names
from .outline import Outline
from .shapes import find_date
from .topic import find_topic, is_governed, state, stretch_of
from .view import Name, Stretch, View

_BEFORE_OBJECT = re.compile(
    r"^[\s«“\"(]*(?:(?:le|la|les|un|une|l[’'])\s*)?"
    r"(?:(?!(?:à|au|aux|dans|chez|en|par|avec|pour|sur|qui|que|et|ou)\b)[^\W\d_]+[\s’'-]+){0,4}?[\s«“\"(]*$"
)
_BETWEEN_OBJECTS = re.compile(
    r"^\s*®?\s*(?:,|et|ou|and|or|, et|ainsi que)\s*(?:(?:le|la|les|un|une)\s+|l[’'])?"
    r"(?:[a-zà-ÿ-]+\s+)?[«“\"]?\s*$"
)
_SUCH_AS = re.compile(r"\b(?:tel(?:le)?s?\s+que|comme)\s+(?:(?:le|la|les)\s+|l[’'])?\W*$")
_THANKS_TO = re.compile(
    r"\b(?:grâce|pour|thanks)\s+(?:au|à|à son|son|le|to)\s+(?:projet\s+|project\s+)?[«“\"]?\s*$"
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
            for cue in view.cues("relation", number, sentence.start, sentence.end):
                yield from _stated(view, outline, names, sentence, cue)


@dataclass(frozen=True, slots=True)
class _Clause:
    """A cue in its sentence, with the sentence's names."""

    sentence: Stretch
    text: str  # of the whole block
    cue: CueMatch
    row: tuple[Name, ...]


def _stated(
    view: View, outline: Outline, names: Names, sentence: Stretch, cue: CueMatch
) -> Iterator[Fact]:
    number = sentence.block
    clause = _Clause(sentence, view.blocks[number].text, cue, names.within(sentence))
    wanted = view.lexicon.ontology.properties.get(cue.cue.announces)
    negated = _NEGATION.search(view.plain[number][max(sentence.start, cue.start - 25) : cue.start])
    inside_a_name = any(n.start < cue.end and cue.start < n.end for n in clause.row)
    if wanted is None or negated or inside_a_name:
        return
    near, far = (wanted.domain, wanted.range) if cue.cue.inverse else (wanted.range, wanted.domain)
    after = _objects(clause, near)
    if not after:
        return
    before = _named_subject(view, clause, after, far)
    if before is None:
        before = find_topic(view, outline, names, number, cue.start, far)
    if before is None or before.kind not in far:
        return
    for name in after:
        if name.mention != before:
            subject, value = (name.mention, before) if cue.cue.inverse else (before, name.mention)
            yield state(
                view, f"cue.{cue.cue.announces}", min(cue.cue.confidence, name.confidence + 0.1),
                subject, cue.cue.announces, value, Stretch(number, cue.start, cue.end),
            )  # fmt: skip


def _objects(clause: _Clause, kinds: tuple[str, ...]) -> list[Name]:
    """The name right after a cue, and those enumerated with it, as far as the property admits them."""
    found: list[Name] = []
    at = clause.cue.end
    for name in (n for n in clause.row if n.start >= clause.cue.end):
        gap = clause.text[at : name.start]
        if not (_BETWEEN_OBJECTS.match(gap) if found else _before_object(gap)):
            break
        if name.mention.kind not in kinds:
            break
        found.append(name)
        at = name.end
    return found


def _before_object(gap: str) -> bool:
    """Articles and a few words; « de démonstrateurs tels que X »: X stands for what was announced."""
    return bool(_BEFORE_OBJECT.match(gap) or (len(gap) < _FARTHEST and _SUCH_AS.search(gap)))


def _named_subject(
    view: View, clause: _Clause, after: list[Name], kinds: tuple[str, ...]
) -> Mention | None:
    """The nearest name before the cue that the property admits; else the one a participle announces."""
    objects = {name.mention for name in after}
    for name in reversed([n for n in clause.row if n.end <= clause.cue.start]):
        gap = clause.text[name.end : clause.cue.start]
        if len(gap) > _FARTHEST or ";" in gap:
            break
        free = not clause.cue.cue.inverse or not is_governed(view, name)
        if free and name.mention.kind in kinds and name.mention not in objects:
            return name.mention
    if _SENTENCE_START.match(clause.text[clause.sentence.start : clause.cue.start]):
        last = after[-1].end
        later = [n for n in clause.row if n.start >= last and n.mention.kind in kinds]
        if later and re.match(r"^\s*®?[^,;.]{0,40},", clause.text[last : later[0].start]):
            return later[0].mention  # « Plate-forme de X, le Y … », « Porté par X, le projet Y … »
    return None


def award_facts(view: View, outline: Outline, names: Names) -> Iterator[Fact]:
    """« X élu Y en décembre 2016 par Z »: the award, who gave it, when."""
    for number in range(len(view.blocks)):
        for sentence in view.sentences[number]:
            row = names.within(sentence)
            for cue in view.cues("award", number, sentence.start, sentence.end):
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
            and re.search(r"\bpar\s+(?:(?:le|la|les)\s+|l[’'])?$", gap)
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
