"""A whole answer sent: from memory or from a file, or « unchanged »."""

from __future__ import annotations

import os
from typing import IO

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from lf2l_kg.query.job import Outcome

from .dates import has_changed
from .kept import Kept
from .whole import answer_headers, etag

_PIECE = 256 << 10  # bytes read and sent at once


def send_kept(request: Request, kept: Kept) -> Response:
    """The answer, or 304 when the client has it.

    Source: https://www.rfc-editor.org/rfc/rfc9110#section-13.1.2
    """
    if kept.etag and is_known(request, kept.etag):
        return _unchanged(kept.headers)
    response = Response(kept.body)
    response.headers.update(dict(kept.headers))
    return response


def send_file(
    request: Request, outcome: Outcome, file: IO[bytes], *, may_be_kept: bool
) -> Response:
    """The answer that lies in a file that is not kept, or 304 when the client has it."""
    tag = etag(outcome, may_be_kept=may_be_kept)
    headers = answer_headers(outcome, tag)
    if tag and is_known(request, tag):
        file.close()
        return _unchanged(headers)
    return LongAnswer(file, headers)


def is_known(request: Request, tag: str, modified: str = "") -> bool:
    """Whether the client says that it has what a tag stands for. Only a reading can be unchanged.

    Args:
        request: what was asked.
        tag: of what is there.
        modified: when it became what it is, which counts where the client names no tag; "" for no date.

    Source: https://www.rfc-editor.org/rfc/rfc9110#section-13.1.3
    """
    if request.method not in ("GET", "HEAD"):
        return False
    if "if-none-match" not in request.headers:
        return has_changed(modified, request.headers.get("if-modified-since", "")) is False
    said = ", ".join(request.headers.getlist("if-none-match"))
    known = [part.strip().removeprefix("W/") for part in said.split(",")]
    return tag in known or "*" in known


def _unchanged(headers: tuple[tuple[str, str], ...]) -> Response:
    response = Response(status_code=304)
    kept = {"vary", "cache-control", "etag"}
    response.headers.update({name: value for name, value in headers if name in kept})
    return response


class LongAnswer(Response):
    """An answer that lies whole in a file without a name, sent as the client takes it.

    Args:
        file: with the body; closed at the end.
        headers: all but the length.
    """

    def __init__(self, file: IO[bytes], headers: tuple[tuple[str, str], ...]) -> None:
        super().__init__()
        self._file = file
        self.headers.update(dict(headers))
        self.headers["content-length"] = str(os.fstat(file.fileno()).st_size)

    async def __call__(self, scope: Scope, _: Receive, send: Send) -> None:
        """Send it."""
        with self._file:
            await send({"type": "http.response.start", "status": 200, "headers": self.raw_headers})
            offset, piece = 0, b"" if scope["method"] == "HEAD" else b" "
            while piece:
                piece = os.pread(self._file.fileno(), _PIECE, offset)
                offset += len(piece)
                await send({"type": "http.response.body", "body": piece, "more_body": bool(piece)})
            if not offset:
                await send({"type": "http.response.body", "body": b""})
