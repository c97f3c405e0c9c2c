"""What every response carries, and the form that an error takes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from http import HTTPStatus

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Match
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from lf2l_kg.base.errors import InputError, Lf2lError
from lf2l_kg.base.messages import Message as Said
from lf2l_kg.pages import HEADERS, error_page
from lf2l_kg.query import (
    AnswerTooLargeError,
    MalformedQueryError,
    NoRoomError,
    QueryTooLargeError,
    RefusedQueryError,
    UnacceptableFormatError,
)

from .errors import HttpError
from .headers import OPEN_HEADERS
from .negotiate import choose_media_type
from .pages import HTML, Site

_STATUS: dict[type[Lf2lError], int] = {
    MalformedQueryError: 400,
    QueryTooLargeError: 413,
    RefusedQueryError: 400,
    UnacceptableFormatError: 406,
    AnswerTooLargeError: 413,
    InputError: 503,
    NoRoomError: 503,
}
PROBLEM = "application/problem+json"
_METHODS = "GET, HEAD, POST, OPTIONS"
_ALLOWED = "Accept, Accept-Language, Content-Type, If-None-Match, Range"  # when no one asks
_DAY = "86400"  # seconds
_ASKED = b"access-control-request-headers"
_NAMES = re.compile(r"[\w!#$%&'*+.^`|~-]+(?:[ \t]*,[ \t]*[\w!#$%&'*+.^`|~-]+)*", re.ASCII)
_LONGEST = 1000  # characters of names that a preflight may ask for
#: Headers whose lines mean one list. Source: https://www.rfc-editor.org/rfc/rfc9110#section-5.3
_LISTS = frozenset(
    {b"accept", b"accept-language", b"accept-encoding", b"if-match", b"if-none-match", _ASKED}
)


class Headers:
    """Adds to each response what protects the reader of a page, and what opens data to scripts.

    Source: https://fetch.spec.whatwg.org/#http-cors-protocol
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, with its lists each on one line; answer OPTIONS at once."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        scope = {**scope, "headers": join_lines(scope["headers"])}
        methods = _methods_at(scope) if scope["method"] == "OPTIONS" else ""
        if methods:
            headers = preflight_headers(dict(scope["headers"]).get(_ASKED, b""), methods)
            await send({"type": "http.response.start", "status": 204, "headers": headers})
            await send({"type": "http.response.body", "body": b""})
            return

        is_head = scope["method"] == "HEAD"

        async def add(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.update(OPEN_HEADERS)
                if headers.get("content-type", "").startswith(HTML):
                    for name, value in HEADERS.items():
                        headers[name] = value
                if "allow" in headers:
                    headers["allow"] = _in_order(headers["allow"])
            elif is_head and message["type"] == "http.response.body":
                message = {**message, "body": b""}
            await send(message)

        await self._app(scope, receive, add)


def join_lines(headers: Iterable[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    """The headers of a request (names in lower case), those that are lists each on one line."""
    joined: dict[bytes, list[bytes]] = {}
    others = []
    for name, value in headers:
        if name in _LISTS:
            joined.setdefault(name, []).append(value)
        else:
            others.append((name, value))
    return [*others, *((name, b", ".join(values)) for name, values in joined.items())]


def _methods_at(scope: Scope) -> str:
    """The methods that are answered at an address; "" where there is nothing. ``*`` is the server."""
    if scope["path"] in ("*", "/*"):
        return _METHODS
    found = set[str]()
    for route in scope["app"].routes:
        if route.matches(scope)[0] is not Match.NONE:
            found |= route.methods
            break
    return _in_order(", ".join(found)) if found else ""


def preflight_headers(asked: bytes, methods: str) -> list[tuple[bytes, bytes]]:
    """What a browser wants to know before a script of another site may ask.

    Args:
        asked: the value of Access-Control-Request-Headers; b"" when there is none.
        methods: those that the address answers.
    """
    names = asked.decode("latin-1").strip()
    allowed = names if len(names) <= _LONGEST and _NAMES.fullmatch(names) else _ALLOWED
    return [
        (b"access-control-allow-origin", b"*"),
        (b"access-control-allow-methods", methods.encode()),
        (b"access-control-allow-headers", allowed.encode()),
        (b"access-control-max-age", _DAY.encode()),
        (b"allow", methods.encode()),
        (b"vary", b"Access-Control-Request-Headers"),
    ]


def _in_order(allow: str) -> str:
    """The methods always in one order, with OPTIONS, which every address answers."""
    given = {"OPTIONS", *(name.strip() for name in allow.split(","))}
    return ", ".join(name for name in _METHODS.split(", ") if name in given)


def status_of(error: Lf2lError) -> int:
    """The status of a response for an error.

    Source: https://www.w3.org/TR/sparql11-protocol/#query-failure (500 for a query that is legal but
    is not answered)
    """
    if isinstance(error, HttpError):
        return error.status
    return next((status for kind, status in _STATUS.items() if isinstance(error, kind)), 500)


def error_response(
    site: Site,
    request: Request,
    status: int,
    message: Said,
    headers: dict[str, str],
    place: Mapping[str, int] | None = None,
) -> Response:
    """An error as a page, as text, or as JSON, in the client's language.

    JSON says the place beside the words: the line and the column of a query, for editors. Who asks for
    results alone, in JSON or not, gets text, as of all endpoints: their clients show it as it is.
    """
    accept = request.headers.get("accept", "")
    kind = choose_media_type(accept, ("text/plain", HTML, "application/json", PROBLEM))
    language = site.language(request)
    varies = dict.fromkeys((headers.get("Vary", "Accept"), "Accept", "Accept-Language"))
    headers = {**headers, "Vary": ", ".join(varies), "Cache-Control": "no-store"}
    said = message.without_controls().in_language(language)
    if kind == HTML:
        frame = site.frame(request)
        return site.html(frame, error_page(frame, status, said), status, headers)
    headers["Content-Language"] = language
    if kind in ("application/json", PROBLEM):
        known = {name: number for name, number in (place or {}).items() if number}
        return JSONResponse({**problem(status, said), **known}, status, headers, kind)
    return PlainTextResponse(f"{said}\n", status, headers)


def problem(status: int, said: str) -> dict[str, object]:
    """What is the same in the JSON of all errors; ``error`` is for who reads that of before the standard.

    Source: https://www.rfc-editor.org/rfc/rfc9457
    """
    title = HTTPStatus(status).phrase if status in set(HTTPStatus) else ""
    return {"type": "about:blank", "title": title, "status": status, "detail": said, "error": said}
