"""Questions under way: who asks the same meanwhile waits for the same answer.

After a switch nothing is kept, and a page that many have open asks all at once.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

from lf2l_kg.query.job import Job

from . import refusals
from .errors import HttpError
from .kept import Kept

#: Returns once a client has left.
Gone = Callable[[], Coroutine[object, object, object]]
#: What came of a question, as far as others can use it.
Landed = Kept | HttpError | None


class _Flight:
    def __init__(self) -> None:
        self.landed: asyncio.Future[Landed] = asyncio.get_running_loop().create_future()
        self.alone = asyncio.Event()  # nobody follows
        self.alone.set()
        self._followers = 0

    async def follow(self, gone: Gone | None) -> Landed:
        """What came of it; unless the client leaves before.

        Raises:
            HttpError: 499, when it has left.
        """
        self._followers += 1
        self.alone.clear()
        left = asyncio.ensure_future(gone()) if gone is not None else None
        waits: list[asyncio.Future[Any]] = [self.landed, *([left] if left else [])]
        try:
            await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
            if not self.landed.done():
                raise refusals.gone()
            return self.landed.result()
        finally:
            if left is not None:
                left.cancel()
            self._followers -= 1
            if not self._followers:
                self.alone.set()


class Flights:
    """The questions of one release that are under way. It belongs to one event loop."""

    def __init__(self) -> None:
        self._flights: dict[Job, _Flight] = {}

    async def follow(self, question: Job, gone: Gone | None) -> Kept | None:
        """What came of the same question, when it is under way; None when one has to find it oneself.

        Args:
            question: which one.
            gone: returns once the client has left.

        Raises:
            HttpError: when it took too long, or too much, or found no place; 499 when the client has left.
        """
        flight = self._flights.get(question)
        if flight is None:
            return None
        landed = await flight.follow(gone)
        if isinstance(landed, HttpError):
            raise HttpError(landed.status, landed.message, landed.headers)
        return landed

    def begin(self, question: Job) -> Callable[[Landed], None]:
        """A question is under way, until what this gives is called with what came of it."""
        flight = _Flight()
        if self._flights.setdefault(question, flight) is not flight:
            return lambda _: None

        def land(landed: Landed) -> None:
            del self._flights[question]
            flight.landed.set_result(landed)

        return land

    def unless_followed(self, question: Job, gone: Gone) -> Gone:
        """The client has left, and nobody else waits for the answer."""

        async def wait() -> None:
            await gone()
            flight = self._flights.get(question)
            if flight is not None:
                await flight.alone.wait()

        return wait
