"""Stage 1: folders of Markdown → documents, with the place of every character."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from lf2l_kg.base.patterns import class_of
from lf2l_kg.base.records import Document, Finding
from lf2l_kg.base.settings import Settings

from .contents import read_contents
from .document import parse_document
from .files import EXTENSIONS, SourceFile, find_files
from .stamps import Stamp, digest_file

__all__ = [
    "EXTENSIONS",
    "SourceFile",
    "Stamp",
    "digest_file",
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
    contents = read_contents(file, settings.max_file_mib)
    if isinstance(contents, Finding):
        return Document(file.path, "", "", (), (), (contents,))
    return parse_document(file.path, contents, class_of(file.path, settings.classes))
