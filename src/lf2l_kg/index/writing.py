"""Writing the index: made in memory, given as the bytes of one SQLite file."""

from __future__ import annotations

import sqlite3
import sys
from functools import cache
from pathlib import Path

from lf2l_kg import base
from lf2l_kg.base.dataset import Dataset
from lf2l_kg.base.products import make_key

from .gathering import gather
from .rows import Rows, Table
from .schema import INDEXES, TABLES, VERSION

_INTO = {  # a row of the full text bears its number
    "named": "named(rowid, label, alias, around, description)",
    "told": "told(rowid, text)",
}


def index_dataset(dataset: Dataset, base_iri: str, namespace: str) -> bytes:
    """Make the index of a dataset.

    Args:
        dataset: with its evidence.
        base_iri: what the IRIs of our data begin with.
        namespace: of the ontology's terms.

    Returns:
        The bytes of the SQLite file: the same for the same dataset, with the same version of SQLite.
    """
    rows = Rows(gather(dataset, base_iri), namespace)
    connection = sqlite3.connect(":memory:", isolation_level=None)
    try:
        connection.execute("PRAGMA page_size = 4096")
        connection.executescript(TABLES)
        connection.execute(f"PRAGMA user_version = {VERSION}")
        connection.execute("BEGIN")
        insert_rows(connection, ("made", [(maker_of(base_iri, namespace),)]))
        for table in rows.tables():
            insert_rows(connection, table)
        for table in rows.full_text():
            insert_rows(connection, table)
            connection.execute(f"INSERT INTO {table[0]}({table[0]}) VALUES ('optimize')")  # noqa: S608 - ours
        connection.execute("COMMIT")
        connection.executescript(INDEXES)
        return connection.serialize()
    finally:
        connection.close()


def insert_rows(connection: sqlite3.Connection, table: Table) -> None:
    """Add rows to a table."""
    name, rows = table
    if rows:
        marks = ", ".join("?" * len(rows[0]))
        connection.executemany(f"INSERT INTO {_INTO.get(name, name)} VALUES ({marks})", rows)  # noqa: S608 - ours


def maker_of(base_iri: str, namespace: str) -> str:
    """What names all that the rows of the same dataset depend on.

    Args:
        base_iri: as for :func:`index_dataset`.
        namespace: likewise.
    """
    return make_key(_code(), base_iri, namespace).hex()


@cache
def _code() -> bytes:
    """Our code, Python, whose tables say what is a letter, and SQLite."""
    folders = (Path(__file__).parent, Path(base.__file__).parent)
    files = [file.read_bytes() for folder in folders for file in sorted(folder.glob("*.py"))]
    return make_key(sys.version, sqlite3.sqlite_version, *files)
