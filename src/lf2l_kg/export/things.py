"""The pages and the data of things, as files: each thing in every language and every format."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import pyoxigraph as ox

from lf2l_kg.base.messages import Language
from lf2l_kg.base.settings import Settings
from lf2l_kg.pages import (
    FORMATS,
    LANGUAGES,
    Addresses,
    Edition,
    Frame,
    bare_page,
    open_edition,
    thing_page,
)
from lf2l_kg.query import UnacceptableFormatError, describe, open_store
from lf2l_kg.query.graphs import serialize_graph

FEW = 500  # under so many things, starting processes takes longer than it saves
CHUNK = 250  # things handed to a process at once


@dataclass(frozen=True, slots=True)
class Task:
    """What to export, and where to; what a process is told."""

    release: Path
    settings: Settings
    folder: Path


@dataclass(frozen=True, slots=True)
class Desk:
    """Where files of one release are made."""

    task: Task
    edition: Edition
    store: ox.Store

    @classmethod
    def of(cls, task: Task) -> Desk:
        """Open the release.

        Raises:
            InputError: when it cannot be read.
        """
        edition = open_edition(task.release, task.settings.base_iri)
        return cls(task, edition, open_store(task.release))

    def frame(self, path: str, language: Language) -> Frame:
        """What stands around a page: its links reach the other files from where it is."""
        root = "../" * path.count("/")
        addresses = Addresses(self.task.settings.base_iri, root, is_static=True)
        return Frame(
            self.task.settings,
            language,
            addresses.in_language(language),
            path=path,
            release=self.edition.name,
        )

    def write(self, name: str, data: bytes) -> None:
        """Write a file by its path in the site."""
        file = self.task.folder / name
        try:
            file.write_bytes(data)
        except FileNotFoundError:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(data)

    def write_page(self, path: str, language: Language, text: str) -> None:
        """Write a page, and in the project's language once more for those who ask for none."""
        data = text.encode()
        self.write(f"{path}.{language}.html", data)
        if language == self.task.settings.language:
            self.write(f"{path}.html", data)

    def write_data(self, path: str, triples: Sequence[ox.Triple]) -> None:
        """Write triples in every format; RDF/XML is left out where it cannot write them."""
        for extension, _ in FORMATS:
            try:
                data = serialize_graph(triples, extension, self.task.settings.base_iri)
            except UnacceptableFormatError:
                continue
            self.write(f"{path}.{extension}", data)

    def write_thing(self, path: str) -> None:
        """Write all files of a thing by the path of its IRI."""
        iri = f"{self.task.settings.base_iri}{path}"
        triples = describe(self.store, iri)
        for language in LANGUAGES:
            frame = self.frame(path, language)
            text = thing_page(self.edition, frame, iri)
            text = text or bare_page(self.edition, frame, iri, triples)
            if text:
                self.write_page(path, language, text)
        self.write_data(path, triples)


def write_things(task: Task, paths: Sequence[str]) -> Iterator[int]:
    """Write the files of things, on all cores when they are many.

    Yields:
        How many things were written, for each part of them.
    """
    processes = os.cpu_count() or 1
    if len(paths) < FEW or processes == 1:
        desk = Desk.of(task)
        yield from (_write_chunk(desk, chunk) for chunk in _chunks(paths))
        return
    # « spawn » is the same on every system, and safe beside the threads of a progress bar.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(processes, context, _open, (task,)) as pool:
        yield from pool.map(_write_chunk_here, _chunks(paths))


def _chunks(paths: Iterable[str]) -> Iterator[list[str]]:
    rest = iter(paths)
    while chunk := list(islice(rest, CHUNK)):
        yield chunk


def _write_chunk(desk: Desk, paths: list[str]) -> int:
    for path in paths:
        desk.write_thing(path)
    return len(paths)


_desk: list[Desk] = []  # of this process


def _open(task: Task) -> None:
    _desk[:] = [Desk.of(task)]


def _write_chunk_here(paths: list[str]) -> int:
    return _write_chunk(_desk[0], paths)
