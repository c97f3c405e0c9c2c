"""Which releases are kept: going back to an earlier one, clearing away the old ones."""

from __future__ import annotations

import errno
import os
import shutil
from pathlib import Path

from lf2l_kg.base.errors import InputError, OutputError
from lf2l_kg.base.files import is_held
from lf2l_kg.base.messages import Message

from .check import check_release
from .directory import current_release, lock_releases, set_aside, switch_current
from .manifest import FILE_NAME, read_manifest
from .verify import find_digest


def find_releases(releases: Path) -> tuple[Path, ...]:
    """The releases of a folder, the newest first: by their day, then by when they were written."""
    found = []
    for path in sorted(releases.glob("[0-9]*-*")):
        manifest = path / FILE_NAME
        if manifest.is_file() and not path.is_symlink():
            found.append((path.name[:10], manifest.stat().st_mtime_ns, path.name, path))
    return tuple(path for *_, path in sorted(found, reverse=True))


def roll_back(releases: Path, name: str = "", *, wait: float = 60.0) -> Path:
    """Make an earlier release the current one.

    Args:
        releases: the folder.
        name: of the release; "" for the one that the current release followed.
        wait: for how many seconds to wait for a build in the same folder.

    Returns:
        The release that is current now.

    Raises:
        InputError: when there is no such release, or it is damaged.
        OutputError: when ``current`` cannot be written.
    """
    target = releases / name if name else _before(releases)
    if target not in find_releases(releases):
        raise _not_here(releases, name)
    if problems := check_release(target):
        raise InputError(problems[0].message, path=problems[0].path)
    switch_current(releases, target.name, wait=wait)
    return target


def prune_releases(releases: Path, keep: int, *, wait: float = 60.0) -> tuple[Path, ...]:
    """Remove old releases for good.

    The newest are kept, and whatever their age the current one, and those that a server on this
    machine has open.

    Args:
        releases: the folder.
        keep: how many to keep at least; 1 or more.
        wait: for how many seconds to wait for a build in the same folder.

    Returns:
        What was removed, newest first.

    Raises:
        InputError: when ``current`` names no release: nothing is removed.
        OutputError: when one cannot be removed.
    """
    removed = []
    with lock_releases(releases, wait):
        current = current_release(releases)
        for path in find_releases(releases)[keep:]:
            if path == current or is_held(path / FILE_NAME):
                continue
            try:
                _refuse_locked(path)
                # Under its new name it is no release any more: if we die here, the next build clears it.
                shutil.rmtree(set_aside(path))
            except OSError as error:
                raise OutputError(_not_removed(error), path=str(path)) from error
            removed.append(path)
    return tuple(removed)


def _refuse_locked(release: Path) -> None:
    """See that a release can be removed whole: another user's would be set aside, and stay there for good.

    Raises:
        PermissionError: when nothing may be removed from one of its folders.
    """
    for folder in (release, *(path for path in release.rglob("*") if path.is_dir())):
        if not os.access(folder, os.W_OK | os.X_OK):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(folder))


def _before(releases: Path) -> Path:
    current = current_release(releases)
    digest = read_manifest(current).previous if current else ""
    found = find_digest(releases, digest) if digest else None
    if found is not None:
        return found
    raise _not_here(releases, "")


def _not_here(releases: Path, name: str) -> InputError:
    """No release of this name; "" for the one before the current one."""
    try:
        current = current_release(releases)
    except InputError:  # what is to be mended
        current = None
    others = ", ".join(path.name for path in find_releases(releases) if path != current) or "–"
    french = (
        f"«\u00a0{name}\u00a0» n’est pas ici" if name else "la publication d’avant n’est plus là"
    )
    english = f"`{name}` is not here" if name else "the release before is not here any more"
    return InputError(
        Message(
            fr=f"{french}\u00a0; nommez-en une autre\u00a0: lf2l-kg rollback --to NOM "
            f"(il y a\u00a0: {others})",
            en=f"{english}; name another one: lf2l-kg rollback --to NAME (there are: {others})",
        ),
        path=str(releases),
        value=name,
    )


def _not_removed(error: OSError) -> Message:
    reason = error.strerror or str(error)
    return Message(
        fr=f"suppression impossible ({reason})\u00a0: vérifiez les droits sur ce dossier et relancez",
        en=f"cannot remove this ({reason}): check the permissions of this folder and run again",
    )
