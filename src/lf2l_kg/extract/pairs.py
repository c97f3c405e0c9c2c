"""Lines « Clé : valeur », in paragraphs, lists and definition lists.

The keys are those of a front matter (``ontology/context.jsonld``) or the words of a relation cue. What
they are said of is what the lines are about: « Projet : X » at their head, the item above theirs, the
name that stands alone above them, the heading, the page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from msgspec.structs import replace

from lf2l_kg.base.ontology import Property
from lf2l_kg.base.records import Fact, Mention
from lf2l_kg.base.text import collapse, plain

from .aliases import is_acronym
from .gazetted import find_known
from .marks import spans_within
from .names import Names
from .outline import Outline
from .page import find_class
from .properties import read_key
from .sections import heading_above, is_generic, section_subject, whole_name
from .shapes import FULL_PERSON, UPPER
from .topic import state
from .values import literal_of
from .view import Found, Stretch, View

_PAIR = re.compile(
    r"\s*(?P<key>[^\W\d_][^\n:;.!?()\[\]|]{0,45}?)\s*(?:\([\w.·]{1,4}\))?\s*:\s+(?=\S)"
)
_OF_WHAT = re.compile(
    r"\s+(?:(?:du|de la|des|de)\s+|de l'|d')"
    r"(?:projet|action|structure|initiative|demarche|lieu|association)s?$"
)
_NAMED = ("Project", "Institution", "Event")  # what « Projet : X » may name
_BETWEEN = re.compile(r"\s*[,;]\s*|\s+(?:et|and|&)\s+")
_HEAD_END = re.compile(r"\s*[,(–—]\s*|\s+-\s+")
_ASIDE = re.compile(r"\s*\([^()]*\)\s*$")
_INNER_CAPITAL = re.compile(rf"[{UPPER}]\w*\s+.*?(?<!\w)[{UPPER}]|^\S*\w[{UPPER}]|^\S+$")
_NO_NAME = re.compile(r"[()\[\]{}<>@#=?/|]")
_LONGEST_NAME = 7  # words
_FIRST = 3  # characters that may stand before the name that opens an item


@dataclass(frozen=True, slots=True)
class Pair:
    """A line « Clé : valeur ». ``wanted`` is None when the value is what the next lines are about."""

    value: Stretch
    kind: str  # the class that the key names (« Projet »); else ""
    wanted: Property | None
    reverse: bool  # whether the value is the subject: « Contact »


def find_pairs(view: View) -> Iterator[Found]:
    """The names that are values and that nothing else would show to be names."""
    for pair in view.once(read_pairs):
        if pair.wanted is None:
            label = _ASIDE.sub("", view.text(pair.value)).strip(" .")
            if _BETWEEN.search(label):
                continue  # « Industriels : Motris, Veolia et Thales »
            if _is_label(label) and label[0].isupper() and _INNER_CAPITAL.search(label):
                yield _found(pair, pair.value.start, label, pair.kind, "pair.name", 0.8)
        elif pair.wanted.range and "Theme" not in pair.wanted.range:
            yield from _values(view, pair, pair.wanted)


def find_heads(view: View) -> Iterator[Found]:
    """The name above lines of which one says who carries it: « ### La Ruche », then « Porteur : … »."""
    for pair in view.once(read_pairs):
        if pair.wanted is None or pair.wanted.name != "carriedBy":
            continue
        number = _above(view, pair.value.block)
        if number is None or not _may_be_head(view, number):
            number = heading_above(view, pair.value.block)
        if number is not None and number >= 0 and _may_be_head(view, number):
            text = view.blocks[number].text
            label = _HEAD_END.split(text, maxsplit=1)[0].strip(" .")
            sure = number == pair.value.block - 1 or " " in label or is_acronym(label)
            if sure and _is_name(view, number, 0, label) and not find_known(view.gazetteer, label):
                yield Found(number, 0, len(label), "Project", collapse(label), "pair.head", 0.6)


def _may_be_head(view: View, number: int) -> bool:
    """Whether a block can be no more than a name: short, and not a line or a sentence."""
    text = view.blocks[number].text
    if ":" in text or text[-1] in ".?!" or view.themes(number) or view.cues("context", number):
        return False
    return len(text.split()) <= _LONGEST_NAME and text[0].isupper() and not is_generic(view, number)


def _values(view: View, pair: Pair, wanted: Property) -> Iterator[Found]:
    text, at = view.text(pair.value), pair.value.start
    for piece in _BETWEEN.split(text):
        start = pair.value.start + text.index(piece, at - pair.value.start)
        at = start + len(piece)
        label = _ASIDE.sub("", piece).strip(" .")
        if not label or not label[0].isupper() or not _is_label(label):
            continue
        if "Territory" in wanted.range and find_known(view.gazetteer, label):
            yield _found(pair, start, label, "Territory", "pair.value", 0.75)
        elif "Person" in wanted.range and FULL_PERSON.fullmatch(label) and pair.reverse:
            yield _found(pair, start, label, "Person", "pair.value", 0.75)
        elif "Institution" in wanted.range and _is_name(view, pair.value.block, start, label):
            yield _found(pair, start, label, "Institution", "pair.value", 0.6)


def _is_name(view: View, number: int, start: int, label: str) -> bool:
    """Whether a name that no class noun announces stands there: « Motris », not « Des habitants »."""
    end = start + len(label)
    known = view.cues("class", number, start, end) or view.cues("stop", number, start, end)
    return _is_label(label) and not known and _INNER_CAPITAL.search(label) is not None


def _is_label(text: str) -> bool:
    """Whether a text can be a name: short, not of one letter, without marks of code or of doubt."""
    return len(text) > 1 and len(text.split()) <= _LONGEST_NAME and not _NO_NAME.search(text)


def _found(pair: Pair, start: int, label: str, kind: str, rule: str, confidence: float) -> Found:
    return Found(
        pair.value.block, start, start + len(label), kind, collapse(label), rule, confidence
    )


def pair_facts(view: View, outline: Outline, names: Names) -> Iterator[Fact]:
    """What the lines say of what they are about."""
    last, named = -2, None
    for pair in view.once(read_pairs):
        number = pair.value.block
        if number > last + 1:
            named = None  # other lines, about something else
        if pair.wanted is None:
            inside = names.within(pair.value)
            named = inside[0].mention if number > last + 1 and inside else named
        else:
            subject = named or _subject(view, outline, names, number)
            if subject is not None:
                yield from _said(view, names, subject, pair, pair.wanted)
        last = number


def _subject(view: View, outline: Outline, names: Names, number: int) -> Mention | None:
    """The item above a nested list, the name alone above the lines, the heading's or page's thing."""
    at = _above(view, number)
    if at is not None and view.blocks[at].kind == "item":
        first = next((n for n in names.by_block[at] if n.start <= _FIRST), None)
        name = whole_name(view, names, at) or first
        return name.mention if name else None
    alone = whole_name(view, names, at) if at is not None else None
    return alone.mention if alone else section_subject(view, outline, names, number)


def _above(view: View, number: int) -> int | None:
    """The item above a nested list, or the paragraph above the lines; None when neither is there."""
    return view.once(_all_above)[number]


def _all_above(view: View) -> dict[int, int | None]:
    """What stands above each line; lines of one list, and those below each other, share it."""
    found: dict[int, int | None] = {}
    for number in dict.fromkeys(pair.value.block for pair in view.once(read_pairs)):
        block, at = view.blocks[number], number - 1
        while at >= 0 and (at in found or _is_beside(view, at, number)):
            above = view.blocks[at]
            if at in found and (above.kind, above.level) == (block.kind, block.level):
                break
            at -= 1
        found[number] = found[at] if at in found else _head(view, at, number)
    return found


def _head(view: View, at: int, number: int) -> int | None:
    if at < 0:
        return None
    above, block = view.blocks[at], view.blocks[number]
    nested = above.kind == block.kind == "item" and above.level < block.level
    return at if nested or above.kind == "paragraph" else None


def _is_beside(view: View, at: int, number: int) -> bool:
    """Whether a block is another item of the same list, or below one."""
    block = view.blocks[at]
    same = block.kind == view.blocks[number].kind == "item"
    return same and block.level >= view.blocks[number].level


def _said(
    view: View, names: Names, subject: Mention, pair: Pair, wanted: Property
) -> Iterator[Fact]:
    if subject.kind == "Territory" and wanted.name == "locatedIn":
        wanted = replace(wanted, name="partOf", domain=())
    if subject.kind not in (wanted.domain or (subject.kind,)):
        return
    rule = f"pair.{wanted.name}"
    for value in _meant(view, names, pair, wanted):
        if pair.reverse and isinstance(value, Mention):
            yield state(view, rule, 0.85, value, wanted.name, subject, pair.value)
        elif not pair.reverse and value != subject:
            yield state(view, rule, 0.85, subject, wanted.name, value, pair.value)


def _meant(view: View, names: Names, pair: Pair, wanted: Property) -> Iterator[Mention | str]:
    """The things or the literal that a value is."""
    value = pair.value
    text = collapse(view.text(value)).rstrip(" .")
    if text.endswith("?"):
        return
    if wanted.datatypes:
        spans = view.blocks[value.block].spans
        links = (s.target for s in spans if s.kind == "link" and value.start <= s.start < value.end)
        address = next(links, text) if "anyURI" in wanted.datatypes else text
        literal = literal_of(wanted, address)
        if literal and wanted.name != "email":  # addresses have rules of their own
            yield literal
        return
    if "Theme" in wanted.range:
        for theme in view.themes(value.block):
            if value.start <= theme.start < value.end:
                yield Mention("Theme", theme.iri)
    for name in names.within(value):
        if name.mention.kind in wanted.range:
            yield name.mention


def read_pairs(view: View) -> tuple[Pair, ...]:
    """The lines of a document whose key is known, in order."""
    found = []
    for number, block in enumerate(view.blocks):
        if block.kind in ("paragraph", "item") and ":" in block.text:
            for start, end in _lines(block.text):
                match = _PAIR.match(block.text, start, end)
                value = Stretch(number, match.end(), end) if match else None
                if match and value and (pair := _pair(view, match, _before_offer(view, value))):
                    found.append(pair)
    return tuple(found)


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
            return Pair(value, "", meant.wanted, meant.reverse)
    cue = view.lexicon.find_cue("relation", match["key"])
    if cue is not None and not cue.inverse and cue.announces in properties:
        return Pair(value, "", properties[cue.announces], reverse=False)
    kind = find_class(view, match["key"])
    return Pair(value, kind, None, reverse=False) if kind in _NAMED else None


def _lines(text: str) -> Iterator[tuple[int, int]]:
    """Where the lines of a block's text begin and end."""
    start = 0
    for end in (*(match.start() for match in re.finditer("\n", text)), len(text)):
        yield start, end
        start = end + 1
