"""Tables: a row is about the thing in its first cell, a column head names a property.

The heads are read like the keys of a front matter, through ``ontology/context.jsonld``; the head of
the first column may say the class of the things (« Projet », « Lieu »).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lf2l_kg.base.classes import find_page_class
from lf2l_kg.base.ontology import Property
from lf2l_kg.base.records import Fact, Mention
from lf2l_kg.base.text import collapse

from .gazetted import find_known
from .names import Names
from .outline import Outline
from .shapes import is_proper
from .topic import state
from .values import value_of
from .view import Found, Stretch, View

_LONGEST_NAME = 8  # words
_NUMBER = re.compile(r"[0-9][0-9\s\u202f\u00a0.]*")


@dataclass(slots=True)
class _Table:
    """The cells of a table, by row and column, as block numbers."""

    kind: str = ""  # class of what the rows are about; "" when the head does not say
    columns: dict[int, Property] = field(default_factory=dict)
    rows: dict[int, dict[int, int]] = field(default_factory=dict)


def read_tables(view: View) -> list[_Table]:
    """The tables of which at least one column head names a property."""
    tables: dict[int, _Table] = {}
    for number, block in enumerate(view.blocks):
        if block.kind != "cell":
            continue
        table = tables.setdefault(block.table, _Table())
        if block.row > 0:
            table.rows.setdefault(block.row, {})[block.column] = number
        elif block.column == 0:
            table.kind = _class_of_head(view, number)
        else:
            ontology = view.lexicon.ontology
            wanted = ontology.properties.get(ontology.context.find_term(block.text))
            if wanted is not None:
                table.columns[block.column] = wanted
    return [table for table in tables.values() if table.columns]


def _class_of_head(view: View, number: int) -> str:
    text = view.blocks[number].text
    known = find_page_class(view.lexicon.ontology, text)
    if known:
        return known
    cue = view.lexicon.find_cue("class", text) or view.lexicon.find_cue("context", text)
    return cue.announces if cue else ""


def find_rows(view: View, outline: Outline) -> Iterator[Found]:
    """What each row is about."""
    for table in read_tables(view):
        for cells in table.rows.values():
            number = cells.get(0)
            text = view.blocks[number].text if number is not None else ""
            if number is None or not is_proper(text) or len(text.split()) > _LONGEST_NAME:
                continue
            if text.rstrip().endswith("?"):
                continue
            place = "Territory" if find_known(view.gazetteer, text) else "Project"
            kind = table.kind or outline.item_class(number) or place
            yield Found(number, 0, len(text), kind, collapse(text), "table.row", 0.75)


def table_facts(view: View, outline: Outline, names: Names) -> Iterator[Fact]:
    """What the cells of a row say of its thing."""
    del outline
    for table in read_tables(view):
        for cells in table.rows.values():
            first = cells.get(0)
            thing = names.at(first, 0, 1 << 30) if first is not None else None
            if thing is None:
                continue
            for column, wanted in table.columns.items():
                if column in cells and thing.mention.kind in (
                    wanted.domain or (thing.mention.kind,)
                ):
                    yield from _said(view, thing.mention, wanted, cells[column])


def _said(view: View, thing: Mention, wanted: Property, number: int) -> Iterator[Fact]:
    text = re.sub(r"\s*\([^()]*\)$", "", collapse(view.blocks[number].text))
    links = [s.target for s in view.blocks[number].spans if s.kind == "link" and s.target]
    if "anyURI" in wanted.datatypes and links:
        text = links[0]
    if "integer" in wanted.datatypes:
        count = _NUMBER.match(text)
        text = re.sub(r"\D", "", count[0]) if count else ""
    if not text or text.endswith("?") or text in ("-", "–", "—"):
        return
    for value in value_of(view, wanted, text):
        where = Stretch(number, 0, len(view.blocks[number].text))
        yield state(view, f"table.{wanted.name}", 0.85, thing, wanted.name, value, where)
