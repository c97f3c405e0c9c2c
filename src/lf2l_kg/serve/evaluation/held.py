"""How many bytes of answers wait in files."""

from __future__ import annotations

import io
import os
import weakref

import msgspec

from lf2l_kg.query.job import Job

from .board import Board


class Held:
    """The bytes of all answers that wait in files, until nobody has the file any more.

    Args:
        most: bytes.
        places: how many queries may write at once.
        board: where each process reads how much room an answer has.
    """

    def __init__(self, most: int, places: int, board: Board) -> None:
        self._most, self._places, self._board = most, places, board
        self.size = 0
        self._add(0)

    def share_room(self, job: Job) -> Job:
        """The job, with its part of the room that is left."""
        room = self._board.room
        return job if job.room <= room else msgspec.structs.replace(job, room=room)

    def add(self, file: io.FileIO) -> None:
        """Count a file for as long as it lives."""
        size = os.fstat(file.fileno()).st_size
        self._add(size)
        weakref.finalize(file, self._add, -size)

    def _add(self, size: int) -> None:
        self.size += size
        self._board.room = (
            max(self._most - self.size, 0) // self._places if self.size else self._most
        )
