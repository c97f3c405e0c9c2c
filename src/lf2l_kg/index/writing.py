"""Writing the index: made in memory, given as the bytes of one SQLite file."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterable, Iterator

import msgspec

from lf2l_kg.base.dataset import Dataset

from .gathering import gather
from .rows import Rows, Table
from .schema import INDEXES, TABLES, VERSION

_SOME = 10_000  # rows that are digested at once
_INTO = {  # a row of the full text bears its number
    "named": "named(rowid, label, alias, around, description)",
    "told": "told(rowid, text)",
}


def index_dataset(dataset: Dataset, base_iri: str, namespace: str) -> tuple[bytes, bytes]:
    """Make the index of a dataset.

    Args:
        dataset: with its evidence.
        base_iri: what the IRIs of our data begin with.
        namespace: of the ontology's terms.

    Returns:
        The bytes of the SQLite file, and what :func:`digest_index` gives: the file also tells which
        version of SQLite made it.
    """
    rows, digest = Rows(gather(dataset, base_iri), namespace), _Digest()
    connection = sqlite3.connect(":memory:", isolation_level=None)
    try:
        connection.execute("PRAGMA page_size = 4096")
        connection.executescript(TABLES)
        connection.execute(f"PRAGMA user_version = {VERSION}")
        connection.execute("BEGIN")
        for table in digest.take(rows.tables()):
            _insert(connection, table)
        for table in rows.full_text():
            _insert(connection, table)
            connection.execute(f"INSERT INTO {table[0]}({table[0]}) VALUES ('optimize')")  # noqa: S608 - ours
        connection.execute("COMMIT")
        connection.executescript(INDEXES)
        return connection.serialize(), digest.hexdigest()
    finally:
        connection.close()


def digest_index(dataset: Dataset, base_iri: str, namespace: str) -> bytes:
    """What names the content of an index, without making it.

    Args:
        dataset: as for :func:`index_dataset`.
        base_iri: likewise.
        namespace: likewise.

    Returns:
        The SHA-256, hexadecimal, of all rows but those of the full text, which follows from them.
    """
    digest = _Digest()
    for _ in digest.take(Rows(gather(dataset, base_iri), namespace).tables()):
        pass
    return digest.hexdigest()


class _Digest:
    """The SHA-256 of rows."""

    def __init__(self) -> None:
        self._sha256 = hashlib.sha256()
        self._encode = msgspec.json.Encoder().encode

    def take(self, tables: Iterable[Table]) -> Iterator[Table]:
        """Hand tables on, and add each to the digest: its name, then its rows as JSON."""
        for name, rows in tables:
            self._sha256.update(name.encode())
            for begin in range(0, len(rows), _SOME):
                self._sha256.update(self._encode(rows[begin : begin + _SOME]))
            yield name, rows

    def hexdigest(self) -> bytes:
        """So far."""
        return self._sha256.hexdigest().encode()


def _insert(connection: sqlite3.Connection, table: Table) -> None:
    name, rows = table
    if rows:
        marks = ", ".join("?" * len(rows[0]))
        connection.executemany(f"INSERT INTO {_INTO.get(name, name)} VALUES ({marks})", rows)  # noqa: S608 - ours
