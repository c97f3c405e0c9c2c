"""The application as a server calls it: a short way for queries, and a line a request in the journal.

Source: https://asgi.readthedocs.io/en/latest/specs/www.html
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from .asked import Asked, read_query_string
from .asking import Given, ask
from .evaluation.reports import Report
from .headers import CONDITIONS
from .journal import NOTES, Entry, Journal, notes
from .kept import Kept
from .loan import Loan
from .showing import show
from .simple import find_wishes
from .sparql import RESULT, Endpoint, Result

_ENDING_S = 7.0  # for queries to end once the server is asked to stop, which it does a second later
#: Where a scope has the connection that its request came by; see :mod:`~lf2l_kg.serve.connection`.
CONNECTION = "lf2l_kg.connection"


class Sender(Protocol):
    """A connection that takes a response whose bytes are ready."""

    loan: Loan

    def send_whole(self, scope: Scope, kept: Kept) -> bool:
        """Send it, unless it has to be sent the usual way."""
        ...

    def request_bytes(self) -> bytes:
        """What the client sent, when it can be known again by that."""
        ...


class Application:
    """The ASGI application, and what its server has to reach of it."""

    def __init__(self, asgi: ASGIApp, endpoint: Endpoint, journal: Journal) -> None:
        self._asgi = asgi
        self.endpoint = endpoint
        self.journal = journal
        endpoint.follower.on_reports = self._note_reports
        self.on_start: Callable[[], None] = lambda: None  # called once it can answer
        self._ends = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, and say so in the journal."""
        if scope["type"] != "http":
            await self._asgi(scope, receive, self._tell_started(send))
            return
        began = time.perf_counter()
        is_query = scope["path"] == "/sparql" and scope["method"] == "GET" and scope["query_string"]
        if is_query and await self._ask(scope, receive, send, began):
            return
        if scope["method"] == "GET" and await self._show(scope, send, began):
            return
        await self._answer(scope, receive, send, began)

    def _tell_started(self, send: Send) -> Send:
        async def tell(message: Message) -> None:
            await send(message)
            if message["type"] == "lifespan.startup.complete":
                self.on_start()

        return tell

    def find_known(self, request: bytes) -> Kept | None:
        """The answer to a request that came before, known by all its bytes; None for any other."""
        began = time.perf_counter()
        live = self.endpoint.follower.live
        kept = live.kept.find_raw(request) if live is not None else None
        if live is not None and kept is not None:
            self._note(kept, live.release.name, time.perf_counter() - began, known=True)
        return kept

    def end_soon(self) -> None:
        """The server is asked to stop: let queries end, and answer those that do not in good time."""
        if not self._ends:
            self._ends = True
            asyncio.get_running_loop().call_later(_ENDING_S, self.endpoint.follower.turn_away)

    def close(self) -> None:
        """End the processes that evaluate, and write the journal's last lines."""
        self.endpoint.follower.kill()
        self.journal.close()

    async def _ask(self, scope: Scope, receive: Receive, send: Send, began: float) -> bool:
        """Answer a query by GET when its response is simple; else leave what came of it in the scope."""
        connection: Sender | None = scope.get(CONNECTION)
        came = connection.loan.take_came() if connection is not None else None
        if any(name in CONDITIONS for name, _ in scope["headers"]):
            return False
        accept, encodings = find_wishes(scope["headers"])
        asked: Asked | None = None
        result: Result
        try:
            asked = read_query_string(scope["query_string"])
            if asked.query is None:
                return False
            given = await ask(
                self.endpoint.follower,
                asked,
                accept.decode("latin-1"),
                encodings.decode("latin-1"),
                lambda: _gone(receive),
                came,
            )
        except Exception as error:  # whatever it is, the application says it to the client
            if asked is not None and asked.query:
                scope[NOTES] = self.endpoint.notes_on(asked.query)
            result = error
        else:
            if given.kept is not None:
                await self._send(scope, send, given, given.kept)
                seconds = time.perf_counter() - began
                self._note(given.kept, given.live.release.name, seconds, known=given.known)
                if connection is not None and not given.known:
                    connection.loan.tell_new(given.live)
                return True
            result = (asked, given)
        scope[RESULT] = result
        return False

    async def _show(self, scope: Scope, send: Send, began: float) -> bool:
        """Send the page or the data of a thing, when that is simple.

        It is made on the event loop: that takes less time than to hand it to a thread.
        """
        live = self.endpoint.follower.live
        shown = show(self.endpoint.site, live, scope) if live is not None else None
        if live is None or shown is None:
            return False
        request = await self._send_whole(scope, send, shown.kept)
        if request:
            live.kept.know_page(request, shown.key)
        seconds = time.perf_counter() - began
        self._note(shown.kept, live.release.name, seconds, known=shown.known)
        return True

    async def _send(self, scope: Scope, send: Send, given: Given, kept: Kept) -> None:
        request = await self._send_whole(scope, send, kept)
        if request and given.repeatable:
            given.live.kept.know(request, given.question)

    async def _send_whole(self, scope: Scope, send: Send, kept: Kept) -> bytes:
        """Send a response; the request's bytes, when it can be known again by them."""
        connection: Sender | None = scope.get(CONNECTION)
        if connection is not None and connection.send_whole(scope, kept):
            return connection.request_bytes()
        headers = [(name.encode(), value.encode("latin-1")) for name, value in kept.headers]
        headers.append((b"content-length", str(len(kept.body)).encode()))
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": kept.body})
        return b""

    def _note(self, kept: Kept, release: str, seconds: float, *, known: bool) -> None:
        if not self.journal.writes:
            self.journal.count(kept.address, 200, seconds)
            return
        size = len(kept.body)
        self.journal.add(
            Entry("GET", kept.address, 200, size, seconds, release, kept.digest, kept.rows, known)
        )

    def _note_reports(self, reports: list[Report], release: str) -> None:
        if not self.journal.writes:
            self.journal.count("/sparql", 200, *[report.seconds for report in reports])
            return
        for _, seconds, rows, size, digest in reports:
            self.journal.add(Entry("GET", "/sparql", 200, size, seconds, release, digest, rows))

    async def _answer(self, scope: Scope, receive: Receive, send: Send, began: float) -> None:
        status, size = 0, 0
        said = notes(scope)

        async def count(message: Message) -> None:
            nonlocal status, size
            status = message.get("status", status)
            size += len(message.get("body", b""))
            if message["type"] == "http.response.pathsend":
                size += Path(message["path"]).stat().st_size
            await send(message)

        try:
            await self._asgi(scope, receive, count)
        finally:
            seconds = time.perf_counter() - began
            address = scope["path"]
            self.journal.add(Entry(scope["method"], address, status, size, seconds, **said))


async def _gone(receive: Receive) -> None:
    """Return once the client has left; there is no more of its request."""
    while (await receive())["type"] != "http.disconnect":
        pass
