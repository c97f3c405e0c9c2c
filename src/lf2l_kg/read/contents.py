"""The bytes of one file, within bounds and without ever waiting."""

from __future__ import annotations

import os
import stat

from lf2l_kg.base.messages import Message
from lf2l_kg.base.records import Finding

from .files import SourceFile


def read_contents(file: SourceFile, max_mib: int) -> bytes | Finding:
    """The bytes of a file, or why they cannot be had."""
    if file.problem:
        return file.problem
    try:
        contents = _read(file.location, max_mib)
    except OSError as error:
        contents = "unreadable-file", _unreadable(error)
    if isinstance(contents, bytes):
        return contents
    code, message = contents
    return Finding(file.path, 1, 1, "error", code, message)


def _read(location: str, max_mib: int) -> bytes | tuple[str, Message]:
    # Without waiting, so that a pipe put in the file's place cannot hold us up.
    descriptor = os.open(location, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
    with os.fdopen(descriptor, "rb") as stream:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            return "not-a-file", _NOT_A_FILE
        limit = max_mib << 20
        size = status.st_size
        if size <= limit:
            data = stream.read(limit + 1)
            if len(data) <= limit:
                return data
            size = len(data)
    return "file-too-long", _too_long(size, max_mib)


def _unreadable(error: OSError) -> Message:
    return Message(
        fr=f"le fichier ne peut pas être ouvert ({error.strerror}) ; vérifiez vos droits.",
        en=f"the file cannot be opened ({error.strerror}); check your permissions.",
    )


def _too_long(size: int, max_mib: int) -> Message:
    mib = f"{size / (1 << 20):.1f}"
    return Message(
        fr=f"le fichier fait {mib.replace('.', ',')} Mio et la limite est de {max_mib} Mio ; divisez-le,"
        " ou augmentez « max_file_mib » dans lf2l-kg.toml.",
        en=f"the file has {mib} MiB and the limit is {max_mib} MiB; split it, or raise `max_file_mib`"
        " in lf2l-kg.toml.",
    )


_NOT_A_FILE = Message(
    fr="ce n’est pas un fichier ordinaire (tube, périphérique) ; remplacez-le par un fichier.",
    en="this is no ordinary file (a pipe, a device); replace it by a file.",
)
