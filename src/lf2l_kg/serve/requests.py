"""What a SPARQL Protocol request asks, checked at the border.

Source: https://www.w3.org/TR/sparql11-protocol/#query-operation
"""

from __future__ import annotations

import asyncio

from starlette.requests import Request

from lf2l_kg.base.messages import Message

from .asked import Asked, decode_parameters, find_asked, no_update, read_pairs, read_query_string
from .charsets import decode_body, find_charset
from .errors import HttpError

_BODY_SECONDS = 30.0  # for the whole body of a request to come
QUERY_TYPE = "application/sparql-query"
_UPDATE = "application/sparql-update"
_FORM = "application/x-www-form-urlencoded"


async def read_request(request: Request, most: int) -> Asked:
    """Read a GET or either form of POST.

    Args:
        request: the request.
        most: bytes of body that are read.

    Raises:
        HttpError: 400, 403 for an update, 408 when the body does not come, 413, 415.
    """
    if request.method != "POST":
        return read_query_string(request.scope["query_string"])
    pairs = read_pairs(decode_parameters(request.scope["query_string"]), "utf-8")
    header = request.headers.get("content-type", "")
    kind, charset = header.partition(";")[0].strip().lower(), find_charset(header)
    if kind == _UPDATE:
        raise no_update()
    if kind not in (QUERY_TYPE, _FORM) or charset is None:
        raise _unsupported(header)
    if request.headers.get("content-encoding", "identity").strip().lower() not in ("", "identity"):
        raise _compressed(request.headers["content-encoding"])
    try:
        async with asyncio.timeout(_BODY_SECONDS):
            body = await _read_body(request, most)
    except TimeoutError as error:
        raise _too_slow() from error
    text = decode_body(body, charset)
    if kind == _FORM:
        return find_asked([*pairs, *read_pairs(text, charset)])
    return find_asked([*pairs, ("query", text)])


async def _read_body(request: Request, most: int) -> bytes:
    length = request.headers.get("content-length", "")
    if length.isdecimal() and int(length[:20]) > most:
        raise _too_long(most)
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > most:
            raise _too_long(most)
    if length.isdecimal() and len(body) < int(length[:20]):
        raise _cut(len(body), length[:20])
    return bytes(body)


def _unsupported(content_type: str) -> HttpError:
    content_type = content_type[:100]
    return HttpError(
        415,
        Message(
            fr=f"type de contenu «\u00a0{content_type}\u00a0» non pris en charge\u00a0;"
            f" envoyez {QUERY_TYPE} ou {_FORM}, en UTF-8",
            en=f"unsupported content type `{content_type}`; send {QUERY_TYPE} or {_FORM}, in UTF-8",
        ),
        {"Accept-Post": f"{QUERY_TYPE}, {_FORM}"},
    )


def _compressed(encoding: str) -> HttpError:
    return HttpError(
        415,
        Message(
            fr=f"requête codée en «\u00a0{encoding}\u00a0»\u00a0; envoyez-la sans compression",
            en=f"a request encoded as `{encoding}`; send it without compression",
        ),
        {"Accept-Encoding": "identity"},
    )


def _too_long(most: int) -> HttpError:
    return HttpError(
        413,
        Message(
            fr=f"plus de {most >> 10} Kio\u00a0; raccourcissez la requête",
            en=f"more than {most >> 10} KiB; shorten the query",
        ),
        {"Connection": "close"},
    )


def _cut(read: int, length: str) -> HttpError:
    return HttpError(
        400,
        Message(
            fr=f"la requête s’arrête à l’octet {read} de {length}\u00a0; renvoyez-la entière",
            en=f"the request ends at byte {read} of {length}; send it again, whole",
        ),
        {"Connection": "close"},
    )


def _too_slow() -> HttpError:
    return HttpError(
        408,
        Message(
            fr=f"la requête n’est pas arrivée entière en {_BODY_SECONDS:g} secondes\u00a0; renvoyez-la",
            en=f"the request did not arrive whole within {_BODY_SECONDS:g} seconds; send it again",
        ),
        {"Connection": "close"},
    )
