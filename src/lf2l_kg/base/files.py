"""Writing a file whole or not at all; telling other programs that a file is in use."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO


@contextmanager
def write_whole(path: Path) -> Iterator[IO[bytes]]:
    """Open a file that appears under its name only when everything has been written.

    The bytes go to a temporary name in the same folder, reach the disk, and are renamed; on any
    error (Ctrl-C included) the temporary file is removed and the old file stays as it was. A device
    or a pipe is written to directly. A symbolic link stays one: its target is replaced.

    Raises:
        OSError: when the folder cannot be created or written, or the disk is full.
    """
    path = path.resolve()
    if path.exists() and not path.is_file():
        with path.open("wb") as stream:
            yield stream
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        with temporary.open("wb") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def write_if_changed(path: Path, data: bytes) -> bool:
    """Write a file whole, unless it already holds these bytes; returns whether it was written."""
    if path.is_file() and path.read_bytes() == data:
        return False
    with write_whole(path) as stream:
        stream.write(data)
    return True


class Hold:
    """Says that a file is in use, for as long as this object lives."""

    __slots__ = ("_descriptor",)

    def __init__(self, path: Path) -> None:
        self._descriptor = -1
        try:
            import fcntl

            self._descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
            fcntl.flock(self._descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except (ImportError, OSError):  # no such locks on this system, or no such file
            return

    def __del__(self) -> None:
        """Let go of it."""
        if self._descriptor >= 0:
            os.close(self._descriptor)


def is_held(path: Path) -> bool:
    """Whether a program on this machine has said that it uses a file; True when nobody can tell."""
    try:
        import fcntl

        with path.open("rb") as stream:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return True
    except ImportError:
        return False
    return False
