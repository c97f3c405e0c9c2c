"""The quads that a store holds, read from it and compared with those that it should hold."""

from __future__ import annotations

import time
from array import array
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
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


def holds_exactly(held: array[int], wanted: Iterable[bytes]) -> bool:
    """Whether a store holds some quads and no other.

    The engine keeps numbers and dates by their value (``51.0`` becomes ``51``): so is it here.

    Args:
        held: see :func:`read_held`.
        wanted: N-Quads, in pieces of whole lines, in any order, each line once.
    """
    rest = set(held)  # what nobody has wanted so far
    missing: list[bytes] = []
    for text in wanted:
        lines = text.split(b"\n")[:-1]
        hashes = [*map(hash, lines)]
        if not rest.issuperset(hashes):
            missing += [line for line, name in zip(lines, hashes, strict=True) if name not in rest]
        rest.difference_update(hashes)
    by_value = ox.Store()
    by_value.bulk_load(b"\n".join(missing), ox.RdfFormat.N_QUADS)
    written = by_value.dump(format=ox.RdfFormat.N_QUADS) or b""
    same = set(map(hash, written.split(b"\n")[:-1]))
    return rest <= same and not same.difference(held)
