"""A connection as it is lent to who evaluates: whether it is, and what came of it.

It is lent once its client has asked several new questions in a row, and only between two requests. The
server reads nothing from it until it is back.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lf2l_kg.query.job import Answered

from .asking import Came
from .descriptors import received
from .evaluation.lending import Desk
from .live import Live

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
        self._live: Live | None = None  # whose desk that is, or was
        self._new = 0  # questions in a row whose answers were not known
        self._came: Came | None = None  # of the request that is read next
        self.descriptor = descriptor
        self.stops = False  # the server is asked to stop: it closes with the next answer

    @property
    def is_out(self) -> bool:
        """It is lent."""
        return self._desk is not None

    @property
    def is_asked(self) -> bool:
        """It is lent, and a request waits in it: it stays there until it is answered."""
        return self.is_out and received(self.descriptor) > 0

    def tell_known(self) -> None:
        """What was asked last was known, whatever came of it meanwhile."""
        self._new, self._came = 0, None

    def tell_new(self, live: Live) -> None:
        """What was asked last was new, and is answered; the next may be answered where it is evaluated.

        Args:
            live: who evaluates.
        """
        self._new += 1
        if self._new < _NEW or not self._connection.rests_alone:
            return
        self._connection.flow.pause_reading()
        self._desk, self._live = live.pool.lend(self), live
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

    def take_came(self) -> Came | None:
        """What came already of the request that is being answered; once."""
        came, self._came = self._came, None
        return came

    def touch(self) -> None:
        """Its client is busy with it."""
        self._connection.active = True

    def take_back(self, came: Answered | Exception | None, unsent: bytes) -> None:
        """It is back; a request that waits in it is read now."""
        waits = received(self.descriptor) > 0
        if waits and came is not None and self._live is not None:
            self._came = Came(self._live, came)
        self._desk, self._live, self._new = None, None, 0
        if self._connection.transport.is_closing():
            return
        if unsent:
            self._connection.transport.write(unsent)
        self._connection.flow.resume_reading()
        if waits:
            self.touch()
        elif self.stops:
            self._connection.shutdown()

    def move(self) -> None:
        """Its desk has no time for it: another one may answer what waits in it, as if nothing had been."""
        self._desk = None
        if not (self.stops or self._live is None or self._connection.transport.is_closing()):
            self._desk = self._live.pool.lend(self)
        if self._desk is None:
            self.take_back(None, b"")

    def break_off(self) -> None:
        """Nobody knows how much of an answer was sent."""
        self._desk = None
        self._connection.transport.abort()
