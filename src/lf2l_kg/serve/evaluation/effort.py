"""How long a process has been at something: by the clock, and by what it has had of the processor."""

from __future__ import annotations

import time

_OF_A_PROCESS = 2  # in the number of a clock: what all threads of that process have used
_SEEN = 0.8  # of the time: what was used before the first look is not known
_PATIENCE = 5  # times as long by the clock, where a busy machine lets nobody go on


class Effort:
    """What one process puts into its work.

    Args:
        process: its number.
    """

    def __init__(self, process: int) -> None:
        self._clock = ~process << 3 | _OF_A_PROCESS  # as clock_getcpuclockid(3) makes it
        self._work = 0.0  # that was looked at last, by its beginning
        self._before = 0.0  # seconds that the process had used until then

    def is_long(self, began: float, now: float, seconds: float) -> bool:
        """Whether a piece of work is as long as that.

        A query that had to wait for the processor is not long for that: it would lose its place when the
        machine is busy with something else, and make it busier. It is looked at now and then, so that the
        first part of what it uses is not seen.

        Args:
            began: when it did, by the monotonic clock; tells it from other work.
            now: by the same clock.
            seconds: how long.
        """
        used = self._used(began)
        if now - began < seconds:
            return False
        return used is None or used >= seconds * _SEEN or now - began >= seconds * _PATIENCE

    def _used(self, began: float) -> float | None:
        """Seconds of the processor since this was first asked of the work; None where nobody says."""
        try:
            now = time.clock_gettime(self._clock)
        except (OSError, AttributeError, OverflowError):
            return None
        if began != self._work:
            self._work, self._before = began, now
        return now - self._before
