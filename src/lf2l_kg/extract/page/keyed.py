"""Lines « Clé : valeur »: where they stand, and what their keys mean.

The keys are those of a front matter (``ontology/context.jsonld``) or the words of a relation cue. A
sentence that begins with a key is read like a line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from lf2l_kg.base.context import fold_key
from lf2l_kg.base.expressions import expression
from lf2l_kg.base.ontology import Property
from lf2l_kg.base.text import plain
from lf2l_kg.extract.text.keys import KEY
from lf2l_kg.extract.text.marks import spans_within
from lf2l_kg.extract.text.shapes import LOWER, UPPER
from lf2l_kg.extract.text.view import Stretch, View

from .described import find_class
from .properties import read_key
from .statements import FROM_TO, SPANNED
from .values import is_prose

_PAIR = expression(rf"\s*{KEY}\s*(?:\([\w.·]{{1,4}}\))?\s*:\s+(?=\S)")
#: A line that is a key, whatever stands after the colon.
_KEYED = expression(rf"\s*{KEY}\s*(?:\([\w.·]{{1,4}}\))?\s*:(?:\s|$)")
_ALONE = expression(rf"\s*{KEY}\s*:\s*")
_NAME_OF = expression(r"(?:nom|intitule|titre|denomination|name|title)s?\b")
_OF_WHAT = expression(
    r"\s+(?:(?:du|de la|des|de)\s+|de l'|d')"
    r"(?:projet|action|structure|initiative|demarche|lieu|association)s?$"
)
# « … à Toul. Pilote : Mon Logis. Financeurs : … »: a sentence that is a line with a key.
_NEXT_KEYED = rf"(?<=[{LOWER}0-9»)])\.\s+(?=[{UPPER}][^\n:;.!?()\[\]|]{{1,40}}\s?:\s)"
_PARTS = expression(rf"\n|{_NEXT_KEYED}")
NAMED = ("Project", "Institution", "Event")  # what « Projet : X » may name


@dataclass(frozen=True, slots=True)
class Pair:
    """A line « Clé : valeur ». ``wanted`` is None when the value is what the next lines are about."""

    value: Stretch
    kind: str  # the class that the key names (« Projet »); else ""
    wanted: Property | None
    reverse: bool  # whether the value is the subject: « Contact »
    inner: bool = False  # whether a sentence of the block stands before it
    named: bool = False  # whether the key says that the value is a name: « Nom du projet »


def read_pairs(view: View) -> tuple[Pair, ...]:
    """The lines, and the sentences, of a document whose key is known, in order."""
    found: list[Pair] = []
    for number, block in enumerate(view.blocks):
        if block.kind in ("paragraph", "item") and ":" in block.text:
            for start, end in _lines(block.text):
                match = _PAIR.match(block.text, start, end)
                value = Stretch(number, match.end(), end) if match else None
                if match and value:
                    inner = start > 0 and block.text[start - 1] != "\n"
                    found += _pairs(view, match, _before_offer(view, value), inner=inner)
            found += _below(view, number)
    return tuple(found)


def _below(view: View, number: int) -> Iterator[Pair]:
    """« Description : » on a line of its own: the paragraph below it is the value."""
    block, after = view.blocks[number], view.blocks[number + 1 : number + 2]
    line = block.text.rfind("\n") + 1
    alone = _ALONE.fullmatch(block.text, line) if block.text.endswith(":") else None
    below = [b for b in after if b.kind == "paragraph" and b.quoted == block.quoted]
    if alone is None or not below or _KEYED.match(below[0].text):
        return
    meant = read_key(view, alone["key"])
    if meant is not None and is_prose(meant.wanted):
        yield Pair(Stretch(number + 1, 0, len(below[0].text)), "", meant.wanted, meant.reverse)


def are_keyed(view: View, last: int, number: int) -> bool:
    """Whether there are only lines with a key between two blocks, and the items of those without a value."""
    opened = view.blocks[last].text.endswith(":")
    for block in view.blocks[last + 1 : number]:
        is_line = block.kind == "paragraph" and _KEYED.match(block.text) is not None
        if not is_line and not (opened and block.kind == "item"):
            return False
        opened = block.text.endswith(":") if is_line else opened
    return True


def first_values(view: View) -> dict[int, Stretch]:
    """The value of the first line with a key of each block that has one."""
    return {pair.value.block: pair.value for pair in reversed(view.once(read_pairs))}


def _pairs(view: View, match: re.Match[str], value: Stretch, *, inner: bool) -> Iterator[Pair]:
    """What a line says; of « Durée : 2020-2023 » when something begins and when it ends."""
    pair = _pair(view, match, value)
    if pair is not None:
        yield replace(pair, inner=inner)
    elif fold_key(match["key"]) in SPANNED:
        years = FROM_TO.match(view.blocks[value.block].text, value.start, value.end)
        for name in years.groupdict() if years else ():
            wanted = view.lexicon.ontology.properties.get(name)
            if years and wanted is not None:
                yield Pair(Stretch(value.block, *years.span(name)), "", wanted, False, inner)


def _before_offer(view: View, value: Stretch) -> Stretch:
    """A value without a link after it that only invites: « Partenaires : A, B [S'inscrire](…) »."""
    block = view.blocks[value.block]
    for span in spans_within(block, value.start + 1, value.end):
        if span.kind == "link" and view.lexicon.find_cue("stop", block.text[span.start : span.end]):
            return Stretch(value.block, value.start, span.start)
    return value


def _pair(view: View, match: re.Match[str], value: Stretch) -> Pair | None:
    key = plain(match["key"])
    properties = view.lexicon.ontology.properties
    for word in dict.fromkeys((key, _OF_WHAT.sub("", key))):
        meant = read_key(view, word)
        if meant is not None:
            return Pair(_listed(view, value, meant.wanted), "", meant.wanted, meant.reverse)
    cue = view.lexicon.find_cue("relation", match["key"])
    if cue is not None and not cue.inverse and cue.announces in properties:
        wanted = properties[cue.announces]
        return Pair(_listed(view, value, wanted), "", wanted, reverse=False)
    kind = find_class(view, match["key"])
    named = _NAME_OF.match(key) is not None
    return Pair(value, kind, None, reverse=False, named=named) if kind in NAMED else None


def _listed(view: View, value: Stretch, wanted: Property) -> Stretch:
    """Of « Partenaires : A, B. Leurs soutiens sont C » what stands before the next sentence."""
    end = view.sentence(value.block, value.start).end if wanted.range else value.end
    return Stretch(value.block, value.start, min(end, value.end)) if end > value.start else value


def _lines(text: str) -> Iterator[tuple[int, int]]:
    """Where the lines of a block's text begin and end, and its sentences that begin with a key."""
    start = 0
    for end, following in (*((m.start(), m.end()) for m in _PARTS.finditer(text)), (len(text), 0)):
        yield start, end
        start = following
