"""When things begin and end: a verb of beginning beside a date."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lf2l_kg.base.records import Fact

from .lexicon import CueMatch
from .names import Names
from .outline import Outline
from .shapes import find_date
from .topic import ACTORS, find_topic, state
from .view import Stretch, View

_FAR = 70  # characters between the verb and its date
_INTRODUCED = re.compile(r"(?:\b(?:en|depuis|le|des|in|since|on|fin|debut|au|mi)|,|\()[\s-]*$")


def date_facts(view: View, outline: Outline, names: Names) -> Iterator[Fact]:
    """« créé en 2008 », « En 2005, l'ancienne mine est transformée … »."""
    for number, block in enumerate(view.blocks):
        if block.kind in ("heading", "code"):
            continue
        for sentence in view.sentences[number]:
            for cue in view.cues("value", number, sentence.start, sentence.end):
                if cue.cue.announces in ("startDate", "endDate"):
                    yield from _dated(view, outline, names, sentence, cue)


def _dated(
    view: View, outline: Outline, names: Names, sentence: Stretch, cue: CueMatch
) -> Iterator[Fact]:
    simple = view.plain[sentence.block]
    date = find_date(simple, cue.end, min(sentence.end, cue.end + _FAR))
    if date is None or not _INTRODUCED.search(simple[cue.end : date[0]].rstrip() + " "):
        date = find_date(simple, max(sentence.start, cue.start - 2 * _FAR), cue.start)
        if date is None or not _INTRODUCED.search(simple[sentence.start : date[0]]):
            return
    inside = [n for n in names.within(sentence) if n.mention.kind in ACTORS]
    before = [n for n in inside if n.end <= cue.start]
    topic = (
        before[-1].mention if before
        else find_topic(view, outline, names, sentence.block, cue.start)
        or (inside[0].mention if inside else None)
    )  # fmt: skip
    wanted = view.lexicon.ontology.properties.get(cue.cue.announces)
    if topic is None or wanted is None or topic.kind not in wanted.domain:
        return
    where = Stretch(sentence.block, cue.start, cue.end)
    yield state(
        view,
        f"date.{cue.cue.announces}",
        cue.cue.confidence,
        topic,
        cue.cue.announces,
        date[2],
        where,
    )
