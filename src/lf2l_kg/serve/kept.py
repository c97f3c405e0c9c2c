"""Answers kept in memory: a release never changes, so a kept answer is never wrong.

Bounded in bytes; the one that has not been asked for longest goes first.
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Callable

import msgspec

from lf2l_kg.query import Form
from lf2l_kg.query.job import Job
from lf2l_kg.query.spool import Encoding

_LARGEST = 8  # one answer takes at most this part of the room
_OVERHEAD = 1000  # bytes of an entry besides its body, about

_FORMS: tuple[Form, ...] = ("select", "graph")  # whose answers have media types of their own
_Key = tuple[str, bool, str, str, tuple[str, ...], tuple[str, ...]]
PageKey = tuple[str, str, Encoding]  # address; the language of a page, "" for data; content coding


class Kept(msgspec.Struct, frozen=True):
    """A whole response, ready to be sent."""

    headers: tuple[tuple[str, str], ...]  # all but the length
    head: bytes  # the headers as they are sent, with the length, up to the body
    body: bytes
    etag: str
    digest: str  # of the query, for the log
    rows: int | None  # None when there is no table
    address: str = "/sparql"  # for the log


class KeptAnswers:
    """The answers of one release.

    Args:
        room: bytes for all of them.
        mark: told of each question whose answer is kept.
    """

    def __init__(self, room: int, mark: Callable[[Job], None] = lambda _: None) -> None:
        self._room = room
        self._mark = mark
        self._answers: OrderedDict[_Key | PageKey, Kept] = OrderedDict()
        self._known: OrderedDict[bytes, _Key | PageKey] = OrderedDict()
        self._known_size = 0
        self.size = 0  # bytes

    def __len__(self) -> int:
        return len(self._answers)

    def find(self, job: Job) -> Kept | None:
        """The answer to a query, or None."""
        key = self._find_key(job)
        return None if key is None else self._touch(key)

    def find_raw(self, request: bytes) -> Kept | None:
        """The answer to a request that was answered before, known by its bytes; or None."""
        found = self._known.get(request)
        return None if found is None else self._touch(found)

    def _find_key(self, job: Job) -> _Key | None:
        for form in _FORMS:
            key = _key(job, form)
            if key in self._answers:
                return key
        return None

    def find_page(self, key: PageKey) -> Kept | None:
        """A page, or the data of a thing; or None."""
        return self._touch(key)

    def _touch(self, key: _Key | PageKey) -> Kept | None:
        kept = self._answers.get(key)
        if kept is not None:
            self._answers.move_to_end(key)
        return kept

    def keep(self, job: Job, form: Form, kept: Kept) -> bool:
        """Keep an answer, when it is not too large and not kept yet; whether it is."""
        is_kept = self._keep(_key(job, form), kept)
        if is_kept:
            self._mark(job)
        return is_kept

    def keep_page(self, key: PageKey, kept: Kept) -> bool:
        """Keep a page likewise."""
        return self._keep(key, kept)

    def _keep(self, key: _Key | PageKey, kept: Kept) -> bool:
        size = _size(key, kept)
        if size > self.largest or key in self._answers:
            return False
        self._answers[key] = kept
        self.size += size
        while self.size > self._room:
            gone, dropped = self._answers.popitem(last=False)
            self.size -= _size(gone, dropped)
        return True

    @property
    def largest(self) -> int:
        """Bytes of the largest answer that may be kept, about."""
        return self._room // _LARGEST

    def know(self, request: bytes, job: Job) -> None:
        """Remember which query a request asks."""
        found = self._find_key(job)
        if found is not None:
            self._remember(request, found)

    def know_page(self, request: bytes, key: PageKey) -> None:
        """Remember which page a request asks for."""
        if key in self._answers:
            self._remember(request, key)

    def _remember(self, request: bytes, key: _Key | PageKey) -> None:
        if request in self._known:
            return
        self._known[request] = key
        self._known_size += len(request) + _OVERHEAD
        while self._known_size > self.largest:
            gone, _ = self._known.popitem(last=False)
            self._known_size -= len(gone) + _OVERHEAD


def query_digest(query: str) -> str:
    """Tells queries apart in the log."""
    return hashlib.blake2b(query.encode("utf-8", "replace"), digest_size=6).hexdigest()


def _key(job: Job, form: Form) -> _Key:
    """What an answer depends on: of the two media types, the one that fits the form."""
    is_graph = form == "graph"
    media_type = job.graph if is_graph else job.table
    coding = job.encoding if job.least else f"{job.encoding}, always"
    return job.query, is_graph, media_type, coding, job.default_graphs, job.named_graphs


def _size(key: _Key | PageKey, kept: Kept) -> int:
    graphs = (*key[4], *key[5]) if len(key) > 3 else ()
    named = sum(len(iri) + _OVERHEAD // 10 for iri in graphs)
    return len(kept.body) + 2 * (len(key[0]) + named) + _OVERHEAD
