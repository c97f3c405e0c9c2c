"""What every response carries, and the form that an error takes."""

from __future__ import annotations

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from lf2l_kg.base.errors import Lf2lError
from lf2l_kg.base.messages import Message as Said
from lf2l_kg.query import MalformedQueryError, RefusedQueryError

from .errors import HttpError
from .negotiate import choose_media_type
from .pages import HTML, Site

_PAGE_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self';"
    " form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "same-origin",
}
_PREFLIGHT = [
    (b"access-control-allow-origin", b"*"),
    (b"access-control-allow-methods", b"GET, HEAD, POST, OPTIONS"),
    (
        b"access-control-allow-headers",
        b"Accept, Accept-Language, Content-Type, If-None-Match, Range",
    ),
    (b"access-control-max-age", b"86400"),
    (b"allow", b"GET, HEAD, POST, OPTIONS"),
]


class Headers:
    """Adds to each response what protects the reader of a page, and what opens data to scripts."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on; answer a preflight at once."""
        if scope["type"] == "http" and scope["method"] == "OPTIONS":
            await send({"type": "http.response.start", "status": 204, "headers": _PREFLIGHT})
            await send({"type": "http.response.body", "body": b""})
            return

        async def add(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers["X-Content-Type-Options"] = "nosniff"
                if headers.get("content-type", "").startswith(HTML):
                    for name, value in _PAGE_HEADERS.items():
                        headers[name] = value
                else:
                    headers["Access-Control-Allow-Origin"] = "*"
                    headers["Access-Control-Expose-Headers"] = "ETag, Link, Retry-After"
            await send(message)

        await self._app(scope, receive, add)


def status_of(error: Lf2lError) -> int:
    """The status of a response for an error.

    Source: https://www.w3.org/TR/sparql11-protocol/#query-failure (500 for a query that is legal but
    is not answered)
    """
    if isinstance(error, HttpError):
        return error.status
    return 400 if isinstance(error, MalformedQueryError | RefusedQueryError) else 500


def error_response(
    site: Site, request: Request, status: int, message: Said, headers: dict[str, str]
) -> Response:
    """An error as a page, as text, or as JSON, in the client's language."""
    kind = choose_media_type(
        request.headers.get("accept", ""), ("text/plain", HTML, "application/json")
    )
    headers = {"Vary": "Accept, Accept-Language", **headers}
    said = message.in_language(site.language(request))
    if kind == HTML:
        return site.page(request, "error.html", status, headers, status_code=status, said=said)
    if kind == "application/json":
        return JSONResponse({"status": status, "error": said}, status, headers)
    return PlainTextResponse(f"{said}\n", status, headers)
