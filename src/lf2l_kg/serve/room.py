"""Room for a bounded number of running queries.

The engine cannot be told to stop: a query that is answered "too slow" keeps its place until it ends
by itself. So places are counted, and when all are taken nothing more is begun.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from typing import TypeVar

from lf2l_kg.base.messages import Message
from lf2l_kg.query import start_with_deep_stack

from .errors import HttpError

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class ServerLimits:
    """What all requests together, and each one, may take."""

    running: int = 8  # queries at once
    waiting: int = 64  # for a place
    wait_seconds: float = 5.0  # for a place
    seconds: float = 30.0  # until the answer is ready
    body: int = 256 << 10  # of a request, in bytes: a query of the longest kind, percent-encoded


class Room:
    """Runs queries in threads with a deep stack, so many at once and not more."""

    def __init__(self, limits: ServerLimits) -> None:
        self._limits = limits
        self._places = asyncio.Semaphore(limits.running)
        self._waiting = 0

    async def run(self, work: Callable[[], Value]) -> Value:
        """What ``work`` returns or raises.

        Raises:
            HttpError: 503, when there is no place, or when it takes too long.
        """
        await self._enter()
        loop = asyncio.get_running_loop()
        future = start_with_deep_stack(work)

        def leave(_: Future[Value]) -> None:
            with contextlib.suppress(RuntimeError):  # the loop is closed: the server has stopped
                loop.call_soon_threadsafe(self._places.release)

        future.add_done_callback(leave)
        waiting = asyncio.wrap_future(future)
        waiting.add_done_callback(lambda done: done.cancelled() or done.exception())
        done, _ = await asyncio.wait({waiting}, timeout=self._limits.seconds)
        if not done:
            raise _too_slow(self._limits.seconds)
        return waiting.result()

    async def _enter(self) -> None:
        if self._waiting >= self._limits.waiting:
            raise _full()
        self._waiting += 1
        try:
            async with asyncio.timeout(self._limits.wait_seconds):
                await self._places.acquire()
        except TimeoutError as error:
            raise _full() from error
        finally:
            self._waiting -= 1


def _too_slow(seconds: float) -> HttpError:
    return HttpError(
        503,
        Message(
            fr=f"la réponse n’est pas prête après {seconds:g} secondes\u00a0; précisez la requête, ajoutez"
            " LIMIT, ou téléchargez les données entières\u00a0: /dumps/dump.nq.zst",
            en=f"the answer is not ready after {seconds:g} seconds; make the query more precise, add"
            " LIMIT, or download the whole data: /dumps/dump.nq.zst",
        ),
        {"Retry-After": "60", "Link": '</dumps/dump.nq.zst>; rel="alternate"'},
    )


def _full() -> HttpError:
    return HttpError(
        503,
        Message(
            fr="trop de requêtes en cours\u00a0; réessayez dans quelques secondes, ou téléchargez les"
            " données entières\u00a0: /dumps/dump.nq.zst",
            en="too many queries are running; try again in a few seconds, or download the whole"
            " data: /dumps/dump.nq.zst",
        ),
        {"Retry-After": "10", "Link": '</dumps/dump.nq.zst>; rel="alternate"'},
    )
