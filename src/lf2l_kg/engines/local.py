"""This machine's cores: documents, and portions of a dataset, are shared out; the order is kept."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from typing import TypeVar

from lf2l_kg.base.errors import OutputError
from lf2l_kg.base.gazetteer import Gazetteer, open_gazetteer
from lf2l_kg.base.messages import Message
from lf2l_kg.base.ontology import Ontology
from lf2l_kg.base.products import Products
from lf2l_kg.base.settings import Settings
from lf2l_kg.read import SourceFile
from lf2l_kg.validate import Portion, ShaclResult, check_portions

from .partition import Conversion, convert_partition
from .standby import Standby

Given = TypeVar("Given")
Made = TypeVar("Made")

FEW = 64  # under so many documents, starting processes takes longer than it saves
CHUNK = 16  # documents handed to a process at once
STATEMENTS = 40_000  # validated at once: half a gigabyte
AHEAD = 4  # chunks waiting for each process: memory stays bounded


def convert_documents(
    files: Sequence[SourceFile],
    settings: Settings,
    ontology: Ontology,
    cache: Path,
    *,
    processes: int | None = None,
    products: Products | None = None,
) -> Iterator[Conversion]:
    """Read and extract all the documents; the result is the same on one core and on many.

    Args:
        files: the documents, in the order in which the conversions are given.
        settings: of the project.
        ontology: that drives extraction.
        cache: the folder of the gazetteer's index.
        processes: how many to use; None for one a core, 1 for none but this one.
        products: what is kept, where few documents are converted.

    Raises:
        OutputError: when a process was killed, for lack of memory most often.
    """
    processes = processes or os.cpu_count() or 1
    gazetteer = open_gazetteer(cache)  # built here once, before several processes want it
    if processes == 1 or len(files) < FEW:
        yield from convert_partition(files, settings, ontology, gazetteer, products)
        return
    chunks = [files[start : start + CHUNK] for start in range(0, len(files), CHUNK)]
    prepared = settings, ontology, cache
    yield from _share_out(_convert_chunk, chunks, processes, _prepare, prepared)


def validate_portions(
    portions: Sequence[Portion],
    ontology: Ontology,
    *,
    processes: int | None = None,
    standby: Standby | None = None,
) -> Iterator[tuple[ShaclResult, ...]]:
    """The results on each portion of a dataset; the same on one core and on many.

    Args:
        portions: to check.
        ontology: whose shapes they are checked against.
        processes: how many to use; None for one a core, 1 for none but this one.
        standby: checks few portions, if it has been started.

    Raises:
        InputError: when a shape is malformed.
        OutputError: when a process was killed, for lack of memory most often.
    """
    processes = processes or os.cpu_count() or 1
    batches = list(_gather(portions))
    if processes == 1 or len(batches) < processes:
        for batch in batches:
            made = standby.check(batch, ontology) if standby else None
            yield from check_portions(batch, ontology) if made is None else made
        return
    yield from _share_out(_check_batch, batches, processes, _prepare_ontology, (ontology,))


def _gather(portions: Iterable[Portion]) -> Iterator[list[Portion]]:
    """Portions that are checked at once: many, for each time takes a while, but what fits in memory."""
    batch: list[Portion] = []
    size = 0
    for portion in portions:
        batch.append(portion)
        size += len(portion.statements)
        if size > STATEMENTS:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _share_out(
    work: Callable[[Given], Iterable[Made]],
    chunks: Sequence[Given],
    processes: int,
    prepare: Callable[..., None],
    prepared: tuple[object, ...],
) -> Iterator[Made]:
    """Let processes work on chunks; what they make comes in order."""
    # « spawn » is the same on every system, and safe beside the threads of a progress bar.
    pool = ProcessPoolExecutor(
        processes,
        mp_context=multiprocessing.get_context("spawn"),
        initializer=prepare,
        initargs=prepared,
    )
    try:
        waiting: deque[Future[Iterable[Made]]] = deque()
        for chunk in chunks:
            with _uninterrupted():  # a process may be started here
                waiting.append(pool.submit(work, chunk))
            if len(waiting) > AHEAD * processes:
                yield from waiting.popleft().result()
        while waiting:
            yield from waiting.popleft().result()
    except BrokenProcessPool as error:
        raise OutputError(
            Message(
                fr="un processus a été arrêté, sans doute faute de mémoire ; "
                "relancez avec « --processes 1 »",
                en="a process was killed, probably for lack of memory; "
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


_ontology: Ontology | None = None  # the same, for those that validate


def _prepare_ontology(ontology: Ontology) -> None:
    global _ontology  # noqa: PLW0603 (as above)
    _ontology = ontology


def _check_batch(portions: Sequence[Portion]) -> list[tuple[ShaclResult, ...]]:
    assert _ontology is not None  # noqa: S101 (the pool's initializer has run)
    return check_portions(portions, _ontology)
