"""The processes that connections are lent to: few, and each of them as many connections as it can take."""

from __future__ import annotations

from collections.abc import Callable

from lf2l_kg.serve.errors import HttpError

from .evaluator import Evaluator
from .lending import Borrowed, Desk, News


class Desks:
    """The desks that are open.

    Args:
        most: how many there may be.
        take: gives a process for one; None when there is none.
        leave: takes a desk's process back, when nothing is lent to it any more or it has ended.
        news: told of what was answered.
        why_ended: what to tell the client whose query ended with its process, by the reason.
    """

    def __init__(
        self,
        most: int,
        take: Callable[[], Evaluator | None],
        leave: Callable[[Desk], None],
        news: News,
        why_ended: Callable[[str], HttpError],
    ) -> None:
        self._most = most
        self._take = take
        self._leave = leave
        self._news = news
        self._why_ended = why_ended
        self._open: list[Desk] = []
        self._closed = False

    def __len__(self) -> int:
        return len(self._open)

    @property
    def lent(self) -> int:
        """How many connections are lent."""
        return sum(map(len, self._open))

    def lend(self, connection: Borrowed) -> Desk | None:
        """Lend a connection at the desk that has the fewest; None when there is none for it."""
        if self._closed:
            return None
        desks = [desk for desk in self._open if not desk.recalled]
        desk = min(desks, key=len, default=None)
        if len(desks) < self._most and (desk is None or len(desk)):
            opened = self._open_one()
            desk = desk if opened is None else opened  # an empty one is false
        return desk if desk is not None and desk.lend(connection) else None

    def close(self) -> None:
        """Take back all connections, and lend none any more; whose query is under way comes later."""
        self._closed = True
        for desk in list(self._open):
            desk.recall_all()

    def kill(self, reason: str) -> None:
        """End all of them."""
        for desk in list(self._open):
            desk.evaluator.kill(reason)

    def part(self, now: float, seconds: float) -> list[Desk]:
        """Part with the desks whose query is as long as that; each has no other any more."""
        for desk in list(self._open):
            desk.read()
        parted = [desk for desk in self._open if desk.is_long(now, seconds)]
        for desk in parted:
            desk.recall_all()
        parted = [desk for desk in parted if desk in self._open]  # the others were done just then
        self._open = [desk for desk in self._open if desk not in parted]
        return parted

    def _open_one(self) -> Desk | None:
        evaluator = self._take()
        if evaluator is None:
            return None
        desk = Desk(evaluator, self._news, self._close, self._why_ended)
        self._open.append(desk)
        return desk

    def _close(self, desk: Desk) -> None:
        if desk in self._open:
            self._open.remove(desk)
        self._leave(desk)
