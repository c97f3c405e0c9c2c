"""Whether two indexes hold the same, whatever numbers stand for things in each."""

from __future__ import annotations

import sqlite3
from collections.abc import Generator
from contextlib import closing
from itertools import zip_longest
from pathlib import Path
from typing import Any

_BLOCK = 1 << 20  # bytes that are read at a time
#: All that the tables hold, without a number that another index may not have.
_CONTENTS = (
    "SELECT iri, kind, fr, en, other, other_language, key, incoming FROM node ORDER BY iri",
    """
    SELECT s.iri, p.iri, o.iri, f.value, f.datatype, f.language, f.origin
    FROM fact f JOIN node s ON s.id = f.subject JOIN node p ON p.id = f.predicate
    LEFT JOIN node o ON o.id = f.object ORDER BY s.iri, f.id""",
    """
    SELECT s.iri, p.iri, o.iri, f.value, f.datatype, f.language,
      d.iri, e.rule, e.confidence, e.reviewed, e.position, e.line, e.exact
    FROM evidence e JOIN node d ON d.id = e.document JOIN fact f ON f.id = e.fact
    JOIN node s ON s.id = f.subject JOIN node p ON p.id = f.predicate
    LEFT JOIN node o ON o.id = f.object ORDER BY s.iri, f.id, e.place""",
    "SELECT count(*) FROM evidence",
    """
    SELECT n.iri, m.facet, v.iri FROM member m JOIN node n ON n.id = m.node
    JOIN node v ON v.id = m.value ORDER BY n.iri, m.facet, v.iri""",
    """
    SELECT n.iri, p.latitude, p.longitude, t.iri FROM place p JOIN node n ON n.id = p.node
    LEFT JOIN node t ON t.id = p.territory ORDER BY n.iri""",
    "SELECT n.iri, p.path FROM path p JOIN node n ON n.id = p.node ORDER BY n.iri",
    """
    SELECT n.iri, c.description, t.iri FROM card c JOIN node n ON n.id = c.node
    LEFT JOIN node t ON t.id = c.territory ORDER BY c.rank""",
    """
    SELECT w.text, n.iri, w.alias FROM name w JOIN card c ON c.rank = w.rank
    JOIN node n ON n.id = c.node ORDER BY c.rank, w.rowid""",
    "SELECT term, doc, cnt FROM word ORDER BY term",
    *(
        f"""
        SELECT w.term, n.iri, w.col FROM {table}_words w LEFT JOIN card c ON c.rank = w.doc
        LEFT JOIN node n ON n.id = c.node ORDER BY w.term, c.rank, w.col"""  # noqa: S608 - ours
        for table in ("named", "told")
    ),
)


def holds_the_same(index: Path, data: bytes) -> bool:
    """Whether the file of an index holds what another index does, given as its bytes.

    Of the full text, the words of each thing are compared.
    """
    try:
        if _is_file_of(index, data):  # so it is, unless it was made from an earlier one
            return True
        with (
            closing(sqlite3.connect(f"{index.resolve().as_uri()}?mode=ro", uri=True)) as one,
            closing(sqlite3.connect(":memory:")) as other,
        ):
            other.deserialize(data)
            with closing(_rows_of(one)) as mine, closing(_rows_of(other)) as theirs:
                return all(row == like for row, like in zip_longest(mine, theirs))
    except (OSError, sqlite3.Error, UnicodeDecodeError):
        return False


def _is_file_of(path: Path, data: bytes) -> bool:
    """Whether a file has some bytes; it is not in memory as a whole."""
    whole, place = memoryview(data), 0
    with path.open("rb") as stream:
        while block := stream.read(_BLOCK):
            if whole[place : place + len(block)] != block:
                return False
            place += len(block)
    return place == len(data)


def _rows_of(connection: sqlite3.Connection) -> Generator[tuple[Any, ...], None, None]:
    yield from connection.execute("PRAGMA user_version")
    for table in ("named", "told"):
        connection.execute(
            f"CREATE VIRTUAL TABLE temp.{table}_words USING fts5vocab(main, {table}, instance)"
        )
    for query in _CONTENTS:
        yield from connection.execute(query)
