"""The processes that evaluate queries: places, deadlines, and who goes first.

A query begins in one of a few quick places. When it is still running after a moment it moves to the
slow ones, where it gets only the time that nobody else wants, and a spare process takes its place: light
queries go on as before. At its deadline a process is killed; its memory is watched.

Connections are lent to as many other processes. A query that runs there for a moment has a place from
then on, like any other, and its process has no other connections any more.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections import deque
from collections.abc import Awaitable, Callable
from pathlib import Path

from lf2l_kg.query.job import Answered, Job
from lf2l_kg.serve.errors import HttpError, UnreadableReleaseError
from lf2l_kg.serve.refusals import stopping, too_busy, unavailable, why_ended

from .desks import Desks
from .evaluator import BEFORE, Evaluator, EvaluatorDied
from .lending import Borrowed, Desk, News
from .places import PoolLimits, Run, has_place
from .supply import Supply
from .worker import WorkerLimits

_TICK = 0.025  # seconds between two looks at what runs long
_SPARE = 1  # processes ready beyond the quick places
_NEARLY = 0.8  # of the memory


class Pool:
    """Processes over one release, and the queries that run in them. It belongs to one event loop."""

    def __init__(
        self,
        release: Path,
        limits: PoolLimits,
        worker_limits: WorkerLimits,
        news: News | None = None,
    ) -> None:
        self._limits = limits
        places = limits.workers + limits.slow
        self._supply = Supply(release, worker_limits, limits.files, places, self._supply_changed)
        self._runs: set[Run] = set()
        self.mark = self._supply.board.mark  # a question, once its answer is kept
        self._desks = Desks(
            limits.workers,
            self._take_for_desk,
            self._close_desk,
            news or News(),
            lambda reason: why_ended(reason, limits.timeout_s, limits.memory),
        )
        self._queue: deque[asyncio.Future[Run]] = deque()
        self._ticking = False
        self._closed = False

    async def start(self) -> None:
        """Start the first processes.

        Raises:
            InputError: when the release has no readable store.
        """
        try:
            await self._supply.start(self._limits.workers + _SPARE)
        except BaseException:
            self.close()
            raise

    async def run(self, job: Job, gone: Callable[[], Awaitable[object]] | None = None) -> Answered:
        """The answer to one query.

        Args:
            job: the query.
            gone: returns once nobody waits for the answer any more.

        Raises:
            HttpError: 503, when there is no place, or when it takes too long or too much memory; 499
                when nobody waits any more.
        """
        limits = self._limits
        while True:
            run = self._begin() or await self._wait()
            run.gone = gone
            try:
                return await run.evaluator.run(job)
            except EvaluatorDied as died:
                if died.reason != BEFORE:  # else another process takes the query
                    raise why_ended(died.reason, limits.timeout_s, limits.memory) from died
            finally:
                self._end(run)

    def lend(self, connection: Borrowed) -> Desk | None:
        """Lend a connection to the process that has the fewest; None when there is none for it.

        The caller does not read from the connection until it has it back.
        """
        return self._desks.lend(connection)

    def stop_lending(self) -> None:
        """Take back all connections, and lend none any more; whose query is under way comes later."""
        self._desks.close()

    @property
    def fenced(self) -> bool:
        """Its processes have no network."""
        return self._supply.fenced

    @property
    def failure(self) -> UnreadableReleaseError | None:
        """Why no query can be evaluated at the moment; None when one can."""
        in_use = self._supply.idle or self._runs or self._desks
        return None if in_use else self._supply.failure

    @property
    def in_use(self) -> bool:
        """A query runs or waits."""
        return bool(self._runs or self._queue or self._desks)

    @property
    def counts(self) -> dict[str, int]:
        """Queries that are ``quick``, ``slow``, ``waiting``; ``idle`` processes; connections ``lent``."""
        slow = sum(run.slow for run in self._runs)
        return {
            "quick": len(self._runs) - slow,
            "slow": slow,
            "waiting": len(self._queue),
            "idle": len(self._supply.idle),
            "lent": self._desks.lent,
        }

    def close(self) -> None:
        """Start nothing more; each process ends with the query that it has."""
        self._closed = True
        self._turn_away(stopping())
        self.stop_lending()
        self._supply.close()

    def kill(self) -> None:
        """End everything at once."""
        self.close()
        for run in list(self._runs):
            run.evaluator.kill("stopped")
        self._desks.kill("stopped")

    def _begin(self) -> Run | None:
        """A place, when there is one."""
        if sum(not run.slow for run in self._runs) >= self._limits.workers:
            return None
        evaluator = self._take_idle()
        run = Run(evaluator, time.monotonic(), None) if evaluator is not None else None
        if run is not None:
            self._runs.add(run)
        return run

    def _take_idle(self) -> Evaluator | None:
        """A process for somebody, who is looked at from now on."""
        if not self._ticking:
            self._ticking = True
            asyncio.get_running_loop().call_later(_TICK, self._tick)
        evaluator = self._supply.take()
        if evaluator is None:
            self._refill()
        return evaluator

    def _take_for_desk(self) -> Evaluator | None:
        evaluator = self._take_idle()
        self._refill()
        return evaluator

    def _close_desk(self, desk: Desk) -> None:
        """Nothing is lent to it any more."""
        run = next((run for run in self._runs if run.desk is desk), None)
        if run is not None:
            self._end(run)
        else:
            self._put_back(desk.evaluator)

    async def _wait(self) -> Run:
        if self._closed or len(self._queue) >= self._limits.waiting:
            raise too_busy()
        if self.failure is not None:
            raise unavailable(self.failure.message)
        waiting: asyncio.Future[Run] = asyncio.get_running_loop().create_future()
        self._queue.append(waiting)
        try:
            async with asyncio.timeout(self._limits.wait_s):
                return await waiting
        except TimeoutError as error:
            if has_place(waiting):  # it came at the very last moment
                return waiting.result()
            raise too_busy() from error
        except asyncio.CancelledError:
            if has_place(waiting):  # it came as the client left
                self._end(waiting.result())
            raise
        finally:
            with contextlib.suppress(ValueError):
                self._queue.remove(waiting)

    def _end(self, run: Run) -> None:
        """Take back the process, unless it has to be replaced."""
        self._runs.discard(run)
        if run.watch is not None:
            run.watch.cancel()
        evaluator, long = run.evaluator, time.monotonic() - run.began > _TICK
        slow = run.slow and not evaluator.stop_yielding()
        if evaluator.busy or slow or (long and evaluator.memory > self._limits.memory // 8):
            evaluator.kill("replaced")
        self._put_back(evaluator)

    def _put_back(self, evaluator: Evaluator) -> None:
        self._supply.put(evaluator)
        if not evaluator.alive:
            self._refill()
        self._serve_queue()

    def _serve_queue(self) -> None:
        while self._queue:
            if self._queue[0].done():
                self._queue.popleft()
                continue
            run = self._begin()
            if run is None:
                return
            self._queue.popleft().set_result(run)

    def _refill(self) -> None:
        """Start as many processes as are missing."""
        quick = sum(not run.slow for run in self._runs)
        self._supply.fill(self._limits.workers + _SPARE - quick)

    def _supply_changed(self) -> None:
        if self.failure is not None:
            self._turn_away(unavailable(self.failure.message))
        self._serve_queue()

    def _turn_away(self, why: HttpError) -> None:
        """Let nobody wait for what will not come."""
        while self._queue:
            waiting = self._queue.popleft()
            if not waiting.done():
                waiting.set_exception(why)

    def _tick(self) -> None:
        """Look at what has been running for a while, and again as long as something runs."""
        try:
            self._look()
        finally:
            self._ticking = bool(self._runs or self._desks)
            if self._ticking:
                asyncio.get_running_loop().call_later(_TICK, self._tick)

    def _look(self) -> None:
        now = time.monotonic()
        for desk in self._desks.part(now, self._limits.desk_s):
            self._runs.add(Run(desk.evaluator, desk.evaluator.turn.began, None, desk=desk))
        for run in sorted(self._runs, key=lambda run: run.began):
            if now - run.began >= self._limits.timeout_s:
                run.evaluator.kill("slow")
            elif run.desk is not None and run.desk.is_left(now):
                run.evaluator.kill("gone")
            elif not run.slow and run.evaluator.effort.is_long(run.began, now, self._long_s):
                self._slow_down(run, now)
        self._check_memory(now)

    @property
    def _long_s(self) -> float:
        """Seconds after which a query has had a quick place for long enough."""
        crowded = self._queue or self._desks or len(self._runs) > 1
        return self._limits.crowded_s if crowded else self._limits.light_s

    def _slow_down(self, run: Run, now: float) -> None:
        if run.gone is not None and run.watch is None:
            run.watch = asyncio.get_running_loop().create_task(run.end_when_gone())
        if sum(other.slow for other in self._runs) < self._limits.slow:
            run.slow = True
            run.evaluator.yield_to_others()
            self._refill()
            self._serve_queue()
        else:
            self._make_room(now)

    def _make_room(self, now: float) -> None:
        """Every place is taken and somebody waits: the longest has had its share of the time."""
        oldest = min(self._runs, key=lambda run: run.began)
        if self._queue and now - oldest.began >= self._limits.timeout_s / 4:
            oldest.evaluator.kill("busy")

    def _check_memory(self, now: float) -> None:
        """Before all together pass the bound, the largest goes."""
        held = {run: run.evaluator.memory for run in self._runs if now - run.began >= _TICK / 2}
        if sum(held.values()) > self._limits.memory * _NEARLY:
            max(held, key=lambda run: held[run]).evaluator.kill("memory")
