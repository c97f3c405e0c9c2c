"""Whether a release is still as it was written."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

from lf2l_kg.base.errors import InputError
from lf2l_kg.base.messages import Message
from lf2l_kg.base.records import Finding
from lf2l_kg.index import FILE_NAME as INDEX

from .indexing import SUMS as INDEX_SUMS
from .indexing import sum_index
from .manifest import FILE_NAME, Manifest, read_manifest
from .store import FOLDER, SUMS, count_quads, sum_files


def check_release(release: Path) -> tuple[Finding, ...]:
    """Compare a release with its manifest: every file's digest, the store's digests and quads.

    Returns:
        The problems found, in the order of the files; () when the release is sound. It takes as
        long as reading the directory once.
    """
    try:
        manifest = read_manifest(release)
    except InputError as error:
        return (damage(Path(error.path), error.message),)
    return (
        *_check_files(release, manifest),
        *_check_index(release),
        *_check_store(release, manifest),
    )


def _check_files(release: Path, manifest: Manifest) -> Iterator[Finding]:
    for name, record in manifest.files.items():
        try:
            with (release / name).open("rb") as stream:
                digest = hashlib.file_digest(stream, "sha256").hexdigest()
        except OSError as error:
            yield damage(release / name, _unreadable(error.strerror or str(error)))
            continue
        if digest != record.sha256:
            yield damage(release / name, _changed())
    known = {*manifest.files, FILE_NAME, FOLDER, SUMS, INDEX, INDEX_SUMS}
    for path in sorted(release.iterdir()):
        if path.name not in known:
            yield damage(path, _unknown())


def _check_index(release: Path) -> Iterator[Finding]:
    try:
        if sum_index(release) != (release / INDEX_SUMS).read_text(encoding="ascii"):
            yield damage(release / INDEX, _changed())
    except (OSError, UnicodeDecodeError) as error:
        yield damage(release / INDEX, _unreadable(str(error)))


def _check_store(release: Path, manifest: Manifest) -> Iterator[Finding]:
    folder = release / FOLDER
    try:
        if sum_files(folder) != (release / SUMS).read_text(encoding="ascii"):
            yield damage(folder, _changed())
            return
        count = count_quads(folder)
    except (OSError, UnicodeDecodeError) as error:
        yield damage(folder, _unreadable(str(error)))
        return
    if count != manifest.counts.store_quads:
        yield damage(folder, _changed())


def damage(path: Path, message: Message) -> Finding:
    """A finding about a file of a release."""
    return Finding(str(path), 0, 0, "error", "damaged-release", message)


def _changed() -> Message:
    return Message(
        fr="le contenu a changé depuis la publication\u00a0: supprimez cette version et relancez "
        "«\u00a0lf2l-kg build\u00a0»",
        en="the content has changed since it was released: delete this release and run "
        "`lf2l-kg build` again",
    )


def _unreadable(reason: str) -> Message:
    return Message(
        fr=f"fichier manquant ou illisible ({reason})\u00a0: supprimez cette version et relancez "
        "«\u00a0lf2l-kg build\u00a0»",
        en=f"missing or unreadable ({reason}): delete this release and run `lf2l-kg build` again",
    )


def _unknown() -> Message:
    return Message(
        fr="ce fichier n’est pas de cette version\u00a0: retirez-le",
        en="this file is no part of the release: take it away",
    )
