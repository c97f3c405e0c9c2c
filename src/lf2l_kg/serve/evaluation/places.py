"""The places that queries have, and a query in one."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from .evaluator import Evaluator
from .lending import Desk


@dataclass(frozen=True, slots=True)
class PoolLimits:
    """What all queries together, and each one, may take."""

    workers: int = 2  # quick places
    slow: int = 4  # places for queries that run long
    light_s: float = 0.25  # after which a query runs long
    crowded_s: float = 0.05  # the same while others ask something too
    desk_s: float = 0.1  # the same where connections are lent: all others have to go elsewhere
    timeout_s: float = 10.0  # until the answer is whole
    memory: int = 1 << 30  # bytes, for all queries together
    waiting: int = 256  # queries that wait for a place
    wait_s: float = 5.0  # for a place
    files: int = 6 << 30  # bytes, for all answers that wait in files, to be written or to be read


@dataclass(eq=False, slots=True)
class Run:
    """A query under way in a process."""

    evaluator: Evaluator
    began: float
    gone: Callable[[], Awaitable[object]] | None
    slow: bool = False
    watch: asyncio.Task[None] | None = None
    desk: Desk | None = None  # where the client's connection is lent to

    async def end_when_gone(self) -> None:
        """End it once nobody waits for its answer any more."""
        if self.gone is not None:
            await self.gone()
            self.evaluator.kill("gone")


def has_place(waiting: asyncio.Future[Run]) -> bool:
    """Whether a place has come that somebody waits for."""
    return waiting.done() and not waiting.cancelled() and waiting.exception() is None
