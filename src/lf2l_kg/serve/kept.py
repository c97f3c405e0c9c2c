"""Answers kept in memory: a release never changes, so a kept answer is never wrong.

Bounded in bytes; the one that has not been asked for longest goes first.
"""

from __future__ import annotations

import asyncio
import hashlib
import os
from collections import OrderedDict
from dataclasses import dataclass
from typing import IO

from lf2l_kg.query import Form
from lf2l_kg.query.job import Job

_LARGEST = 8  # one answer takes at most this part of the room
_GRACE_S = 10.0
_OVERHEAD = 1000  # bytes of an entry besides its body, about

#: What tells two requests apart before they are read: address, Accept, Accept-Encoding.
RawKey = tuple[str, str, str]


_Key = tuple[str, bool, str, str, tuple[str, ...], tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Kept:
    """A whole response, ready to be sent. A long one lies in a file, and its body is empty."""

    headers: list[tuple[str, str]]
    body: bytes
    etag: str
    digest: str  # of the query, for the log
    rows: int
    file: IO[bytes] | None = None

    @property
    def size(self) -> int:
        """Bytes of body."""
        return len(self.body) if self.file is None else os.fstat(self.file.fileno()).st_size


class KeptAnswers:
    """The answers of one release."""

    def __init__(self, room: int) -> None:
        self._room = room
        self._answers: OrderedDict[_Key, Kept] = OrderedDict()
        self._known: OrderedDict[RawKey, _Key] = OrderedDict()
        self._known_size = 0
        self.size = 0  # bytes

    def __len__(self) -> int:
        return len(self._answers)

    def find(self, job: Job) -> Kept | None:
        """The answer to a query, or None."""
        key = self._find_key(job)
        return None if key is None else self._touch(key)

    def find_raw(self, key: RawKey) -> Kept | None:
        """The answer to a request that was answered before, or None."""
        found = self._known.get(key)
        return None if found is None else self._touch(found)

    def _find_key(self, job: Job) -> _Key | None:
        keys = (_key(job, "select"), _key(job, "graph"))
        return next((key for key in keys if key in self._answers), None)

    def _touch(self, key: _Key) -> Kept | None:
        kept = self._answers.get(key)
        if kept is not None:
            self._answers.move_to_end(key)
        return kept

    def keep(self, job: Job, form: Form, kept: Kept) -> bool:
        """Keep an answer, when it is not too large and not kept yet; whether it is."""
        key = _key(job, form)
        size = _size(key, kept)
        if size > self._room // _LARGEST or key in self._answers:
            return False
        self._answers[key] = kept
        self.size += size
        while self.size > self._room:
            gone, dropped = self._answers.popitem(last=False)
            self.size -= _size(gone, dropped)
            if dropped.file is not None:
                close_later(dropped.file)
        return True

    def close(self) -> None:
        """Let go of all files; nothing is kept any more."""
        self._known.clear()
        while self._answers:
            _, dropped = self._answers.popitem()
            if dropped.file is not None:
                dropped.file.close()

    def know(self, key: RawKey, job: Job) -> None:
        """Remember which query a request asks."""
        found = self._find_key(job)
        if found is None or key in self._known:
            return
        self._known[key] = found
        self._known_size += _cost(key)
        while self._known_size > self._room // _LARGEST:
            gone, _ = self._known.popitem(last=False)
            self._known_size -= _cost(gone)


def close_later(file: IO[bytes]) -> None:
    """Close a file once whoever has just been told its name has opened it."""
    asyncio.get_running_loop().call_later(_GRACE_S, file.close)


def query_digest(query: str) -> str:
    """Tells queries apart in the log."""
    return hashlib.blake2b(query.encode("utf-8", "replace"), digest_size=6).hexdigest()


def _key(job: Job, form: Form) -> _Key:
    """What an answer depends on: of the two media types, the one that fits the form."""
    is_graph = form == "graph"
    media_type = job.graph if is_graph else job.table
    coding = job.encoding if job.least else f"{job.encoding}, always"
    return job.query, is_graph, media_type, coding, job.default_graphs, job.named_graphs


def _size(key: _Key, kept: Kept) -> int:
    named = sum(len(iri) + _OVERHEAD // 10 for graphs in key[4:] for iri in graphs)
    return kept.size + 2 * (len(key[0]) + named) + _OVERHEAD


def _cost(key: RawKey) -> int:
    return sum(map(len, key)) + _OVERHEAD
