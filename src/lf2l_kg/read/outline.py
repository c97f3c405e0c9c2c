"""Where in a document the reading stands: in which lists, quotes and block."""

from __future__ import annotations

from lf2l_kg.base.records import Block, BlockKind

from .builder import BlockBuilder
from .repair import Repaired


class Outline:
    """The containers around the current place, and the block being read there, if any.

    Attributes:
        blocks: those read so far, in order.
    """

    def __init__(self, repaired: Repaired) -> None:
        self.lists = 0  # how many are open around the current place
        self.blocks: list[Block] = []
        self._repaired = repaired
        self._quotes = 0
        self._containers: list[str] = []  # "item" until the item's own text has begun
        self._builder: BlockBuilder | None = None
        self._table, self._row, self._column = 0, 0, 0

    @property
    def block(self) -> BlockBuilder | None:
        """The block being read."""
        return self._builder

    def enter(self, container: str) -> None:
        """Goes into an "item", a "quote" or another container."""
        self._containers.append(container)
        self._quotes += container == "quote"

    def leave(self, container: str) -> None:
        """Comes out of the innermost container."""
        self._containers.pop()
        self._quotes -= container == "quote"

    def begin_table(self) -> None:
        """Goes to the next table of the document."""
        self._table += 1
        self._row = -1

    def begin_row(self) -> None:
        """Goes to the next row of the table; the first is its header."""
        self._row += 1
        self._column = -1

    def begin_cell(self) -> None:
        """Goes to the next cell of the row."""
        self._column += 1
        self.open("cell")

    def open(self, kind: BlockKind, level: int = 0) -> BlockBuilder:
        """Begins a block; the one before must have been flushed."""
        if self._containers and self._containers[-1] == "item":
            self._containers[-1] = "begun item"
        self._builder = BlockBuilder(self._repaired, kind, level, quoted=self._quotes > 0)
        return self._builder

    def current(self) -> BlockBuilder:
        """The block that words belong to now, begun when there is none.

        A tight item's words come without a paragraph around them.
        """
        if self._builder:
            return self._builder
        if self._containers and self._containers[-1] == "item":
            return self.open("item", self.lists)
        return self.open("paragraph")

    def flush(self) -> None:
        """Ends the block being read and keeps it, unless it is empty."""
        builder = self._builder
        if builder is None:
            return
        self._builder = None
        if builder.kind == "cell":
            block = builder.build(self._row, self._column, self._table)
        else:
            block = builder.build()
        if block:
            self.blocks.append(block)
