"""A process whose only work is to fork evaluators: it has one thread and the engine loaded already.

A server has threads, and must not fork; starting Python anew for each evaluator takes long. (The
standard library's fork server would run the server's main script again in every child.)
"""

from __future__ import annotations

import asyncio
import gc
import os
import signal
import socket
import struct
import subprocess
import threading
from pathlib import Path

import msgspec

from lf2l_kg.base.processes import python_command

from .board import Board, create_board
from .worker import Links, WorkerLimits, serve_queries

_PID = struct.Struct(">q")
_TURN = struct.Struct(">I")
#: The engine frees and asks for hundreds of small pieces a query. glibc has 7 of each size at hand, and takes
#: a lock and looks for the others; a thread's own memory grows and shrinks by pages, a call each. Pages are
#: large ones where Linux has some, for a virtual machine takes long to come by each, and to look it up.
#: Source: https://www.gnu.org/software/libc/manual/html_node/Memory-Allocation-Tunables.html
_MEMORY = ":".join(
    f"glibc.malloc.{name}={value}"
    for name, value in {
        "tcache_count": 500,
        "arena_max": 1,
        "mmap_threshold": 4 << 20,
        "top_pad": 4 << 20,
        "trim_threshold": 32 << 20,
        "hugetlb": 1,
    }.items()
)


class Forks:
    """The forking process, seen from the server; safe to use from several threads.

    Args:
        release: the release that evaluators open.
        limits: what each may take.
    """

    def __init__(self, release: Path, limits: WorkerLimits) -> None:
        self._file = create_board()
        self.board = Board(self._file.fileno())
        self._lock = threading.Lock()
        self._given = [str(release), msgspec.json.encode(limits).decode()]
        self._closed = False
        self._channel, self._process = self._start()

    def fork(self, channel: socket.socket, turn: int) -> int | None:
        """A new evaluator; its process number. Takes milliseconds.

        None when this process was killed, maybe after it had forked: another has taken its place, and
        this end is not to be used again.

        Args:
            channel: the evaluator's end.
            turn: the number of its turn on the board.

        Raises:
            OSError: when there is none to be had.
        """
        with self._lock:
            process = self._ask(channel, turn)
            if process is None and not self._closed:  # somebody has killed it
                self._end()
                self._channel, self._process = self._start()
        if process is not None and process < 0:
            raise OSError("no process can be forked")
        return process

    def close(self) -> None:
        """End it. Evaluators go on until their own channels are closed."""
        self._closed = True
        self._end()
        self._file.close()

    def _start(self) -> tuple[socket.socket, subprocess.Popen[bytes]]:
        ours, theirs = socket.socketpair()
        with theirs:
            numbers = [theirs.fileno(), self._file.fileno()]
            process = subprocess.Popen(  # noqa: S603 - this Python, these arguments
                python_command(serve_forks, *map(str, numbers), *self._given),
                env={"GLIBC_TUNABLES": _MEMORY, **os.environ},
                pass_fds=numbers,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
            )
        return ours, process

    def _ask(self, channel: socket.socket, turn: int) -> int | None:
        """The number of a new process, -1 when there is none to be had; None without an answer."""
        try:
            socket.send_fds(self._channel, [_TURN.pack(turn)], [channel.fileno()])
            said = self._channel.recv(_PID.size)
        except OSError:
            return None
        return int(_PID.unpack(said)[0]) if len(said) == _PID.size else None

    def _end(self) -> None:
        self._channel.close()
        self._process.kill()  # it may be starting still, or stopped; its children live on
        self._process.wait()


async def fork_evaluator(forks: Forks, turn: int) -> tuple[int, socket.socket]:
    """A new evaluator: its process number, and the server's end of the channel to it.

    Args:
        forks: what forks it.
        turn: the number of its turn on the board.

    Raises:
        OSError: when there is none to be had.
    """
    for _ in range(2):
        ours, theirs = socket.socketpair()
        untaken = [theirs]
        try:
            process = await asyncio.to_thread(_fork, forks, untaken, turn)
        except BaseException:
            ours.close()
            if _take(untaken):  # it was called off before a thread was free
                theirs.close()
            raise
        if process is not None:
            return process, ours
        ours.close()  # nobody knows whether a process has the other end: two must never have it
    raise OSError("no process can be forked")


def _fork(forks: Forks, untaken: list[socket.socket], turn: int) -> int | None:
    theirs = _take(untaken)
    if theirs is None:
        return None
    try:
        return forks.fork(theirs, turn)
    finally:
        theirs.close()


def _take(untaken: list[socket.socket]) -> socket.socket | None:
    """The end, for one thread only: who takes it closes it."""
    try:
        return untaken.pop()
    except IndexError:
        return None


def serve_forks(number: str, descriptor: str, release: str, limits: str) -> None:
    """The body of the process; it ends when the server has closed the channel.

    Args:
        number: the descriptor of the channel.
        descriptor: that of the board.
        release: the directory that evaluators open.
        limits: what each may take, as JSON.
    """
    bounds = msgspec.json.decode(limits, type=WorkerLimits)
    for kind in (signal.SIGINT, signal.SIGTERM):  # the server's to answer; here, a channel's end is
        signal.signal(kind, signal.SIG_IGN)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for the dead
    asked = socket.socket(fileno=int(number))
    board = Board(int(descriptor))
    gc.freeze()  # the collector would write to each page, and so copy what all evaluators share
    while True:
        said, files, _, _ = socket.recv_fds(asked, _TURN.size, 1)
        if not said:
            return
        try:
            child = os.fork()
        except OSError:
            child = -1
        if child == 0:
            asked.close()
            place = int(_TURN.unpack(said)[0])
            serve_queries(
                Links(socket.socket(fileno=files[0]), board, place), Path(release), bounds
            )
            os._exit(0)
        for file in files:
            os.close(file)
        asked.sendall(_PID.pack(child))
