"""Other names of one thing: acronyms with their long form."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from msgspec import Struct

from lf2l_kg.base.expressions import expression
from lf2l_kg.base.text import collapse, normalise
from lf2l_kg.extract.text.acronyms import (
    ACRONYM,
    AFTER_FIRST,
    abbreviates,
    initials,
    is_acronym,
    spelled,
)
from lf2l_kg.extract.text.gazetted import find_known
from lf2l_kg.extract.text.shapes import UPPER
from lf2l_kg.extract.text.view import Found, Stretch, View

_BRACKETED = expression(r"\s*®?\s*\(\s*(?P<inside>[^()]{2,120}?)®?\s*\)")
_BESIDE = expression(
    rf"(?P<short>[{UPPER}](?<!\w.){AFTER_FIRST})®?(?:\s+-|\s*[–—|:(])\s*(?P<long>[{UPPER}][^()|.,;:]{{6,120}})"
)
_LONE = expression(rf"[{UPPER}](?<![\w(/-].){AFTER_FIRST}®?(?![\w-])")


class Alias(Struct, frozen=True):
    """``other`` names the same thing as the name found as ``label``."""

    label: str
    other: str
    stretch: Stretch
    rule: str
    confidence: float


def find_aliases(view: View, founds: list[Found]) -> Iterator[Alias]:
    """Pairs of names that the text says, or that an acronym's letters show, to be one thing."""
    for found in founds:
        yield from _bracketed(view, found)
        if found.rule == "alias.beside":
            yield from _beside(view, found)
        elif found.rule == "item.name":
            yield from _slashed(view, found)
    yield from _unbracketed(view, founds)


def _bracketed(view: View, found: Found) -> Iterator[Alias]:
    """« Chaire REVES (Renaissance Écologique des Villes) », « Lorraine Fab Living Lab (LF2L) »."""
    text = view.blocks[found.block].text
    match = _BRACKETED.match(text, found.end)
    first, _, last = found.label.rpartition(" ")
    if match is None:
        if first and is_acronym(last) and len(first.split()) > 1 and abbreviates(last, first):
            where = Stretch(found.block, found.start, found.end)
            yield Alias(found.label, last, where, "alias.acronym", 0.9)
            yield Alias(found.label, first, where, "alias.long-form", 0.9)
        return
    inside = collapse(match["inside"])
    if _is_mixed(inside, found.label):
        where = Stretch(found.block, found.start, match.end())
        yield Alias(found.label, inside, where, "alias.acronym", 0.9)
        return
    stretch = Stretch(found.block, found.start, match.end())
    if is_acronym(inside) and abbreviates(inside, found.label):
        yield Alias(found.label, inside, stretch, "alias.acronym", 0.95)
    elif is_acronym(last) and abbreviates(last, inside):
        yield Alias(found.label, inside, stretch, "alias.long-form", 0.95)
        if last != found.label:
            yield Alias(found.label, last, stretch, "alias.acronym", 0.95)


_MIXED = expression(rf"[{UPPER}][\w]{{0,11}}[{UPPER}]\w{{0,11}}")


def _is_mixed(inside: str, label: str) -> bool:
    """« European Network of Living Labs (ENoLL) », « Delft University of Technology (TU Delft) »."""
    head, _, last = inside.rpartition(" ")
    if head:
        words = label.split()
        rest = " ".join(word for word in words if word != last)
        return last in words and is_acronym(head) and spelled(head) in _every_order(rest)
    return not inside.isupper() and bool(_MIXED.fullmatch(inside)) and abbreviates(inside, label)


def _every_order(label: str) -> set[str]:
    """The initials of a label, from the first word and from the last."""
    letters = initials(label)
    return {letters, letters[::-1]}


_SLASHED = expression(r"\s/\s(?P<other>[^\s/,;.()][^/,;.()]{1,60}?)\s*(?=[,(]|$)")


def _slashed(view: View, found: Found) -> Iterator[Alias]:
    """« - Le Wip / la Grande Halle, Colombelles »."""
    match = _SLASHED.match(view.blocks[found.block].text, found.end)
    if match and not find_known(view.gazetteer, match["other"].strip()):
        where = Stretch(found.block, found.start, match.end())
        yield Alias(found.label, collapse(match["other"]), where, "alias.slash", 0.8)


def find_beside(view: View) -> Iterator[Found]:
    """« CEREFIGE - Centre Européen de Recherche … »: the acronym; its long form follows as an alias."""
    for number in view.blocks_with(_BESIDE):
        for match in _BESIDE.finditer(view.blocks[number].text):
            if abbreviates(match["short"], match["long"]):
                start, end = match.span("short")
                yield Found(number, start, end, "Institution", match["short"], "alias.beside", 0.75)


_SHORT = expression(rf"\(\s*(?P<short>{ACRONYM})®?\s*\)")
_WORD = expression(rf"(?<![\w’'-])(?:[LlDd][’'](?=[{UPPER}]))?(?P<start>[{UPPER}])(?![’'])")
_BACK = 110  # characters before an acronym in brackets in which its long form starts
_SENTENCE = expression(r"[.;:!?()\n]")


def find_spelled(view: View) -> Iterator[Found]:
    """« Brest Open Factory (BOF) »: capitalised words that an acronym in brackets spells exactly."""
    for number, block in enumerate(view.blocks):
        if "(" not in block.text or block.kind == "code":
            continue
        for match in _SHORT.finditer(block.text):
            end = len(block.text[: match.start()].rstrip(" ®*_"))
            start = _spelling_start(block.text, max(0, match.start() - _BACK), end, match["short"])
            if start is not None:
                label = collapse(block.text[start:end].replace("®", ""))
                yield Found(number, start, end, "Institution", label, "alias.spelled", 0.65)


def _spelling_start(text: str, first: int, end: int, short: str) -> int | None:
    """Where the words begin whose first letters are an acronym's; None when there are none."""
    breaks = [m.end() for m in _SENTENCE.finditer(text, first, end)]
    wanted = spelled(short)
    words = [*_WORD.finditer(text, breaks[-1] if breaks else first, end)] if wanted else []
    for word in reversed(words):
        if is_acronym(short) and initials(text[word.start("start") : end]) == wanted:
            return word.start("start")
    return None


def _beside(view: View, found: Found) -> Iterator[Alias]:
    match = _BESIDE.match(view.blocks[found.block].text, found.start)
    if match:
        where = Stretch(found.block, *match.span())
        yield Alias(found.label, collapse(match["long"]), where, "alias.long-form", 0.9)


def _unbracketed(view: View, founds: list[Found]) -> Iterator[Alias]:
    """« LF2L » elsewhere in a document that says « Lorraine Fab Living Lab » in full."""
    long_names = {f.label: f for f in founds if len(f.label.split()) > 1 and f.kind != "Person"}
    by_initials: dict[str, dict[str, str]] = defaultdict(dict)
    for label in long_names:
        by_initials[initials(label)][normalise(label)] = label
    seen: set[str] = set()
    for number in view.blocks_with(_LONE):
        text = view.blocks[number].text
        for match in _LONE.finditer(text):
            short = match[0].rstrip("®")
            if short in seen or not _names_alone(text, match.start(), match.end()):
                continue
            seen.add(short)
            long = by_initials.get(spelled(short), {})
            if len(long) == 1:
                label = next(iter(long.values()))
                if short in label.split():
                    continue  # « MSA Sud Aquitaine » has the initials of its own acronym
                stretch = Stretch(number, match.start(), match.end())
                yield Alias(label, short, stretch, "alias.initials", 0.8)


_SHOUTED = expression(rf"[{UPPER}]{{2,}}\s+$")
_SHOUTED_ON = expression(rf"\s+[{UPPER}]{{2,}}")
_NEAR = 40  # characters before an acronym that are looked at
_ARTICLE = expression(r"\b(?:l[’']|(?:le|la|du|au)\s+)$", re.IGNORECASE)


def _names_alone(text: str, start: int, end: int) -> bool:
    """Whether capitals are an acronym and not a word of a shouted title (« CULTURE ET SOCIÉTÉ »)."""
    short = text[start:end].rstrip("®")
    if (
        not is_acronym(short)
        or _SHOUTED.search(text, max(0, start - _NEAR), start)
        or _SHOUTED_ON.match(text, end)
    ):
        return False
    return len(short) > 2 or bool(_ARTICLE.search(text, max(0, start - _NEAR), start))
