"""The application as Granian calls it, without the way through ASGI for what is known already.

Source: https://github.com/emmett-framework/granian/blob/master/docs/spec/RSGI.md (version 1.6)
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import quote

from starlette.types import Message, Scope

from lf2l_kg.base.errors import Lf2lError

from .answers import path_of
from .app import Application
from .asking import ask
from .journal import BEGAN, NOTES, Entry
from .kept import Kept
from .live import Live
from .requests import read_query_string
from .sparql import RESULT, Result

_LINGER_S = 10.0  # for the rest of a body that was refused
_LINGER_BYTES = 256 << 20
_HAS_PROC = Path("/proc/self/fd").is_dir()


class RsgiHeaders(Protocol):
    """A request's headers; names in lower case."""

    def __contains__(self, key: str, /) -> bool: ...
    def get_all(self, key: str, /) -> list[str]: ...
    def items(self) -> list[tuple[str, str]]: ...


class RsgiScope(Protocol):
    """What a request is."""

    method: str
    path: str
    query_string: str
    scheme: str
    client: str
    http_version: str
    headers: RsgiHeaders


class RsgiStream(Protocol):
    """Where a response goes piece by piece."""

    async def send_bytes(self, data: bytes, /) -> None: ...


class RsgiProtocol(Protocol):
    """Where a request's body comes from, and its response goes to."""

    def __aiter__(self) -> AsyncIterator[bytes]: ...
    async def client_disconnect(self) -> None: ...
    def response_bytes(
        self, status: int, headers: list[tuple[str, str]], body: bytes, /
    ) -> None: ...
    def response_file(self, status: int, headers: list[tuple[str, str]], file: str, /) -> None: ...
    def response_stream(self, status: int, headers: list[tuple[str, str]], /) -> RsgiStream: ...


class Front:
    """Answers what was answered before from memory; hands everything else to the ASGI application."""

    def __init__(self, application: Application) -> None:
        self._application = application
        self._follower = application.endpoint.follower
        self._journal = application.journal

    def __rsgi_init__(self, loop: asyncio.AbstractEventLoop) -> None:
        """Open the release before the first request; without one, each request says what to do."""
        with contextlib.suppress(Lf2lError):
            loop.run_until_complete(self._follower.get())

    def __rsgi_del__(self, loop: asyncio.AbstractEventLoop) -> None:
        """Requests have ended, or had their time."""
        self._application.close()

    async def __rsgi__(self, scope: RsgiScope, proto: RsgiProtocol) -> None:
        """Answer one request."""
        if scope.method == "GET" and scope.path == "/sparql" and scope.query_string:
            began, headers = time.perf_counter(), scope.headers
            if "if-none-match" not in headers:
                accept = ", ".join(headers.get_all("accept"))
                encodings = ", ".join(headers.get_all("accept-encoding"))
                live = self._follower.live
                if live is not None:
                    kept = live.kept.find_raw((scope.query_string, accept, encodings))
                    if kept is not None:
                        self._send(proto, kept, live, began, known=True)
                        return
                await self._ask(scope, proto, accept, encodings, began)
                return
        await self._hand_over(scope, proto)

    async def _ask(
        self, scope: RsgiScope, proto: RsgiProtocol, accept: str, encodings: str, began: float
    ) -> None:
        """A query by GET; what comes of it, when it is not a ready answer, goes to the application."""
        asked = None
        try:
            asked = read_query_string(scope.query_string)
            if asked.query is None:
                await self._hand_over(scope, proto)
                return
            given = await ask(self._follower, asked, accept, encodings, proto.client_disconnect)
        except Exception as error:
            query = (asked and asked.query) or ""
            await self._hand_over(scope, proto, error, began, query)
            return
        if given.kept is None:
            await self._hand_over(scope, proto, (asked, given), began)
            return
        if given.repeatable:
            key = (scope.query_string, accept, encodings)
            given.live.kept.know(key, given.question)
        self._send(proto, given.kept, given.live, began, known=given.known)

    async def _hand_over(
        self,
        scope: RsgiScope,
        proto: RsgiProtocol,
        result: Result | None = None,
        began: float | None = None,
        query: str = "",
    ) -> None:
        """Let the ASGI application answer, with what a query gave when it was asked already."""
        exchange, asgi = _Exchange(proto, scope.headers), _asgi_scope(scope)
        if result is not None:
            asgi[RESULT], asgi[BEGAN] = result, began
        if query:
            asgi[NOTES] = self._application.endpoint.notes_on(query)
        await self._application(asgi, exchange.receive, exchange.send)
        await exchange.linger()

    def _send(
        self, proto: RsgiProtocol, kept: Kept, live: Live, began: float, *, known: bool
    ) -> None:
        if kept.file is None:
            proto.response_bytes(200, kept.headers, kept.body)
        elif _HAS_PROC:
            length = [("content-length", str(kept.size))]
            proto.response_file(200, kept.headers + length, path_of(kept.file))
        else:
            body = os.pread(kept.file.fileno(), kept.size, 0)
            proto.response_bytes(200, kept.headers, body)
        seconds = time.perf_counter() - began
        size, release = kept.size, live.release.name
        self._journal.add(
            Entry("GET", "/sparql", 200, size, seconds, release, kept.digest, kept.rows, known)
        )


class _Exchange:
    """The two callables of ASGI over RSGI's protocol object."""

    def __init__(self, proto: RsgiProtocol, headers: RsgiHeaders) -> None:
        self._proto = proto
        self._has_body = "content-length" in headers or "transfer-encoding" in headers
        self._is_held_back = "expect" in headers  # the body comes once it is begun to be read
        self._pieces: AsyncIterator[bytes] | None = None
        self._ended = False
        self._start: Message = {}
        self._stream: RsgiStream | None = None

    async def receive(self) -> Message:
        if self._ended:
            await self._proto.client_disconnect()
            return {"type": "http.disconnect"}
        if self._pieces is None:
            self._pieces = aiter(self._proto)
            self._is_held_back = False
        try:
            piece = await anext(self._pieces)
        except StopAsyncIteration:
            self._ended = True
            return {"type": "http.request", "body": b"", "more_body": False}
        return {"type": "http.request", "body": piece, "more_body": True}

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._start = message
            return
        if message["type"] == "http.response.pathsend":
            self._proto.response_file(self._start["status"], self._headers(), message["path"])
            return
        body, more = message.get("body", b""), message.get("more_body", False)
        if self._stream is None:
            status = self._start["status"]
            headers = self._headers()
            if not more:
                self._proto.response_bytes(status, headers, body)
                return
            self._stream = self._proto.response_stream(status, headers)
        if body:
            await self._stream.send_bytes(body)

    async def linger(self) -> None:
        """Take what is left of a body that was refused, within bounds, and drop it.

        Many clients read nothing before they have sent everything; a connection closed meanwhile is all
        that they would learn. Source: https://www.rfc-editor.org/rfc/rfc9112#section-9.6
        """
        if self._is_held_back or not self._has_body:
            return
        taken = 0
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_LINGER_S):
                while not self._ended and taken < _LINGER_BYTES:
                    taken += len((await self.receive())["body"])

    def _headers(self) -> list[tuple[str, str]]:
        headers = [(k.decode("latin-1"), v.decode("latin-1")) for k, v in self._start["headers"]]
        if self._is_held_back:  # whether the body comes after such an answer, nobody can tell
            headers = [pair for pair in headers if pair[0] != "connection"]
            headers.append(("connection", "close"))
        return headers


def _asgi_scope(scope: RsgiScope) -> Scope:
    """Source: https://asgi.readthedocs.io/en/latest/specs/www.html#http-connection-scope."""
    path: str = scope.path
    host, _, port = scope.client.rpartition(":")
    found: dict[str, Any] = {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": scope.http_version,
        "method": scope.method,
        "scheme": scope.scheme,
        "path": path,
        "raw_path": quote(path).encode(),
        "query_string": scope.query_string.encode(),
        "root_path": "",
        "headers": [
            (name.encode("latin-1", "replace"), value.encode("latin-1", "replace"))
            for name, value in scope.headers.items()
        ],
        "client": (host, int(port) if port.isdigit() else 0),
        "server": None,
        # Only a file is sent as fast as the client reads; a stream would wait in memory.
        "extensions": {"http.response.pathsend": {}} if _HAS_PROC else {},
    }
    return found
