"""This machine's cores: the documents are shared out in chunks, and the order is kept."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import sys
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

from lf2l_kg.base.errors import OutputError
from lf2l_kg.base.gazetteer import Gazetteer, open_gazetteer
from lf2l_kg.base.messages import Message
from lf2l_kg.base.ontology import Ontology
from lf2l_kg.base.settings import Settings
from lf2l_kg.read import SourceFile

from .partition import Conversion, convert_partition

FEW = 64  # under so many documents, starting processes takes longer than it saves
CHUNK = 16  # documents handed to a process at once
AHEAD = 4  # chunks waiting for each process: memory stays bounded


def convert_documents(
    files: Sequence[SourceFile],
    settings: Settings,
    ontology: Ontology,
    cache: Path,
    *,
    processes: int | None = None,
) -> Iterator[Conversion]:
    """Read and extract all the documents; the result is the same on one core and on many.

    Args:
        files: the documents, in the order in which the conversions are given.
        settings: of the project.
        ontology: that drives extraction.
        cache: the folder of the gazetteer's index.
        processes: how many to use; None for one a core, 1 for none but this one.

    Raises:
        OutputError: when a process was killed, for lack of memory most often.
    """
    processes = processes or os.cpu_count() or 1
    gazetteer = open_gazetteer(cache)  # built here once, before several processes want it
    if processes == 1 or len(files) < FEW:
        yield from convert_partition(files, settings, ontology, gazetteer)
        return
    # « spawn » is the same on every system, and safe beside the threads of a progress bar.
    pool = ProcessPoolExecutor(
        processes,
        mp_context=multiprocessing.get_context("spawn"),
        initializer=_prepare,
        initargs=(settings, ontology, cache),
    )
    try:
        waiting: deque[Future[list[Conversion]]] = deque()
        for start in range(0, len(files), CHUNK):
            with _uninterrupted():  # a process may be started here
                waiting.append(pool.submit(_convert_chunk, files[start : start + CHUNK]))
            if len(waiting) > AHEAD * processes:
                yield from waiting.popleft().result()
        while waiting:
            yield from waiting.popleft().result()
    except BrokenProcessPool as error:
        raise OutputError(
            Message(
                fr="un processus de conversion a été arrêté, sans doute faute de mémoire ; "
                "relancez avec « --processes 1 »",
                en="a conversion process was killed, probably for lack of memory; "
                "run again with `--processes 1`",
            )
        ) from error
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


@contextlib.contextmanager
def _uninterrupted() -> Iterator[None]:
    """Ctrl-C waits meanwhile: a process that is started now never sees one, not even while it imports."""
    if sys.platform == "win32":
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


#: What a worker process holds from its start to its end: settings, ontology, gazetteer.
_prepared: tuple[Settings, Ontology, Gazetteer] | None = None


def _prepare(settings: Settings, ontology: Ontology, cache: Path) -> None:
    global _prepared  # noqa: PLW0603 (the one way to hand a pool's processes something once)
    _prepared = (settings, ontology, open_gazetteer(cache))


def _convert_chunk(files: Sequence[SourceFile]) -> list[Conversion]:
    assert _prepared is not None  # noqa: S101 (the pool's initializer has run)
    return list(convert_partition(files, *_prepared))
