"""How responses leave by a connection."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable

from uvicorn.server import ServerState

from .kept import Kept

_JOINED = 64 << 10  # bytes of a body that are copied behind its head rather than sent by themselves


class Writer:
    """Sends responses whose bytes are ready.

    Args:
        transport: the connection's.
        descriptor: of its socket.
        state: the server's, which has the date.
    """

    def __init__(self, transport: asyncio.Transport, descriptor: int, state: ServerState) -> None:
        self._transport = transport
        self._descriptor = descriptor
        self._state = state
        self._dated: tuple[list[tuple[bytes, bytes]], bytes] = ([], b"")

    def write(self, kept: Kept) -> None:
        """Send a response."""
        headers = self._state.default_headers  # another list each second, with the date
        if headers is not self._dated[0]:
            lines = b"".join(b"%b: %b\r\n" % header for header in headers)
            self._dated = (headers, b"HTTP/1.1 200 OK\r\n" + lines)
        start = self._dated[1] + kept.head
        if len(kept.body) <= _JOINED:
            self._write_at_once(start + kept.body)
        else:
            self._transport.write(start)
            self._transport.write(kept.body)

    def _write_at_once(self, data: bytes) -> None:
        """Send now what the transport would send when the loop comes round, as far as it can be taken."""
        sent = 0
        if not self._transport.get_write_buffer_size() and not self._transport.is_closing():
            try:  # noqa: SIM105 - on the way of each answer that is kept
                sent = os.write(self._descriptor, data)
            except OSError:  # the transport learns by itself what is wrong
                pass
        if sent < len(data):
            self._transport.write(data[sent:])


class Patient:
    """A connection's transport as a response sees it: closed when the client has sent everything.

    Args:
        transport: the connection's.
        close: closes it in good time.
    """

    def __init__(self, transport: asyncio.Transport, close: Callable[[], None]) -> None:
        self.write = transport.write
        self.is_closing = transport.is_closing
        self.close = close
