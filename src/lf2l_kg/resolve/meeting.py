"""Which things of a corpus can have to do with each other: those that have a key in common.

Whatever decides what is one thing, and which IRI it has, compares names, identifiers and words of two things,
or of a thing and a row of the register. What shares none of these keys, directly or through others, cannot
change what becomes of a thing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from lf2l_kg.base.text import normalise

from .clusters import Tables, cited_form, cited_forms, document_keys
from .minting import bare_key
from .outline import Node
from .register import Row, written_key


def meeting_keys(nodes: Iterable[Node], tables: Tables, row: Row | None = None) -> set[str]:
    """The keys of some nodes, and of the row that they have in the register; scopes are left out."""
    keys = {*row.keys} if row else set[str]()
    for member in nodes:
        keys.update(_keys(member, tables))
    return {bare_key(written_key(key)) for key in keys}


def _keys(member: Node, tables: Tables) -> Iterator[str]:
    yield from tables.identifiers.get(member, ())
    yield from tables.told.get(member, ())
    if member[0] == "Document":
        yield from document_keys(member[1], tables)
        return
    labels = tables.labels[member]
    for text in (*labels, *tables.aliases.get(member, ())):
        yield f"name:{normalise(text)}"
    if member[0] == "Person":
        for label in labels:
            for initial, surname in [cited_form(label)] if "." in label else cited_forms(label):
                yield f"cited:{initial} {surname}"
