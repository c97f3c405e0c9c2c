"""The index of a release: made from that of the release before where it can be, else from the dataset.

Both hold the same (``lf2l_kg.index.holds_the_same``), but not in the same bytes. So its sum stands apart
from those of the files that are the same for the same input, as the store's sums do.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterable, Mapping
from contextlib import closing
from pathlib import Path

from lf2l_kg.base.dataset import Dataset, Part
from lf2l_kg.index import FILE_NAME, Edit, find_edit, index_dataset, update_index

from .changes import Changes, Previous
from .manifest import GraphRecord

SUMS = "index.sha256"
_BLOCK = 1 << 20  # bytes


def write_index(
    folder: Path,
    dataset: Dataset,
    previous: Previous | None,
    changes: Changes,
    was: Iterable[Part],
    *,
    base_iri: str,
    namespace: str,
) -> None:
    """Write the index of a release, and its sum.

    Args:
        folder: of the release.
        dataset: what the release holds.
        previous: the release before.
        changes: since then.
        was: the graphs of evidence that were another before or are no more, and perhaps others.
        base_iri: what the IRIs of our data begin with.
        namespace: of the ontology's terms.

    Raises:
        OSError: when a file cannot be written.
    """
    file = folder / FILE_NAME
    if previous is None or not _adopt(
        previous.side.path,
        file,
        _find_edit(dataset, changes, was, previous.side.graphs, base_iri),
        base_iri=base_iri,
        namespace=namespace,
    ):
        file.write_bytes(index_dataset(dataset, base_iri, namespace))
    (folder / SUMS).write_text(sum_index(folder), encoding="ascii")


def sum_index(release: Path) -> str:
    """The SHA-256 of the index of a release, as ``sha256sum -c`` reads it.

    Raises:
        OSError: when it cannot be read.
    """
    with (release / FILE_NAME).open("rb") as stream:
        return _line(hashlib.file_digest(stream, "sha256").hexdigest())


def _find_edit(
    dataset: Dataset,
    changes: Changes,
    was: Iterable[Part],
    graphs: Mapping[str, GraphRecord],
    base_iri: str,
) -> Edit:
    changed: Iterable[str] = (*changes.removed_lines, *changes.added_lines)
    digests = {name: record.digest for name, record in graphs.items()}
    return find_edit(dataset, base_iri, changed=changed, was=was, digests=digests)


def _adopt(previous: Path, file: Path, edit: Edit, *, base_iri: str, namespace: str) -> bool:
    """Make an index from that of an earlier release; whether it was done."""
    if not _copy_if_sound(previous, file):
        return False
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        # Whatever happens to a file that is not whole, nobody will ever see it.
        connection.execute("PRAGMA journal_mode = OFF")
        connection.execute("PRAGMA synchronous = OFF")
        return update_index(connection, edit, base_iri, namespace)


def _copy_if_sound(release: Path, target: Path) -> bool:
    """Copy the index of a release; whether it is as it was written."""
    digest = hashlib.sha256()
    try:
        wanted = (release / SUMS).read_text(encoding="ascii")
        source = (release / FILE_NAME).open("rb")
    except (OSError, UnicodeDecodeError):
        return False
    with source, target.open("wb") as copy:
        while block := source.read(_BLOCK):
            digest.update(block)
            copy.write(block)
    return _line(digest.hexdigest()) == wanted


def _line(digest: str) -> str:
    return f"{digest}  {FILE_NAME}\n"
