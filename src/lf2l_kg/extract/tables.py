"""Tables: a row is about one thing, a column head names a property or the class of what stands below.

The heads are read like the keys of a front matter, through ``ontology/context.jsonld``. A row is about
what stands in its first cell (« Projet | Porteur »), unless that is a place or a value and another
column has the things (« Commune | Projet | Porteur »); what is said of a place is said of that place.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lf2l_kg.base.classes import find_page_class
from lf2l_kg.base.expressions import expression
from lf2l_kg.base.ontology import Property
from lf2l_kg.base.records import Fact, Mention
from lf2l_kg.base.text import collapse

from .gazetted import find_known
from .names import Names
from .offices import office_in
from .outline import Outline
from .page import find_class
from .properties import Key, read_key
from .sections import section_subject
from .shapes import is_proper
from .topic import state
from .values import value_of
from .view import Found, Stretch, View

_LONGEST_NAME = 8  # words
_NAME = expression(r"(?:nom|noms|prenom(?:,? et)? nom|nom(?:,? et)? prenom|name|qui|who)")
_SITE = expression(r"(?:lieux?|espaces?|equipements?|venues?)")
_NUMBER = expression(r"[0-9][0-9\s\u202f\u00a0.]*")
_BETWEEN = expression(r"\s*[;,\n]\s*")
# « Indicateur | Valeur »: a row says one thing of what the page or the section is about.
_SHEET = expression(
    r"(?:indicateurs?|donnees?|caracteristiques?|rubriques?|champs?|informations?|chiffres?(?: cles?)?"
    r"|criteres?|elements?|fiche(?: d'identite| signaletique)?|indicators?|fields?|data)"
)
_NOTHING = frozenset({"-", "–", "—", "/", "?", "n/a"})


@dataclass(slots=True)
class _Table:
    """The cells of a table, by row and column, as block numbers."""

    heads: dict[int, str] = field(default_factory=dict)  # in plain form
    classes: dict[int, str] = field(default_factory=dict)  # of what a column's cells name
    keys: dict[int, Key] = field(default_factory=dict)
    rows: dict[int, dict[int, int]] = field(default_factory=dict)
    is_sheet: bool = False  # whether its rows, and not its columns, begin with a key
    main: int = 0  # the column of what the rows are about


def read_tables(view: View) -> list[_Table]:
    """The tables of which at least one column head names a property."""
    return view.once(_read_tables)


def _read_tables(view: View) -> list[_Table]:
    tables: dict[int, _Table] = {}
    for number, block in enumerate(view.blocks):
        if block.kind != "cell":
            continue
        table = tables.setdefault(block.table, _Table())
        if block.row > 0:
            table.rows.setdefault(block.row, {})[block.column] = number
            continue
        table.heads[block.column] = collapse(view.plain[number])
        table.classes[block.column] = _class_of_head(view, number)
        key = read_key(view, block.text)
        if key is not None:
            table.keys[block.column] = key
    for table in tables.values():
        table.is_sheet = bool(_SHEET.fullmatch(table.heads.get(0, "-")))
        if table.is_sheet:
            continue
        _read_names(table)
        table.main = _main_column(view, table)
        table.keys.pop(table.main, None)
        _read_carriers(view, table)
    return [table for table in tables.values() if table.keys or table.is_sheet]


def _read_names(table: _Table) -> None:
    """What « Nom » and « Lieu » head: persons beside a function, a place's things beside its town."""
    places = [c for c, kind in table.classes.items() if kind == "Territory"]
    persons = any(key.wanted.name in ("role", "email") for key in table.keys.values())
    for column, head in table.heads.items():
        if _NAME.fullmatch(head) and persons:
            table.classes[column] = "Person"
        elif _SITE.fullmatch(head) and places and column not in places:
            table.classes[column] = "Project"
        else:
            continue
        table.keys.pop(column, None)


def _read_carriers(view: View, table: _Table) -> None:
    """« Projet | Structure »: an institution beside a project carries it."""
    bodies = [c for c, kind in table.classes.items() if kind == "Institution" and c != table.main]
    carried = any(key.wanted.name == "carriedBy" for key in table.keys.values())
    wanted = view.lexicon.ontology.properties.get("carriedBy")
    if table.classes.get(table.main) == "Project" and len(bodies) == 1 and wanted and not carried:
        table.keys.setdefault(bodies[0], Key(wanted, reverse=False))


def _main_column(view: View, table: _Table) -> int:
    """The column of what the rows are about: the first, unless it holds places, bodies, values, numbers.

    Beside projects bodies only carry them; without another column of things the first is the one.
    """
    cells = (view.blocks[row[0]].text for row in table.rows.values() if 0 in row)
    if (
        table.classes.get(0, "") in ("Territory", "Institution")
        or not table.heads.get(0)
        or (0 in table.keys and not table.classes.get(0))
        or not any(character.isalpha() for text in cells for character in text)
    ):
        for column, kind in sorted(table.classes.items()):
            if column and kind not in ("", "Territory") and column not in table.keys:
                return column
    return 0


def _class_of_head(view: View, number: int) -> str:
    text = view.blocks[number].text
    known = find_page_class(view.lexicon.ontology, text) or find_class(view, text)
    if known:
        return known if known != "Document" else ""
    cue = view.lexicon.find_cue("class", text) or view.lexicon.find_cue("context", text)
    return cue.announces if cue else ""


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
                text = view.blocks[number].text
                kind = table.classes.get(table.main, "") or outline.item_class(number)
                kind = kind or ("Territory" if find_known(view.gazetteer, text) else "Project")
                scope = place.label if place is not None and kind == "Project" else ""
                label = collapse(text)
                yield Found(number, 0, len(text), kind, label, "table.row", 0.75, scope)


def _bodies(view: View, table: _Table) -> Iterator[Found]:
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


def _place(view: View, table: _Table, cells: dict[int, int]) -> Found | None:
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
            at = [cells[column] for column in dict.fromkeys((table.main, 0)) if column in cells]
            named = [names.at(number, 0, 1 << 30) for number in at]
            things = [name.mention for name in named if name is not None]
            for column, key in table.keys.items():
                domain = key.wanted.domain
                thing = next((t for t in things if t.kind in (domain or (t.kind,))), None)
                if column in cells and thing is not None:
                    yield from _said(view, names, thing, key, cells[column])
                if column in cells and thing is not None and key.wanted.name == "role":
                    yield from _office(view, outline, names, thing, cells[column])


def _office(
    view: View, outline: Outline, names: Names, person: Mention, number: int
) -> Iterator[Fact]:
    """« Ana Costa | trésorière » in a section about an institution."""
    body = section_subject(view, outline, names, number)
    predicate = office_in(view.plain[number], body) if body is not None else ""
    if body is not None and predicate and person.kind == "Person":
        where = Stretch(number, 0, len(view.blocks[number].text))
        yield state(view, f"table.{predicate}", 0.7, person, predicate, body, where)


def _sheet(view: View, outline: Outline, names: Names, table: _Table) -> Iterator[Fact]:
    """What the rows « Population | 15 000 » say of what the section or the page is about."""
    for cells in table.rows.values():
        if 0 not in cells or 1 not in cells:
            continue
        key = read_key(view, view.blocks[cells[0]].text)
        thing = section_subject(view, outline, names, cells[0])
        if key and thing and thing.kind in (key.wanted.domain or (thing.kind,)):
            yield from _said(view, names, thing, key, cells[1])


def _said(view: View, names: Names, thing: Mention, key: Key, number: int) -> Iterator[Fact]:
    where = Stretch(number, 0, len(view.blocks[number].text))
    rule = f"table.{key.wanted.name}"
    for value in _values(view, names, key.wanted, number):
        if not key.reverse and value != thing:
            yield state(view, rule, 0.85, thing, key.wanted.name, value, where)
        elif key.reverse and isinstance(value, Mention):
            yield state(view, rule, 0.85, value, key.wanted.name, thing, where)


def _values(view: View, names: Names, wanted: Property, number: int) -> Iterator[Mention | str]:
    """The things or the literal that a cell holds."""
    text = re.sub(r"\s*\([^()]*\)$", "", collapse(view.blocks[number].text))
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
        within = names.within(Stretch(number, start, start + len(piece)))
        known = [n.mention for n in within if n.mention.kind in wanted.range]
        bare = re.sub(r"\s*\([^()]*\)$", "", collapse(piece))
        yield from dict.fromkeys(known) or value_of(view, wanted, bare)
