"""Answers kept in memory: a release never changes, so a kept answer is never wrong.

Bounded in bytes; the one that has not been asked for longest goes first.
"""

from __future__ import annotations

import re
from collections import OrderedDict
from dataclasses import dataclass

from lf2l_kg.query.job import Job

_LARGEST = 8  # one answer takes at most this part of the room
_OVERHEAD = 1000  # bytes of an entry besides its body, about
_NEW_LINES = re.compile(r"[\r\n]+")
_EACH_TIME_ANEW = re.compile(r"\b(?:now|rand|uuid|struuid)\s*\(", re.IGNORECASE)

#: What tells two requests apart before they are read: address, Accept, Accept-Encoding.
RawKey = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Kept:
    """A whole response, ready to be sent."""

    headers: list[tuple[str, str]]
    body: bytes
    etag: str
    digest: str  # of the query, for the log
    rows: int


class KeptAnswers:
    """The answers of one release."""

    def __init__(self, room: int) -> None:
        self._room = room
        self._answers: OrderedDict[Job, Kept] = OrderedDict()
        self._known: OrderedDict[RawKey, Job] = OrderedDict()
        self._known_size = 0
        self.size = 0  # bytes

    def __len__(self) -> int:
        return len(self._answers)

    def find(self, job: Job) -> Kept | None:
        """The answer to a query, or None."""
        kept = self._answers.get(job)
        if kept is not None:
            self._answers.move_to_end(job)
        return kept

    def find_raw(self, key: RawKey) -> Kept | None:
        """The answer to a request that was answered before, or None."""
        job = self._known.get(key)
        return self.find(job) if job is not None else None

    def keep(self, job: Job, kept: Kept) -> None:
        """Keep an answer, when it is not too large."""
        size = len(kept.body) + 2 * len(job.query) + _OVERHEAD
        if size > self._room // _LARGEST or job in self._answers:
            return
        self._answers[job] = kept
        self.size += size
        while self.size > self._room:
            gone, dropped = self._answers.popitem(last=False)
            self.size -= len(dropped.body) + 2 * len(gone.query) + _OVERHEAD

    def know(self, key: RawKey, job: Job) -> None:
        """Remember which query a request asks."""
        if key in self._known:
            return
        self._known[key] = job
        self._known_size += _cost(key)
        while self._known_size > self._room // _LARGEST:
            gone, _ = self._known.popitem(last=False)
            self._known_size -= _cost(gone)


def _cost(key: RawKey) -> int:
    return sum(map(len, key)) + _OVERHEAD


def may_be_kept(query: str) -> bool:
    """Whether the answer is the same each time: no clock, no chance."""
    return _EACH_TIME_ANEW.search(query) is None


def plain_form(query: str) -> str:
    """The query without what cannot matter: empty lines, lines of comment, spaces around lines.

    Only within a long string, with three quotes, does an end of line belong to a value; a query that
    may hold one stays as it is.
    """
    if "'''" in query or '"""' in query:
        return query
    lines = (line.strip(" \t") for line in _NEW_LINES.split(query))
    return "\n".join(line for line in lines if line and not line.startswith("#"))
