"""Stage 1: folders of Markdown → documents, with the place of every character."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from ..base.messages import Message
from ..base.records import Document, Finding
from ..base.settings import Settings
from .document import parse_document
from .files import EXTENSIONS, SourceFile, find_files, is_regular

__all__ = [
    "EXTENSIONS",
    "SourceFile",
    "find_files",
    "parse_document",
    "read_document",
    "read_documents",
]


def read_documents(folders: Sequence[Path], settings: Settings) -> Iterator[Document]:
    """The documents below some folders, in the order of their paths.

    Raises:
        InputError: when a folder does not exist.
        NothingToDoError: when there is no document at all.
    """
    for file in find_files(folders, settings):
        yield read_document(file, settings)


def read_document(file: SourceFile, settings: Settings) -> Document:
    """Reads one file; what is wrong with it stands in the document's findings.

    A file that cannot be read gives a document without blocks, with one finding of severity "error";
    its digest is "" when not even its bytes could be had.
    """
    if file.problem:
        return _unread(file.problem)
    try:
        data = _read_bytes(file.location, settings.max_file_mib)
    except OSError as error:
        return _unread(_error(file, "unreadable-file", _unreadable(error)))
    if isinstance(data, Message):
        return _unread(_error(file, "unsuitable-file", data))
    return parse_document(file.path, data)


def _read_bytes(location: Path, max_mib: int) -> bytes | Message:
    """The bytes of an ordinary file within the limit, or what is wrong with it."""
    # Without waiting, so that a pipe put in the file's place cannot hold us up.
    descriptor = os.open(location, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
    with os.fdopen(descriptor, "rb") as stream:
        status = os.fstat(descriptor)
        if not is_regular(status.st_mode):
            return _NOT_A_FILE
        limit = max_mib << 20
        data = stream.read(limit + 1) if status.st_size <= limit else b""
        size = max(status.st_size, len(data))
    return data if size <= limit else _too_long(size, max_mib)


def _error(file: SourceFile, code: str, message: Message) -> Finding:
    return Finding(file.path, 1, 1, "error", code, message)


def _unread(problem: Finding) -> Document:
    return Document(problem.path, "", "", (), (), (problem,))


def _unreadable(error: OSError) -> Message:
    return Message(
        fr=f"le fichier ne peut pas être ouvert ({error.strerror}) ; vérifiez vos droits.",
        en=f"the file cannot be opened ({error.strerror}); check your permissions.",
    )


def _too_long(size: int, max_mib: int) -> Message:
    mib = size / (1 << 20)
    return Message(
        fr=f"le fichier fait {mib:.1f} Mio et la limite est de {max_mib} Mio ; divisez-le, ou augmentez"
        " « max_file_mib » dans lf2l-kg.toml.".replace(".", ",", 1),
        en=f"the file has {mib:.1f} MiB and the limit is {max_mib} MiB; split it, or raise"
        " `max_file_mib` in lf2l-kg.toml.",
    )


_NOT_A_FILE = Message(
    fr="ce n’est pas un fichier ordinaire (tube, périphérique) ; remplacez-le par un fichier.",
    en="this is no ordinary file (a pipe, a device); replace it by a file.",
)
