"""What responses have in common: headers, how a type of text is written, and ETags."""

from __future__ import annotations

from lf2l_kg.query.spool import Encoding

#: What everything is sent with: any site may read it.
OPEN_HEADERS = {
    "x-content-type-options": "nosniff",
    "access-control-allow-origin": "*",
    "access-control-expose-headers": "Allow, ETag, Link, Retry-After",
}

#: Headers of a request whose answer may be another one than what the address gives.
#: Source: https://www.rfc-editor.org/rfc/rfc9110#section-13.1
CONDITIONS = frozenset({b"if-none-match", b"if-match", b"range"})


def with_charset(media_type: str) -> str:
    """Text types say that they are UTF-8; the others are by definition."""
    return f"{media_type}; charset=utf-8" if media_type.startswith("text/") else media_type


def tag_in(encoding: Encoding, digest: str) -> str:
    """The strong ETag, in a coding, of what a digest stands for."""
    return f'"{digest}{"-" if encoding else ""}{encoding}"'
