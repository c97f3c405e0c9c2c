"""What was recognised in a text, for showing it to a person: names, themes, cues."""

from __future__ import annotations

from collections.abc import Iterator
from typing import get_args

from msgspec import Struct

from lf2l_kg.base.ontology import Cue, CueKind
from lf2l_kg.base.records import Mention
from lf2l_kg.extract.names.settled import Names
from lf2l_kg.extract.names.topic import stretch_of
from lf2l_kg.extract.text.view import Stretch, View

from .themes import named_themes


class SeenName(Struct, frozen=True):
    """A name or a theme between two offsets of the file, without the markup around it."""

    start: int
    end: int
    mention: Mention
    rule: str


class SeenCue(Struct, frozen=True):
    """A cue between two offsets of the file, in the sentence between two others."""

    start: int
    end: int
    cue: Cue
    sentence: tuple[int, int]


class Sightings(Struct, frozen=True):
    """Names and cues, each in the document's order; names do not overlap."""

    names: tuple[SeenName, ...]
    cues: tuple[SeenCue, ...]


def list_sightings(view: View, names: Names) -> Sightings:
    """All that was recognised; a theme inside a name is left out, the name says more."""
    seen = [SeenName(*_span(view, stretch_of(n)), n.mention, n.rule) for n in names]
    for mention, where in named_themes(view):
        if names.at(where.block, where.start, where.end) is None:
            seen.append(SeenName(*_span(view, where), mention, "theme.label"))
    return Sightings(
        tuple(sorted(seen, key=lambda s: (s.start, s.end))),
        tuple(sorted(_cues(view), key=lambda s: (s.start, s.end, s.cue.iri))),
    )


def _cues(view: View) -> Iterator[SeenCue]:
    for kind in get_args(CueKind):
        for number, matches in view.cued(kind):
            for match in matches:
                where = Stretch(number, match.start, match.end)
                sentence = _span(view, view.sentence(number, match.start))
                yield SeenCue(*_span(view, where), match.cue, sentence)


def _span(view: View, where: Stretch) -> tuple[int, int]:
    """The offsets in the file of the first character and after the last one."""
    block = view.blocks[where.block]
    last = max(where.start, min(where.end, len(block.text)) - 1)
    return block.offset(where.start), min(block.offset(last) + 1, block.end)
