"""The connections that are lent to a process, seen from the server.

The process reads from them and answers, see :mod:`.clerk`; the server does not read from a connection
until it has it back. Whoever has asked a long question keeps nobody waiting: the others are recalled.
"""

from __future__ import annotations

import itertools
import select
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import msgspec

from lf2l_kg.query.job import Answered
from lf2l_kg.serve.errors import HttpError

from .clerk import Answer, Returned
from .evaluator import Evaluator, EvaluatorDied
from .frames import Frame, Kind
from .reports import Report, unpack_reports

MOST = 64  # connections lent to one process: as many queries may wait for each other
_GONE = select.POLLHUP | select.POLLERR
_HALF_CLOSED = getattr(select, "POLLRDHUP", 0)
_HALF_CLOSED_SECONDS = 1.0  # for the answer to a client that has closed its side

_numbers = itertools.count(1)
_decode_answer = msgspec.msgpack.Decoder(Answer).decode
_decode_returned = msgspec.json.Decoder(Returned).decode


class Borrowed(Protocol):
    """A connection as it is lent."""

    @property
    def descriptor(self) -> int:
        """Of its socket."""
        ...

    def touch(self) -> None:
        """It was answered."""
        ...

    def take_back(self, came: Answered | Exception | None, unsent: bytes) -> None:
        """Read from it again.

        Args:
            came: what came of the request that waits in it, or why nothing did; None for neither.
            unsent: the rest of an answer, to be sent first.
        """
        ...

    def move(self) -> None:
        """Let another desk read what waits in it; where there is none, it is back with nothing new."""
        ...

    def break_off(self) -> None:
        """Close it: part of an answer may have been sent, and nobody knows how much."""
        ...


@dataclass(frozen=True, slots=True)
class News:
    """Who is told of the answers that are given at a desk."""

    take_reports: Callable[[list[Report]], None] = lambda _: None  # they were given
    take_answer: Callable[[Answer], None] = lambda _: None  # this one may be asked for again


class Desk:
    """A process and what is lent to it; in the process, :class:`.clerk.Clerk` stands opposite.

    Args:
        evaluator: the process.
        news: told of what was answered.
        leave: called once, when nothing is lent any more, or the process has ended.
        why_ended: what to tell the client whose query ended with the process, by the reason of its end.
    """

    def __init__(
        self,
        evaluator: Evaluator,
        news: News,
        leave: Callable[[Desk], None],
        why_ended: Callable[[str], HttpError],
    ) -> None:
        self.evaluator = evaluator
        self._news = news
        self._leave = leave
        self._why_ended = why_ended
        self._lent: dict[int, Borrowed] = {}
        self._numbers: dict[Borrowed, int] = {}
        self._forgotten: set[int] = set()  # closed here, and not given back yet
        self._half_closed_since = 0.0  # the one whose query is being evaluated; 0 when it is not
        self.recalled = False
        evaluator.on_frame, evaluator.on_end = self._take, self._end

    def __len__(self) -> int:
        return len(self._lent)

    def lend(self, connection: Borrowed) -> bool:
        """Lend a connection, from which the server does not read any more; whether it could be."""
        if self.recalled or len(self._lent) >= MOST or not self.evaluator.alive:
            return False
        number = next(_numbers)
        if not self.evaluator.say(Kind.LEND, number, connection.descriptor):
            return False
        self._lent[number], self._numbers[connection] = connection, number
        return True

    def recall(self, connection: Borrowed) -> None:
        """Ask for one connection back; it comes when its turn is over."""
        number = self._numbers.get(connection)
        if number is not None and not self.evaluator.say(Kind.RECALL, number):
            self.recall_all()

    def forget(self, connection: Borrowed) -> None:
        """A connection is closed here; the process shall close it too."""
        self.recall(connection)
        number = self._numbers.pop(connection, None)
        if number is not None:
            del self._lent[number]
            self._forgotten.add(number)

    def recall_all(self) -> None:
        """Take back all connections: at once, but the one whose query is being evaluated."""
        if self.recalled:
            return
        turn = self.evaluator.turn
        self.recalled = turn.recalled = True
        if not self.evaluator.say(Kind.RECALL, 0):
            self.evaluator.kill("replaced")
        number = turn.number
        self.evaluator.read_all()  # what was given back before this turn, maybe with half an answer
        for one in [one for one in self._lent if one != number]:
            self._move(one)

    def read(self) -> None:
        """Pass on what was reported."""
        self._pass_on(self.evaluator.reports.take())

    def _pass_on(self, reports: list[Report]) -> None:
        for number in {report.number for report in reports}:
            connection = self._lent.get(number)
            if connection is not None:
                connection.touch()
        if reports:
            self._news.take_reports(reports)

    def is_long(self, now: float, seconds: float) -> bool:
        """Whether the query that is being evaluated is as long as that; see :class:`.effort.Effort`."""
        turn = self.evaluator.turn
        return bool(turn.number) and self.evaluator.effort.is_long(turn.began, now, seconds)

    def is_left(self, now: float) -> bool:
        """Whether the client whose query is being evaluated does not wait for it any more.

        Args:
            now: by the monotonic clock.
        """
        number = self.evaluator.turn.number
        connection = self._lent.get(number)
        if connection is None:
            return number in self._forgotten
        poller = select.poll()
        poller.register(connection.descriptor, _GONE | _HALF_CLOSED)
        events = sum(said for _, said in poller.poll(0))
        if not events:
            self._half_closed_since = 0.0
            return False
        self._half_closed_since = self._half_closed_since or now
        return bool(events & _GONE) or now - self._half_closed_since >= _HALF_CLOSED_SECONDS

    def _move(self, number: int) -> None:
        connection = self._lent.pop(number)
        del self._numbers[connection]
        connection.move()

    def _give(
        self, number: int, came: Answered | Exception | None = None, unsent: bytes = b""
    ) -> None:
        connection = self._lent.pop(number, None)
        if connection is not None:
            del self._numbers[connection]
            connection.take_back(came, unsent)

    def _take(self, frame: Frame) -> None:
        self.read()  # what was reported came before
        if frame.kind == Kind.REPORT:
            self._pass_on(unpack_reports(frame.body))
        elif frame.kind == Kind.KEEP:
            self._news.take_answer(_decode_answer(frame.body))
        elif frame.kind == Kind.RETURNED:
            self._take_back(frame)
        elif frame.kind == Kind.EMPTIED:
            self._forgotten.clear()
            for number in list(self._lent):
                self._move(number)
        if not (self._lent or self._forgotten) and frame.kind in (Kind.RETURNED, Kind.EMPTIED):
            self._close_if_empty(emptied=frame.kind == Kind.EMPTIED)

    def _take_back(self, frame: Frame) -> None:
        said = _decode_returned(frame.head)
        self._forgotten.discard(said.number)
        if said.outcome is None:
            self._give(said.number, unsent=frame.body)
            return
        came: Answered | Exception
        try:
            came = self.evaluator.answered(said.outcome, frame)
        except EvaluatorDied as died:
            came = self._why_ended(died.reason)
        self._give(said.number, came)

    def _close_if_empty(self, *, emptied: bool) -> None:
        if self.recalled and not emptied:
            return  # it has yet to say that all are back
        self.evaluator.on_frame = self.evaluator.on_end = None
        self.evaluator.turn.recalled = False
        self._leave(self)

    def _end(self, reason: str) -> None:
        """The process has ended; whoever had its turn is told why."""
        self.read()
        turn = self.evaluator.turn
        number, answers = turn.number, turn.answers
        for one in list(self._lent):
            if one != number:
                self._give(one)
            elif answers:
                self._lent.pop(one).break_off()
            elif reason == "replaced":  # it is asked again
                self._give(one)
            else:
                self._give(one, self._why_ended(reason))
        self.evaluator.on_frame = self.evaluator.on_end = None
        self._leave(self)
