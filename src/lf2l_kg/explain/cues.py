"""Which cues stand behind a fact, and why some give none."""

from __future__ import annotations

import operator
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from lf2l_kg.base.messages import Message
from lf2l_kg.base.ontology import Ontology
from lf2l_kg.base.records import Document, Fact, Mention
from lf2l_kg.base.wording import Wording
from lf2l_kg.extract import Sightings
from lf2l_kg.extract.facts.sightings import SeenCue, SeenName

Seen = TypeVar("Seen", SeenName, SeenCue)

_OF_ADDRESSES = ("-", "/", "_", ".", "+")  # what stands for a space there
_TOUCHING = 3  # characters between a class noun and the name that it announces


@dataclass(frozen=True, slots=True)
class SilentCue:
    """A cue of a relation that no fact came of, and as far as it shows, why."""

    seen: SeenCue
    reason: Message


def cues_behind(fact: Fact, seen: Sightings) -> tuple[SeenCue, ...]:
    """The cues in the words of a fact that announce what it says, in the document's order."""
    said = fact.evidence.quotes[0]
    end = said.start + len(said.exact)
    inside = [cue for cue in _from(seen.cues, said.start, end) if cue.end <= end]
    if fact.predicate == "mentions" and isinstance(fact.object, Mention):
        thing = fact.object
        names = [n for n in _from(seen.names, said.start, end) if n.mention == thing]
        return tuple(
            cue
            for cue in inside
            if cue.cue.kind == "class"
            and cue.cue.announces == thing.kind
            and any(n.start - _TOUCHING <= cue.end and cue.start < n.end for n in names)
        )
    return tuple(
        cue
        for cue in inside
        if cue.cue.announces == fact.predicate and cue.cue.kind not in ("host", "context")
    )


def silent_cues(
    document: Document,
    facts: Sequence[Fact],
    seen: Sightings,
    ontology: Ontology,
    *,
    fr: Wording,
    en: Wording,
) -> Iterator[SilentCue]:
    """The cues of relations that stand behind no fact.

    One inside a name or an address announces nothing.
    """
    heard = {(c.start, c.cue.announces) for fact in facts for c in cues_behind(fact, seen)}
    for cue in seen.cues:
        row = _from(seen.names, *cue.sentence)
        inside = any(n.start < cue.end and cue.start < n.end for n in row) or (
            document.text[max(0, cue.start - 1) : cue.start] in _OF_ADDRESSES
            and document.text[cue.end : cue.end + 1] in _OF_ADDRESSES
        )
        if cue.cue.kind != "relation" or inside or (cue.start, cue.cue.announces) in heard:
            continue
        prop = ontology.properties.get(cue.cue.announces)
        if prop is not None:
            after, before = prop.range, prop.domain
            if cue.cue.inverse:
                after, before = before, after
            yield SilentCue(cue, _reason(cue, row, after, before, fr, en))


def _from(seen: Sequence[Seen], start: int, end: int) -> Sequence[Seen]:
    """What begins between two offsets."""
    begins = operator.attrgetter("start")
    return seen[bisect_left(seen, start, key=begins) : bisect_left(seen, end, key=begins)]


def _reason(
    cue: SeenCue,
    row: Sequence[SeenName],
    after: tuple[str, ...],
    before: tuple[str, ...],
    fr: Wording,
    en: Wording,
) -> Message:
    if not any(n.start >= cue.end and n.mention.kind in after for n in row):
        return Message(
            fr=f"rien de ce qu’il annonce n’est reconnu après lui ({_classes(after, fr)})",
            en=f"nothing that it announces is recognised after it ({_classes(after, en)})",
        )
    if not any(n.end <= cue.start and n.mention.kind in before for n in row):
        return Message(
            fr=f"aucun sujet qui convienne n’est nommé avant lui ({_classes(before, fr)})",
            en=f"no fitting subject is named before it ({_classes(before, en)})",
        )
    return Message(
        fr="les mots autour de lui n’affirment rien de sûr",
        en="the words around it assert nothing for sure",
    )


def _classes(kinds: tuple[str, ...], wording: Wording) -> str:
    return ", ".join(wording.term(kind).lower() for kind in kinds) or "…"
