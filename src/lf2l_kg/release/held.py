"""The quads that a store holds, read from it and compared with those that it should hold."""

from __future__ import annotations

import time
from array import array
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory

import pyoxigraph as ox

_BLOCK = 1 << 20  # bytes of a dump that are read at a time
_PAUSE = 0.05  # seconds until the engine has written more


def read_held(store: Path) -> array[int]:
    """What a store holds: of each quad the hash of its N-Quads line.

    Nobody can foresee a hash, as Python draws another key in each process. The engine writes on another
    core meanwhile.

    Args:
        store: its folder.

    Raises:
        OSError: when the store is damaged, or there is no room for its quads.
    """
    held = array("q")  # much smaller than a set, and kept while a release is made again
    with TemporaryDirectory() as folder, ThreadPoolExecutor(1) as beside:
        dumped = Path(folder) / "store.nq"
        dumped.touch()
        engine = ox.Store.read_only(str(store))
        writing = beside.submit(engine.dump, str(dumped), format=ox.RdfFormat.N_QUADS)
        with dumped.open("rb") as stream:
            begun, done = b"", False
            while not done:
                done = writing.done()  # asked before reading: nothing comes after
                while block := stream.read(_BLOCK):
                    *lines, begun = (begun + block).split(b"\n")
                    held.extend(map(hash, lines))
                if not done:
                    time.sleep(_PAUSE)
        writing.result()
    return held


def holds_exactly(held: Future[array[int]], wanted: Callable[[], Iterable[bytes]]) -> bool:
    """Whether a store holds some quads and no other.

    The engine keeps numbers and dates by their value (``51.0`` becomes ``51``): so is it here.

    Args:
        held: what :func:`read_held` gives; those that are wanted are read before it is waited for.
        wanted: gives N-Quads in pieces of whole lines, in any order, each line once.

    Raises:
        OSError: when the store could not be read.
    """
    names = array("q")
    for text in wanted():
        names.extend(map(hash, text.split(b"\n")[:-1]))
    known, left = set(held.result()), set(names)
    if known == left:
        return True
    left -= known  # wanted, and not there as it is written
    lines = (line for text in wanted() for line in text.split(b"\n")[:-1])
    missing = b"\n".join(line for line in lines if hash(line) in left)
    by_value = ox.Store()
    by_value.bulk_load(missing, ox.RdfFormat.N_QUADS)
    written = by_value.dump(format=ox.RdfFormat.N_QUADS) or b""
    same = set(map(hash, written.split(b"\n")[:-1]))
    return same <= known and known.difference(names) <= same
