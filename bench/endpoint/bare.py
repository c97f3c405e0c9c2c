"""``python bench/endpoint/bare.py PORT FILE``: Granian with nothing behind it: it sends a file's bytes."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from granian.constants import HTTPModes, Interfaces, Loops
from granian.server import Server

PORT, FILE = int(sys.argv[1]), Path(sys.argv[2])
BODY = FILE.read_bytes()
HEADERS = [
    ("content-type", "application/sparql-results+json"),
    ("vary", "Accept, Accept-Encoding"),
    ("cache-control", "public, no-cache"),
    ("etag", '"0123456789abcdef0123456789abcdef-sparql-results+json"'),
    ("access-control-allow-origin", "*"),
]


async def bare(_: object, proto: Any) -> None:
    """Answer any request."""
    proto.response_bytes(200, HEADERS, BODY)


def load() -> Any:
    """What Granian's worker process calls."""
    return bare


if __name__ == "__main__":
    Server(
        "bare",
        port=PORT,
        interface=Interfaces.RSGI,
        loop=Loops.uvloop,
        http=HTTPModes.auto,
        websockets=False,
        log_enabled=False,
    ).serve(target_loader=load, wrap_loader=False)
