"""Dates as HTTP has them.

Source: https://www.rfc-editor.org/rfc/rfc9110#section-5.6.7
"""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import formatdate, parsedate_to_datetime


def write_date(seconds: float) -> str:
    """A moment, in seconds since 1970, to the second."""
    return formatdate(int(seconds), usegmt=True)


def has_changed(modified: str, since: str) -> bool | None:
    """Whether what was last modified at one date has changed since another; None where one is no date."""
    try:
        return _read(modified) > _read(since)
    except (ValueError, OverflowError):
        return None


def _read(date: str) -> datetime:
    read = parsedate_to_datetime(date)
    return read if read.tzinfo else read.replace(tzinfo=UTC)
