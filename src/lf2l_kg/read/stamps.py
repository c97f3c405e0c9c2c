"""Digests of files that need not be read again, because nothing has touched them since they were.

A file is taken to be what it was while its size, times and inode are. That holds only where it had been left
alone for a while when it was read: a change within the same tick of the file system's clock leaves no trace.

Source: https://git-scm.com/docs/racy-git
"""

from __future__ import annotations

import hashlib
import os
import stat
import sys
from collections.abc import Mapping
from os import stat_result

from msgspec import Struct

from .contents import read_contents
from .files import SourceFile

_QUIET_NS = 2_000_000_000  # the coarsest clock of a file system in use, FAT's
#: Elsewhere the time of a change can be set back, and nothing else tells.
_TELLS = sys.platform != "win32"


class Stamp(Struct, frozen=True, array_like=True, gc=False):
    """A file as it was when it was read."""

    device: int
    inode: int
    size: int
    modified: int  # nanoseconds
    changed: int  # the same, of whatever is known of it
    digest: str  # SHA-256 of its bytes, hexadecimal


def digest_file(
    file: SourceFile, max_mib: int, stamps: Mapping[str, Stamp], now: int
) -> tuple[str, Stamp | None]:
    """The SHA-256 of a file's bytes, "" when they cannot be had; and its stamp, when that may be kept.

    Args:
        file: to be read unless its stamp is among those kept.
        max_mib: the longest that is read.
        stamps: those kept, by path.
        now: a time before this call, in nanoseconds; a file that was touched since, or not long before,
            has no stamp.
    """
    status = None if file.problem else _look(file.location)
    if status is None or status.st_size > max_mib << 20:
        return "", None
    kept = stamps.get(file.path)
    if kept is not None and kept == _stamp(status, kept.digest):
        return kept.digest, kept
    contents = read_contents(file, max_mib)
    if not isinstance(contents, bytes):
        return "", None
    digest = hashlib.sha256(contents).hexdigest()
    is_quiet = max(status.st_mtime_ns, status.st_ctime_ns) + _QUIET_NS < now
    is_whole = status.st_size == len(contents)
    return digest, _stamp(status, digest) if _TELLS and is_quiet and is_whole else None


def _look(location: str) -> stat_result | None:
    """What is known of an ordinary file; None for any other."""
    try:
        status = os.stat(location)  # noqa: PTH116 (a Path takes longer to make than this)
    except OSError:
        return None
    return status if stat.S_ISREG(status.st_mode) else None


def _stamp(status: stat_result, digest: str) -> Stamp:
    return Stamp(
        status.st_dev,
        status.st_ino,
        status.st_size,
        status.st_mtime_ns,
        status.st_ctime_ns,
        digest,
    )
