"""The sums of a store's files, without reading again the tables that nobody has written since they were read.

Of many documents these are gigabytes, which releases share by hard links. A table is taken for what it was
while its inode, size and time of modification are, if that time was two seconds old when it was read. A disk
that loses a bit, or who writes and sets the time back, leaves these as they were: so one table is read in
each build all the same, in turn. When that is damaged the store is filled anew; ``verify`` reads all of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from threading import Thread

from msgspec import Struct
from msgspec.structs import replace

from lf2l_kg.base.products import Products, make_key

from .store import SUMS, TABLE, sum_files

_QUIET_NS = 2_000_000_000  # the coarsest clock of a file system in use, FAT's


class Seen(Struct, frozen=True, array_like=True):
    """A table as it was when it was read."""

    device: int
    inode: int
    size: int
    modified: int  # nanoseconds
    waits: int = 0  # how many stores have been made of it since

    @classmethod
    def of(cls, file: Path) -> Seen:
        """As it is now."""
        status = file.stat()
        return cls(status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns)


class Tables(Struct, frozen=True):
    """Those of a store that have been read."""

    seen: dict[str, Seen] = {}  # by the file's name


class Summing:
    """The sums of the files of a store, made by a thread of its own: nothing is needed for them but time."""

    def __init__(self, store: Path | None, products: Products) -> None:
        """Begin; the thread dies with the process."""
        self._store = store.resolve() if store else None
        self._products = products
        self._sums, self._tables = "", Tables()
        self._thread = Thread(target=self._begin, daemon=True)
        self._thread.start()

    def sums(self, store: Path) -> str:
        """The sums of a store's files, made now if of another; "" when they are not what they were."""
        self._thread.join()
        if store.resolve() != self._store:
            self._store = store.resolve()
            self._begin()
        return self._sums

    def finish(self, store: Path, sums: str, now: Path) -> str:
        """The sums of the files of a new store; which of its tables have been read is kept.

        Args:
            store: its folder.
            sums: where they are known, because it was made from the one before; else "".
            now: a file that was written just now.
        """
        tables = self._tables
        if not sums:
            sums, tables = _sum(store, {}, "", now.stat().st_mtime_ns)
        same = {name: seen for name, seen in tables.seen.items() if _is_same(store / name, seen)}
        self._products.keep(_key(sums), Tables(same))
        return sums

    def _begin(self) -> None:
        if self._store:
            self._sums, self._tables = _sum_if_sound(self._store, self._products)


def _sum_if_sound(store: Path, products: Products) -> tuple[str, Tables]:
    """The sums of a store's files, with these beside it, and its tables; "" where they are not the same."""
    try:
        wanted = (store.parent / SUMS).read_text(encoding="ascii")
        kept = products.find(_key(wanted), Tables) or Tables()
        sums, tables = _sum(store, kept.seen, wanted, products.opened)
    except (OSError, UnicodeDecodeError):
        return "", Tables()
    return (sums, tables) if sums == wanted else ("", Tables())


def _sum(store: Path, kept: Mapping[str, Seen], sums: str, now: int) -> tuple[str, Tables]:
    """The sums of the files of a store, and the tables that need not be read the next time.

    Args:
        store: its folder.
        kept: the tables that need not be read.
        sums: those of the files, if they are what they were.
        now: a time before this call, in nanoseconds.
    """
    turn = max(kept, key=lambda name: (kept[name].waits, name), default="")
    tables: dict[str, Seen] = {}

    def know(file: Path) -> bool:
        if file.suffix != TABLE:
            return False
        seen = Seen.of(file)
        before = kept.get(file.name)
        if before and replace(before, waits=0) == seen and file.name != turn:
            tables[file.name] = replace(before, waits=before.waits + 1)
            return True
        if seen.modified + _QUIET_NS < now:
            tables[file.name] = seen
        return False

    return sum_files(store, sums, know), Tables(tables)


def _is_same(file: Path, seen: Seen) -> bool:
    return file.exists() and Seen.of(file) == replace(seen, waits=0)


def _key(sums: str) -> bytes:
    return make_key("tables of a store", sums)
