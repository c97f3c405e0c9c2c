"""How many bytes of answers wait in files."""

from __future__ import annotations

import io
import os
import weakref

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
