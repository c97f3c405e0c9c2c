"""What responses have in common: headers, and how a type of text is written."""

from __future__ import annotations

#: What everything is sent with: any site may read it.
OPEN_HEADERS = {
    "x-content-type-options": "nosniff",
    "access-control-allow-origin": "*",
    "access-control-expose-headers": "Allow, ETag, Link, Retry-After",
}


def with_charset(media_type: str) -> str:
    """Text types say that they are UTF-8; the others are by definition."""
    return f"{media_type}; charset=utf-8" if media_type.startswith("text/") else media_type
