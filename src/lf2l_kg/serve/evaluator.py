"""A process that evaluates, seen from the server: a query goes in, an answer comes back, or it dies."""

from __future__ import annotations

import asyncio
import contextlib
import io
import os
import signal
import socket
import sys
import weakref
from pathlib import Path
from typing import IO

import msgspec

from lf2l_kg.base.errors import InputError
from lf2l_kg.base.messages import Message
from lf2l_kg.query.forks import Forks
from lf2l_kg.query.job import Answered, Job, Outcome
from lf2l_kg.query.worker import HEAD, Ready

from .errors import UnreadableReleaseError

_buffer = memoryview(bytearray(64 << 10))  # what a channel gives at once; used between two awaits
_ROOM_FOR_A_FILE = socket.CMSG_SPACE(4)  # one descriptor, an int of C
_START_SECONDS = 30.0

#: Why a process died that had ended before it was given the query.
BEFORE = "before"

_encode_job = msgspec.json.Encoder().encode
_decode_outcome = msgspec.json.Decoder(Outcome).decode
_decode_ready = msgspec.json.Decoder(Ready).decode


#: Head, content, and the file of a long answer.
_Frame = tuple[bytes, bytes, IO[bytes] | None]


class EvaluatorDied(Exception):  # noqa: N818 - an event, not a fault of anybody's
    """The process ended before it answered; ``reason`` is what ended it, "" when it did so itself."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Held:
    """The bytes of all answers that wait in files, until nobody has the file any more.

    Args:
        most: bytes.
        places: how many queries may write at once.
    """

    def __init__(self, most: int, places: int) -> None:
        self._most, self._places = most, places
        self.size = 0

    def share_room(self, job: Job) -> Job:
        """The job, with its part of the room that is left."""
        if not self.size:
            return job
        room = max(self._most - self.size, 0) // self._places
        return msgspec.structs.replace(job, room=min(room, job.room))

    def add(self, file: io.FileIO) -> None:
        """Count a file for as long as it lives."""
        size = os.fstat(file.fileno()).st_size
        self.size += size
        weakref.finalize(file, self._drop, size)

    def _drop(self, size: int) -> None:
        self.size -= size


class Evaluator:
    """One process. It takes one query at a time."""

    def __init__(self, process: int, channel: socket.socket, held: Held) -> None:
        self._process = process
        self._channel = channel
        self._held = held
        self._loop = asyncio.get_running_loop()
        self._received = bytearray()
        self._file: io.FileIO | None = None
        self._waiting: asyncio.Future[_Frame] | None = None
        self._reason = ""
        self.ready = Ready(0, fenced=False)
        self.alive = True

    @classmethod
    async def start(cls, forks: Forks, held: Held) -> Evaluator:
        """A process that has opened its release's store.

        Args:
            forks: what makes it.
            held: counts the files that it sends.

        Raises:
            InputError: when it cannot.
        """
        try:
            ours, theirs = socket.socketpair()
        except OSError as error:
            raise _not_started() from error
        try:
            process = await asyncio.to_thread(_fork, forks, theirs)
        except OSError as error:
            ours.close()
            raise _not_started() from error
        except asyncio.CancelledError:
            ours.close()
            raise
        ours.setblocking(False)
        evaluator = cls(process, ours, held)
        evaluator._loop.add_reader(ours.fileno(), evaluator._read)
        try:
            await evaluator._greet()
        except BaseException:
            evaluator.kill("start")
            raise
        return evaluator

    async def _greet(self) -> None:
        try:
            async with asyncio.timeout(_START_SECONDS):
                head, _, _ = await self._frame()
        except (EvaluatorDied, TimeoutError) as error:
            raise _not_started() from error
        self.ready = _decode_ready(head)
        if self.ready.error:
            raise UnreadableReleaseError(Message(fr=self.ready.error, en=self.ready.error))

    async def run(self, job: Job) -> Answered:
        """The answer to one query.

        Raises:
            EvaluatorDied: when the process ended first.
        """
        waiting = self._frame()
        said = _encode_job(job)
        frame = HEAD.pack(len(said), 0) + said
        try:
            sent = self._channel.send(frame)
            if sent < len(frame):  # a long query fills the socket's buffer
                await self._loop.sock_sendall(self._channel, frame[sent:])
        except OSError:
            self._reason = self._reason or BEFORE
            self._end()
        head, content, file = await waiting
        outcome = _decode_outcome(head)
        if outcome.in_file and file is None:  # this process may open no more files
            raise EvaluatorDied("")
        return Answered(outcome, content, file)

    @property
    def busy(self) -> bool:
        """A query runs in it."""
        return self._waiting is not None

    @property
    def memory(self) -> int:
        """Bytes of its own that it holds; 0 where the system does not say."""
        with contextlib.suppress(OSError, ValueError, IndexError):
            for line in Path(f"/proc/{self._process}/status").read_text().splitlines():
                if line.startswith("RssAnon:"):
                    return int(line.split()[1]) << 10
        return 0

    def yield_to_others(self) -> None:
        """Let it have only the time that nobody else wants.

        Linux shares out time between sessions first, then within one. So the policy does it for this
        server, and the weight of the process's own session for all others.
        Source: https://man7.org/linux/man-pages/man7/sched.7.html (the autogroup feature)
        """
        with contextlib.suppress(OSError, AttributeError):
            os.sched_setscheduler(self.ready.thread, os.SCHED_IDLE, os.sched_param(0))
        with contextlib.suppress(OSError):
            Path(f"/proc/{self._process}/autogroup").write_text("19")

    def kill(self, reason: str) -> None:
        """End it at once, whatever it does."""
        self._reason = self._reason or reason
        if self.alive:
            with contextlib.suppress(OSError):
                os.kill(self._process, signal.SIGKILL)
        self._end()

    def close(self) -> None:
        """End it: an idle process ends when its channel is closed, and a busy one too."""
        self._end()

    def _frame(self) -> asyncio.Future[_Frame]:
        self._waiting = self._loop.create_future()
        return self._waiting

    def _read(self) -> None:
        try:
            length, ancillary, _, _ = self._channel.recvmsg_into([_buffer], _ROOM_FOR_A_FILE)
        except BlockingIOError:
            return
        except OSError:
            length, ancillary = 0, []
        for _, _, sent in ancillary:
            self._file = io.FileIO(int.from_bytes(sent, sys.byteorder), "rb")
            self._held.add(self._file)
        if not length:
            self._end()
            return
        self._received += _buffer[:length]
        if len(self._received) < HEAD.size:
            return
        head, body = HEAD.unpack_from(self._received)
        if len(self._received) < HEAD.size + head + body:
            return
        frame = bytes(self._received)
        self._received.clear()
        waiting, self._waiting = self._waiting, None
        file, self._file = self._file, None
        if waiting is not None and not waiting.done():
            start = HEAD.size + head
            # Whoever waits owns the file from here on; when nobody does, it closes itself.
            waiting.set_result((frame[HEAD.size : start], frame[start:], file))
        elif file is not None:
            file.close()

    def _end(self) -> None:
        if not self.alive:
            return
        self.alive = False
        with contextlib.suppress(RuntimeError):  # the loop is closed
            self._loop.remove_reader(self._channel.fileno())
        self._channel.close()
        if self._file is not None:
            self._file.close()
        waiting, self._waiting = self._waiting, None
        if waiting is not None and not waiting.done():
            waiting.set_exception(EvaluatorDied(self._reason))


def _fork(forks: Forks, theirs: socket.socket) -> int:
    with theirs:
        return forks.fork(theirs)


def _not_started() -> InputError:
    return InputError(
        Message(
            fr="le processus qui répond aux requêtes ne démarre pas\u00a0; regardez le journal du"
            " serveur et la mémoire libre",
            en="the process that answers queries does not start; look at the server's log and at"
            " the free memory",
        )
    )
