"""Work on several things at once, which whoever has enough of it can leave at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from queue import Empty, SimpleQueue
from threading import Event, Thread
from typing import TypeVar

Thing = TypeVar("Thing")
Result = TypeVar("Result")


def work_in_parallel(
    work: Callable[[Thing], Result], things: Sequence[Thing], most: int, stopped: Event
) -> Iterator[tuple[Thing, Result]]:
    """Each thing with its result, in the order in which they are done.

    An error ends it once what is under way is done. Ctrl-C ends it at once: a service that hangs does not
    hold who asked it, as a ``ThreadPoolExecutor`` would, which waits for its threads.

    Args:
        work: what is done, at most ``most`` times at once.
        things: what it is done to.
        most: how many threads.
        stopped: is set when it ends; nothing is begun after that.

    Raises:
        Exception: what ``work`` raises, the first time.
    """
    waiting, done = (
        SimpleQueue[Thing](),
        SimpleQueue[tuple[Thing, Result | None, Exception | None]](),
    )
    for thing in things:
        waiting.put(thing)

    def go_on() -> None:
        while not stopped.is_set():
            try:
                thing = waiting.get_nowait()
            except Empty:
                return
            try:
                done.put((thing, work(thing), None))
            except Exception as error:
                done.put((thing, None, error))

    threads = [Thread(target=go_on, daemon=True) for _ in range(min(most, len(things)))]
    try:
        for thread in threads:
            thread.start()
        for _ in things:
            thing, result, error = done.get()
            if error is not None:
                stopped.set()
                for thread in threads:
                    thread.join()
                raise error
            yield thing, result  # type: ignore[misc]  # there is a result where there is no error
    finally:
        stopped.set()
