"""Headers that every response has."""

from __future__ import annotations

#: What everything is sent with: any site may read it.
OPEN_HEADERS = {
    "x-content-type-options": "nosniff",
    "access-control-allow-origin": "*",
    "access-control-expose-headers": "Allow, ETag, Link, Retry-After",
}
