"""The release that queries are asked of: its processes and its kept answers, replaced as a whole."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import logging
from collections.abc import Callable, Coroutine
from dataclasses import dataclass

from lf2l_kg.query.ready import read_ready

from .current import Current, ServedRelease
from .evaluation.clerk import Answer
from .evaluation.lending import News
from .evaluation.places import PoolLimits
from .evaluation.pool import Pool
from .evaluation.reports import Report
from .evaluation.worker import WorkerLimits
from .flights import Flights
from .kept import KeptAnswers, query_digest
from .whole import whole_answer

_LOG = logging.getLogger(__name__)
_LOOK_AGAIN_S = 0.2  # how often ``current`` is looked at
_PAUSE_S = 5.0  # after a release that could not be opened


@dataclass(frozen=True, slots=True)
class Live:
    """One release as it is asked. A request keeps the one it began with until it ends."""

    release: ServedRelease
    pool: Pool
    kept: KeptAnswers
    flights: Flights


class Follower:
    """Holds the live release; a newly named one takes its place once it is ready.

    It belongs to the event loop on which it is first asked.
    """

    def __init__(
        self, current: Current, limits: PoolLimits, worker_limits: WorkerLimits, room: int
    ) -> None:
        self._current = current
        self._limits = limits
        self._worker_limits = worker_limits
        self._room = room
        self._lock = asyncio.Lock()
        self._tasks: set[asyncio.Task[None]] = set()
        self.live: Live | None = None
        #: Told of answers that were given where their connection was lent to, and of their release.
        self.on_reports: Callable[[list[Report], str], None] = lambda *_: None

    async def get(self) -> Live:
        """The live release; the first time, it is opened.

        Raises:
            HttpError: 503, when there is no release.
            InputError: when its store cannot be read.
        """
        if self.live is None:
            async with self._lock:
                if self.live is None:
                    self.live = await self._open(await asyncio.to_thread(self._current.get))
                    self._begin(self._follow())
        return self.live

    def gauges(self) -> dict[str, float]:
        """What is measured at the moment: queries, processes, kept answers."""
        if self.live is None:
            return {}
        kept, counts = self.live.kept, self.live.pool.counts
        return {
            **{f"queries_{name}": counts[name] for name in ("quick", "slow", "waiting")},
            "processes_idle": counts["idle"],
            "connections_lent": counts["lent"],
            "kept_answers": len(kept),
            "kept_bytes": kept.size,
        }

    def turn_away(self) -> None:
        """End the queries that run; each is answered, with when to come back."""
        if self.live is not None:
            self.live.pool.kill()

    def kill(self) -> None:
        """End all processes at once."""
        for task in self._tasks:
            task.cancel()
        if self.live is not None:
            self.live.pool.kill()
            self.live = None

    async def _open(self, release: ServedRelease) -> Live:
        def take_reports(reports: list[Report]) -> None:
            self.on_reports(reports, release.name)

        def take_answer(answer: Answer) -> None:
            kept.keep(answer.question, answer.form, answer.kept)

        news = News(take_reports, take_answer)
        pool = Pool(release.path, self._limits, self._worker_limits, news)
        kept = KeptAnswers(self._room, pool.mark)
        await pool.start()
        for ready in read_ready(release.path):
            digest, body = query_digest(ready.query), ready.content.encode()
            answer = whole_answer(ready.outcome, body, digest, may_be_kept=True)
            kept.keep(ready.job, ready.outcome.form, answer)
        return Live(release, pool, kept, Flights())

    async def _follow(self) -> None:
        while True:
            await asyncio.sleep(_LOOK_AGAIN_S)
            try:
                release = await asyncio.to_thread(self._current.get)
                if self.live is None or release is self.live.release:
                    continue
                opened = await self._open(release)
            except Exception as error:
                _LOG.warning("the release that « current » names cannot be served: %s", error)
                await asyncio.sleep(_PAUSE_S)
                continue
            self.live.pool.stop_lending()  # nobody is answered from the old release any more
            self._begin(self._drain(self.live))
            self.live = opened

    async def _drain(self, old: Live) -> None:
        """Let the queries that have begun end, none of which can last longer than this, and let go of it."""
        longest = self._limits.wait_s + self._limits.timeout_s + 1
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(longest):
                while old.pool.in_use:
                    await asyncio.sleep(_LOOK_AGAIN_S)
        old.pool.kill()
        del old
        await asyncio.sleep(_LOOK_AGAIN_S)  # by then its processes have ended
        gc.collect()  # it leads back to itself: its answers and files would stay for a long time

    def _begin(self, work: Coroutine[object, object, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
