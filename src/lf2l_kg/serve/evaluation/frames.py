"""What passes between the server and a process that evaluates: frames on a stream, some with a descriptor.

A frame is its kind, the lengths of its two parts (32 and 64 bits, big-endian), a head in JSON, a body.
"""

from __future__ import annotations

import os
import socket
import struct
from collections import deque
from collections.abc import Iterator, Sequence
from enum import IntEnum

HEAD = struct.Struct(">BIQ")
_FILE = 0x80  # of a frame's kind: a descriptor goes along


class Kind(IntEnum):
    """What a frame says."""

    # to the process
    JOB = 1  # a query
    LEND = 2  # a connection, as a descriptor; the head is its number
    RECALL = 3  # give this connection back; 0 for all
    # to the server
    READY = 11
    OUTCOME = 12  # of the job
    RETURNED = (
        13  # a connection: its number, and what came of the query that waits in it, if anything
    )
    EMPTIED = 14  # all connections are back
    KEEP = 15  # an answer that may be asked for again
    REPORT = 16  # what there is no room for on the board


class Frame:
    """One frame, whole. Whoever takes it owns its descriptor."""

    __slots__ = ("body", "descriptor", "head", "kind")

    def __init__(self, kind: Kind, head: bytes, body: bytes, descriptor: int | None) -> None:
        self.kind = kind
        self.head = head
        self.body = body
        self.descriptor = descriptor


def pack_frame(kind: Kind, head: bytes = b"", body: bytes = b"", *, carries: bool = False) -> bytes:
    """The bytes of a frame.

    Args:
        kind: what it says.
        head: JSON.
        body: anything.
        carries: a descriptor goes along with its first byte.
    """
    return HEAD.pack(kind | _FILE if carries else kind, len(head), len(body)) + head + body


def send_frame(
    channel: socket.socket,
    kind: Kind,
    head: bytes = b"",
    body: bytes = b"",
    file: int | None = None,
) -> None:
    """Send a frame on a channel that blocks."""
    data = pack_frame(kind, head, body, carries=file is not None)
    sent = socket.send_fds(channel, [data], [file]) if file is not None else 0
    if sent < len(data):
        channel.sendall(data[sent:])


class Frames:
    """Puts together what a stream gives in pieces."""

    def __init__(self) -> None:
        self._received = bytearray()
        self._descriptors: deque[int] = deque()

    def feed(self, data: bytes | memoryview, descriptors: Sequence[int]) -> None:
        """Take what came."""
        self._received += data
        self._descriptors += descriptors

    def close(self) -> None:
        """Let go of descriptors whose frames never came."""
        while self._descriptors:
            os.close(self._descriptors.popleft())

    def __iter__(self) -> Iterator[Frame]:
        """The frames that are whole by now, each once."""
        while len(self._received) >= HEAD.size:
            said, head, body = HEAD.unpack_from(self._received)
            start = HEAD.size + head
            if len(self._received) < start + body:
                return
            frame = bytes(memoryview(self._received)[: start + body])
            del self._received[: start + body]
            descriptor = self._descriptors.popleft() if said & _FILE and self._descriptors else None
            yield Frame(Kind(said & ~_FILE), frame[HEAD.size : start], frame[start:], descriptor)
