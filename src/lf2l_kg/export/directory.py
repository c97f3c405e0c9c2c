"""The folder of an export: whole or not at all, and never in the place of something else."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from lf2l_kg.base.errors import OutputError
from lf2l_kg.base.messages import Message

#: Marks a folder as one of ours; it holds the name of the release.
MARK = ".lf2l-kg-export"


@contextmanager
def new_site(folder: Path, release: str) -> Iterator[Path]:
    """A folder that appears under its name only when all of it is there; an earlier export is replaced.

    Yields a folder beside it, to fill. On any error (Ctrl-C included) it is removed, and the earlier
    export stays as it was.

    Args:
        folder: where the site is to be.
        release: the name of the release, for the mark.

    Raises:
        OutputError: when there is something else in the folder.
    """
    folder = folder.resolve()
    _refuse_others(folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    fresh, old = (
        folder.with_name(f".{folder.name}.{word}-{os.getpid()}") for word in ("new", "old")
    )
    try:
        fresh.mkdir()
        yield fresh
        (fresh / MARK).write_text(f"{release}\n", encoding="utf-8")
        if folder.exists():
            folder.rename(old)
        fresh.rename(folder)
    except BaseException:
        if old.exists() and not folder.exists():
            old.rename(folder)
        raise
    finally:
        for rest in (fresh, old):
            shutil.rmtree(rest, ignore_errors=True)


def _refuse_others(folder: Path) -> None:
    if not folder.exists() or (folder.is_dir() and (folder / MARK).is_file()):
        return
    if folder.is_dir() and not any(folder.iterdir()):
        return
    raise OutputError(
        Message(
            fr="ce dossier contient autre chose qu’un export\u00a0; choisissez-en un vide, ou un nouveau",
            en="this folder holds something other than an export; choose an empty one, or a new one",
        ),
        path=str(folder),
    )
