"""What the system says of a connection, by its descriptor."""

from __future__ import annotations

import contextlib
import sys

_LENGTH = 4  # bytes of an int of C


def unread(descriptor: int) -> int:
    """Bytes that the system still has to send, or that the other side has not said to have; 0 where unknown.

    The system may hold megabytes for a client that reads slowly, and takes no more for a long time.
    Source: https://man7.org/linux/man-pages/man7/tcp.7.html (SIOCOUTQ)
    """
    if sys.platform != "linux":
        return 0
    import termios

    return _ask(descriptor, termios.TIOCOUTQ)


def received(descriptor: int) -> int:
    """Bytes that have come and that nobody has read; 0 where unknown.

    Source: https://man7.org/linux/man-pages/man7/tcp.7.html (SIOCINQ)
    """
    if sys.platform == "win32":
        return 0
    import termios

    return _ask(descriptor, termios.FIONREAD)


def _ask(descriptor: int, what: int) -> int:
    import fcntl

    with contextlib.suppress(OSError):
        said = fcntl.ioctl(descriptor, what, bytes(_LENGTH))
        return int.from_bytes(said, sys.byteorder)
    return 0
