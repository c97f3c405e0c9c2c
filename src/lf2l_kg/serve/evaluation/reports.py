"""What a process says of the answers that it gave, in memory that it shares with the server.

It costs neither of them a call of the system, nobody is woken for it, and what was said is there when
the process has been killed. A record is whole before the word that counts the records says so.
"""

from __future__ import annotations

import struct
from typing import NamedTuple

_RECORD = struct.Struct("=Qdqq12s4x")
_MOST = 1 << 10  # records that wait to be read
_WORDS = 2  # records written, records read: each has one writer
SIZE = 8 * _WORDS + _MOST * _RECORD.size


class Report(NamedTuple):
    """A query that was answered to a connection."""

    number: int  # of the connection
    seconds: float
    rows: int | None
    size: int  # bytes of body
    digest: str  # of the query: 12 digits


def pack_report(report: Report) -> bytes:
    """A report as its bytes."""
    number, seconds, rows, size, digest = report
    return _RECORD.pack(number, seconds, -1 if rows is None else rows, size, digest.encode())


def unpack_report(data: bytes | memoryview) -> Report:
    """A report from its bytes."""
    number, seconds, rows, size, digest = _RECORD.unpack(data)
    return Report(number, seconds, None if rows < 0 else rows, size, digest.decode())


class Reports:
    """Those of one process.

    Args:
        memory: ``SIZE`` bytes that both sides see.
    """

    def __init__(self, memory: memoryview) -> None:
        self._words = memory[: 8 * _WORDS].cast("Q")
        self._records = memory[8 * _WORDS :]

    def add(self, report: Report) -> bool:
        """Say it, for the process; False when there is no room for it."""
        written, read = self._words
        if written - read >= _MOST:
            return False
        start = written % _MOST * _RECORD.size
        self._records[start : start + _RECORD.size] = pack_report(report)
        self._words[0] = written + 1
        return True

    def take(self) -> list[Report]:
        """What was said since, for the server."""
        written, read = self._words
        starts = [place % _MOST * _RECORD.size for place in range(read, written)]
        found = [unpack_report(self._records[start : start + _RECORD.size]) for start in starts]
        self._words[1] = written
        return found

    def reset(self) -> None:
        """It is a new process's, for the server."""
        self._words[0] = self._words[1] = 0
