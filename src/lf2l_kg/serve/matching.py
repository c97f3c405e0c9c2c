"""Readings on the condition that nothing has changed: If-Match, or If-Unmodified-Since without it.

Source: https://www.rfc-editor.org/rfc/rfc9110#section-13.1.1, #section-13.1.4
"""

from __future__ import annotations

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from lf2l_kg.base.messages import Message as Said

from .dates import has_changed

_READ = frozenset({200, 206, 304})  # what is refused when the condition does not hold
_UNMET = Said(
    fr="ce qui est ici n’est plus ce que vous avez lu (If-Match, If-Unmodified-Since)\u00a0;"
    " relisez sans cette condition",
    en="what is here is no longer what you have read (If-Match, If-Unmodified-Since);"
    " read again without this condition",
)


class Matching:
    """Refuses with 412 what is read on a condition that does not hold."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on; its lists are each on one line."""
        wanted = since = ""
        if scope["type"] == "http" and scope["method"] in ("GET", "HEAD"):
            asked = dict(scope["headers"])
            wanted = asked.get(b"if-match", b"").decode("latin-1")
            since = asked.get(b"if-unmodified-since", b"").decode("latin-1")
        if not (wanted or since):
            await self._app(scope, receive, send)
            return
        is_refused = False

        async def check(message: Message) -> None:
            nonlocal is_refused
            if message["type"] == "http.response.start" and message["status"] in _READ:
                headers = MutableHeaders(scope=message)
                tag, modified = headers.get("etag", ""), headers.get("last-modified", "")
                changed = has_changed(modified, since) is True
                is_refused = not _matches(wanted, tag) if wanted else changed
                if is_refused:
                    await _refuse(tag, send)
            if not is_refused:
                await send(message)

        await self._app(scope, receive, check)


def _matches(wanted: str, tag: str) -> bool:
    """Whether one of the tags of a list is this one; a weak one is none."""
    known = [part.strip() for part in wanted.split(",")]
    return "*" in known or (tag in known and tag.startswith('"'))


async def _refuse(tag: str, send: Send) -> None:
    body = f"{_UNMET.fr}\n{_UNMET.en}\n".encode()
    headers = {
        "content-type": "text/plain; charset=utf-8",
        "content-language": "fr, en",
        "cache-control": "no-store",
        "content-length": str(len(body)),
    }
    if tag:
        headers["etag"] = tag
    raw = [(name.encode(), value.encode("latin-1")) for name, value in headers.items()]
    await send({"type": "http.response.start", "status": 412, "headers": raw})
    await send({"type": "http.response.body", "body": body})
