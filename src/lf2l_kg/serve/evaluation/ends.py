"""The two channels between the server and a process: one for frames, one for reports."""

from __future__ import annotations

import socket

_REPORTS_BYTES = 4 << 20  # that may wait to be read, as far as the system allows

#: A channel and where reports go, from one side.
Ends = tuple[socket.socket, socket.socket]


def make_ends() -> tuple[Ends, Ends]:
    """Both ends of the two.

    Raises:
        OSError: when there are none to be had.
    """
    ours, theirs = socket.socketpair()
    try:
        ours_too, theirs_too = socket.socketpair()
    except OSError:
        close_ends((ours, theirs))
        raise
    theirs_too.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _REPORTS_BYTES)
    return (ours, ours_too), (theirs, theirs_too)


def close_ends(ends: Ends) -> None:
    """Close both."""
    for one in ends:
        one.close()
