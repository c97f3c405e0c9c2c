"""A store compared with the quads that it should hold, by a process of its own."""

from __future__ import annotations

import subprocess
from collections.abc import Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO, cast

from lf2l_kg.base.errors import OutputError
from lf2l_kg.base.holding import DIFFERENT, SAME, compare_apart
from lf2l_kg.base.messages import Message
from lf2l_kg.base.processes import python_command

from .dumps import everything
from .store import FOLDER


class Proof:
    """A process that compares a store with the quads that it should hold; it ends with its ``with``."""

    def __init__(self, release: Path) -> None:
        """Begin to compare the store of a release with its canonical dump, which it should hold."""
        self._process = subprocess.Popen(  # noqa: S603 - this Python, these arguments
            python_command(compare_apart, str(release / FOLDER), str(release / everything().name)),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        self._feeder = ThreadPoolExecutor(1)
        self._fed: Future[None] | None = None

    def expect(self, wanted: Iterable[bytes]) -> None:
        """Begin to say what the store must hold besides; see :func:`~lf2l_kg.base.holding.holds_exactly`."""
        self._fed = self._feeder.submit(self._feed, wanted)

    def holds(self) -> bool:
        """Wait for what is found.

        Raises:
            OutputError: when the process was killed.
        """
        assert self._fed is not None  # noqa: S101 (something was expected)
        self._fed.result()
        said = cast("BinaryIO", self._process.stdout).read()
        if said not in (SAME, DIFFERENT):
            raise OutputError(
                Message(
                    fr="le processus qui lit la base a été arrêté, sans doute faute de mémoire\u00a0; "
                    "libérez-en et relancez",
                    en="the process that reads the store was killed, probably for lack of memory; "
                    "free some and run again",
                )
            )
        return said == SAME

    def _feed(self, wanted: Iterable[bytes]) -> None:
        # A process that has found a difference reads no further.
        with suppress(BrokenPipeError), cast("BinaryIO", self._process.stdin) as stream:
            for text in wanted:
                stream.write(text)

    def __enter__(self) -> Proof:
        """This proof."""
        return self

    def __exit__(self, *_: object) -> None:
        """End the process."""
        self._process.kill()
        self._feeder.shutdown()
        with suppress(BrokenPipeError), self._process:
            pass
