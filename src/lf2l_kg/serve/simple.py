"""Requests that ask a query and nothing else: the ones that a process can answer by itself."""

from __future__ import annotations

from typing import NamedTuple

import httptools

from .heads import names_its_host

#: Headers that change nothing here. A request with another one is not simple.
_IDLE = frozenset(
    b"""accept-language cache-control connection cookie dnt forwarded from host origin pragma priority
    referer user-agent via x-forwarded-for x-forwarded-host x-forwarded-port x-forwarded-proto
    x-real-ip x-request-id""".split()
)
_PREFIX = b"GET /sparql?"


class SimpleRequest(NamedTuple):
    """A query by GET, whose connection stays open."""

    query_string: bytes
    accept: str
    encodings: str  # Accept-Encoding


def read_simple(data: bytes) -> SimpleRequest | None:
    """The request, when these bytes are all of one and it is simple; else None."""
    if not data.startswith(_PREFIX) or not data.endswith(b"\r\n\r\n"):
        return None
    reader = _Reader()
    parser = httptools.HttpRequestParser(reader)
    try:
        parser.feed_data(data)
    except (httptools.HttpParserError, httptools.HttpParserUpgrade):  # the offer of a protocol
        return None
    headers = reader.headers
    if reader.messages != 2 or not parser.should_keep_alive():
        return None
    version = parser.get_http_version()
    if version != "1.1" or not names_its_host(version, headers):
        return None
    accept, encodings = find_wishes(headers)
    others = {name for name, _ in headers} - _IDLE - {b"accept", b"accept-encoding"}
    address = httptools.parse_url(reader.url)
    if others or b"#" in reader.url or address.path != b"/sparql" or not address.query:
        return None
    return SimpleRequest(address.query, accept.decode("latin-1"), encodings.decode("latin-1"))


def find_wishes(headers: list[tuple[bytes, bytes]]) -> tuple[bytes, bytes]:
    """What all lines of Accept, and of Accept-Encoding, say together; names are in small letters."""
    accept, encodings = b"", b""
    for name, value in headers:
        if name == b"accept":
            accept = b"%b, %b" % (accept, value) if accept else value
        elif name == b"accept-encoding":
            encodings = b"%b, %b" % (encodings, value) if encodings else value
    return accept, encodings


class _Reader:
    """What the parser calls."""

    def __init__(self) -> None:
        self.url = b""
        self.headers: list[tuple[bytes, bytes]] = []
        self.messages = 0  # begun, and ended: two for a whole one

    def on_message_begin(self) -> None:
        self.messages += 1

    def on_url(self, url: bytes) -> None:
        self.url += url

    def on_header(self, name: bytes, value: bytes) -> None:
        self.headers.append((name.lower(), value))

    def on_message_complete(self) -> None:
        self.messages += 1
