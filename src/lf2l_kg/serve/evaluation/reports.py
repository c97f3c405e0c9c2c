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
    data = bytearray(_RECORD.size)
    _write(report, data, 0)
    return bytes(data)


def _write(report: Report, memory: bytearray | memoryview, start: int) -> None:
    number, seconds, rows, size, digest = report
    said = -1 if rows is None else rows
    _RECORD.pack_into(memory, start, number, seconds, said, size, digest.encode())


def unpack_reports(data: bytes | memoryview) -> list[Report]:
    """Reports from their bytes."""
    return [
        Report(number, seconds, None if rows < 0 else rows, size, digest.decode())
        for number, seconds, rows, size, digest in _RECORD.iter_unpack(data)
    ]


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
        written = self._words[0]
        if written - self._words[1] >= _MOST:
            return False
        _write(report, self._records, written % _MOST * _RECORD.size)
        self._words[0] = written + 1
        return True

    def take(self) -> list[Report]:
        """What was said since, for the server."""
        written, read = self._words
        if written == read:
            return []
        first, last = read % _MOST, (written - 1) % _MOST + 1
        pieces = [(first, last)] if first < last else [(first, _MOST), (0, last)]
        found = [report for piece in pieces for report in self._read(*piece)]
        self._words[1] = written
        return found

    def _read(self, first: int, last: int) -> list[Report]:
        return unpack_reports(self._records[first * _RECORD.size : last * _RECORD.size])

    def reset(self) -> None:
        """It is a new process's, for the server."""
        self._words[0] = self._words[1] = 0
