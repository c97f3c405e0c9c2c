"""Lines « Clé : valeur », in paragraphs, lists and definition lists.

The keys are those of a front matter (``ontology/context.jsonld``) or the words of a relation cue. What
they are said of is what the lines are about: « Projet : X » at their head, the item above theirs, the
name that stands alone above them, the heading, the page.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from lf2l_kg.base.expressions import expression
from lf2l_kg.base.ontology import Property
from lf2l_kg.base.records import Fact, Mention
from lf2l_kg.base.text import collapse
from lf2l_kg.extract.names.sections import (
    heading_above,
    is_generic,
    is_of_page,
    parent_items,
    section_subject,
    whole_name,
)
from lf2l_kg.extract.names.settled import Names
from lf2l_kg.extract.names.topic import state
from lf2l_kg.extract.names.whereabouts import whereabouts
from lf2l_kg.extract.page.keyed import NAMED, Pair, are_keyed, first_values, read_pairs
from lf2l_kg.extract.page.outline import Outline
from lf2l_kg.extract.page.values import is_prose, literal_of, value_of
from lf2l_kg.extract.text.acronyms import is_acronym
from lf2l_kg.extract.text.denials import is_unsure
from lf2l_kg.extract.text.gazetted import find_known
from lf2l_kg.extract.text.keys import is_key
from lf2l_kg.extract.text.shapes import FULL_PERSON, UPPER
from lf2l_kg.extract.text.view import Found, View

_BETWEEN = expression(
    rf"\s*[,;]\s*|\s+(?:et|and|&)\s+(?=(?:(?:le|la|les|the)\s+|l[’'])?[{UPPER}«])"
)
_HEAD_END = expression(r"\s*[,(–—]\s*|\s+-\s+")
_ASIDE = expression(r"\s*\([^()]*\)\s*$")
_INNER_CAPITAL = expression(rf"[{UPPER}]\w*\s+.*?(?<!\w)[{UPPER}]|^\S*\w[{UPPER}]|^\S+$")
_NO_NAME = expression(r"[()\[\]{}<>@#=?/|]")
_LONGEST_NAME = 7  # words
_SEVERAL = 3  # properties of lines below a heading that is the name of their thing
_FIRST = 3  # characters that may stand before the name that opens an item


def find_pairs(view: View) -> Iterator[Found]:
    """The names that are values and that nothing else would show to be names."""
    for pair in view.once(read_pairs):
        if pair.wanted is None:
            label = _ASIDE.sub("", view.text(pair.value)).strip(" .")
            if _BETWEEN.search(label):
                continue  # « Industriels : Motris, Veolia et Thales »
            is_name = pair.named or _INNER_CAPITAL.search(label)
            if _is_label(label) and label[0].isupper() and is_name:
                yield _found(pair, pair.value.start, label, pair.kind, "pair.name", 0.8)
        elif pair.wanted.range and "Theme" not in pair.wanted.range:
            yield from _values(view, pair, pair.wanted)


def find_heads(view: View) -> Iterator[Found]:
    """The name above lines of which one says who carries it: « ### La Ruche », then « Porteur : … ».

    A heading below another is one too that stands above lines of several properties.
    """
    below: dict[int, set[str]] = {}  # the properties of the lines below each heading
    pairs = [p for p in view.once(read_pairs) if p.wanted is not None and not p.inner]
    for pair in pairs:
        if pair.wanted is not None and "Project" in pair.wanted.domain:
            heading = heading_above(view, pair.value.block)
            below.setdefault(heading, set()).add(pair.wanted.name)
    for pair in pairs:
        heading = heading_above(view, pair.value.block)
        several = heading > 0 and len(below.get(heading, ())) >= _SEVERAL
        carried = pair.wanted is not None and pair.wanted.name == "carriedBy"
        number = _above(view, pair.value.block)
        if number is None or not _may_be_head(view, number):
            number = heading
        if (carried or several) and number is not None and number >= 0:
            yield from _head_found(view, pair, number, several=several and number == heading)


def _head_found(view: View, pair: Pair, number: int, *, several: bool) -> Iterator[Found]:
    if not _may_be_head(view, number):
        return
    text = view.blocks[number].text
    label = _HEAD_END.split(text, maxsplit=1)[0].strip(" .")
    sure = number == pair.value.block - 1 or " " in label or is_acronym(label)
    simple = several and _is_label(label) and not view.cues("class", number)
    named = simple or _is_name(view, number, 0, label)
    if sure and named and not (is_key(label) or find_known(view.gazetteer, label)):
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
        elif "Institution" in wanted.range and view.cues("class", pair.value.block, start, at):
            yield from _announced(view, pair, wanted, start, label)


def _announced(view: View, pair: Pair, wanted: Property, start: int, label: str) -> Iterator[Found]:
    """A value that holds the noun of its class and is one name: « SCIC Bocaux de Bourgogne »."""
    for value in value_of(view, wanted, label):
        own = isinstance(value, Mention) and label.endswith(value.label) and value.kind != "Person"
        if own and isinstance(value, Mention) and _INNER_CAPITAL.search(value.label):
            at = start + len(label) - len(value.label)
            yield _found(pair, at, value.label, value.kind, "pair.value", 0.6)


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
    led: set[int] = set()  # the blocks that begin with something else than a key
    for pair in view.once(read_pairs):
        number = pair.value.block
        goes_on = number <= last + 1 or (named is not None and are_keyed(view, last, number))
        named = named if goes_on else None  # other lines, about something else
        if pair.wanted is None:
            first = next(iter(names.within(pair.value)), None)
            thing = first is not None and first.mention.kind in NAMED  # « Project lead: Ana Costa »
            named = first.mention if first and thing and (pair.named or not goes_on) else named
        else:
            opened = pair.inner and number != last  # by words that are no line with a key
            subject = named or _subject(view, outline, names, number)
            if opened or number in led:
                subject = _opening(names, number) or _page(view, outline, names, number)
            led |= {number} if opened else set()
            if is_prose(pair.wanted):
                subject = _described(view, names, pair, subject)
            if subject is not None:
                yield from _said(view, names, subject, pair, pair.wanted)
        last = number


def _described(view: View, names: Names, pair: Pair, subject: Mention | None) -> Mention | None:
    """The thing of which a line says what it is: what stands just above, else the section's.

    « - Partenaire : Nancy », then below it « - Description : une ville », describes Nancy.
    """
    number = pair.value.block
    if view.blocks[number].kind != "item":
        return subject
    if "\n" in view.blocks[number].text[: view.once(first_values)[number].start]:
        return _opening(names, number)  # « 1. Étape un », and a line below it
    keyed = view.once(first_values).get(view.once(parent_items).get(number, -1))
    if keyed is None:
        return subject
    named = names.within(keyed)
    return named[0].mention if len(named) == 1 else None


def _opening(names: Names, number: int) -> Mention | None:
    """The thing that a block begins with: « **Toit** : rénovation de logements. Pilote : Mon Logis »."""
    first = next((n for n in names.by_block[number] if n.start <= _FIRST), None)
    return first.mention if first is not None and first.mention.kind in NAMED else None


def _page(view: View, outline: Outline, names: Names, number: int) -> Mention | None:
    """The page's thing, of a paragraph that is about it: « … les comptes. Financeurs : X, Y »."""
    paragraph = view.blocks[number].kind == "paragraph"
    return names.given if paragraph and is_of_page(view, outline, names, number) else None


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
    said = collapse(view.text(value))
    text = said if is_prose(wanted) else said.rstrip(" .")
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
    row = names.within(value)
    aside = whereabouts(view.blocks[value.block].text, row)
    for name in row:
        told = name not in aside and not is_unsure(view.plain[value.block], name.end)
        if told and name.mention.kind in wanted.range:
            yield name.mention
