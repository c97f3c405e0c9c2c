"""A process that evaluates queries for a server, one after another, and may be killed at any moment.

The engine cannot be told to stop, and some queries end their process: memory, stack. So each runs
where its end hurts nobody, with no network, with bounded memory, in a thread with a deep stack.

Frames on the channel, both ways: the lengths of two parts (32 and 64 bits, big-endian), a head in JSON,
a body. The file of a long answer goes along as a descriptor.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import select
import socket
import struct
import sys
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import msgspec
import pyoxigraph as ox

from lf2l_kg.base.errors import InputError

from .evaluate import Limits
from .job import Job, Outcome, run_job
from .local import open_store
from .stack import start_with_deep_stack

_AT_ONCE = 64 << 10  # bytes taken from the channel
HEAD = struct.Struct(">IQ")
#: macOS has no /proc, and takes RLIMIT_AS without heeding it: there only the deadline ends a query.
MEMORY_BOUND = sys.platform == "linux"
_NEW_USER, _NEW_NETWORK = 0x10000000, 0x40000000  # of <linux/sched.h>


@dataclass(frozen=True, slots=True)
class Ready:
    """A worker's first words. ``error`` says why it cannot serve; "" when it can."""

    thread: int  # the system's number of the thread that evaluates
    fenced: bool  # it has no network
    error: str = ""


@dataclass(frozen=True, slots=True)
class WorkerLimits:
    """What a worker may take."""

    query: Limits
    base_iri: str
    memory: int  # bytes, besides those of an idle worker


def serve_queries(channel: socket.socket, release: Path, limits: WorkerLimits) -> None:
    """The body of the process: it ends when the channel is closed."""
    fenced = _leave_network()
    _offer_to_be_killed()

    def answer_all() -> None:
        try:
            store = open_store(release)
        except InputError as error:
            _send(channel, Ready(0, fenced, str(error)))
            return
        _bound_memory(limits.memory)
        _send(channel, Ready(threading.get_native_id(), fenced))
        _silence()
        while (job := _receive(channel)) is not None:
            _answer(channel, store, job, limits)

    done = start_with_deep_stack(answer_all)
    # While a query runs, only this thread can notice that nobody waits for it any more.
    poller = select.poll()
    poller.register(channel, 0)
    while not done.done():
        if poller.poll(1000):
            os._exit(0)
    done.result()


def _answer(channel: socket.socket, store: ox.Store, job: Job, limits: WorkerLimits) -> None:
    answered = run_job(store, job, limits.query, limits.base_iri)
    if answered.file is None:
        _send(channel, answered.outcome, answered.content)
        return
    with answered.file as file:
        _send(channel, answered.outcome, file=file)


def _send(
    channel: socket.socket,
    head: Ready | Outcome,
    content: bytes = b"",
    file: IO[bytes] | None = None,
) -> None:
    said = msgspec.json.encode(head)
    frame = HEAD.pack(len(said), len(content)) + said
    if file is not None:
        socket.send_fds(channel, [frame], [file.fileno()])
    else:
        channel.sendall(frame + content)


def _receive(channel: socket.socket) -> Job | None:
    """The next query; None when the channel is closed."""
    found = channel.recv(_AT_ONCE)
    while found:
        end = HEAD.size + HEAD.unpack_from(found)[0] if len(found) >= HEAD.size else len(found) + 1
        if len(found) >= end:  # one query at a time: nothing comes after it
            return _decode_job(memoryview(found)[HEAD.size : end])
        piece = channel.recv(_AT_ONCE)
        if not piece:
            return None
        found += piece
    return None


_decode_job = msgspec.json.Decoder(Job).decode


def _leave_network() -> bool:
    """Move to a network of its own, with no way out; False where the system does not allow it."""
    with contextlib.suppress(OSError, AttributeError):
        unshare = ctypes.CDLL(None, use_errno=True).unshare
        # As root it takes no new user; else a new user, in whose name it is allowed.
        return bool(unshare(_NEW_NETWORK) == 0 or unshare(_NEW_USER | _NEW_NETWORK) == 0)
    return False


def _offer_to_be_killed() -> None:
    """When the machine runs out of memory, this process is to end before any other."""
    with contextlib.suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("1000")


def _silence() -> None:
    """The engine's last words, when a query ends the process, would fill the server's log."""
    with Path(os.devnull).open("wb") as nowhere:
        os.dup2(nowhere.fileno(), 2)


def _bound_memory(most: int) -> None:
    """Bound what is asked of the system from here on, where it says how much that is already."""
    if not MEMORY_BOUND:
        return
    import resource

    pages = int(Path("/proc/self/statm").read_text().split()[0])
    bound = pages * resource.getpagesize() + most
    resource.setrlimit(resource.RLIMIT_AS, (bound, bound))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
