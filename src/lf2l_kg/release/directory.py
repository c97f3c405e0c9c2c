"""The folder of releases: one builder at a time, directories whole or not at all, ``current``."""

from __future__ import annotations

import errno
import os
import shutil
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from lf2l_kg.base.errors import InputError, OutputError
from lf2l_kg.base.messages import Message

from .manifest import FILE_NAME

CURRENT = "current"
_LOCK = ".lock"
_SERVED = ".served"  # the names of the releases that have been current, in that order
_TEMPORARY = ".tmp-"
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_SYNCED = 16  # files that are brought to the disk at a time
_STEP = 0.1  # seconds between two tries to get the lock


def refuse_unwritable(releases: Path) -> None:
    """See that a folder can be written, or made: to be told before the work that leads to it.

    Raises:
        OutputError: when it cannot.
    """
    there = next(path for path in (releases, *releases.absolute().parents) if path.exists())
    with _told(releases):
        if not os.access(there, os.W_OK | os.X_OK):  # nor where all that is mounted is read-only
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        lock = releases / _LOCK  # of somebody else, who built here once
        if lock.exists() and not os.access(lock, os.W_OK):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(lock))


@contextmanager
def lock_releases(releases: Path, wait: float) -> Iterator[None]:
    """Be the only builder in this folder; what dead builders left behind is cleared.

    Args:
        releases: the folder, created when it is not there.
        wait: for how many seconds to wait for another builder.

    Raises:
        OutputError: when the folder cannot be written, or the other builder has not finished.
    """
    with _told(releases):
        releases.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(releases / _LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)
    try:
        _lock(descriptor, releases, wait)
        # Whoever holds the lock is alone: any temporary directory is a dead builder's.
        for stale in releases.glob(f"{_TEMPORARY}*"):
            _remove(stale)
        yield
    finally:
        os.close(descriptor)  # gives the lock back


def _lock(descriptor: int, releases: Path, wait: float) -> None:
    if sys.platform == "win32":
        return
    import fcntl

    for _ in range(int(wait / _STEP) + 1):
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            time.sleep(_STEP if wait else 0)
        else:
            return
    raise OutputError(
        Message(
            fr="une autre construction est en cours dans ce dossier\u00a0: attendez sa fin et relancez",
            en="another build is running in this folder: wait until it ends and run again",
        ),
        path=str(releases),
    )


@contextmanager
def new_directory(releases: Path, name: str) -> Iterator[Path]:
    """A directory that appears under its name only when everything in it is on the disk.

    Yields a temporary directory to fill. On any error (Ctrl-C included) it is removed.

    Raises:
        OutputError: when something cannot be written.
    """
    temporary = releases / f"{_TEMPORARY}{name}"
    try:
        with _told(releases):
            temporary.mkdir()
            yield temporary
            sync_tree(temporary)
            temporary.rename(releases / name)
            _sync(releases)
    except BaseException:
        _remove(temporary)
        raise


def set_aside(release: Path) -> Path:
    """Give a release the name of what the next builder clears away; the new path."""
    aside = release.with_name(f"{_TEMPORARY}{release.name}")
    release.rename(aside)
    _sync(release.parent)
    return aside


def sync_tree(folder: Path) -> None:
    """Bring every file and directory of a tree to the disk.

    Several at a time: a file system then writes its journal once for all of them, where each would wait
    for a turn of its own.
    """
    with ThreadPoolExecutor(_SYNCED) as threads:
        for _ in threads.map(_sync, [*sorted(folder.rglob("*")), folder]):
            pass


def _write_synced(path: Path, data: bytes) -> None:
    path.write_bytes(data)
    _sync(path)


def switch_current(releases: Path, name: str, *, wait: float = 60.0) -> None:
    """Make a release the one being served, in one step that a reader never sees half done.

    ``current`` is a relative symbolic link; on a file system without them, a file with the name.

    Raises:
        InputError: when there is no such release.
        OutputError: when ``current`` cannot be written.
    """
    target = releases / name
    if not _is_release(target) or target.parent != releases or target.is_symlink():
        raise _no_release(releases / name, name)
    current, temporary = releases / CURRENT, releases / f"{_TEMPORARY}{CURRENT}"
    with lock_releases(releases, wait), _told(current):
        if current.is_symlink() and current.readlink() == Path(name):
            return
        _note_served(releases, name)
        try:
            temporary.symlink_to(name)
        except (OSError, NotImplementedError):  # a file system, or a system, without such links
            _write_synced(temporary, f"{name}\n".encode())
        _put_in_place(temporary, current)


def served_releases(releases: Path) -> tuple[Path, ...]:
    """The releases that are or have been current and are still there, the last one last."""
    names = _read_served(releases)
    current = releases / CURRENT
    if current.is_symlink():
        names.append(str(current.readlink()))
    return tuple(releases / name for name in dict.fromkeys(names) if _is_release(releases / name))


def _read_served(releases: Path) -> list[str]:
    try:
        # A name that is damaged is that of no release.
        return (releases / _SERVED).read_text(encoding="utf-8", errors="replace").split()
    except FileNotFoundError:
        return []


def _note_served(releases: Path, name: str) -> None:
    """Remember that a release becomes current; the names of those that are gone are forgotten."""
    names = [known for known in _read_served(releases) if _is_release(releases / known)]
    temporary = releases / f"{_TEMPORARY}served"
    _write_synced(
        temporary, "".join(f"{known}\n" for known in dict.fromkeys((*names, name))).encode()
    )
    _put_in_place(temporary, releases / _SERVED)


def _put_in_place(temporary: Path, target: Path) -> None:
    """Give a file its name, in one step; it is removed when that fails."""
    try:
        temporary.replace(target)
        _sync(target.parent)
    except BaseException:
        _remove(temporary)
        raise


def current_release(releases: Path) -> Path | None:
    """The directory of the release being served; None when there is none yet.

    Raises:
        InputError: when ``current`` names what is not a release.
    """
    current = releases / CURRENT
    try:
        if current.is_symlink():
            target = str(current.readlink())
        elif current.is_file():
            target = current.read_text(encoding="utf-8").strip()
        elif current.is_dir():
            target = CURRENT  # copied by a program that follows links
        else:
            return None
    except (OSError, UnicodeDecodeError) as error:
        raise _no_release(current, str(error)) from error
    release = releases / target
    if not target or not _is_release(release):
        raise _no_release(current, target)
    return release


def find_current(releases: Path) -> Path | None:
    """The same, where one that is gone counts as none."""
    try:
        return current_release(releases)
    except InputError:
        return None


def _is_release(path: Path) -> bool:
    return (path / FILE_NAME).is_file()


def _no_release(path: Path, name: str) -> InputError:
    return InputError(
        Message(
            fr=f"«\u00a0{name}\u00a0» n’est pas une version publiée\u00a0; "
            "relancez «\u00a0lf2l-kg build\u00a0»",
            en=f"`{name}` is not a release; run `lf2l-kg build` again",
        ),
        path=str(path),
        value=name,
    )


def _sync(path: Path) -> None:
    if path.is_dir() and sys.platform == "win32":
        return
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _remove(path: Path) -> None:
    if path.is_symlink() or path.is_file():
        path.unlink(missing_ok=True)
    else:
        shutil.rmtree(path, ignore_errors=True)


@contextmanager
def _told(path: Path) -> Iterator[None]:
    """Turn an error of the operating system into one that says what to do."""
    try:
        yield
    except OSError as error:
        reason = error.strerror or str(error)
        # The store's errors carry the reason in their text alone.
        full = error.errno in _FULL or any(os.strerror(code) in reason for code in _FULL)
        told = _full_disk(reason) if full else _not_written(reason)
        raise OutputError(told, path=str(_culprit(error, path))) from error


def _culprit(error: OSError, path: Path) -> Path:
    """The file that the system named, where it is one that stays; else the folder."""
    named = Path(error.filename) if isinstance(error.filename, str) else path
    return named if named.is_file() and _TEMPORARY not in str(named) else path


def _full_disk(reason: str) -> Message:
    return Message(
        fr=f"plus de place sur le disque ({reason})\u00a0: libérez de la place et relancez\u00a0; "
        "rien n’a été laissé à moitié écrit et la version servie n’a pas changé",
        en=f"no room left on the disk ({reason}): free some and run again; "
        "nothing half-written was left, and the release being served has not changed",
    )


def _not_written(reason: str) -> Message:
    return Message(
        fr=f"écriture impossible ({reason})\u00a0: vérifiez-en les droits et le propriétaire, et "
        "relancez\u00a0; rien n’a été laissé à moitié écrit et la version servie n’a pas changé",
        en=f"cannot write ({reason}): check its permissions and its owner, and run again; "
        "nothing half-written was left, and the release being served has not changed",
    )
