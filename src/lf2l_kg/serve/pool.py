"""The processes that evaluate queries: places, deadlines, and who goes first.

A query begins in one of a few quick places. When it is still running after a moment it moves to the
slow ones, where it gets only the time that nobody else wants, and a spare process takes its place: light
queries go on as before. At its deadline a process is killed; its memory is watched.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

from lf2l_kg.base.errors import InputError
from lf2l_kg.query.forks import Forks
from lf2l_kg.query.job import Answered, Job
from lf2l_kg.query.worker import WorkerLimits

from .errors import HttpError, UnreadableReleaseError
from .evaluator import BEFORE, Evaluator, EvaluatorDied, Held
from .refusals import stopping, too_busy, unavailable, why_ended

_TICK = 0.05  # seconds between two looks at what runs long
_SPARE = 1  # processes ready beyond the quick places
_PAUSE = 1.0  # seconds before a process is started again that did not start
_NEARLY = 0.8  # of the memory


@dataclass(frozen=True, slots=True)
class PoolLimits:
    """What all queries together, and each one, may take."""

    workers: int = 2  # quick places
    slow: int = 4  # places for queries that run long
    light_s: float = 0.25  # after which a query runs long
    timeout_s: float = 10.0  # until the answer is whole
    memory: int = 1 << 30  # bytes, for all queries together
    waiting: int = 256  # queries that wait for a place
    wait_s: float = 5.0  # for a place
    files: int = 6 << 30  # bytes, for all answers that wait in files, to be written or to be read


@dataclass(eq=False, slots=True)
class _Run:
    """A query under way in a process."""

    evaluator: Evaluator
    began: float
    gone: Callable[[], Awaitable[object]] | None
    slow: bool = False
    watch: asyncio.Task[None] | None = None


class Pool:
    """Processes over one release, and the queries that run in them. It belongs to one event loop."""

    def __init__(self, release: Path, limits: PoolLimits, worker_limits: WorkerLimits) -> None:
        self._limits = limits
        self._forks = Forks(release, worker_limits)
        self._idle: deque[Evaluator] = deque()
        self._runs: set[_Run] = set()
        self._queue: deque[asyncio.Future[_Run]] = deque()
        self._starting: set[asyncio.Task[None]] = set()
        self._ticking = False
        self._closed = False
        self._held = Held(limits.files, limits.workers + limits.slow)
        self._failure: UnreadableReleaseError | None = None  # of the process started last
        self.fenced = False  # the processes have no network

    async def start(self) -> None:
        """Start the first processes.

        Raises:
            InputError: when the release has no readable store.
        """
        wanted = self._limits.workers + _SPARE
        try:
            new = (Evaluator.start(self._forks, self._held) for _ in range(wanted))
            started = await asyncio.gather(*new, return_exceptions=True)
            self._idle += [one for one in started if isinstance(one, Evaluator)]
            for one in started:
                if isinstance(one, BaseException):
                    raise one
        except BaseException:
            self.close()
            raise
        self.fenced = all(evaluator.ready.fenced for evaluator in self._idle)

    async def run(self, job: Job, gone: Callable[[], Awaitable[object]] | None = None) -> Answered:
        """The answer to one query.

        Args:
            job: the query.
            gone: returns once nobody waits for the answer any more.

        Raises:
            HttpError: 503, when there is no place, or when it takes too long or too much memory; 499
                when nobody waits any more.
        """
        job = self._held.share_room(job)
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

    @property
    def failure(self) -> UnreadableReleaseError | None:
        """Why no query can be evaluated at the moment; None when one can."""
        return None if self._idle or self._runs else self._failure

    @property
    def in_use(self) -> bool:
        """A query runs or waits."""
        return bool(self._runs or self._queue)

    @property
    def counts(self) -> dict[str, int]:
        """How many queries are ``quick``, ``slow`` and ``waiting``, and how many processes are ``idle``."""
        slow = sum(run.slow for run in self._runs)
        return {
            "quick": len(self._runs) - slow,
            "slow": slow,
            "waiting": len(self._queue),
            "idle": len(self._idle),
        }

    def close(self) -> None:
        """Start nothing more; each process ends with the query that it has."""
        self._closed = True
        while self._idle:
            self._idle.pop().close()
        for task in self._starting:
            task.cancel()
        self._turn_away(stopping())
        self._forks.close()

    def kill(self) -> None:
        """End everything at once."""
        self.close()
        for run in list(self._runs):
            run.evaluator.kill("stopped")

    def _begin(self) -> _Run | None:
        """A place, when there is one."""
        if sum(not run.slow for run in self._runs) >= self._limits.workers:
            return None
        while self._idle:
            evaluator = self._idle.pop()  # the last one used: it is still warm
            if not evaluator.alive:
                continue
            run = _Run(evaluator, time.monotonic(), None)
            self._runs.add(run)
            if not self._ticking:
                self._ticking = True
                asyncio.get_running_loop().call_later(_TICK, self._tick)
            return run
        self._refill()
        return None

    async def _wait(self) -> _Run:
        if self._closed or len(self._queue) >= self._limits.waiting:
            raise too_busy()
        if self.failure is not None:
            raise unavailable(self.failure.message)
        waiting: asyncio.Future[_Run] = asyncio.get_running_loop().create_future()
        self._queue.append(waiting)
        try:
            async with asyncio.timeout(self._limits.wait_s):
                return await waiting
        except TimeoutError as error:
            if _has_place(waiting):  # it came at the very last moment
                return waiting.result()
            raise too_busy() from error
        except asyncio.CancelledError:
            if _has_place(waiting):  # it came as the client left
                self._end(waiting.result())
            raise
        finally:
            with contextlib.suppress(ValueError):
                self._queue.remove(waiting)

    def _end(self, run: _Run) -> None:
        """Take back the process, unless it has to be replaced."""
        self._runs.discard(run)
        if run.watch is not None:
            run.watch.cancel()
        evaluator, long = run.evaluator, time.monotonic() - run.began > _TICK
        if evaluator.busy or run.slow or (long and evaluator.memory > self._limits.memory // 8):
            evaluator.kill("replaced")
        if evaluator.alive and not self._closed:
            self._idle.append(evaluator)
        else:
            evaluator.close()
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
        there = len(self._idle) + quick + len(self._starting)
        for _ in range(self._limits.workers + _SPARE - there):
            if self._closed:
                return
            task = asyncio.get_running_loop().create_task(self._add())
            self._starting.add(task)
            task.add_done_callback(self._starting.discard)

    async def _add(self) -> None:
        try:
            self._idle.append(await Evaluator.start(self._forks, self._held))
            self._failure = None
        except InputError as error:  # memory is short for the moment, or the release is gone
            self._failure = error if isinstance(error, UnreadableReleaseError) else None
            if self.failure is not None:
                self._turn_away(unavailable(self.failure.message))
            await asyncio.sleep(_PAUSE)
        if self._closed:
            self.close()
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
            self._ticking = bool(self._runs)
            if self._ticking:
                asyncio.get_running_loop().call_later(_TICK, self._tick)

    def _look(self) -> None:
        now, slow = time.monotonic(), sum(run.slow for run in self._runs)
        for run in sorted(self._runs, key=lambda run: run.began):
            if now - run.began >= self._limits.timeout_s:
                run.evaluator.kill("slow")
            elif not run.slow and now - run.began >= self._limits.light_s:
                if run.gone is not None and run.watch is None:
                    run.watch = asyncio.get_running_loop().create_task(_end_when_gone(run))
                if slow < self._limits.slow:
                    slow, run.slow = slow + 1, True
                    run.evaluator.yield_to_others()
                    self._refill()
                    self._serve_queue()
                else:
                    self._make_room(now)
        self._check_memory(now)

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


def _has_place(waiting: asyncio.Future[_Run]) -> bool:
    return waiting.done() and not waiting.cancelled() and waiting.exception() is None


async def _end_when_gone(run: _Run) -> None:
    if run.gone is not None:
        await run.gone()
        run.evaluator.kill("gone")
