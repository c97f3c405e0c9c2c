"""What is said to a client whose request cannot be read at all: nothing is known of its wishes."""

from __future__ import annotations

from collections.abc import Iterable
from http import HTTPStatus

from httptools import HttpParserInvalidMethodError

from lf2l_kg.base.messages import Message

from .headers import OPEN_HEADERS
from .heads import begins_with_method

_LONGEST_ADDRESS = 65535  # bytes that the parser takes
_WORDS = {
    HTTPStatus.BAD_REQUEST: Message(
        fr="cette requête n’est pas du HTTP/1.1 entier\u00a0; renvoyez-la",
        en="this request is not whole HTTP/1.1; send it again",
    ),
    HTTPStatus.NOT_IMPLEMENTED: Message(
        fr="cette méthode n’existe pas ici\u00a0; lisez avec GET ou POST",
        en="there is no such method here; read with GET or POST",
    ),
    HTTPStatus.REQUEST_TIMEOUT: Message(
        fr="l’en-tête de la requête n’est pas arrivé à temps\u00a0; renvoyez-la",
        en="the head of the request did not come in time; send it again",
    ),
    HTTPStatus.SERVICE_UNAVAILABLE: Message(
        fr="trop de clients sont connectés\u00a0; réessayez dans quelques secondes",
        en="too many clients are connected; try again in a few seconds",
    ),
    HTTPStatus.REQUEST_URI_TOO_LONG: Message(
        fr="l’adresse dépasse 64 Kio\u00a0; envoyez la requête par POST",
        en="the address is longer than 64 KiB; send the query by POST",
    ),
    HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE: Message(
        fr="l’en-tête de la requête dépasse 128 Kio\u00a0; raccourcissez-le",
        en="the head of the request is longer than 128 KiB; shorten it",
    ),
}


def why_unreadable(
    error: BaseException | None, address: bytes | None, request: bytes
) -> HTTPStatus:
    """The status for a request that the parser refuses.

    Source: https://www.rfc-editor.org/rfc/rfc9110#section-15.6.2 (501 for a method that nobody knows)

    Args:
        error: what the parser says.
        address: the part of it that was read; None for none.
        request: the bytes that came last, when the request begins with them.
    """
    if address is not None and len(address) > _LONGEST_ADDRESS:
        return HTTPStatus.REQUEST_URI_TOO_LONG
    if isinstance(error, HttpParserInvalidMethodError) and begins_with_method(request):
        return HTTPStatus.NOT_IMPLEMENTED
    return HTTPStatus.BAD_REQUEST


def refusal(
    status: HTTPStatus, dated: Iterable[tuple[bytes, bytes]], *, has_body: bool = True
) -> bytes:
    """A whole response, after which nothing follows.

    Args:
        status: 400, 408, 414, 431, 501 or 503.
        dated: the headers that the server sends with each response, such as the date.
        has_body: whether it is sent, which the answer to HEAD never is.
    """
    said = _WORDS[status]
    body = f"{said.fr}\n{said.en}\n".encode()
    headers = {
        **{name.decode(): value.decode() for name, value in dated},
        **OPEN_HEADERS,
        "content-type": "text/plain; charset=utf-8",
        "content-language": "fr, en",
        "cache-control": "no-store",
        "connection": "close",
        "content-length": str(len(body)),
    }
    if status is HTTPStatus.SERVICE_UNAVAILABLE:
        headers["retry-after"] = "10"
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    return f"HTTP/1.1 {status.value} {status.phrase}\r\n{lines}\r\n".encode() + body * has_body
