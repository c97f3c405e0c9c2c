"""A connection as it is lent to who evaluates: whether it is, and what came of it.

It is lent once its client has asked several new questions in a row, and only between two requests. The
server reads nothing from it until it is back.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .asking import Returned
from .evaluation.lending import Desk
from .evaluation.pool import Pool

if TYPE_CHECKING:
    from .connection import Connection

_NEW = 2  # new questions in a row after which a connection is lent


class Loan:
    """What a desk has of a connection; see :class:`~lf2l_kg.serve.evaluation.lending.Borrowed`.

    Args:
        connection: whose.
        descriptor: of its socket.
    """

    def __init__(self, connection: Connection, descriptor: int) -> None:
        self._connection = connection
        self._desk: Desk | None = None
        self._new = 0  # questions in a row whose answers were not known
        self._returned: Returned = None
        self.descriptor = descriptor
        self.stops = False  # the server is asked to stop: it closes with the next answer

    @property
    def is_out(self) -> bool:
        """It is lent."""
        return self._desk is not None

    def tell_known(self) -> None:
        """What was asked last was known."""
        self._new = 0

    def tell_new(self, pool: Pool) -> None:
        """What was asked last was new, and is answered; the next may be answered where it is evaluated.

        Args:
            pool: who evaluates.
        """
        self._new += 1
        if self._new < _NEW or not self._connection.rests_alone:
            return
        self._connection.flow.pause_reading()
        self._desk = pool.lend(self)
        if self._desk is None:
            self._connection.flow.resume_reading()

    def recall(self) -> None:
        """Ask for it back."""
        if self._desk is not None:
            self._desk.recall(self)

    def forget(self) -> None:
        """The connection is closed."""
        if self._desk is not None:
            self._desk.forget(self)
            self._desk = None

    def take_returned(self) -> Returned:
        """What came already of the request that is being answered; once."""
        returned, self._returned = self._returned, None
        return returned

    def touch(self) -> None:
        """It was answered where it is."""
        self._connection.active = True

    def take_back(self, returned: Returned, unsent: bytes) -> None:
        """It is back."""
        self._desk, self._new, self._returned = None, 0, returned
        if self._connection.transport.is_closing():
            return
        if unsent:
            self._connection.transport.write(unsent)
        self._connection.flow.resume_reading()
        if self.stops and returned is None:
            self._connection.shutdown()

    def break_off(self) -> None:
        """Nobody knows how much of an answer was sent."""
        self._desk = None
        self._connection.transport.abort()
