"""A store made from that of the release before: what did not change is neither read nor written again."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from lf2l_kg.base.lines import join_lines, split_line

from .store import TABLE, NewStore, sum_files

_TYPED = '"^^<'  # in a line whose object is a literal with a datatype
_LARGEST = 0.1  # of the quads: when more change, the store is filled anew


#: Who looks at a store that is being changed: the quads that come or go, those that go, and all of both.
Look = Callable[[ox.Store, ox.Store, ox.Store], None]


@dataclass(frozen=True, slots=True)
class Difference:
    """What makes one store of another: lines of N-Quads, of N-Triples for the default graph."""

    removed: Sequence[str]
    added: Sequence[str]  # some of them may be there already


def find_difference(
    removed: Iterable[str], added: Iterable[str], lines: Iterable[str], merged: Iterable[str]
) -> Difference:
    """What changes in a store.

    The engine keeps values, so that to remove ``51.0`` removes ``51``: all values with a datatype of a
    subject of which anything changes are added again.

    Args:
        removed: the N-Quads lines that are no more.
        added: those that are new.
        lines: of the new dataset, those of the subjects of all these at least.
        merged: the statements of the new default graph.
    """
    removed, added = [*removed], [*added]
    touched = {line.partition(" ")[0] for line in (*removed, *added)}
    default = {line for line in merged if line.partition(" ")[0] in touched}
    gone = {split_line(line)[0] for line in removed} - default
    new = default.intersection(split_line(line)[0] for line in added)
    values = [line for line in lines if _TYPED in line and line.partition(" ")[0] in touched]
    again = {line for line in default if _TYPED in line}
    return Difference([*removed, *sorted(gone)], [*added, *values, *sorted(new | again)])


def adopt_store(
    previous: Path,
    path: Path,
    difference: Difference,
    *,
    sums: str,
    before: int,
    quads: int,
    look: Look = lambda *_stores: None,
) -> str:
    """Make a store from an earlier one; files that the engine never changes are linked, not copied.

    Args:
        previous: the folder of the earlier store.
        path: of the new folder.
        difference: what to remove and to add.
        sums: of the files of the earlier store; "" when it is damaged.
        before: how many quads the earlier store holds.
        quads: how many the new store must hold; it is filled anew where it would hold fewer, because the
            engine takes some values for one.
        look: called when the store holds all that there was and all that there is.

    Returns:
        The sums of its files, as :func:`sum_files` gives them; "" when it was not done. It is not when too
        much changes, or the earlier store is damaged: nothing is left then.

    Raises:
        OSError: when the folder cannot be written.
    """
    if not sums or len(difference.removed) + len(difference.added) > _LARGEST * quads:
        return ""
    path.mkdir()
    for file in previous.iterdir():
        _take_over(file, path / file.name)
    with NewStore(path) as new:
        store = new.open()
        whole = before + _apply(difference, store, look)
        del store  # so that it closes with the other
    if whole != quads:
        shutil.rmtree(path)
        return ""
    return sum_files(path, sums, lambda file: _is_linked(file, previous / file.name))


def _apply(difference: Difference, store: ox.Store, look: Look) -> int:
    """Add and remove; by how many quads the store has grown. To count all of it takes seconds."""
    removed, added = ox.Store(), ox.Store()  # they take for one what the other store takes for one
    removed.extend(_parse(difference.removed))
    added.extend(_parse(difference.added))
    come = [quad for quad in added if quad not in store]
    gone = [quad for quad in removed if quad in store and quad not in added]
    store.extend(come)
    changed, going = ox.Store(), ox.Store()
    changed.extend([*come, *gone])
    going.extend(gone)
    look(changed, going, store)
    for quad in gone:
        store.remove(quad)
    for graph in removed.named_graphs():  # the engine keeps the name of one that has become empty
        if next(store.quads_for_pattern(None, None, None, graph), None) is None:
            store.remove_graph(graph)
    return len(come) - len(gone)


def _take_over(file: Path, target: Path) -> None:
    """Of RocksDB's files, those of its sorted tables are shared."""
    if file.suffix == TABLE:
        try:
            os.link(file, target)
        except OSError:  # another file system, or one without links
            pass
        else:
            return
    shutil.copyfile(file, target)


def _is_linked(file: Path, earlier: Path) -> bool:
    return earlier.exists() and file.samefile(earlier)


def _parse(lines: Sequence[str]) -> Iterator[ox.Quad]:
    return iter(ox.parse(join_lines(lines), format=ox.RdfFormat.N_QUADS))
