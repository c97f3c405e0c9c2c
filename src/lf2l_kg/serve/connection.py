"""One connection of the HTTP server: answers kept in memory are sent at once, the rest is uvicorn's.

A request that came before, to the byte, is not even parsed: between two requests, the bytes that come
are looked up as they are.

Source: https://www.rfc-editor.org/rfc/rfc9112 (HTTP/1.1), #section-9.5 (on time-outs)
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from httptools import HttpParserError
from uvicorn.config import Config
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from uvicorn.server import ServerState

from .application import CONNECTION, Application
from .crowd import make_room
from .descriptors import received, unread
from .heads import decline_upgrade, escape_letters, find_target
from .kept import Kept
from .loan import Loan
from .turning_away import refusal, why_unreadable
from .writing import Patient, Writer

_HEAD_SECONDS = 15.0  # for a request's head to come, from its first byte
_LINGER_SECONDS = 10.0  # for the rest of a body that is not wanted
_LINGER_BYTES = 256 << 20
_DEAF_SECONDS = 2.0  # for who was turned away to read it
_HALF_CLOSED_SECONDS = 1.0  # for the answer to a client that has closed its side
_HEAD_BYTES = 128 << 10  # of a request's head: an address has 64 KiB at most
_REMEMBERED = 16 << 10  # bytes of a request that is known again


class Connection(HttpToolsProtocol):
    """A connection; uvicorn makes one for each client."""

    _patient: Patient
    _writer: Writer
    _descriptor: int  # of its socket
    loan: Loan

    def __init__(
        self,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        super().__init__(config, server_state, app_state, _loop)
        self._application: Application = config.loaded_app
        # uvicorn would turn all away.
        self._most, self.limit_concurrency = self.limit_concurrency or 0, None
        self._begun = 0  # requests that begin in the bytes that came last
        self._inside = False  # a request has begun and is not whole
        self._in_line = False  # … its first line is not
        self._in_head = False  # … and its head is not
        self._bytes = 0  # of a head that is not whole, or of a body that nobody wants
        self._until = 0.0  # when either has to be whole; 0 before it has begun
        self._deaf = False  # turned away: nothing more is read
        self._ends = False  # closed once the request is whole
        self._came = b""  # the bytes that came last, when they began between two requests
        self._request = b""  # the same, when there are few
        self.active = False  # something was sent since the timer was set
        self._unsent = 0  # bytes, here and in the system, that waited when the timer went off

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn has it
        """Take a client, who has to ask something before long."""
        super().connection_made(transport)
        self._descriptor = transport.get_extra_info("socket").fileno()
        self._patient = Patient(transport, self.close_in_time)
        self._writer = Writer(transport, self._descriptor, self.server_state)
        self.loan = Loan(self, self._descriptor)
        self._set_timer(self.timeout_keep_alive)
        if len(self.connections) > self._most > 0:
            others = (one for one in self.connections if isinstance(one, Connection))
            if not make_room((one for one in others if one is not self), self._most):
                self._turn_away(HTTPStatus.SERVICE_UNAVAILABLE)

    @property
    def has_asked_nothing(self) -> bool:
        """No whole head has come of it yet, or not lately."""
        return not (self.cycle or self.active)

    def data_received(self, data: bytes) -> None:
        """Take what the client sends."""
        if self._deaf:
            self._drop(len(data))
            return
        rests = not self._inside and (self.cycle is None or self.cycle.response_complete)
        if rests and not self.flow.write_paused:
            kept = self._application.find_known(data)
            if kept is not None:
                self.active = True
                self.loan.tell_known()
                self._writer.write(kept)
                return
        self._came = data if rests else b""
        self._request = self._came if len(data) <= _REMEMBERED else b""
        self._begun = 0
        super().data_received(self._prepare(data, begins=rests))
        if self.parser is None or self.transport.is_closing():
            return
        if self._in_head:
            self._bound_head(len(data))
        elif self.cycle is not None and self.cycle.response_complete:
            if self._inside:
                self._drop(len(data))
            elif self.timeout_keep_alive_task is None:
                self._set_timer(self.timeout_keep_alive)

    def eof_received(self) -> bool:  # type: ignore[override]  # as asyncio has it
        """The client sends no more; it may still read."""
        cycle = self.cycle
        if self._deaf or self._in_head or cycle is None or cycle.response_complete:
            return False
        if self._inside and self._is_chunked():
            self._turn_away(HTTPStatus.BAD_REQUEST)
            return True
        self._request, self._inside = b"", False
        cycle.keep_alive = cycle.more_body = False
        cycle.message_event.set()
        self._set_timer(_HALF_CLOSED_SECONDS, self.transport.close)
        return True

    def send_400_response(self, msg: str) -> None:  # noqa: ARG002 - uvicorn's words, in English
        """Turn away a client whose request cannot be read."""
        self._turn_away(why_unreadable(sys.exception(), self.url, self._came))

    def connection_lost(self, exc: Exception | None) -> None:
        """The client has gone, or was let go."""
        self.loan.forget()
        super().connection_lost(exc)

    def shutdown(self) -> None:
        """The server is asked to stop: end with the answer that is due."""
        self._application.end_soon()
        self.loan.stops = True
        if self.loan.is_out:
            self.loan.recall()
        else:
            super().shutdown()

    def on_message_begin(self) -> None:
        """A request begins; its scope leads back here."""
        super().on_message_begin()
        self.scope[CONNECTION] = self  # type: ignore[literal-required]  # a key of our own
        self._begun += 1
        self._inside = self._in_head = True
        self._bytes, self._until = 0, 0.0

    def on_headers_complete(self) -> None:
        """A request's head is whole."""
        self._in_head, self._bytes, self._until = False, 0, 0.0
        self.url = find_target(self.parser.get_http_version(), self.url, self.headers)
        if not self.url:
            raise HttpParserError
        self.expect_100_continue &= self.parser.get_http_version() != "1.0"  # which has no « 100 »
        super().on_headers_complete()
        self.cycle.transport = self._patient  # type: ignore[assignment]  # all that is called of one
        # After a refusal, nobody can tell whether the body comes that a client has only announced.
        if self.loan.stops or self.expect_100_continue:
            self.cycle.keep_alive = False

    def on_message_complete(self) -> None:
        """A request is whole."""
        self._inside = False
        if self.expect_100_continue and not self.cycle.response_started:
            self.cycle.keep_alive = self.parser.should_keep_alive()
        super().on_message_complete()
        if self._ends:
            self.transport.close()

    def on_response_complete(self) -> None:
        """A response is whole; what comes yet of its request is dropped."""
        super().on_response_complete()
        if self._inside and not self.transport.is_closing():
            self._drop(0)

    def close_in_time(self) -> None:
        """Close, but not before the client has sent its request: it would not read the answer.

        Source: https://www.rfc-editor.org/rfc/rfc9112#section-9.6
        """
        if self._inside and not self.expect_100_continue:
            self._ends = True
        else:
            self.transport.close()

    def send_whole(self, scope: Any, kept: Kept) -> bool:
        """Send a response whose bytes are ready; False when it has to be sent the usual way.

        Args:
            scope: of the request.
            kept: the response.
        """
        cycle = self.cycle
        if cycle.scope is not scope or not cycle.keep_alive or cycle.response_started:
            return False
        if cycle.disconnected or self.flow.write_paused:
            return False
        self._writer.write(kept)
        cycle.response_started = cycle.response_complete = True
        cycle.message_event.set()
        self.on_response_complete()
        return True

    def request_bytes(self) -> bytes:
        """The request that is being answered, when these bytes are all of it; else b""."""
        return self._request if self._begun == 1 and not self._inside else b""

    @property
    def rests_alone(self) -> bool:
        """It is open, and all that came of it is answered, to the last byte."""
        if self._inside or self._begun != 1 or self.pipeline or self.transport.is_closing():
            return False
        return self.cycle.response_complete and not self.transport.get_write_buffer_size()

    def timeout_keep_alive_handler(self) -> None:
        """Let go of a client who asks nothing, or who takes nothing of what is sent."""
        if self.transport.is_closing():
            return
        unsent = self.transport.get_write_buffer_size() + unread(self._descriptor)
        if unsent and unsent == self._unsent:
            self.transport.abort()
        elif unsent or self.active:
            self._unsent, self.active = unsent, False
            self._set_timer(self.timeout_keep_alive)
        elif self.loan.is_out:
            self.loan.recall()
            self._set_timer(self.timeout_keep_alive)
        elif received(self._descriptor):  # a busy machine has not read it yet: that is no silence
            self._set_timer(self.timeout_keep_alive)
        else:
            super().timeout_keep_alive_handler()

    def _prepare(self, data: bytes, *, begins: bool) -> bytes:
        """The bytes as the parser takes them."""
        if begins or self._in_line:
            data, self._in_line = escape_letters(data)
        return decline_upgrade(data) if begins or self._in_head else data

    def _bound_head(self, more: int) -> None:
        """Bound how long, in bytes and in seconds, the head of a request may become."""
        self._bytes += more
        if self._bytes > _HEAD_BYTES:
            self._turn_away(
                HTTPStatus.REQUEST_URI_TOO_LONG
                if self._in_line
                else HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE
            )
        else:
            self._wait_until_whole(_HEAD_SECONDS, self._head_is_late)

    def _drop(self, more: int) -> None:
        """Take a body that nobody wants, within bounds: many clients read only once they have sent."""
        self._bytes += more
        if self._bytes > _LINGER_BYTES:
            self.transport.close()
        else:
            self._wait_until_whole(_LINGER_SECONDS, self.transport.close)

    def _wait_until_whole(self, seconds: float, then: Callable[[], None]) -> None:
        """Set the timer for what comes in pieces; a piece more does not put it off."""
        now = self.loop.time()
        self._until = self._until or now + seconds
        self._set_timer(max(self._until - now, 0), then)

    def _head_is_late(self) -> None:
        if not self.transport.is_closing():
            self._turn_away(HTTPStatus.REQUEST_TIMEOUT)

    def _turn_away(self, status: HTTPStatus) -> None:
        """Say why, and drop what still comes: closing at once could lose these words on their way."""
        if self.cycle is not None and not self.cycle.response_complete:
            self.cycle.disconnected = True
            self.cycle.message_event.set()
        self._deaf, self._bytes = True, 0
        self._until = self.loop.time() + _DEAF_SECONDS
        is_head = self.parser is not None and self.parser.get_method() == b"HEAD"
        said = refusal(status, self.server_state.default_headers, has_body=not is_head)
        self.transport.write(said)
        self.transport.write_eof()
        self.flow.resume_reading()
        self._drop(0)

    def _is_chunked(self) -> bool:
        return any(name == b"transfer-encoding" for name, _ in self.headers)

    def _set_timer(self, seconds: float, then: Callable[[], None] | None = None) -> None:
        self._unset_keepalive_if_required()
        self.timeout_keep_alive_task = self.loop.call_later(
            seconds, then or self.timeout_keep_alive_handler
        )
