"""Make a store hold the graphs of a release: only those that differ are sent."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass

from lf2l_kg.base.errors import RemoteError

from .source import Source
from .store import GraphStore

_BATCH = 50  # graphs between two notes: so many are sent again when we are killed


@dataclass(frozen=True, slots=True)
class Transfer:
    """What was done."""

    put: int
    deleted: int
    unchanged: int


def notes_graph(base_iri: str) -> str:
    """The graph where a store notes which versions of our graphs it holds."""
    return f"{base_iri}graph/sync"


def transfer_graphs(
    source: Source, store: GraphStore, told: Callable[[int, int], None] | None = None
) -> Transfer:
    """Put what is new or changed, delete what is gone, and leave other graphs alone.

    The store notes the digest of each graph that we put there. What is about to change is struck from
    the notes first, so that, wherever we are interrupted, the next run does what is left and no more.

    Args:
        source: the release.
        store: where it goes.
        told: is given how many graphs are done, of how many.

    Raises:
        RemoteError: when the store or the site refuses, or cannot be reached.
        InputError: when the release is damaged.
    """
    wanted = {name: graph.digest for name, graph in source.manifest.graphs.items()}
    noted = store.noted()
    kept = {name: digest for name, digest in noted.items() if wanted.get(name) == digest}
    gone = sorted(noted.keys() - wanted.keys())
    todo = sorted(wanted.keys() - kept.keys())
    if todo or gone:
        # Graphs that are to go stay noted, or nobody would know of them after an interruption.
        store.note_only(kept | {name: noted[name] for name in gone})
    for name in gone:
        store.delete(name)
    if gone:
        store.note_only(kept)
    _put(todo, source, store, told)
    return Transfer(len(todo), len(gone), len(kept))


def _put(
    todo: Sequence[str], source: Source, store: GraphStore, told: Callable[[int, int], None] | None
) -> None:
    """Put graphs, and note what is there, also when one of them fails."""
    done: dict[str, str] = {}
    try:
        for number, name in enumerate(todo, start=1):
            store.put(name, source.graph(name))
            done[name] = source.manifest.graphs[name].digest
            if len(done) == _BATCH:
                store.note(done)
                done = {}
            if told is not None:
                told(number, len(todo))
    except BaseException:  # Ctrl-C too: what was done shall not be done again
        if done:
            with suppress(RemoteError):  # the first failure is the one to tell
                store.note(done)
        raise
    store.note(done)
