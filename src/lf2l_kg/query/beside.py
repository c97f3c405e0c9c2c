"""The ready answers of a release, found in a process of their own while its other files are made."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Collection, Mapping
from pathlib import Path
from tempfile import TemporaryFile

import msgspec

from lf2l_kg.base.errors import QueryError
from lf2l_kg.base.messages import Message
from lf2l_kg.base.processes import python_command

from .local import open_store
from .ready import answer_ready

_TOO_LONG = 3  # how the process ends where a question takes too long


class _Asked(msgspec.Struct):
    """What the process is asked; see :func:`~lf2l_kg.query.ready.answer_ready`."""

    release: str
    queries: dict[str, str]
    base_iri: str
    small: list[str]


class _Said(msgspec.Struct):
    """Which question takes too long."""

    path: str
    fr: str
    en: str


class Answering:
    """Questions that are being answered; at the end of its ``with`` nobody is at work any more."""

    def __init__(
        self,
        release: Path,
        queries: Mapping[str, str],
        base_iri: str,
        small: Collection[str] = (),
    ) -> None:
        """Begin.

        Args:
            release: whose store is whole; it may be one that is being made.
            queries: as for :func:`~lf2l_kg.query.ready.answer_ready`.
            base_iri: likewise.
            small: likewise.
        """
        self._asked = _Asked(str(release), dict(queries), base_iri, sorted(small))
        # No pipes: they hold little, and we are at something else.
        self._said = TemporaryFile()  # noqa: SIM115 - closed at the end of our own ``with``
        with TemporaryFile() as asked:
            asked.write(msgspec.json.encode(self._asked))
            asked.seek(0)
            self._process = subprocess.Popen(  # noqa: S603 - this Python, these arguments
                python_command(answer_beside),
                stdin=asked,
                stdout=self._said,
                stderr=subprocess.DEVNULL,
            )

    def result(self) -> bytes:
        """The answers. Where the process was killed, they are found here.

        Raises:
            QueryError: when a question takes too long.
        """
        code = self._process.wait()
        self._said.seek(0)
        said = self._said.read()
        if code == _TOO_LONG:
            told = msgspec.json.decode(said, type=_Said)
            raise QueryError(Message(fr=told.fr, en=told.en), path=told.path)
        return said if code == 0 else _answer(self._asked)

    def __enter__(self) -> Answering:
        """This one."""
        return self

    def __exit__(self, *_: object) -> None:
        """End the process, whatever it is at."""
        self._process.kill()
        self._process.wait()
        self._said.close()


def answer_beside() -> None:
    """The body of the process: questions on its standard input, the answers on its output."""
    asked = msgspec.json.decode(sys.stdin.buffer.read(), type=_Asked)
    try:
        said, code = _answer(asked), 0
    except QueryError as error:
        message = error.message
        said, code = msgspec.json.encode(_Said(error.path, message.fr, message.en)), _TOO_LONG
    sys.stdout.buffer.write(said)
    sys.stdout.buffer.flush()
    sys.exit(code)


def _answer(asked: _Asked) -> bytes:
    store = open_store(Path(asked.release))
    return answer_ready(store, asked.queries, asked.base_iri, {*asked.small})
