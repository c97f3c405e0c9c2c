"""What a process that evaluates may take: memory and processor time, so that its end costs nobody else.

On macOS memory is not bounded: it has no /proc, and takes RLIMIT_AS without heeding it. On Windows nothing
is.
"""

from __future__ import annotations

import contextlib
import math
import sys
import time
from pathlib import Path

MEMORY_BOUND = sys.platform == "linux"


def bound_memory(most: int) -> None:
    """Bound what is asked of the system from here on, in bytes, where it says how much that is already."""
    if not MEMORY_BOUND:
        return
    import resource

    pages = int(Path("/proc/self/statm").read_text().split()[0])
    bound = pages * resource.getpagesize() + most
    resource.setrlimit(resource.RLIMIT_AS, (bound, bound))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def bound_time(seconds: float) -> None:
    """Let the system end this process with SIGXCPU once it has worked for so long from here on.

    What the machine works at besides does not count. To be called again before that moves the end.
    """
    if sys.platform == "win32":
        return
    import resource

    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    soft = math.ceil(time.process_time() + seconds)
    soft = soft if hard == resource.RLIM_INFINITY else min(soft, hard)
    resource.setrlimit(resource.RLIMIT_CPU, (soft, hard))


def offer_to_be_killed() -> None:
    """When the machine runs out of memory, this process is to end before any other."""
    with contextlib.suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("1000")
