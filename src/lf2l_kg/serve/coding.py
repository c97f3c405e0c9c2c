"""Content codings of what is sent whole from memory.

Source: https://www.rfc-editor.org/rfc/rfc9110#section-8.4.1
"""

from __future__ import annotations

import gzip

import zstandard

from lf2l_kg.query.spool import Encoding

_QUICK, _SMALL = 3, 19  # levels of zstd; gzip has 9 at most
_GZIP_QUICK, _GZIP_SMALL = 5, 9


def compress(content: bytes, encoding: Encoding, *, is_kept: bool = False) -> bytes:
    """Bytes in a coding; always the same for the same.

    Args:
        content: as it is.
        encoding: "" for none.
        is_kept: take more time, since it is done once.
    """
    if encoding == "gzip":
        return gzip.compress(content, _GZIP_SMALL if is_kept else _GZIP_QUICK, mtime=0)
    if encoding == "zstd":
        return zstandard.compress(content, _SMALL if is_kept else _QUICK)
    return content
