"""Tables: a row is about one thing, a column head names a property or the class of what stands below.

``grids.py`` reads the heads. What is said of the place that a row begins with is said of that place; the
rows of a sheet (« Population | 15 000 ») say something of what the section, or the page, is about, and
so does a first column of partners or funders (« Financeur | Montant »).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lf2l_kg.base.context import fold_key
from lf2l_kg.base.expressions import expression
from lf2l_kg.base.ontology import Property
from lf2l_kg.base.records import Fact, Mention
from lf2l_kg.base.text import collapse
from lf2l_kg.extract.names.sections import section_subject
from lf2l_kg.extract.names.settled import Names
from lf2l_kg.extract.names.topic import state
from lf2l_kg.extract.page.outline import Outline
from lf2l_kg.extract.page.properties import Key, read_key
from lf2l_kg.extract.page.statements import SPANNED, read_span
from lf2l_kg.extract.page.values import is_prose, value_of
from lf2l_kg.extract.text.gazetted import find_known
from lf2l_kg.extract.text.shapes import ADDED, UPPER, is_proper
from lf2l_kg.extract.text.view import Found, Name, Stretch, View

from .grids import Table, read_tables
from .offices import office_in

_LONGEST_NAME = 8  # words
_NUMBER = expression(r"[0-9][0-9\s\u202f\u00a0.]*")
_BETWEEN = expression(r"\s*[;,\n]\s*")
_ENDS_PROPER = expression(rf"\b[{UPPER}][\w’'-]*\s$")  # before a name: one goes on with it
_NOTHING = frozenset({"-", "–", "—", "/", "?", "n/a"})
_REFUSED = expression(
    r"\W*(?:avis\s+)?(?:refuse|rejete|non retenu|non accorde|pas retenu|ajourne|defavorable|refused|rejected"
    r"|declined|not (?:funded|selected))e?s?\W*"
)


def find_rows(view: View, outline: Outline) -> Iterator[Found]:
    """What each row is about, and the place that it begins with."""
    for table in view.once(read_tables):
        yield from _bodies(view, table)
        for cells in table.rows.values() if not table.is_sheet else ():
            place = _place(view, table, cells)
            if place is not None:
                yield place
            number = cells.get(table.main)
            if number is not None and _is_name(view, number):
                if table.said is not None:
                    yield from _body(view, table.said, number)
                    continue
                text = view.blocks[number].text
                kind = table.classes.get(table.main, "") or outline.item_class(number)
                if not (table.is_of_things or (table.is_named and kind)):
                    continue
                kind = kind or ("Territory" if find_known(view.gazetteer, text) else "Project")
                scope = place.label if place is not None and kind == "Project" else ""
                given = cells.get(table.given) if table.given is not None else None
                label = collapse(text if given is None else f"{view.blocks[given].text} {text}")
                yield Found(number, 0, len(text), kind, label, "table.row", 0.75, scope)


def _body(view: View, key: Key, number: int) -> Iterator[Found]:
    """The partner or the funder that a row begins with, what is in brackets after it apart."""
    text = ADDED.sub("", view.blocks[number].text)
    for value in value_of(view, key.wanted, text):
        at = text.find(value.label) if isinstance(value, Mention) else -1
        if isinstance(value, Mention) and at >= 0:
            end = at + len(value.label)
            yield Found(number, at, end, value.kind, value.label, "table.row", 0.75)


def _bodies(view: View, table: Table) -> Iterator[Found]:
    """Bodies whose noun stands in a cell of their own: « SCIC Bocaux de Bourgogne » is one name."""
    columns = [c for c, key in table.keys.items() if "Institution" in key.wanted.range]
    for cells in table.rows.values():
        for column in columns:
            number = cells.get(column)
            text = view.blocks[number].text if number is not None else ""
            if number is None or not view.cues("class", number) or _BETWEEN.search(text):
                continue
            for value in value_of(view, table.keys[column].wanted, text):
                named = isinstance(value, Mention) and is_proper(value.label)
                if named and isinstance(value, Mention) and text.endswith(value.label):
                    start = len(text) - len(value.label)
                    yield Found(
                        number, start, len(text), value.kind, value.label, "table.body", 0.75
                    )


def _place(view: View, table: Table, cells: dict[int, int]) -> Found | None:
    """The place in the first cell of a row that is about something else."""
    number = cells.get(0)
    if table.main == 0 or number is None or table.classes.get(0) != "Territory":
        return None
    text = view.blocks[number].text
    if not _is_name(view, number):
        return None
    return Found(number, 0, len(text), "Territory", collapse(text), "table.place", 0.75)


def _is_name(view: View, number: int) -> bool:
    text = view.blocks[number].text
    is_short = len(text.split()) <= _LONGEST_NAME
    return is_proper(text) and is_short and not text.rstrip().endswith("?")


def table_facts(view: View, outline: Outline, names: Names) -> Iterator[Fact]:
    """What the cells of a row say of its thing, or of the place that the row begins with."""
    for table in view.once(read_tables):
        if table.is_sheet:
            yield from _sheet(view, outline, names, table)
            continue
        for cells in table.rows.values():
            number = cells.get(table.main)
            if table.said is not None and number is not None:
                yield from _of_section(view, outline, names, table.said, number)
            at = [cells[column] for column in dict.fromkeys((table.main, 0)) if column in cells]
            named = [names.at(number, 0, 1 << 30) for number in at]
            things = [name.mention for name in named if name is not None]
            placed = any(key.wanted.name == "memberOfInstitution" for key in table.keys.values())
            for column, key in _said_by(view, table, cells):
                domain = key.wanted.domain
                thing = next((t for t in things if t.kind in (domain or (t.kind,))), None)
                described = _is_described(table, outline, number, column)
                if is_prose(key.wanted) and not described:
                    continue
                if column in cells and thing is not None:
                    yield from _said(view, names, thing, key, cells[column])
                if (
                    column in cells
                    and thing is not None
                    and key.wanted.name == "role"
                    and not placed
                ):
                    yield from _office(view, outline, names, thing, cells[column])


def _said_by(view: View, table: Table, cells: dict[int, int]) -> Iterator[tuple[int, Key]]:
    """The columns that say something of a row; of what was refused none says who gave."""
    refused = any(_REFUSED.fullmatch(view.plain[number]) for number in cells.values())
    for column, key in table.keys.items():
        if not (refused and key.wanted.name in ("supportedBy", "hasAward", "awardedBy")):
            yield column, key


def _is_described(table: Table, outline: Outline, number: int | None, column: int) -> bool:
    """Whether a column of sentences says what the row's thing is."""
    listed = table.is_named and number is not None and outline.item_class(number) != ""
    return (table.is_of_things or listed) and table.is_beside(column) and not table.is_diary


def _of_section(
    view: View, outline: Outline, names: Names, key: Key, number: int
) -> Iterator[Fact]:
    """« Financeur | Montant »: each row begins with one of the thing that the section is about."""
    thing = section_subject(view, outline, names, number)
    if thing is not None and thing.kind in (key.wanted.domain or (thing.kind,)):
        yield from _said(view, names, thing, key, number)


def _office(
    view: View, outline: Outline, names: Names, person: Mention, number: int
) -> Iterator[Fact]:
    """« Ana Costa | trésorière » in a section about an institution."""
    body = section_subject(view, outline, names, number)
    predicate = office_in(view.plain[number], body) if body is not None else ""
    if body is not None and predicate and person.kind == "Person":
        where = Stretch(number, 0, len(view.blocks[number].text))
        yield state(view, f"table.{predicate}", 0.7, person, predicate, body, where)


def _sheet(view: View, outline: Outline, names: Names, table: Table) -> Iterator[Fact]:
    """What the rows « Population | 15 000 » say of what the section or the page is about."""
    for cells in table.rows.values():
        if 0 not in cells or 1 not in cells:
            continue
        head = view.blocks[cells[0]].text.strip(" :")
        key = read_key(view, head)
        thing = section_subject(view, outline, names, cells[0])
        if key and thing and thing.kind in (key.wanted.domain or (thing.kind,)):
            yield from _said(view, names, thing, key, cells[1])
        elif key is None and thing is not None and fold_key(head) in SPANNED:
            yield from _spanned(view, thing, cells[1])


def _spanned(view: View, thing: Mention, number: int) -> Iterator[Fact]:
    """« Durée | 2022-2024 », « Durée | 36 mois (janvier 2022 – décembre 2024) »."""
    text = collapse(view.blocks[number].text)
    where = Stretch(number, 0, len(view.blocks[number].text))
    for name, date in read_span(text).items():
        wanted = view.lexicon.ontology.properties.get(name)
        if wanted is not None and thing.kind in wanted.domain:
            yield state(view, f"table.{name}", 0.85, thing, name, date, where)


def _said(view: View, names: Names, thing: Mention, key: Key, number: int) -> Iterator[Fact]:
    where = Stretch(number, 0, len(view.blocks[number].text))
    rule = f"table.{key.wanted.name}"
    for value in _values(view, names, key.wanted, number):
        if not key.reverse and value != thing:
            yield state(view, rule, 0.85, thing, key.wanted.name, value, where)
        elif key.reverse and isinstance(value, Mention):
            yield state(view, rule, 0.85, value, key.wanted.name, thing, where)


def _is_in_name(view: View, name: Name) -> bool:
    """« Grand Est | Numérique » is not the Numérique that the text speaks of."""
    text = view.blocks[name.block].text
    return name.rule == "name.known" and _ENDS_PROPER.search(text, 0, name.start) is not None


def _values(view: View, names: Names, wanted: Property, number: int) -> Iterator[Mention | str]:
    """The things or the literal that a cell holds."""
    text = ADDED.sub("", collapse(view.blocks[number].text))
    links = [s.target for s in view.blocks[number].spans if s.kind == "link" and s.target]
    if "anyURI" in wanted.datatypes and links:
        text = links[0]
    if "integer" in wanted.datatypes:
        count = _NUMBER.match(text)
        text = re.sub(r"\D", "", count[0]) if count else ""
    if not text or text.endswith("?") or text in _NOTHING:
        return
    if not wanted.range:
        yield from value_of(view, wanted, text)
        return
    start = 0
    for piece in _BETWEEN.split(view.blocks[number].text):
        start = view.blocks[number].text.index(piece, start)
        if view.cue_at("role", number, start) is not None and "Person" in wanted.range:
            continue  # « Ana Costa, cheffe de projet »
        within = names.within(Stretch(number, start, start + len(piece)))
        known = [
            n.mention for n in within if n.mention.kind in wanted.range and not _is_in_name(view, n)
        ]
        bare = ADDED.sub("", collapse(piece))
        yield from dict.fromkeys(known) or value_of(view, wanted, bare)
