"""Make a store hold the graphs of a release: only those that differ are sent."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

from lf2l_kg.base.errors import RemoteError
from lf2l_kg.base.iris import Iris
from lf2l_kg.base.messages import Message
from lf2l_kg.base.numbers import counted

from .refusals import RefusedError
from .source import Source
from .store import UNKNOWN, GraphStore

_NOTES = "sync"  # no document's graph is called so
_BATCH = 50  # graphs between two notes: so many are sent again when we are killed
_REFUSALS = 10  # in a row, after which nothing more is tried: it is not these graphs


@dataclass(frozen=True, slots=True)
class Transfer:
    """What was done."""

    put: int
    deleted: int
    unchanged: int


def notes_graph(base_iri: str) -> str:
    """The graph where a store notes which versions of our graphs it holds."""
    return Iris(base_iri).graph(_NOTES)


def transfer_graphs(
    source: Source, store: GraphStore, told: Callable[[int, int], None] | None = None
) -> Transfer:
    """Put what is new or changed, delete what is gone, and leave other graphs alone.

    The store notes the digest of each graph that we put there. Of what is about to change it is noted
    first that its version is unknown, so that, wherever we are interrupted, the next run does what is
    left and no more, and what this one has begun to put is removed when the next release lacks it.
    What is new is there before what is gone goes: a document that was renamed is never missing.

    Args:
        source: the release.
        store: where it goes.
        told: is given how many graphs are done, of how many; first of all that none is.

    Raises:
        RemoteError: when the store or the site refuses, or cannot be reached. Where the store refuses
            single graphs, all others are there.
        InputError: when the release is damaged.
    """
    wanted = {name: graph.digest for name, graph in source.manifest.graphs.items()}
    if store.notes in wanted:
        raise RemoteError(_reserved(store.notes), value=store.notes)
    noted = store.noted()
    kept = {name: digest for name, digest in noted.items() if wanted.get(name) == digest}
    gone = {name: digest for name, digest in noted.items() if name not in wanted}
    todo = sorted(wanted.keys() - kept.keys())
    doubtful = dict.fromkeys(todo, UNKNOWN)
    if kept | gone | doubtful != noted:
        # Graphs that are to go stay noted, or nobody would know of them after an interruption.
        store.note_only(kept | gone | doubtful)
    run = _Run(store, len(todo) + len(gone), told)
    with run.noting():
        for name, triples in source.graphs(todo):
            if run.try_to(store.put, name, triples):
                run.put[name] = wanted[name]
                run.note_some()
    for name in sorted(gone):
        if run.try_to(store.delete, name):
            del gone[name]
            run.deleted += 1
    if run.deleted:
        store.note_only(kept | doubtful | run.noted | gone)
    if run.refused:
        raise run.refusal()
    return Transfer(len(todo), run.deleted, len(kept))


class _Run:
    """What has been done of a transfer."""

    def __init__(
        self, store: GraphStore, total: int, told: Callable[[int, int], None] | None
    ) -> None:
        self.put: dict[str, str] = {}  # and not noted yet
        self.noted: dict[str, str] = {}
        self.deleted = 0
        self.refused: list[RefusedError] = []
        self._store, self._total, self._told = store, total, told
        self._done = self._in_a_row = 0
        self._tell()

    def try_to(self, change: Callable[..., None], *what: str | bytes) -> bool:
        """Change a graph; whether the store did. One that it refuses keeps no other back."""
        try:
            change(*what)
        except RefusedError as error:
            self.refused.append(error)
            self._in_a_row += 1
            if self._in_a_row == _REFUSALS:
                raise
            return False
        self._in_a_row = 0
        self._done += 1
        self._tell()
        return True

    def note_some(self) -> None:
        """Note what was put, once there is some of it."""
        if len(self.put) >= _BATCH:
            self._note()

    @contextmanager
    def noting(self) -> Iterator[None]:
        """Note what was put, also when something fails: what was done shall not be done again."""
        try:
            yield
        except BaseException:  # Ctrl-C too
            with suppress(RemoteError):  # the first failure is the one to tell
                self._note()
            raise
        self._note()

    def refusal(self) -> RemoteError:
        """That some graphs are not as they should be."""
        first = self.refused[0]
        done = counted(
            self._done, ("graphe est fait", "graphes sont faits"), ("graph is", "graphs are")
        )
        others = counted(len(self.refused), ("autre non", "autres non"), ("is not", "are not"))
        return RemoteError(
            Message(
                fr=f"{done.fr}, {others.fr}\u00a0; relancez pour ce qui reste. Le premier refus\u00a0: "
                f"{first.message.fr}",
                en=f"{done.en} done, {others.en}; run again for what is left. The first refusal: "
                f"{first.message.en}",
            ),
            value=first.value,
        )

    def _note(self) -> None:
        self._store.note(self.put)
        self.noted |= self.put
        self.put = {}

    def _tell(self) -> None:
        if self._told is not None and self._total:
            self._told(self._done, self._total)


def _reserved(name: str) -> Message:
    return Message(
        fr=f"un document a pour graphe {name}, où l’entrepôt note ce qu’il contient\u00a0; renommez-le, "
        "publiez et relancez",
        en=f"a document has the graph {name}, where the store notes what it holds; rename it, release and "
        "run again",
    )
