"""The store of a release: Oxigraph on disk, filled once, then only read."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory

import pyoxigraph as ox

from lf2l_kg.base.dataset import Dataset, encode_lines

FOLDER = "store"
SUMS = "store.sha256"
#: What ends the name of a sorted table of RocksDB's: it is written once and never again.
TABLE = ".sst"
_CALL = 600_000  # quads, at most, that the engine is given in a call
_BLOCK = 1 << 20  # bytes that are written at a time


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

    def fill(self, dataset: Dataset) -> None:
        """Begin to add the quads of a dataset; the default graph is filled at the same time.

        The engine holds a call's quads in memory, some 800 bytes each, and writes a set of files for each:
        so calls are few, and as long as memory allows. More than two are merged at the end.
        """
        self._begin(dataset.size, dataset.texts())

    def fill_default(self, statements: Sequence[str]) -> None:
        """Begin to add lines of N-Triples to the default graph; see :meth:`fill`."""
        self._begin(len(statements), encode_lines(statements))

    def _begin(self, size: int, texts: Iterator[tuple[int, bytes]]) -> None:
        self._loading.append(self._loaders.submit(self._fill, self.open(), size, texts))

    def _fill(self, store: ox.Store, size: int, texts: Iterator[tuple[int, bytes]]) -> None:
        calls = -(-size // _CALL)
        for _ in range(calls):
            self._load(store, texts, -(-size // calls))
        if calls > 2:
            store.optimize()

    def _load(self, store: ox.Store, texts: Iterator[tuple[int, bytes]], size: int) -> None:
        """One call, from a file: not all of the text is in memory, and the engine need not wait for us."""
        with TemporaryDirectory(dir=self._path.parent) as folder:
            file, count = Path(folder) / "quads.nq", 0
            # Each write lets other threads go on, and then waits for them: few large ones.
            with file.open("wb", buffering=_BLOCK) as stream:
                for quads, text in texts:
                    stream.write(text)
                    count += quads
                    if count >= size:
                        break
            # What we wrote ourselves need not be checked again term by term.
            store.bulk_load(path=file, format=ox.RdfFormat.N_QUADS, lenient=True)

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


def sum_files(
    path: Path, sums: str = "", is_known: Callable[[Path], bool] = lambda _file: False
) -> str:
    """The SHA-256 of every file of a store, as ``sha256sum -c`` reads them.

    Args:
        path: its folder.
        sums: what this function gave for it, or for another store.
        is_known: whether a file is what it was then, so that it need not be read.
    """
    known = dict(line.split("  ", 1)[::-1] for line in sums.splitlines())
    lines = []
    for file in sorted(path.iterdir()):
        name = f"{path.name}/{file.name}"
        if not (is_known(file) and name in known):
            with file.open("rb") as stream:
                known[name] = hashlib.file_digest(stream, "sha256").hexdigest()
        lines.append(f"{known[name]}  {name}\n")
    return "".join(lines)
