"""A whole answer as an HTTP response, ready to be sent."""

from __future__ import annotations

import functools

from lf2l_kg.query.job import Outcome
from lf2l_kg.query.spool import Encoding

from .headers import OPEN_HEADERS, tag_in, with_charset
from .kept import Kept


def answer_headers(outcome: Outcome, tag: str) -> tuple[tuple[str, str], ...]:
    """The headers of an answer, its length apart.

    Args:
        outcome: what is said of it.
        tag: its ETag; "" when it may be another each time, and is not to be kept.
    """
    shared, _ = _shared_headers(outcome.media_type, outcome.encoding, bool(tag))
    return (*shared, ("etag", tag)) if tag else shared


@functools.lru_cache(maxsize=200)
def _shared_headers(
    media_type: str, encoding: Encoding, may_be_kept: bool
) -> tuple[tuple[tuple[str, str], ...], bytes]:
    """The headers that all answers of a kind have, one by one and as they are sent.

    A release may be replaced at any moment, so that a kept copy is asked about again: with its ETag
    that costs next to nothing.
    """
    headers = [
        *OPEN_HEADERS.items(),
        ("content-type", with_charset(media_type)),
        ("vary", "Accept, Accept-Encoding"),
        ("cache-control", "public, no-cache" if may_be_kept else "no-store"),
    ]
    if encoding:
        headers.append(("content-encoding", encoding))
    return tuple(headers), "".join(f"{name}: {value}\r\n" for name, value in headers).encode()


def etag(outcome: Outcome, *, may_be_kept: bool) -> str:
    """Strong: of the bytes of one media type in one coding; "" for what is not the same each time."""
    if not may_be_kept:
        return ""
    kind = outcome.media_type.rpartition("/")[2]
    return tag_in(outcome.encoding, f"{outcome.digest}-{kind}")


def answer_head(outcome: Outcome, length: int, tag: str) -> bytes:
    """The headers of an answer as they are sent, up to the body.

    Args:
        outcome: what is said of it.
        length: of its body.
        tag: its ETag, or "", as for :func:`answer_headers`.
    """
    _, head = _shared_headers(outcome.media_type, outcome.encoding, bool(tag))
    if tag:
        return b"%betag: %b\r\ncontent-length: %d\r\n\r\n" % (head, tag.encode(), length)
    return b"%bcontent-length: %d\r\n\r\n" % (head, length)


def whole_answer(outcome: Outcome, body: bytes, digest: str, *, may_be_kept: bool) -> Kept:
    """An answer ready to be sent.

    Args:
        outcome: what is said of it.
        body: its bytes.
        digest: of the query.
        may_be_kept: whether it is the same each time.
    """
    tag = etag(outcome, may_be_kept=may_be_kept)
    headers, head = answer_headers(outcome, tag), answer_head(outcome, len(body), tag)
    return Kept(headers, head, body, tag, digest, outcome.rows)
