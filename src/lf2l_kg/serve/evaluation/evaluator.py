"""A process that evaluates, seen from the server: a query goes in, an answer comes back, or it dies."""

from __future__ import annotations

import asyncio
import contextlib
import io
import os
import signal
import socket
import sys
from collections.abc import Callable

import msgspec

from lf2l_kg.base.errors import InputError
from lf2l_kg.base.messages import Message
from lf2l_kg.query.job import Answered, Job, Outcome
from lf2l_kg.serve.errors import UnreadableReleaseError

from .board import Board, Turn
from .effort import Effort
from .forks import Forks, fork_evaluator
from .frames import Frame, Frames, Kind, pack_frame
from .held import Held
from .worker import Ready

_buffer = memoryview(bytearray(64 << 10))  # what a channel gives at once; used between two awaits
_ROOM_FOR_A_FILE = socket.CMSG_SPACE(4)  # one descriptor, an int of C
_START_SECONDS = 30.0
_PAGE = os.sysconf("SC_PAGE_SIZE")
_LAST_SECONDS = 0.05  # after which a process that was killed takes no step more, dead or not

#: Why a process died that had ended before it was given the query.
BEFORE = "before"

_encode_job = msgspec.json.Encoder().encode
_decode_outcome = msgspec.json.Decoder(Outcome).decode
_decode_ready = msgspec.json.Decoder(Ready).decode


class EvaluatorDied(Exception):  # noqa: N818 - an event, not a fault of anybody's
    """The process ended before it answered; ``reason`` is what ended it, "" when it did so itself."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Evaluator:
    """One process. It takes one query at a time; and connections, see :mod:`.lending`."""

    def __init__(
        self,
        process: int,
        channel: socket.socket,
        board: Board,
        turn: Turn,
        held: Held,
    ) -> None:
        self._process = process
        self._channel = channel
        self._board = board
        self._held = held
        self._loop = asyncio.get_running_loop()
        self._frames = Frames()
        self._waiting: asyncio.Future[Frame] | None = None
        self._reason = ""
        self.effort = Effort(process)
        self.turn = turn
        self.reports = board.reports(turn.place)
        self.ready = Ready(0, fenced=False)
        self.alive = True
        self.on_frame: Callable[[Frame], None] | None = None  # takes what is no answer to a job
        self.on_end: Callable[[str], None] | None = None  # told why, when no job runs

    @classmethod
    async def start(cls, forks: Forks, held: Held) -> Evaluator:
        """A process that has opened its release's store.

        Args:
            forks: what makes it.
            held: counts the files that it sends.

        Raises:
            InputError: when it cannot.
        """
        turn = forks.board.take_turn()
        try:
            process, ours = await fork_evaluator(forks, turn.place)
        except BaseException as error:
            forks.board.free_turn(turn)
            if isinstance(error, OSError):
                raise _not_started() from error
            raise
        ours.setblocking(False)
        evaluator = cls(process, ours, forks.board, turn, held)
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
                said = await self._wait()
        except (EvaluatorDied, TimeoutError) as error:
            raise _not_started() from error
        self.ready = _decode_ready(said.head)
        if self.ready.error:
            raise UnreadableReleaseError(Message(fr=self.ready.error, en=self.ready.error))

    async def run(self, job: Job) -> Answered:
        """The answer to one query.

        Raises:
            EvaluatorDied: when the process ended first.
        """
        if not self.alive:  # it has ended since it was taken
            raise EvaluatorDied(BEFORE)
        waiting = self._wait()
        frame = pack_frame(Kind.JOB, _encode_job(job))
        try:
            sent = self._channel.send(frame)
            if sent < len(frame):  # a long query fills the socket's buffer
                await self._loop.sock_sendall(self._channel, frame[sent:])
        except OSError:
            self._reason = self._reason or BEFORE
            self._end()
        came = await waiting
        return self.answered(_decode_outcome(came.head), came)

    def say(self, kind: Kind, number: int, descriptor: int | None = None) -> bool:
        """Say something of a connection; whether it could be said.

        Args:
            kind: LEND or RECALL.
            number: of the connection.
            descriptor: of it, to be lent.
        """
        frame = pack_frame(kind, b"%d" % number, carries=descriptor is not None)
        try:
            if descriptor is None:
                return self._channel.send(frame) == len(frame)
            return socket.send_fds(self._channel, [frame], [descriptor]) == len(frame)
        except OSError:
            return False

    def answered(self, outcome: Outcome, frame: Frame) -> Answered:
        """What a frame brings.

        Raises:
            EvaluatorDied: when its file did not come: this process may open no more of them.
        """
        if not outcome.in_file:
            return Answered(outcome, frame.body)
        if frame.descriptor is None:
            raise EvaluatorDied("")
        file = io.FileIO(frame.descriptor, "rb")
        self._held.add(file)
        return Answered(outcome, frame.body, file)

    @property
    def busy(self) -> bool:
        """A query runs in it."""
        return self._waiting is not None

    @property
    def memory(self) -> int:
        """Bytes of its own that it holds; 0 where the system does not say."""
        with contextlib.suppress(OSError, ValueError):
            # Its ``status`` says this in so many words, which takes five times as long, at each look.
            with io.FileIO(f"/proc/{self._process}/statm") as file:
                _, resident, shared, *_ = map(int, file.read(200).split())
            return (resident - shared) * _PAGE
        return 0

    def yield_to_others(self) -> None:
        """Let it have only the time that nobody else in this session wants.

        Linux shares out time between sessions first, then within one: a process of its own session
        would keep the others waiting until the next tick, whatever its policy and its weight.
        Source: https://man7.org/linux/man-pages/man7/sched.7.html (the autogroup feature)
        """
        with contextlib.suppress(OSError, AttributeError):
            os.sched_setscheduler(self.ready.thread, os.SCHED_IDLE, os.sched_param(0))

    def stop_yielding(self) -> bool:
        """Let it have its share again; False where the system does not allow that."""
        try:
            os.sched_setscheduler(self.ready.thread, os.SCHED_OTHER, os.sched_param(0))
        except (OSError, AttributeError):  # who is not root may only give way
            return False
        return True

    def kill(self, reason: str) -> None:
        """End it, whatever it does: at once, or, when it has connections, once it cannot write any more."""
        self._reason = self._reason or reason
        if self.alive:
            with contextlib.suppress(OSError):
                os.kill(self._process, signal.SIGKILL)
        if self.on_end is None:
            self._end()
        else:
            self._loop.call_later(_LAST_SECONDS, self._end_killed)

    def close(self) -> None:
        """End it: an idle process ends when its channel is closed, and a busy one too."""
        self._end()

    def _wait(self) -> asyncio.Future[Frame]:
        self._waiting = self._loop.create_future()
        return self._waiting

    def read_all(self) -> None:
        """Take what it has said until now."""
        while self.alive and self._read():
            pass

    def _read(self) -> bool:
        """Take some of what it has said; whether there was anything."""
        try:
            length, ancillary, _, _ = self._channel.recvmsg_into([_buffer], _ROOM_FOR_A_FILE)
        except BlockingIOError:
            return False
        except OSError:
            length, ancillary = 0, []
        descriptors = [int.from_bytes(sent, sys.byteorder) for _, _, sent in ancillary]
        self._frames.feed(_buffer[:length], descriptors)
        for frame in self._frames:
            self._take(frame)
        if not length:
            self._end()
        return True

    def _take(self, frame: Frame) -> None:
        if frame.kind in (Kind.READY, Kind.OUTCOME):
            waiting, self._waiting = self._waiting, None
            if waiting is not None and not waiting.done():
                waiting.set_result(frame)  # whoever waits owns the file from here on
                return
        elif self.on_frame is not None:
            self.on_frame(frame)
            return
        if frame.descriptor is not None:
            os.close(frame.descriptor)

    def _end_killed(self) -> None:
        """Its end may be long in coming, where it has only the time that nobody else wants."""
        self.read_all()
        self._end()

    def _end(self) -> None:
        if not self.alive:
            return
        self.alive = False
        with contextlib.suppress(RuntimeError):  # the loop is closed
            self._loop.remove_reader(self._channel.fileno())
        waiting, self._waiting = self._waiting, None
        if waiting is not None and not waiting.done():
            waiting.set_exception(EvaluatorDied(self._reason))
        if self.on_end is not None:
            self.on_end(self._reason)
        self._frames.close()
        self._channel.close()
        self._board.free_turn(self.turn)


def _not_started() -> InputError:
    return InputError(
        Message(
            fr="le processus qui répond aux requêtes ne démarre pas\u00a0; regardez le journal du"
            " serveur et la mémoire libre",
            en="the process that answers queries does not start; look at the server's log and at"
            " the free memory",
        )
    )
