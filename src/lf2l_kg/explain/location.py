"""Which document a person means, and which line of it."""

from __future__ import annotations

import difflib
import os
import re
import unicodedata
from pathlib import Path

from lf2l_kg.base.errors import InputError, NothingToDoError
from lf2l_kg.base.messages import Message
from lf2l_kg.base.settings import Settings, load_settings
from lf2l_kg.read import SourceFile, find_files

_PLACE = re.compile(r"(?P<name>.+?)(?::(?P<line>\d{1,9}))?(?::\d*)?:?")


def split_place(text: str) -> tuple[str, int]:
    """A document's name and a line of it, 0 for the whole, from ``name``, ``name:12`` or ``name:12:3``.

    So the place of any message of ours can be pasted as it stands.
    """
    place = _PLACE.fullmatch(text)
    if place is None or Path(text).exists():
        return text, 0
    return place["name"], int(place["line"] or 0)


def find_document(name: str, here: Path) -> tuple[SourceFile, Settings]:
    """The document that a person means, with the settings of the project that it belongs to.

    Args:
        name: a path as a person opens it, or one relative to the project's folders of documents. A
            document that is in no project is taken by itself.
        here: the working directory.

    Raises:
        InputError: when there is no such document, with the names that come near.
    """
    path = here / name
    settings = load_settings(here=path.parent if path.is_file() else here)
    files = _files(settings)
    if path.is_file():
        wanted = os.path.realpath(path)
        for file in files:
            if os.path.realpath(file.location) == wanted:
                return file, settings
        return find_files((path,), settings)[0], settings
    if path.is_dir():
        raise _folder(name)
    known = {file.path: file for file in files}
    clean = unicodedata.normalize("NFC", Path(name).as_posix())
    if clean in known:
        return known[clean], settings
    ends = [path for path in known if path.endswith(f"/{clean}")]
    if len(ends) == 1:
        return known[ends[0]], settings
    raise _unknown(name, ends or difflib.get_close_matches(clean, known, n=3, cutoff=0.4))


def _files(settings: Settings) -> tuple[SourceFile, ...]:
    """The project's documents; () when it has none, or none yet."""
    folders = [folder for folder in settings.documents if folder.exists()]
    try:
        return find_files(folders, settings)
    except NothingToDoError:
        return ()


def _folder(name: str) -> InputError:
    return InputError(
        Message(
            fr="c’est un dossier\u00a0; donnez un seul de ses documents",
            en="this is a folder; give one of its documents",
        ),
        path=name,
        value=name,
    )


def _unknown(name: str, near: list[str]) -> InputError:
    there = ", ".join(near)
    return InputError(
        Message(
            fr="il n’y a pas ce document\u00a0; "
            + (f"voulez-vous dire {there}\u00a0?" if near else "vérifiez ce chemin"),
            en="there is no such document; "
            + (f"do you mean {there}?" if near else "check this path"),
        ),
        path=name,
        value=name,
    )
