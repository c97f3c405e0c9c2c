"""Threads with a stack deep enough for the engine.

The engine's parser and optimiser recurse: a chain of some 5,000 ``||`` overflows the usual 8 MiB and
ends the process. Within the length limit on queries, 512 MiB were enough for every construct measured
(30,000 operators, braces, unions); only the pages touched take memory.
"""

from __future__ import annotations

import threading
import traceback
from collections.abc import Callable
from concurrent.futures import Future
from typing import TypeVar

_STACK_BYTES = 512 << 20
_size_lock = threading.Lock()  # the size is a setting of the whole process

Value = TypeVar("Value")


def start_with_deep_stack(function: Callable[[], Value]) -> Future[Value]:
    """Run a function in a thread of its own, which does not keep the process from ending."""
    future: Future[Value] = Future()

    def run() -> None:
        try:
            result = function()
        except BaseException as error:
            _let_go(error)
            future.set_exception(error)
        else:
            future.set_result(result)

    future.set_running_or_notify_cancel()
    with _size_lock:
        before = threading.stack_size(_STACK_BYTES)
        try:
            threading.Thread(target=run, name="query", daemon=True).start()
        finally:
            threading.stack_size(before)
    return future


def _let_go(error: BaseException | None) -> None:
    """Empty an error's frames: the engine's results must end in the thread that made them."""
    while error is not None:
        traceback.clear_frames(error.__traceback__)
        error = error.__cause__ or error.__context__
