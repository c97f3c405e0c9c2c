"""What a SPARQL Protocol request asks, checked at the border.

Source: https://www.w3.org/TR/sparql11-protocol/#query-operation
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import parse_qsl

from starlette.requests import Request

from lf2l_kg.base.messages import Message

from .errors import HttpError

_FIELDS = 100  # parameters of one request
_QUERY = "application/sparql-query"
_UPDATE = "application/sparql-update"
_CHARSET = re.compile(r"charset\s*=\s*\"?([^\s;\"]+)")
_FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True, slots=True)
class Asked:
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
        HttpError: 400, 403 for an update, 413, 415.
    """
    pairs = _pairs(request.url.query)
    if request.method != "POST":
        return _asked(pairs)
    header = request.headers.get("content-type", "").lower()
    kind, charset = header.partition(";")[0].strip(), _CHARSET.search(header)
    if kind == _UPDATE:
        raise _update()
    if kind not in (_QUERY, _FORM) or (charset and charset[1] not in ("utf-8", "utf8")):
        raise HttpError(
            415,
            Message(
                fr=f"type de contenu «\u00a0{header}\u00a0» non pris en charge\u00a0;"
                f" envoyez {_QUERY} ou {_FORM}, en UTF-8",
                en=f"unsupported content type `{header}`; send {_QUERY} or {_FORM}, in UTF-8",
            ),
            {"Accept-Post": f"{_QUERY}, {_FORM}"},
        )
    text = _decode(await _read_body(request, most))
    if kind == _FORM:
        return _asked([*pairs, *_pairs(text)])
    if any(name == "query" for name, _ in pairs):
        raise _several()
    return _asked([*pairs, ("query", text)])


async def _read_body(request: Request, most: int) -> bytes:
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > most:
            raise HttpError(
                413,
                Message(
                    fr=f"plus de {most >> 10} Kio\u00a0; raccourcissez la requête",
                    en=f"more than {most >> 10} KiB; shorten the query",
                ),
                {"Connection": "close"},
            )
    return bytes(body)


def _decode(body: bytes) -> str:
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise HttpError(
            400,
            Message(
                fr=f"ce n’est pas de l’UTF-8 à l’octet {error.start}\u00a0; encodez la requête en UTF-8",
                en=f"this is not UTF-8 at byte {error.start}; encode the query in UTF-8",
            ),
        ) from error


def _pairs(text: str) -> list[tuple[str, str]]:
    try:
        return parse_qsl(
            text, keep_blank_values=True, errors="strict", max_num_fields=_FIELDS, encoding="utf-8"
        )
    except ValueError as error:
        raise HttpError(
            400,
            Message(
                fr="paramètres illisibles (trop nombreux, ou pas en UTF-8)\u00a0; vérifiez leur codage",
                en="unreadable parameters (too many, or not UTF-8); check how they are encoded",
            ),
        ) from error


def _asked(pairs: list[tuple[str, str]]) -> Asked:
    def values(name: str) -> tuple[str, ...]:
        return tuple(value for key, value in pairs if key == name)

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
