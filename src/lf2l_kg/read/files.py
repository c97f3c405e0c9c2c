"""Folders → the files to read, in one order on every machine."""

from __future__ import annotations

import os
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from msgspec.structs import replace

from lf2l_kg.base.errors import InputError, NothingToDoError
from lf2l_kg.base.messages import Message
from lf2l_kg.base.records import Finding
from lf2l_kg.base.settings import Settings

EXTENSIONS = (".md", ".markdown", ".qmd")


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file to read.

    ``path`` names it in everything that is published: relative to the folder given, with ``/``, in
    NFC. ``location`` is where it lies, in text: of thousands that have not changed few are opened, and
    making a ``Path`` takes longer than looking at the file. ``problem`` says why it cannot be read, when
    that shows without opening it.
    """

    path: str
    location: str
    problem: Finding | None = None


def find_files(
    folders: Sequence[Path],
    settings: Settings,  # noqa: ARG001 - as every function of a stage
) -> tuple[SourceFile, ...]:
    """The documents below some folders, sorted by path; hidden files and backups left out.

    A folder may also be a single file. A link is read where it leads unless that is outside of the
    folder; a file that is reached twice is read once. When two folders hold the same relative path,
    the name of the folder comes before both.

    Raises:
        InputError: when a folder does not exist.
        NothingToDoError: when there is no document at all.
    """
    found: dict[Path, list[SourceFile]] = {}
    for folder in folders:
        if not folder.exists():
            raise InputError(
                Message(
                    fr=f"le dossier « {folder} » n’existe pas ; vérifiez le chemin donné.",
                    en=f"the folder `{folder}` does not exist; check the path given.",
                ),
                path=str(folder),
            )
        found[folder] = [*_find_below(folder)]
    if not any(found.values()):
        names = ", ".join(str(folder) for folder in folders)
        extensions = ", ".join(EXTENSIONS)
        raise NothingToDoError(
            Message(
                fr=f"aucun document dans « {names} » ; ajoutez-y des fichiers {extensions}.",
                en=f"no document in `{names}`; add files that end in {extensions}.",
            ),
            path=str(folders[0]) if folders else "",
        )
    return tuple(sorted(_distinct(found), key=lambda file: file.path))


def is_document(name: str) -> bool:
    """Whether a file's name is that of a document rather than of something else, hidden or a backup."""
    return name.lower().endswith(EXTENSIONS) and not name.startswith((".", "~$", "#"))


def _find_below(root: Path) -> Iterator[SourceFile]:
    """The files below a folder, real files before links, so that a link never hides its target."""
    if not root.is_dir():
        if is_document(root.name):
            yield _file(root.name, str(root))
        return
    top = os.path.realpath(root)
    links: list[tuple[str, str]] = []
    folders = [("", top)]
    while folders:
        prefix, folder = folders.pop()
        try:
            entries = [entry for entry in os.scandir(folder) if not entry.name.startswith(".")]
        except OSError as error:
            yield _problem(prefix.rstrip("/"), folder, _unreadable_folder(error))
            continue
        for entry in sorted(entries, key=lambda entry: entry.name):
            name, place = prefix + entry.name, entry.path
            if entry.is_symlink():
                links.append((name, place))
            elif entry.is_dir():
                folders.append((f"{name}/", place))
            elif is_document(entry.name):
                yield _file(name, place)
    for name, link in links:
        yield from _follow(name, Path(link), Path(top))


def _follow(name: str, link: Path, top: Path) -> Iterator[SourceFile]:
    """The file that a link stands for; what it leads to in the folder is read in its own place."""
    target = Path(os.path.realpath(link))
    inside = target == top or top in target.parents
    if target.is_dir():
        if not inside:
            yield _problem(name, str(link), _outside(target))
        elif target in link.parents or target == top:
            yield _problem(name, str(link), _LOOP)
    elif is_document(link.name):
        if not os.path.lexists(target) or target.is_symlink():
            yield _problem(name, str(link), _BROKEN)
        elif not inside:
            yield _problem(name, str(link), _outside(target))
        else:
            yield _file(name, str(target))


def _file(name: str, location: str) -> SourceFile:
    if name.isascii():
        return SourceFile(name, location)
    path = _clean_path(name)
    if path != unicodedata.normalize("NFC", name):
        return _problem(name, location, _FILE_NAME)
    return SourceFile(path, location)


def _problem(name: str, location: str, problem: tuple[str, Message]) -> SourceFile:
    path = _clean_path(name)
    code, message = problem
    return SourceFile(path, location, Finding(path, 1, 1, "error", code, message))


def _clean_path(name: str) -> str:
    """The path in NFC, with a mark in place of bytes that are not UTF-8."""
    return unicodedata.normalize("NFC", os.fsencode(name).decode("utf-8", "replace"))


def _distinct(found: Mapping[Path, Sequence[SourceFile]]) -> Iterator[SourceFile]:
    """The files below each folder, each location once and each path once."""
    once: dict[str, tuple[Path, SourceFile]] = {}
    for folder, files in found.items():
        is_real = folder.is_dir()  # what is found there is told so
        for file in files:
            is_told = is_real or file.problem
            key = file.location if is_told else os.path.realpath(file.location)
            once.setdefault(key, (folder, file))
    count = Counter([file.path for _, file in once.values()])
    taken: set[str] = set()
    for folder, file in once.values():
        path = file.path
        if count[path] == 1 and path not in taken:
            taken.add(path)
            yield file
            continue
        if count[path] > 1:
            path = _clean_path(f"{Path(os.path.realpath(folder)).name}/{path}")
        problem = replace(file.problem, path=path) if file.problem else None
        copy = 1
        while path in taken:
            copy += 1
            path = f"{file.path} ({copy})"
            problem = Finding(path, 1, 1, "error", *_SAME_PATH)
        taken.add(path)
        yield SourceFile(path, file.location, problem)


def _outside(target: Path) -> tuple[str, Message]:
    return "link-outside", Message(
        fr=f"ce lien mène hors du dossier (« {target} ») et n’a pas été suivi ; copiez-y le fichier.",
        en=f"this link leads outside of the folder (`{target}`) and was not followed; copy the file.",
    )


def _unreadable_folder(error: OSError) -> tuple[str, Message]:
    return "unreadable-folder", Message(
        fr=f"ce dossier ne peut pas être parcouru ({error.strerror}) ; vérifiez vos droits.",
        en=f"this folder cannot be listed ({error.strerror}); check your permissions.",
    )


_LOOP = (
    "link-loop",
    Message(
        fr="ce lien mène à un dossier qui le contient et n’a pas été suivi ; supprimez-le.",
        en="this link leads to a folder that contains it and was not followed; delete it.",
    ),
)
_BROKEN = (
    "broken-link",
    Message(
        fr="ce lien ne mène à aucun fichier ; corrigez-le ou supprimez-le.",
        en="this link leads to no file; mend it or delete it.",
    ),
)
_FILE_NAME = (
    "invalid-file-name",
    Message(
        fr="le nom du fichier n’est pas en UTF-8 ; renommez-le.",
        en="the file's name is not UTF-8; rename it.",
    ),
)
_SAME_PATH = (
    "same-path",
    Message(
        fr="un autre fichier porte le même chemin ; renommez l’un des deux.",
        en="another file has the same path; rename one of them.",
    ),
)
