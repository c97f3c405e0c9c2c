"""What the parameters of a SPARQL Protocol request ask.

Source: https://www.w3.org/TR/sparql11-protocol/#query-operation
"""

from __future__ import annotations

import binascii
import re
from urllib.parse import parse_qsl

import msgspec

from lf2l_kg.base.messages import Message

from .errors import HttpError

_FIELDS = 100  # parameters of one request
_ONLY_QUERY = b"query="
_BROKEN_ESCAPE = re.compile("%(?![0-9A-Fa-f]{2}).{0,2}", re.DOTALL)


class Asked(msgspec.Struct, frozen=True):
    """One request. ``query`` is None when there is none; ``format`` is "" when not given."""

    query: str | None
    default_graphs: tuple[str, ...]
    named_graphs: tuple[str, ...]
    format: str


def read_query_string(query_string: bytes) -> Asked:
    """What a GET asks.

    Raises:
        HttpError: 400.
    """
    # Ends of lines mean something to who decodes.
    otherwise = b"&" in query_string or b"\r" in query_string or b"\n" in query_string
    if query_string.startswith(_ONLY_QUERY) and not otherwise:
        try:
            return Asked(_decode(query_string[len(_ONLY_QUERY) :]), (), (), "")
        except ValueError:
            pass  # which is told below
    return find_asked(read_pairs(decode_parameters(query_string), "utf-8"))


def decode_parameters(query_string: bytes) -> str:
    """What stands after the ``?``: clients should escape what is not ASCII, and some do not."""
    try:
        return query_string.decode("utf-8")
    except UnicodeDecodeError as error:
        raise _unreadable() from error


def read_pairs(text: str, charset: str) -> list[tuple[str, str]]:
    """The parameters of a form, in order.

    Raises:
        HttpError: 400.
    """
    broken = _BROKEN_ESCAPE.search(text)
    if broken:
        raise _broken(broken)
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
            parts = (part.partition(b"=") for part in text.encode().split(b"&") if part)
            return [(_decode(name), _decode(value)) for name, _, value in parts]
        return parse_qsl(text, keep_blank_values=True, errors="strict", encoding=charset)
    except ValueError as error:
        raise _unreadable() from error


def _decode(text: bytes) -> str:
    """A name or a value out of its percent-encoding.

    Quoted-printable has « = » where this has « % », and Python decodes that in C: ten times as fast. A whole
    escape becomes two bytes shorter; of another, one byte goes at most.

    Raises:
        ValueError: when an escape is broken, or this is not UTF-8.
    """
    if b"%" not in text:
        return text.replace(b"+", b" ").decode()
    quoted = text.replace(b"+", b" ").replace(b"=", b"=3D").replace(b"%", b"=")
    decoded = binascii.a2b_qp(quoted)
    if len(quoted) - len(decoded) != 2 * quoted.count(b"="):
        raise ValueError(text)
    return decoded.decode()


def find_asked(pairs: list[tuple[str, str]]) -> Asked:
    """What parameters ask.

    Raises:
        HttpError: 400; 403 for an update.
    """
    if len(pairs) == 1 and pairs[0][0] == "query":
        return Asked(pairs[0][1], (), (), "")

    def values(name: str) -> tuple[str, ...]:
        return tuple(value for key, value in pairs if key == name)

    if values("update"):
        raise no_update()
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


def _broken(escape: re.Match[str]) -> HttpError:
    place = escape.start() + 1
    return HttpError(
        400,
        Message(
            fr=f"«\u00a0{escape[0]}\u00a0» n’est pas un codage en pourcentage, au caractère {place}"
            " des paramètres\u00a0; écrivez %25 pour le signe %",
            en=f"`{escape[0]}` is no percent-encoding, at character {place} of the parameters;"
            " write %25 for a percent sign",
        ),
    )


def _unreadable() -> HttpError:
    return HttpError(
        400,
        Message(
            fr="paramètres qui ne sont pas dans le jeu de caractères dit\u00a0; codez-les en UTF-8",
            en="parameters that are not in the charset they should be in; encode them in UTF-8",
        ),
    )


def _several() -> HttpError:
    return HttpError(
        400,
        Message(
            fr="plusieurs paramètres «\u00a0query\u00a0»\u00a0; donnez-en un seul",
            en="several `query` parameters; give one only",
        ),
    )


def no_update() -> HttpError:
    """Updates are refused."""
    return HttpError(
        403,
        Message(
            fr="les mises à jour ne sont pas permises\u00a0; ici on ne fait que lire",
            en="updates are not allowed; this endpoint only reads",
        ),
    )
