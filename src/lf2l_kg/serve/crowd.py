"""When more clients connect than there is room for: those go that keep nobody from an answer."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .connection import Connection

_SHARE = (
    16  # this part of all connections is closed at once, so that not every new one looks at all
)


def make_room(connections: Iterable[Connection], most: int) -> bool:
    """Close some connections that wait for nothing; whether there were any.

    Args:
        connections: all but the one that comes.
        most: how many there may be.
    """
    patient = [(_patience(one), one) for one in connections]
    patient = sorted((pair for pair in patient if pair[0]), key=lambda pair: pair[0], reverse=True)
    for _, one in patient[: most // _SHARE + 1]:
        one.transport.close()
    return bool(patient)


def _patience(one: Connection) -> int:
    """How little is lost when it is closed: 3 it has never asked, 2 it rests, 1 it sends; 0 never."""
    if one.transport.get_write_buffer_size() or one.loan.is_asked:
        return 0
    if one.has_asked_nothing:
        return 3
    if one.cycle is None or one.cycle.response_complete:
        return 2
    return 1 if one.cycle.more_body and not one.cycle.response_started else 0
