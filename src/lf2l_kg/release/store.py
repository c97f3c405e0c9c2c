"""The store of a release: Oxigraph on disk, filled once, then only read."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory

import pyoxigraph as ox

from .chunks import join_lines

FOLDER = "store"
SUMS = "store.sha256"
_BLOCK = 1 << 24  # bytes of a dump that are read at a time
_CALL = 600_000  # quads, at most, that the engine is given in a call
_LINES = 10_000  # that are written or read at a time


class NewStore:
    """A store to fill, on other cores meanwhile; at the end of its ``with`` it is full, and closed.

    Raises:
        OSError: when the disk is full, or the folder cannot be written.
    """

    def __init__(self, path: Path) -> None:
        """Name the folder; it is made with the first quads."""
        self._path = path
        self._store: ox.Store | None = None
        self._loaders = ThreadPoolExecutor(2)
        self._loading: list[Future[None]] = []

    def open(self) -> ox.Store:
        """The store itself."""
        if self._store is None:
            self._store = ox.Store(str(self._path))
        return self._store

    def fill(self, lines: Sequence[str]) -> None:
        """Begin to add quads; named graphs and the default graph are filled at the same time.

        The engine holds a call's quads in memory, some 800 bytes each, and writes a set of files for each:
        so calls are few, and as long as memory allows. More than two are merged at the end.

        Args:
            lines: of N-Quads; of N-Triples for the default graph.
        """
        self._loading.append(self._loaders.submit(self._fill, self.open(), lines))

    def _fill(self, store: ox.Store, lines: Sequence[str]) -> None:
        calls = -(-len(lines) // _CALL)
        length = -(-len(lines) // max(calls, 1))
        for begin in range(0, len(lines), max(length, 1)):
            self._load(store, lines[begin : begin + length])
        if calls > 2:
            store.optimize()

    def _load(self, store: ox.Store, lines: Sequence[str]) -> None:
        """One call, from a file: not all of the text is in memory, and the engine need not wait for us."""
        with TemporaryDirectory(dir=self._path.parent) as folder:
            text = Path(folder) / "quads.nq"
            with text.open("wb") as stream:
                stream.writelines(_texts(lines))
            # What we wrote ourselves need not be checked again term by term.
            store.bulk_load(path=text, format=ox.RdfFormat.N_QUADS, lenient=True)

    def __enter__(self) -> NewStore:
        """This store."""
        return self

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        """Close it: nothing may write to the folder once it is renamed, or removed."""
        self._loaders.shutdown(cancel_futures=error is not None)
        loading, self._loading = self._loading, []
        try:
            if error is None:
                for part in loading:
                    part.result()
                if self._store is not None:
                    self._store.flush()
        finally:
            self._store = None
        for log in self._path.glob("LOG*"):
            log.unlink()  # RocksDB's diary: it tells of this machine, and nobody needs it to read


def count_quads(path: Path) -> int:
    """How many quads a store holds.

    Raises:
        OSError: when it is damaged.
    """
    return len(ox.Store.read_only(str(path)))


def dump_store(path: Path, target: Path) -> None:
    """Write the quads of a store as N-Quads into a file.

    Raises:
        OSError: when the store is damaged, or the file cannot be written.
    """
    ox.Store.read_only(str(path)).dump(str(target), format=ox.RdfFormat.N_QUADS)


def holds_exactly(dumped: Path, *wanted: Sequence[str]) -> bool:
    """Whether the dump of a store holds some N-Quads lines and no other.

    The engine keeps numbers and dates by their value (``51.0`` becomes ``51``): so is it here. Of each
    line its hash alone is kept; nobody can foresee it, as Python draws another key in each process.

    Args:
        dumped: see :func:`dump_store`.
        wanted: the lines, in any order.
    """
    held: set[int] = set()
    with dumped.open("rb") as stream:
        while block := stream.read(_BLOCK) + stream.readline():
            held.update(map(hash, block.split(b"\n")))
    held.discard(hash(b""))
    found: set[int] = set()
    missing: list[bytes] = []
    for text in (text for lines in wanted for text in _texts(lines)):
        lines = text.split(b"\n")[:-1]
        hashes = [*map(hash, lines)]
        if held.issuperset(hashes):
            found.update(hashes)
        else:
            found.update(held.intersection(hashes))
            missing += [line for line in lines if hash(line) not in held]
    by_value = ox.Store()
    by_value.bulk_load(b"\n".join(missing), ox.RdfFormat.N_QUADS)
    same = by_value.dump(format=ox.RdfFormat.N_QUADS) or b""
    return found.union(map(hash, same.split(b"\n")[:-1])) == held


def _texts(lines: Sequence[str]) -> Iterator[bytes]:
    """The lines as text, some at a time."""
    for begin in range(0, len(lines), _LINES):
        yield join_lines(lines[begin : begin + _LINES])


def sum_files(path: Path) -> str:
    """The SHA-256 of every file of a store, as ``sha256sum -c`` reads them."""
    lines = []
    for file in sorted(path.iterdir()):
        with file.open("rb") as stream:
            digest = hashlib.file_digest(stream, "sha256").hexdigest()
        lines.append(f"{digest}  {path.name}/{file.name}\n")
    return "".join(lines)
