"""In which content coding what is sent whole from memory is sent, and how a response says so.

Source: https://www.rfc-editor.org/rfc/rfc9110#section-8.4.1
"""

from __future__ import annotations

import gzip

import zstandard
from starlette.requests import Request
from starlette.responses import Response

from lf2l_kg.query.spool import Encoding

from .wishes import choose_coding

_QUICK, _SMALL = 3, 19  # levels of zstd; gzip has 9 at most
_GZIP_QUICK, _GZIP_SMALL = 5, 9


def compress(content: bytes, encoding: Encoding, *, is_kept: bool = False) -> bytes:
    """Bytes in a coding; always the same for the same.

    Args:
        content: as it is.
        encoding: "" for none.
        is_kept: take more time, since it is done once.
    """
    if encoding == "gzip":
        return gzip.compress(content, _GZIP_SMALL if is_kept else _GZIP_QUICK, mtime=0)
    if encoding == "zstd":
        return zstandard.compress(content, _SMALL if is_kept else _QUICK)
    return content


def wanted_coding(request: Request) -> Encoding:
    """The coding that suits a client best; "" for none.

    Raises:
        HttpError: 406 when the client takes neither a coding that there is nor plain bytes.
    """
    return choose_coding(request.headers.get("accept-encoding", ""))[0]


def send_in(encoding: Encoding, response: Response) -> Response:
    """A whole response in a coding. One without a body only says what else it might have depended on."""
    varies = response.headers.get("vary")
    response.headers["Vary"] = f"{varies}, Accept-Encoding" if varies else "Accept-Encoding"
    if encoding and response.body:
        response.body = compress(bytes(response.body), encoding)
        response.headers["Content-Encoding"] = encoding
        response.headers["Content-Length"] = str(len(response.body))
    return response
