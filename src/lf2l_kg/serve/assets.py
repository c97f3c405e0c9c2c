"""What pages refer to: style sheets, scripts, pictures. Read and compressed once, when the server starts."""

from __future__ import annotations

import hashlib
import mimetypes
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from lf2l_kg.pages import assets, is_lasting
from lf2l_kg.query.spool import Encoding

from .answers import is_known
from .coding import compress, wanted_coding
from .headers import tag_in, with_charset

_FOR_EVER = "public, max-age=31536000, immutable"
_CODINGS: tuple[Encoding, ...] = ("gzip", "zstd")
_AN_HOUR = "public, max-age=3600"
_SHORTEST = 1 << 10  # bytes that compressing is worth the header for
_PACKED = ("text/", "application/json", "image/svg+xml")  # the beginnings of types that shrink


@dataclass(frozen=True, slots=True)
class _Asset:
    contents: Mapping[Encoding, bytes]  # in each coding that it is kept in; "" is always there
    media_type: str
    digest: str
    is_lasting: bool  # its name changes with its content


def create_asset_route() -> Callable[[Request], Response]:
    """The function that answers ``/assets/{file}``."""
    known = {path: _describe(path, content) for path, content in assets().items()}

    def send_asset(request: Request) -> Response:
        asset = known.get(request.path_params["file"])
        if asset is None:
            raise HTTPException(404)
        return _send(asset, request)

    return send_asset


def _describe(path: str, content: bytes) -> _Asset:
    kind = mimetypes.guess_type(path)[0] or "application/octet-stream"
    contents: dict[Encoding, bytes] = {"": content}
    if len(content) >= _SHORTEST and kind.startswith(_PACKED):
        for encoding in _CODINGS:
            contents[encoding] = compress(content, encoding, is_kept=True)
    digest = hashlib.blake2b(content, digest_size=16).hexdigest()
    return _Asset(contents, kind, digest, is_lasting(path))


def _send(asset: _Asset, request: Request) -> Response:
    wanted = wanted_coding(request)
    encoding = wanted if wanted in asset.contents else ""
    tag = tag_in(encoding, asset.digest)
    headers = {
        "Cache-Control": _FOR_EVER if asset.is_lasting else _AN_HOUR,
        "ETag": tag,
        "Vary": "Accept-Encoding",
    }
    if is_known(request, tag):
        return Response(status_code=304, headers=headers)
    if encoding:
        headers["Content-Encoding"] = encoding
    headers["Content-Type"] = with_charset(asset.media_type)
    return Response(asset.contents[encoding], headers=headers)
