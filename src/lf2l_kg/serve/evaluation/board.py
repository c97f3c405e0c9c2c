"""Memory that the server and the processes share: which answers are kept, who is at what, and what was done.

Each word has one writer, and is written at once (eight bytes, aligned). What stands here of kept answers is
a hint: a process that is wrongly told that an answer is kept, or not told, loses time, nothing else.
"""

from __future__ import annotations

import functools
import io
import mmap
import os
import sys
import tempfile
import time
import zlib
from array import array
from collections import deque

from lf2l_kg.query.job import Job

from . import reports
from .reports import Reports

_HINTS = 1 << 16
_TURNS = 256  # processes at once, and many more than there are
_WORDS = 4  # of a turn
_REPORTS = 8 * (1 + _HINTS + _TURNS * _WORDS)  # where they begin
_SIZE = _REPORTS + _TURNS * reports.SIZE


def create_board() -> io.FileIO:
    """What a new board lies in."""
    if sys.platform == "linux":
        file = io.FileIO(os.memfd_create("lf2l-kg"), "r+b")
    else:
        with tempfile.TemporaryFile() as named:
            file = io.FileIO(os.dup(named.fileno()), "r+b")
    file.truncate(_SIZE)
    return file


class Board:
    """The shared memory in a file, which may be closed afterwards.

    Args:
        descriptor: the file's.
    """

    def __init__(self, descriptor: int) -> None:
        words = memoryview(mmap.mmap(descriptor, _SIZE))
        self._room = words[:8].cast("Q")
        self._hints = words[8 : 8 + 8 * _HINTS].cast("Q")
        self._turns = words[8 + 8 * _HINTS : _REPORTS]
        self._reports = words[_REPORTS:]
        self._free = deque(range(_TURNS))

    @property
    def room(self) -> int:
        """Bytes that an answer may have in a file; the server's to say."""
        return self._room[0]

    @room.setter
    def room(self, room: int) -> None:
        self._room[0] = room

    def mark(self, question: Job) -> None:
        """The answer to a question is kept; for the server."""
        digest = digest_question(question)
        self._hints[digest % _HINTS] = digest

    def is_marked(self, digest: int) -> bool:
        """Whether the answer to a question is kept, as far as one can see.

        Args:
            digest: of the question.
        """
        return self._hints[digest % _HINTS] == digest

    def turn(self, place: int) -> Turn:
        """That of one process."""
        start = place * _WORDS * 8
        return Turn(place, self._turns[start : start + _WORDS * 8])

    def reports(self, place: int) -> Reports:
        """Those of one process."""
        start = place * reports.SIZE
        return Reports(self._reports[start : start + reports.SIZE])

    def take_turn(self) -> Turn:
        """One that no process has; for the server. The one that has been free for longest."""
        turn = self.turn(self._free.popleft())
        turn.reset()
        self.reports(turn.place).reset()
        return turn

    def free_turn(self, turn: Turn) -> None:
        """Its process has ended; for the server."""
        self._free.append(turn.place)


class Digests:
    """Some digests that came lately.

    Args:
        places: how many may be known; the one that comes later takes a place.
    """

    def __init__(self, places: int) -> None:
        self._known = array("Q", bytes(8 * places))

    def is_known(self, digest: int) -> bool:
        """Whether a digest has come before; from now on, it has."""
        place = digest % len(self._known)
        known = self._known[place] == digest
        self._known[place] = digest
        return known


class Turn:
    """Which connection a process is at, and whether it may go on.

    The process looks at what waits in a connection, and leaves it there. Later it writes the connection's
    number, then looks whether it is recalled; the server says that all are recalled, then looks at the
    number. So a connection that is not the one with this number is neither taken from nor answered once it
    is recalled; and as long as it is not, what waits in it is what was seen.
    """

    def __init__(self, place: int, words: memoryview) -> None:
        self.place = place  # on the board
        self._words = words.cast("Q")
        self._seconds = words.cast("d")

    def take(self, number: int) -> bool:
        """A connection has its turn; whether it may go on, for it is not recalled. For the process."""
        words = self._words
        self._seconds[2] = time.monotonic()
        words[1] = 0
        words[0] = number
        return not words[3]

    def begin_answer(self) -> None:
        """Its answer goes out now; for the process."""
        self._words[1] = 1

    def reset(self) -> None:
        """It is a new process's; for the server."""
        self._words[0] = self._words[3] = 0

    def rest(self) -> None:
        """No connection has its turn; for the process."""
        self._words[0] = 0

    @property
    def number(self) -> int:
        """Of the connection; 0 for none."""
        return self._words[0]

    @property
    def answers(self) -> bool:
        """Its answer is going out, or has."""
        return bool(self._words[1])

    @property
    def began(self) -> float:
        """When it got its turn, by the monotonic clock."""
        return self._seconds[2]

    @property
    def recalled(self) -> bool:
        """All connections are to be given back; the server's to say."""
        return bool(self._words[3])

    @recalled.setter
    def recalled(self, recalled: bool) -> None:
        self._words[3] = recalled


def digest_question(question: Job) -> int:
    """Tells questions apart, nearly always; never 0, which stands for nothing."""
    wishes = _digest_wishes(
        question.table,
        question.graph,
        question.encoding,
        question.default_graphs,
        question.named_graphs,
        question.least,
    )
    return zlib.crc32(question.query.encode("utf-8", "replace"), wishes) + 1


@functools.lru_cache(maxsize=200)
def _digest_wishes(*wishes: object) -> int:
    return zlib.crc32(repr(wishes).encode())
