"""Facts that words between two names state: « porté par », « sur le modèle de », « soutient »."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct

from lf2l_kg.base.records import Fact, Mention

from .lexicon import CueMatch
from .names import Names
from .outline import Outline
from .topic import find_topic, is_governed, state
from .view import Name, Stretch, View

_BEFORE_OBJECT = re.compile(
    r"^[\s«“\"(]*(?:(?:le|la|les|un|une|l[’'])\s*)?"
    r"(?:(?!(?:à|au|aux|dans|chez|en|par|avec|pour|sur|qui|que|et|ou)\b)[^\W\d_]+[\s’'-]+){0,5}?[\s«“\"(]*$"
)
_BETWEEN_OBJECTS = re.compile(
    r"^\s*®?\s*(?:,\s*Ph\.?\s?D\.?\s*)?(?:,|et|ou|and|or|, et|ainsi que)\s*(?:(?:le|la|les|un|une)\s+|l[’'])?"
    r"(?:[A-Za-zÀ-ÿ-]+\s+)?[«“\"]?\s*$"
)
_SUCH_AS = re.compile(r"\b(?:tel(?:le)?s?\s+que|comme)\s+(?:(?:le|la|les)\s+|l[’'])?\W*$")
# What is denied, and what only might be, is not stated.
_NEGATION = re.compile(
    r"\b(?:ne|n'|pas|plus|jamais|sans|not|(?:pourr|devr|voudr|aimer|souhaiter)ai(?:t|ent)|peut-etre"
    r"|souhaite|envisage|might|could|may|would)\b"
)
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


class _Clause(Struct, frozen=True):
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
    if before is None and not _has_subject(view, clause):
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


def _has_subject(view: View, clause: _Clause) -> bool:
    """Whether the clause names a subject of its own, though not one that the property admits."""
    return any(n.end <= clause.cue.start and not is_governed(view, n) for n in clause.row)


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
