"""Names in list items below a heading that tells what they are: « - Le Wip, Colombelles »."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lf2l_kg.base.expressions import expression
from lf2l_kg.base.text import collapse
from lf2l_kg.extract.page.keyed import read_pairs
from lf2l_kg.extract.page.outline import Outline
from lf2l_kg.extract.page.rosters import roster_key
from lf2l_kg.extract.text.capitals import read_candidates
from lf2l_kg.extract.text.days import read_days
from lf2l_kg.extract.text.gazetted import find_known
from lf2l_kg.extract.text.keys import is_key, is_prize
from lf2l_kg.extract.text.marks import spans_within
from lf2l_kg.extract.text.shapes import ADDED, NAME, UPPER, is_proper, trim_name
from lf2l_kg.extract.text.view import Found, View

from .sections import heading_above

_WORDS_OF_A_NAME = 7
_LONGEST_HEAD = 120  # characters before the description; more is prose
_DESCRIPTION = expression(r"\s*:\s+|\s[-–—]\s")
_CELL = expression(r"\s*,\s*(?![^()]*\))")  # no comma in brackets
# What an item is about, up to what describes it.
_HEAD = expression(
    r"\W?(?P<name>[^:;?!(),\n]{2,60}?)\W?(?:\s*:\s|\s[-–—]\s|\s?\(|,\s|\s(?:est|is)\s)"
)
_KEYED = expression(r"\W{0,3}(?P<key>[^:.\n]{2,40}?)\W{0,3}\s?:\s+")
_AFTER_MARKED = expression(r"[»”\"*_\s]*(?:$|[:,;(–—]|-\s|(?:in|at|à|en|au|aux|est|is|sont)\s)")
_SENTENCE = expression(r"\w{3,}\.\s+\w")  # more than one: prose after the name
_NO_NAME = expression(r"[:;!?/]|\.(?=\s)|^\W*[0-9]+\s?(?:h\s?[0-9]*)?\W*$|https?:")  # « 18 h 30 »
_CALLS = expression(
    r"[\s:,;(–—-]*(?:\([^()]{0,40}\)[\s:,–—-]*)?(?:(?:est|is)\s+)?(?:(?:une?|la|le|les|l'|des|the|an?)\s*)?"
    r"(?:[a-z-]+\s+){0,1}"
)
_DETERMINER = expression(r"^(?:(?:le|la|les|un|une|the)\s+|l[’'])", re.IGNORECASE)
_NOUN = 24  # characters of « Le jeu » before a marked name
_ARTICLE = expression(r"\W*(?:(?:le|la|les|un|une)\s+|l')?")
# A name, not « une dizaine d'amis de X ».
_BEGINS = expression(rf"(?:(?:[Ll][ea]s?|[Uu]ne?)\s+|[Ll]['’])?[^\s{UPPER}]*[{UPPER}0-9]")
_ACTORS = ("Project", "Institution", "Event")
_ASIDE = expression(r"\s+\((?=[^()]*\)\s*\S)")  # « Av.lab (Strasbourg) issu de … »
_LAST_BRACKET = expression(r"\s\((?P<label>[^\W\d_][^()]{1,40})\)\.?$")
_PLACE_CELL = expression(
    r"\s*(?P<by>,|(?<=\s)[-–—/](?=\s))\s*(?P<label>[^\W\d_][^,;:()–—/]{1,40}?(?:\s*\([^()]{1,12}\))?)(?=\s*(?:,|;|\.\s|\.?$))"
)
_ACTION = expression(r"\s(?:depuis|grâce|afin|since)\s|\s(?:en|in)\s+(?:19|20)[0-9]{2}\b")
_IN_TOWN = expression(r"[»”\"*_\s]*\((?P<place>[^()]{2,40})\)\s*(?:$|[:,;.–—-])")
_MIXED = expression(rf"[{UPPER}][\w’']*[{UPPER}0-9]|[{UPPER}].*\s[{UPPER}]")
_NONE = expression(r"\W*(?:aucune?|pas d|neant|none)\b", re.IGNORECASE)
_NEAR = 60  # characters after a name in which a noun says what it is
_AT = expression(rf"^(?P<name>.+?)\s+(?:à|en)\s+(?P<place>{NAME})$")


def find_items(view: View, outline: Outline) -> Iterator[Found]:
    """What each item is about, and the places that its cells name.

    Below a heading that tells what is listed any short name counts; elsewhere only one that is marked
    up or that the words after it describe.
    """
    paired = {pair.value.block for pair in view.once(read_pairs) if not pair.inner}
    for number, block in enumerate(view.blocks):
        if number in paired or block.kind != "item" or block.text.rstrip().endswith("?"):
            continue
        kind = outline.item_class(number)
        of_class = view.cue_at("class", number, 0)  # « - Ville de Toul » says what it is
        if not kind and not of_class and roster_key(view, heading_above(view, number)):
            kind = "Institution"
        if _leads_within_the_site(view, number):
            continue
        separator = _DESCRIPTION.search(block.text)
        head = block.text[: separator.start()] if separator else block.text
        listed = kind or outline.theme_section(number) or outline.place_section(number)
        if listed and len(head) <= _LONGEST_HEAD and not _SENTENCE.search(head):
            said = kind or _kind_said(view, number, len(head)) or "Project"
            yield from _cells(view, number, head, said)
            yield from _last_place(view, number, len(head))
        else:
            yield from _described(view, number)


def _described(view: View, number: int) -> Iterator[Found]:
    """« Catalyst : plateforme de projets … », « **Le Lieu Bleu**, scène nationale », « Prix : X, … »."""
    text = view.blocks[number].text
    keyed = _KEYED.match(text)
    key = keyed["key"] if keyed and is_key(keyed["key"]) else ""
    days = read_days(view.plain[number])
    first = days.end() if days else keyed.end() if keyed and key else 0
    marked = _marked(view, number, first)
    head = None if marked or (key and not is_prize(key)) else _HEAD.match(text, first)
    span = marked or (head.span("name") if head else None)
    if span is None or not is_proper(text[slice(*span)]):
        return
    kind = _kind_said(view, number, span[1])
    told = (marked or first) and view.cues("relation", number, span[1])
    placed = not days and _has_place(view, number, span, marked=marked is not None)
    if kind or told or placed:  # « 5 octobre : Visite de la ferme X (Toul) » names what happens
        yield from _thing(view, number, text[slice(*span)], kind or "Project", at=span[0])


def _has_place(view: View, number: int, span: tuple[int, int], *, marked: bool) -> bool:
    """« **La Cantine** (Toul) – … », « RecycLab (Toul) »: what a town follows in brackets is there."""
    text = view.blocks[number].text
    place = _IN_TOWN.match(text, span[1])
    if place is None or not find_known(view.gazetteer, place["place"]):
        return False
    return marked or _MIXED.search(text[slice(*span)]) is not None


def _marked(view: View, number: int, first: int) -> tuple[int, int] | None:
    """What is marked up where an item's name should stand, unless the sentence runs on from it."""
    block = view.blocks[number]
    for span in spans_within(block, first, first + _NOUN):
        before = block.text[first : span.start].strip(' *_«"')
        led = not before or view.lexicon.find_cue("class", _DETERMINER.sub("", before))
        marked = span.kind in ("strong", "emphasis") and led
        if marked and _AFTER_MARKED.match(block.text, span.end):
            return trim_name(block.text, span.start, span.end)
    return None


def _kind_said(view: View, number: int, after: int) -> str:
    """The class of what the words right after a name call it: « X : association qui … »; "" for none."""
    text = view.blocks[number].text
    for noun in view.cues("class", number, after, min(len(text), after + _NEAR)):
        between = view.plain[number][after : noun.start]
        if noun.cue.announces not in _ACTORS or not _CALLS.fullmatch(between):
            return ""
        named = re.compile(rf"\s+(?:de\s+|d[’'])?[{UPPER}]").match(text, noun.end)
        return "" if named and not noun.cue.inverse and noun.cue.in_name else noun.cue.announces
    return ""


def _leads_within_the_site(view: View, number: int) -> bool:
    """« [Nos ressources](/ressources) » names nothing."""
    return any(
        span.kind == "link" and span.start == 0 and not span.target.startswith(("http", "www."))
        for span in view.blocks[number].spans
    )


def _cells(view: View, number: int, head: str, kind: str) -> Iterator[Found]:
    """The first cell names a thing, the others places that the gazetteer knows.

    When a link names the thing (« Lanester, agglo Lorient, [budget](…) ») the first cell is a place.
    """
    spans = view.blocks[number].spans
    linked = any(span.kind == "link" and span.start > 0 for span in spans)
    cells, at = _CELL.split(head), 0
    placed = len(cells) > 1 and bool(find_known(view.gazetteer, _bare(cells[1])))
    for cell in cells:
        start = head.index(cell, at)
        at = start + len(cell)
        label = _bare(cell)
        if (start > 0 or linked) and label and find_known(view.gazetteer, label):
            yield _place(number, start, label)
        elif start == 0:
            yield from _thing(view, number, label, kind, placed=placed)


def _thing(
    view: View, number: int, label: str, kind: str, *, placed: bool = False, at: int = 0
) -> Iterator[Found]:
    """A short name; in small letters only when a place follows it."""
    said = _AT.match(label) if " à " in label or " en " in label else None
    end = said.end("name") if said else len(label.split(" / ", maxsplit=1)[0])
    aside = _ASIDE.search(label) if "(" in label else None
    end = min(end, aside.start()) if aside else end
    words = len(label[:end].split())
    text = view.blocks[number].text
    stopped = view.lexicon.begins_with_stop(text) or _NONE.match(text)  # « Aucun à ce jour »
    if not 0 < words <= _WORDS_OF_A_NAME or stopped or _NO_NAME.search(label[:end]):
        return
    name = label[:end].strip(' «»“”"*_')
    is_theme = view.lexicon.find_theme(name) is not None  # « - Ateliers citoyens : … »
    if _ACTION.search(name) and not placed:
        return  # « Passage aux logiciels libres depuis 2008 »
    if is_key(name) or _is_person(view, number, at + end) or _is_announced(view, number, at, name):
        return
    if placed or (_BEGINS.match(name) and not is_theme):
        start, end = trim_name(view.blocks[number].text, at, at + end)
        yield Found(number, start, end, kind, collapse(name), "item.name", 0.65)


def _is_announced(view: View, number: int, at: int, name: str) -> bool:
    """Whether a noun of a class leads to the name, « l'association | Motris », which is found by it."""
    noun = next(iter(view.cues("class", number, at, at + len(name))), None)
    if noun is None or noun.cue.in_name or noun.cue.suffix:
        return False
    text = view.blocks[number].text
    leads = _ARTICLE.fullmatch(view.plain[number], at, noun.start)
    return bool(leads) and text[noun.end : noun.end + 2].strip()[:1].isupper()


def _is_person(view: View, number: int, end: int) -> bool:
    people = read_candidates(view, number)
    return bool(people and people[0].given and people[0].start <= 1 and people[0].start < end)


def _last_place(view: View, number: int, after: int) -> Iterator[Found]:
    """« RECYCLAB : atelier de recyclage, Nancy »: a cell of the description, or its first, is a place."""
    text = view.blocks[number].text
    bracket = _LAST_BRACKET.search(text, after) if text.endswith((")", ").")) else None
    if bracket and find_known(view.gazetteer, bracket["label"]):
        yield _place(number, bracket.start("label"), bracket["label"])
    first = True
    for cell in _PLACE_CELL.finditer(text, after):
        label = _bare(cell["label"].rstrip(" ."))
        led = cell["by"] == "," or (first and cell["by"] in "-–—/")
        first = False
        if led and label and find_known(view.gazetteer, label):
            yield _place(number, cell.start("label"), label)


def _place(number: int, start: int, label: str) -> Found:
    return Found(
        number, start, start + len(label), "Territory", collapse(label), "item.place", 0.75
    )


def _bare(cell: str) -> str:
    """A cell without the brackets at its end: « Lormont (33) » → "Lormont"."""
    return ADDED.sub("", cell) if cell.endswith(")") else cell
