"""Lists of who won: « ## Les lauréats », then « - **La Serre** – association Motris, à Toul. 5 000 € ».

What an item opens with won the call or prize that the heading, the paragraph above the list or the page's
first words name; who stands right after it carries it, the town in brackets is where it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct

from lf2l_kg.base.expressions import expression
from lf2l_kg.base.records import Fact
from lf2l_kg.base.text import plain
from lf2l_kg.extract.names.boundaries import clean_label
from lf2l_kg.extract.names.nouns import own_end
from lf2l_kg.extract.names.sections import heading_above
from lf2l_kg.extract.names.settled import Names
from lf2l_kg.extract.names.topic import state, stretch_of
from lf2l_kg.extract.page.outline import Outline
from lf2l_kg.extract.text.capitals import is_person_name
from lf2l_kg.extract.text.gazetted import find_known
from lf2l_kg.extract.text.keys import is_key, is_prize
from lf2l_kg.extract.text.marks import spans_within
from lf2l_kg.extract.text.shapes import FULL_NAME, LOWER, UPPER, trim_name
from lf2l_kg.extract.text.view import Found, Name, Stretch, View

from .answers import LINKS, without_nouns
from .calls import given_facts, read_calls
from .grids import read_tables

_WINNERS = (
    r"(?:laureate?s|gagnante?s|projets? (?:retenus?|selectionnes?|recompenses?|primes?|soutenus)|palmares"
    r"|winners|(?:winning|selected|awarded) (?:projects|entries))\b"
)
_HEADING = expression(
    rf"(?:[^:.?]{{0,60}}\b)?{_WINNERS}(?:\W*$|[^\w?]+(?:(?:de|du|des|a|au|en|par|pour|of|from|in)\b|d'|l'|[0-9])[^?]{{0,80}})"
)
_INTRODUCES = expression(
    rf"\b(?:{_WINNERS}|(?:retenu|selectionne|recompense|prime|distingue|designe)\w*)[^.?]*(?:[:.]\s*)$"
)
_NOT_SO = expression(r"\b(?:pas|non|aucun|jury|criteres?|depuis|partenaires|not)\b")
_KEYED = expression(r"\W{0,3}(?P<key>[^:.\n]{2,60}?)[\s*_]{0,3}:[\s*_]+")
_RANK = expression(
    r"(?:categorie|prix|mention|coup de c(?:œ|oe)ur|category|laureate?|best|meilleure?s?)\b.*"
    r"|.*\b(?:of the year|newcomer|awards?|prizes?)"
)
# « Non attribué », « Highly commended: … »: nobody won.
_NOBODY = expression(
    r"\W*(?:(?:non|pas) (?:attribue|decerne)|not awarded|aucun|no (?:award|winner)|highly commended"
    r"|finalistes?|finalists?|shortlist|nommee?s?\b|nominee?s?\b|runners?[- ]up)"
)
_INDEFINITE = expression(r"(?:une?|des|an?|some)\s", re.IGNORECASE)
_HEAD = expression(
    r"[«“\"*_\s]*(?P<name>[^:;?!(),\n«»“”\"]{2,60}?)[»”\"*_]*(?:\s*:\s|\s[-–—]\s|\s\(|,\s|\s*$)"
)
_CARRIES = expression(
    r"[\s»”\"*_]*(?:\([^()]{2,60}\)\s*)?(?:[–—:,]|\s-)\s*(?:(?:un|une|le|la)?\s*(?:projet|initiative|idee|action)\s+)?"
    r"(?:(?:porte|propose|presente|imagine|mene|depose|conduit|anime|concu|developpe|cree|run|led)\w*\s+(?:par|by)\s+"
    r"|(?:porteu(?:r|se)s?(?: du projet)?|structure(?: porteuse)?|pilote)\s?:\s*|(?:par|by|de|du|des)\s+|d')?"
    r"(?:(?:le|la|les|the)\s+|l')?"
)
_WITH = expression(
    r"[\s»”\"*_]*(?:\([^()]{1,60}\)\s*)?,?\s*(?:(?:en\s+)?(?:partenariat|lien)\s+)?(?:avec|with)\s+(?:(?:le|la|les|the)\s+|l')?"
)
_IN_TOWN = expression(r"[\s»”\"*_]*(?:\(|,\s*(?:(?:a|en|au|aux|in)\s+)?)$")
_TOWN = expression(
    rf"[\s»”\"*_]*\((?P<town>[{UPPER}][{LOWER}’'-]+(?:-[{UPPER}{LOWER}][{LOWER}]+)*)\)"
)
_BODY_END = expression(r"\s*(?:$|[(,.;–—]|\s-\s|et\s|avec\s)")
_ARTICLE = expression(r"(?:L[ea]s?|The)\s+|L[’']")
_MIXED = expression(rf"[{UPPER}0-9].*[{UPPER}0-9]|^[^\s]+$")
_CAPITALS = expression(rf"[{UPPER}]")
_BODIES = ("Institution", "Territory", "Person")
_BEFORE_NAME = expression(rf"[\s»”\"*_]*:[\s«“\"*_]*(?=[{UPPER}])")
_MARKS = expression(rf"[{UPPER}0-9]")
_SEVERAL = 2  # capitals or digits that show a name
_WORDS = 7


class _Item(Struct, frozen=True):
    """An item of such a list: where its name stands; ``near`` are the blocks that may name the call first."""

    block: int
    start: int
    end: int
    near: tuple[int, ...]


def find_laureates(view: View) -> Iterator[Found]:
    """What the items open with, the body right after it, and the calls that they won."""
    items = view.once(_read_items)
    for number, start, end, label, _ in view.once(read_calls) if items else ():
        yield Found(number, start, end, "Award", label, "laureate.call", 0.85)
    for item in items:
        text = view.blocks[item.block].text
        noun = view.cue_at("class", item.block, item.start)
        label = clean_label(text[item.start : item.end])
        listed = view.blocks[item.block].kind == "item"  # what cells name is found by their columns
        if listed and noun is None and not is_person_name(label):
            yield Found(item.block, item.start, item.end, "Project", label, "laureate.name", 0.88)
        town = _TOWN.match(text, item.end)
        if town is not None and ("-" in town["town"] or find_known(view.gazetteer, town["town"])):
            label = clean_label(town["town"])
            yield Found(item.block, *town.span("town"), "Territory", label, "laureate.town", 0.7)
        yield from _body(view, item)


def _body(view: View, item: _Item) -> Iterator[Found]:
    """« **La Serre** – | Motris Services (Toul) »: several capitals, and nothing that is known otherwise."""
    text = view.blocks[item.block].text
    gap = _CARRIES.match(view.plain[item.block], item.end)
    name = FULL_NAME.match(text, gap.end()) if gap else None
    if name is None or view.cues("class", item.block, *name.span()):
        return
    end = own_end(view, item.block, *name.span())
    label = clean_label(text[name.start() : end])
    known = find_known(view.gazetteer, label) or is_person_name(label) or is_key(label)
    if not known and len(_CAPITALS.findall(label)) > 1 and _BODY_END.match(text, end):
        yield Found(item.block, name.start(), end, "Institution", label, "laureate.body", 0.6)


def laureate_facts(view: View, outline: Outline, names: Names) -> Iterator[Fact]:
    """What each item won, who carries it, with whom, and where."""
    del outline
    items = view.once(_read_items)
    calls = view.once(read_calls) if items else ()
    by_block = {call[0]: call for call in calls}
    for number, start, end, _, year in calls:
        award = names.at(number, start, end)
        if award is not None and award.mention.kind == "Award":
            yield from given_facts(view, names, award, year)
    for item in items:
        winner = names.at(item.block, item.start, item.end)
        if winner is None:
            continue
        near = next((by_block[at] for at in item.near if at in by_block), None)
        call = near or (calls[0] if calls and calls[0][0] < item.block else None)
        award = names.at(*call[:3]) if call else None
        if award is not None and winner.mention.kind in ("Project", "Institution", "Territory"):
            yield state(
                view, "laureate.award", 0.75, winner.mention, "hasAward", award.mention,
                stretch_of(winner), stretch_of(award),
            )  # fmt: skip
        if winner.mention.kind == "Project":
            yield from _said(view, names, winner)


def _said(view: View, names: Names, winner: Name) -> Iterator[Fact]:
    """What the first sentence of an item says of what it opens with."""
    number, at, gap = winner.block, winner.end, _CARRIES
    predicate = "carriedBy"
    sentence = view.sentence(number, winner.start)
    for name in names.within(Stretch(number, winner.end, sentence.end)):
        between = view.plain[number][at : name.start]
        bare = without_nouns(view, number, at, name.start)
        place = name.mention.kind == "Territory" and bare == between
        if (
            place
            and _IN_TOWN.search(between)
            and not view.cues("class", number, name.start, name.end)
        ):
            yield _fact(view, winner, "locatedIn", name)
            continue
        if _WITH.fullmatch(bare):
            predicate = "partner"
        elif not gap.fullmatch(bare):
            return
        if name.mention.kind not in _BODIES or (
            predicate == "partner" and name.mention.kind == "Person"
        ):
            return
        yield _fact(view, winner, predicate, name)
        at, gap = name.end, LINKS


def _fact(view: View, winner: Name, predicate: str, name: Name) -> Fact:
    where = Stretch(winner.block, winner.start, name.end)
    return state(
        view, f"laureate.{predicate}", 0.75, winner.mention, predicate, name.mention, where
    )


def _read_items(view: View) -> tuple[_Item, ...]:
    found: list[_Item] = []
    above: int | None = None  # the paragraph right above the list or the table
    columns = {table.number: table.main for table in read_tables(view)}
    for number, block in enumerate(view.blocks):
        if block.kind not in ("item", "cell"):
            above = number if block.kind == "paragraph" else None
            continue
        listed = block.kind == "item"
        main = 0 if listed else columns.get(block.table, 0)
        first = block.level == 1 if listed else block.row > 0 and block.column == main
        if not first or block.text.rstrip().endswith("?"):
            continue
        heading = heading_above(view, number)
        if _announced(view, heading, above) and (span := _opening(view, number)):
            near = tuple(at for at in (above, heading) if at is not None)
            found.append(_Item(number, *span, near))
    return tuple(found) if len(found) > 1 else ()


def _announced(view: View, heading: int, above: int | None) -> bool:
    """Whether the heading, or the paragraph above a list, says that it is one of who won."""
    told = view.plain[heading] if heading >= 0 else ""
    if _HEADING.fullmatch(told) and not _NOT_SO.search(told):
        return True
    said = view.plain[above] if above is not None else ""
    last = said.rsplit(". ", maxsplit=1)[-1]
    return bool(_INTRODUCES.search(last)) and not _NOT_SO.search(last.replace("le jury", ""))


def _opening(view: View, number: int) -> tuple[int, int] | None:
    """Where the name stands that an item opens with, the rank or category that it won apart.

    One that no mark-up shows has a capital where none is due: « Un skatepark à la plaine » is no name.
    """
    block = view.blocks[number]
    if block.kind == "cell":
        return 0, len(block.text)
    keyed = _KEYED.match(block.text)
    ranked = keyed and (is_prize(keyed["key"]) or _RANK.fullmatch(plain(keyed["key"])))
    first = keyed.end() if keyed and ranked else 0
    if _NOBODY.match(view.plain[number]) or _NOBODY.match(view.plain[number], first):
        return None
    marked = next((s for s in spans_within(block, first, first + 3) if s.kind == "strong"), None)
    head = None if marked else _HEAD.match(block.text, first)
    span = (marked.start, marked.end) if marked else head.span("name") if head else None
    if span is None:
        return None
    start, end = trim_name(block.text, *span)
    label = block.text[start:end].rstrip(" :,.")
    bare = _ARTICLE.sub("", label)
    shown = marked or (_MIXED.search(bare) and not _holds_noun(view, number, start, end))
    named = shown and (bare[:1].isupper() or marked or label[:1].isdigit())
    named = named and not _is_category(view, number, start, start + len(label))
    if not named or not 0 < len(label.split()) <= _WORDS or _INDEFINITE.match(label):
        return None
    if is_key(label) or find_known(view.gazetteer, label):
        return None
    return start, start + len(label)


def _is_category(view: View, number: int, start: int, end: int) -> bool:
    """« Innovation sociale : La Serre »: one capital before a colon and a name is as often what was won."""
    text = view.blocks[number].text
    colon = _BEFORE_NAME.match(text, end)
    if colon is None or view.cue_at("class", number, colon.end()):
        return False
    return not _ARTICLE.match(text, start) and len(_MARKS.findall(text, start, end)) < _SEVERAL


def _holds_noun(view: View, number: int, start: int, end: int) -> bool:
    """« Rénovation du préau de l'école Pagnol » is what is done, and no name."""
    text = view.blocks[number].text
    return any(text[noun.start].islower() for noun in view.cues("class", number, start + 1, end))
