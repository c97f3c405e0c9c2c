"""The store of a release: Oxigraph on disk, filled once, then only read."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

import pyoxigraph as ox

FOLDER = "store"
SUMS = "store.sha256"


def fill_store(path: Path, data: bytes, merged: Iterable[str]) -> None:
    """Write the named graphs, and in the default graph the merged statements without the evidence.

    Args:
        path: of the folder, which is made.
        data: the dataset's N-Quads.
        merged: lines of N-Triples.

    Raises:
        OSError: when the disk is full, or the folder cannot be written.
    """
    everything = b"".join((data, "".join(f"{line}\n" for line in merged).encode()))
    store = ox.Store(str(path))
    try:
        store.bulk_load(input=everything, format=ox.RdfFormat.N_QUADS)
        store.flush()
        store.optimize()
        store.flush()
    finally:
        del store  # closes it: nothing may write to the folder once it is renamed, or removed
    for log in path.glob("LOG*"):
        log.unlink()  # RocksDB's diary: it tells of this machine, and nobody needs it to read


def count_quads(path: Path) -> int:
    """How many quads a store holds.

    Raises:
        OSError: when it is damaged.
    """
    return len(ox.Store.read_only(str(path)))


def holds_exactly(path: Path, lines: Iterable[str]) -> bool:
    """Whether a store holds some N-Quads lines and no other.

    The engine keeps numbers and dates by their value (``51.0`` becomes ``51``): so is it here.

    Raises:
        OSError: when the store is damaged.
    """
    wanted, held = set(lines), _dump(ox.Store.read_only(str(path)))
    missing, strange = wanted - held, held - wanted
    by_value = ox.Store()
    by_value.bulk_load("\n".join(missing).encode(), ox.RdfFormat.N_QUADS)
    same = _dump(by_value)
    return same <= held and strange <= same


def _dump(store: ox.Store) -> set[str]:
    data = store.dump(format=ox.RdfFormat.N_QUADS) or b""
    return set(data.decode().split("\n")[:-1])


def sum_files(path: Path) -> str:
    """The SHA-256 of every file of a store, as ``sha256sum -c`` reads them."""
    lines = []
    for file in sorted(path.iterdir()):
        with file.open("rb") as stream:
            digest = hashlib.file_digest(stream, "sha256").hexdigest()
        lines.append(f"{digest}  {path.name}/{file.name}\n")
    return "".join(lines)
