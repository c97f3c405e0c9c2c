"""A whole answer as an HTTP response: from memory or from a file, or « unchanged »."""

from __future__ import annotations

import os
from typing import IO

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from lf2l_kg.query.job import Answered, Outcome

from .headers import OPEN_HEADERS, with_charset
from .kept import Kept, close_later

_PIECE = 256 << 10  # bytes read and sent at once


def answer_headers(outcome: Outcome, *, may_be_kept: bool) -> list[tuple[str, str]]:
    """The headers of an answer, those about its bytes apart.

    A release may be replaced at any moment, so that a kept copy is asked about again: with its ETag
    that costs next to nothing.
    """
    kind = outcome.media_type
    headers = [
        *OPEN_HEADERS.items(),
        ("content-type", with_charset(kind)),
        ("vary", "Accept, Accept-Encoding"),
        ("cache-control", "public, no-cache" if may_be_kept else "no-store"),
    ]
    if may_be_kept:
        headers.append(("etag", etag(outcome)))
    if outcome.encoding:
        headers.append(("content-encoding", outcome.encoding))
    return headers


def etag(outcome: Outcome) -> str:
    """Strong: of the bytes of one media type in one coding."""
    kind = outcome.media_type.rpartition("/")[2]
    return f'"{outcome.digest}-{kind}{"-" if outcome.encoding else ""}{outcome.encoding}"'


def whole_answer(answered: Answered, digest: str, *, may_be_kept: bool) -> Kept:
    """An answer ready to be sent."""
    outcome = answered.outcome
    return Kept(
        answer_headers(outcome, may_be_kept=may_be_kept),
        answered.content,
        etag(outcome) if may_be_kept else "",
        digest,
        outcome.rows,
        answered.file,
    )


def send_kept(request: Request, kept: Kept) -> Response:
    """The answer, or 304 when the client has it.

    Source: https://www.rfc-editor.org/rfc/rfc9110#section-13.1.2
    """
    if kept.etag and is_known(request, kept.etag):
        return _unchanged(kept.headers)
    if kept.file is not None:
        return LongAnswer(kept.file, kept.headers, is_kept=True)
    response = Response(kept.body)
    response.headers.update(dict(kept.headers))
    return response


def send_file(
    request: Request, outcome: Outcome, file: IO[bytes], *, may_be_kept: bool
) -> Response:
    """The answer that lies in a file that is not kept, or 304 when the client has it."""
    headers = answer_headers(outcome, may_be_kept=may_be_kept)
    if may_be_kept and is_known(request, etag(outcome)):
        file.close()
        return _unchanged(headers)
    return LongAnswer(file, headers)


def is_known(request: Request, tag: str) -> bool:
    """Whether the client says that it has what a tag stands for. Only a reading can be unchanged."""
    if request.method not in ("GET", "HEAD"):
        return False
    said = ", ".join(request.headers.getlist("if-none-match"))
    known = [part.strip().removeprefix("W/") for part in said.split(",")]
    return tag in known or "*" in known


def _unchanged(headers: list[tuple[str, str]]) -> Response:
    response = Response(status_code=304)
    kept = {"vary", "cache-control", "etag"}
    response.headers.update({name: value for name, value in headers if name in kept})
    return response


class LongAnswer(Response):
    """An answer that lies whole in a file without a name.

    The server is given the file, where it can take it, and reads on as the client does: a slow one
    costs little memory. Source: https://asgi.readthedocs.io/en/latest/extensions.html#path-send

    Args:
        file: with the body.
        headers: all but the length.
        is_kept: the file stays open for others.
    """

    def __init__(
        self, file: IO[bytes], headers: list[tuple[str, str]], *, is_kept: bool = False
    ) -> None:
        super().__init__()
        self._file = file
        self._is_kept = is_kept
        self.headers.update(dict(headers))
        self.headers["content-length"] = str(os.fstat(file.fileno()).st_size)

    async def __call__(self, scope: Scope, _: Receive, send: Send) -> None:
        """Send it."""
        await send({"type": "http.response.start", "status": 200, "headers": self.raw_headers})
        try:
            if scope["method"] == "HEAD":
                await send({"type": "http.response.body", "body": b""})
            elif "http.response.pathsend" in scope.get("extensions", {}):
                await send({"type": "http.response.pathsend", "path": path_of(self._file)})
            else:
                await self._send_pieces(send)
        finally:
            if not self._is_kept:
                close_later(self._file)

    async def _send_pieces(self, send: Send) -> None:
        offset, piece = 0, b" "
        while piece:
            piece = os.pread(self._file.fileno(), _PIECE, offset)
            offset += len(piece)
            await send({"type": "http.response.body", "body": piece, "more_body": bool(piece)})


def path_of(file: IO[bytes]) -> str:
    """A path by which this process may open an open file again, which may have no name any more."""
    return f"/proc/self/fd/{file.fileno()}"
