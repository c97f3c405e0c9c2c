"""A process that evaluates queries for a server, one after another, and may be killed at any moment.

The engine cannot be told to stop, and some queries end their process: memory, stack. So each runs
where its end hurts nobody, with no network, with bounded memory, in a thread with a deep stack.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import select
import socket
import threading
from dataclasses import dataclass
from pathlib import Path

import msgspec

from lf2l_kg.base.errors import InputError
from lf2l_kg.query import Limits, open_store, start_with_deep_stack
from lf2l_kg.query.bounds import bound_memory, offer_to_be_killed
from lf2l_kg.query.job import Answered, Job, run_job

from .board import Board
from .clerk import Clerk
from .frames import Kind, send_frame

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


@dataclass(frozen=True, slots=True)
class Links:
    """What ties a process to the server."""

    channel: socket.socket
    board: Board
    place: int  # its own on the board


def serve_queries(links: Links, release: Path, limits: WorkerLimits) -> None:
    """The body of the process: it ends when the channel is closed."""
    fenced = _leave_network()
    offer_to_be_killed()

    def answer_all() -> None:
        try:
            store = open_store(release)
        except InputError as error:
            _greet(links.channel, Ready(0, fenced, str(error)))
            return
        bound_memory(limits.memory)
        _greet(links.channel, Ready(threading.get_native_id(), fenced))
        _silence()

        def answer(job: Job) -> Answered:
            return run_job(store, job, limits.query, limits.base_iri, links.board.room)

        Clerk(links.channel, links.board, links.place, answer).work()

    done = start_with_deep_stack(answer_all)
    # While a query runs, only this thread can notice that nobody waits for it any more.
    poller = select.poll()
    poller.register(links.channel, 0)
    while not done.done():
        if poller.poll(1000):
            os._exit(0)
    done.result()


def _greet(channel: socket.socket, ready: Ready) -> None:
    send_frame(channel, Kind.READY, msgspec.json.encode(ready))


def _leave_network() -> bool:
    """Move to a network of its own, with no way out; False where the system does not allow it."""
    with contextlib.suppress(OSError, AttributeError):
        unshare = ctypes.CDLL(None, use_errno=True).unshare
        # As root it takes no new user; else a new user, in whose name it is allowed.
        return bool(unshare(_NEW_NETWORK) == 0 or unshare(_NEW_USER | _NEW_NETWORK) == 0)
    return False


def _silence() -> None:
    """The engine's last words, when a query ends the process, would fill the server's log."""
    with Path(os.devnull).open("wb") as nowhere:
        os.dup2(nowhere.fileno(), 2)
