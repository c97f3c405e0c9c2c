"""Requests that ask a query and nothing else: the ones that a process can answer by itself."""

from __future__ import annotations

import functools

import httptools
import msgspec

from .heads import names_its_host

#: Headers that change nothing here. A request with another one is not simple.
_IDLE = frozenset(
    b"""accept-language cache-control connection cookie dnt forwarded from host keep-alive origin pragma
    priority referer sec-fetch-dest sec-fetch-mode sec-fetch-site traceparent tracestate user-agent via
    x-forwarded-for x-forwarded-host x-forwarded-port x-forwarded-proto x-real-ip x-request-id""".split()
)
_BEGINS, _ENDS = b"GET /sparql?", b" HTTP/1.1\r\n"  # a first line
_SEEN = bytes(range(0x21, 0x7F)).replace(b"#", b"")  # what may stand between the two
_FIRST = b"GET /sparql HTTP/1.1\r\n"


class SimpleRequest(msgspec.Struct, frozen=True):
    """A query by GET, whose connection stays open."""

    query_string: bytes
    accept: str
    encodings: str  # Accept-Encoding


def read_simple(data: bytes) -> SimpleRequest | None:
    """The request, when these bytes are all of one and it is simple; else None."""
    end = data.find(_ENDS)
    query_string = data[len(_BEGINS) : max(end, 0)]
    if not query_string or not data.startswith(_BEGINS) or query_string.translate(None, _SEEN):
        return None
    wishes = _read_headers(data[end + len(_ENDS) :])
    return SimpleRequest(query_string, *wishes) if wishes else None


@functools.lru_cache(maxsize=100)  # a client says the same each time
def _read_headers(data: bytes) -> tuple[str, str] | None:
    """Accept and Accept-Encoding, when these bytes are the headers of a simple request; else None."""
    reader = _Reader()
    try:
        reader.parser.feed_data(_FIRST + data)
    except (httptools.HttpParserError, httptools.HttpParserUpgrade):  # the offer of a protocol
        return None
    if reader.messages != 2 or not reader.stays:
        return None
    if not names_its_host("1.1", reader.headers):
        return None
    if {name for name, _ in reader.headers} - _IDLE - {b"accept", b"accept-encoding"}:
        return None
    accept, encodings = find_wishes(reader.headers)
    return accept.decode("latin-1"), encodings.decode("latin-1")


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
        self.headers: list[tuple[bytes, bytes]] = []
        self.messages = 0  # begun, and ended: two for a whole one
        self.stays = False  # the connection stays open
        self.parser = httptools.HttpRequestParser(self)

    def on_message_begin(self) -> None:
        self.messages += 1

    def on_header(self, name: bytes, value: bytes) -> None:
        self.headers.append((name.lower(), value))

    def on_message_complete(self) -> None:
        self.messages += 1
        self.stays = self.parser.should_keep_alive()  # afterwards it has forgotten
