"""What a SPARQL Protocol request asks, checked at the border.

Source: https://www.w3.org/TR/sparql11-protocol/#query-operation
"""

from __future__ import annotations

import asyncio
import binascii
import re
from urllib.parse import parse_qsl

import msgspec
from starlette.requests import Request

from lf2l_kg.base.messages import Message

from .charsets import decode_body, find_charset
from .errors import HttpError

_FIELDS = 100  # parameters of one request
_BODY_SECONDS = 30.0  # for the whole body of a request to come
_QUERY = "application/sparql-query"
_UPDATE = "application/sparql-update"
_FORM = "application/x-www-form-urlencoded"
_BROKEN_ESCAPE = re.compile("%(?![0-9A-Fa-f]{2}).{0,2}", re.DOTALL)


class Asked(msgspec.Struct, frozen=True):
    """One request. ``query`` is None when there is none; ``format`` is "" when not given."""

    query: str | None
    default_graphs: tuple[str, ...]
    named_graphs: tuple[str, ...]
    format: str


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
    pairs = _pairs(_utf8(request.scope["query_string"]), "utf-8")
    header = request.headers.get("content-type", "")
    kind, charset = header.partition(";")[0].strip().lower(), find_charset(header)
    if kind == _UPDATE:
        raise _update()
    if kind not in (_QUERY, _FORM) or charset is None:
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
        return _asked([*pairs, *_pairs(text, charset)])
    return _asked([*pairs, ("query", text)])


def read_query_string(query_string: bytes) -> Asked:
    """What a GET asks.

    Raises:
        HttpError: 400.
    """
    return _asked(_pairs(_utf8(query_string), "utf-8"))


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


def _utf8(query_string: bytes) -> str:
    """What stands after the ``?``: clients should escape what is not ASCII, and some do not."""
    try:
        return query_string.decode("utf-8")
    except UnicodeDecodeError as error:
        raise _unreadable() from error


def _pairs(text: str, charset: str) -> list[tuple[str, str]]:
    """The parameters of a form, in order."""
    broken = _BROKEN_ESCAPE.search(text)
    if broken:
        raise HttpError(
            400,
            Message(
                fr=f"«\u00a0{broken[0]}\u00a0» n’est pas un codage en pourcentage, au caractère"
                f" {broken.start() + 1} des paramètres\u00a0; écrivez %25 pour le signe %",
                en=f"`{broken[0]}` is no percent-encoding, at character {broken.start() + 1} of the"
                " parameters; write %25 for a percent sign",
            ),
        )
    if text.count("&") >= _FIELDS:
        raise HttpError(
            400,
            Message(
                fr=f"plus de {_FIELDS} paramètres\u00a0; donnez-en moins",
                en=f"more than {_FIELDS} parameters; give fewer",
            ),
        )
    try:
        if charset == "utf-8":
            parts = (part.partition("=") for part in text.split("&") if part)
            return [(_decode(name), _decode(value)) for name, _, value in parts]
        return parse_qsl(text, keep_blank_values=True, errors="strict", encoding=charset)
    except ValueError as error:
        raise _unreadable() from error


def _decode(text: str) -> str:
    """A name or a value out of its percent-encoding, which is whole.

    Quoted-printable has « = » where this has « % », and Python decodes that in C: ten times as fast.
    """
    if "%" not in text:
        return text.replace("+", " ")
    quoted = text.replace("+", " ").replace("=", "=3D").replace("%", "=")
    return binascii.a2b_qp(quoted.encode()).decode()


def _asked(pairs: list[tuple[str, str]]) -> Asked:
    def values(name: str) -> tuple[str, ...]:
        return tuple(value for key, value in pairs if key == name)

    if len(pairs) == 1 and pairs[0][0] == "query":
        return Asked(pairs[0][1], (), (), "")
    if values("update"):
        raise _update()
    queries = values("query")
    if len(queries) > 1:
        raise _several()
    formats = values("format") or values("output")
    return Asked(
        query=queries[0] if queries else None,
        default_graphs=values("default-graph-uri"),
        named_graphs=values("named-graph-uri"),
        format=formats[0] if formats else "",
    )


def _unreadable() -> HttpError:
    return HttpError(
        400,
        Message(
            fr="paramètres qui ne sont pas dans le jeu de caractères dit\u00a0; codez-les en UTF-8",
            en="parameters that are not in the charset they should be in; encode them in UTF-8",
        ),
    )


def _unsupported(content_type: str) -> HttpError:
    content_type = content_type[:100]
    return HttpError(
        415,
        Message(
            fr=f"type de contenu «\u00a0{content_type}\u00a0» non pris en charge\u00a0;"
            f" envoyez {_QUERY} ou {_FORM}, en UTF-8",
            en=f"unsupported content type `{content_type}`; send {_QUERY} or {_FORM}, in UTF-8",
        ),
        {"Accept-Post": f"{_QUERY}, {_FORM}"},
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


def _several() -> HttpError:
    return HttpError(
        400,
        Message(
            fr="plusieurs paramètres «\u00a0query\u00a0»\u00a0; donnez-en un seul",
            en="several `query` parameters; give one only",
        ),
    )


def _update() -> HttpError:
    return HttpError(
        403,
        Message(
            fr="les mises à jour ne sont pas permises\u00a0; ici on ne fait que lire",
            en="updates are not allowed; this endpoint only reads",
        ),
    )
