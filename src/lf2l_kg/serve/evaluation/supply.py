"""Processes that are ready for a query, and the ones that are being started."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from pathlib import Path

from lf2l_kg.base.errors import InputError
from lf2l_kg.serve.errors import UnreadableReleaseError

from .evaluator import Evaluator
from .forks import Forks
from .held import Held
from .worker import WorkerLimits

_PAUSE = 1.0  # seconds before a process is started again that did not start


class Supply:
    """Processes over one release. It belongs to one event loop.

    Args:
        release: whose store they open.
        limits: what each may take.
        files: bytes, for all answers that wait in files.
        places: how many queries may write at once.
        changed: called when there is one more, or none to be had.
    """

    def __init__(
        self,
        release: Path,
        limits: WorkerLimits,
        files: int,
        places: int,
        changed: Callable[[], None],
    ) -> None:
        self._forks = Forks(release, limits)
        self._changed = changed
        # Idle ones: all that were in use at once, lent to and ready ones besides; a new one has cold memory.
        self._most = 2 * places
        self._starting: set[asyncio.Task[None]] = set()
        self._closed = False
        self.board = self._forks.board
        self.held = Held(files, places, self.board)
        self.idle: deque[Evaluator] = deque()
        self.failure: UnreadableReleaseError | None = None  # of the process started last
        self.fenced = False  # the processes have no network

    async def start(self, number: int) -> None:
        """Start the first processes.

        Raises:
            InputError: when the release has no readable store.
        """
        new = (Evaluator.start(self._forks, self.held) for _ in range(number))
        started = await asyncio.gather(*new, return_exceptions=True)
        self.idle += [one for one in started if isinstance(one, Evaluator)]
        for one in started:
            if isinstance(one, BaseException):
                raise one
        self.fenced = all(evaluator.ready.fenced for evaluator in self.idle)

    def take(self) -> Evaluator | None:
        """The one used last, which is still warm; None when there is none."""
        while self.idle:
            evaluator = self.idle.pop()
            if evaluator.alive:
                return evaluator
        return None

    def put(self, evaluator: Evaluator) -> None:
        """Take one back; one that has ended, or of which there are enough, is let go."""
        if evaluator.alive and not self._closed and len(self.idle) < self._most:
            self.idle.append(evaluator)
        else:
            evaluator.close()

    def fill(self, wanted: int) -> None:
        """Start as many as are missing.

        Args:
            wanted: how many are to be ready.
        """
        for _ in range(wanted - len(self.idle) - len(self._starting)):
            if self._closed:
                return
            task = asyncio.get_running_loop().create_task(self._add())
            self._starting.add(task)
            task.add_done_callback(self._starting.discard)

    def close(self) -> None:
        """Start nothing more, and let go of all that have nothing to do."""
        self._closed = True
        while self.idle:
            self.idle.pop().close()
        for task in self._starting:
            task.cancel()
        self._forks.close()

    async def _add(self) -> None:
        try:
            self.put(await Evaluator.start(self._forks, self.held))
            self.failure = None
        except InputError as error:  # memory is short for the moment, or the release is gone
            self.failure = error if isinstance(error, UnreadableReleaseError) else None
            if self.failure is not None:
                self._changed()
            await asyncio.sleep(_PAUSE)
        self._changed()
