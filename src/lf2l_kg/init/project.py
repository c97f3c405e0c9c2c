"""Lays out a new project in an empty folder."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from lf2l_kg.base.errors import OutputError
from lf2l_kg.base.messages import Message
from lf2l_kg.base.resources import packaged

_TEMPLATE = Path(__file__).resolve().parent / "template"
_IGNORED = shutil.ignore_patterns("__pycache__", "examples")  # these test the shapes


def create_project(folder: Path) -> tuple[Path, ...]:
    """Fill a new or empty folder with settings, two example documents, ontology and queries.

    Args:
        folder: where; created with its parents when it is not there.

    Returns:
        The files written, relative to ``folder``, sorted.

    Raises:
        OutputError: when the folder is not empty, or is a file; nothing in it is touched.
        OSError: when it cannot be written; what had been written is removed.
    """
    folder = folder.absolute()
    existed = folder.is_dir()
    if folder.exists() and (not existed or any(folder.iterdir())):
        raise OutputError(
            Message(
                fr="ce dossier n’est pas vide, et n’a pas été touché ; donnez le nom d’un dossier nouveau",
                en="this folder is not empty, and was not touched; give the name of a new folder",
            ),
            path=str(folder),
        )
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{folder.name}.", dir=folder.parent) as temporary:
        draft = Path(temporary) / "project"
        _lay_out(draft)
        files = tuple(sorted(p.relative_to(draft) for p in draft.rglob("*") if p.is_file()))
        if existed:
            # Moved in piece by piece: the folder may be the one that the person stands in.
            for piece in sorted(draft.iterdir()):
                piece.rename(folder / piece.name)
        else:
            draft.rename(folder)
    return files


def _lay_out(folder: Path) -> None:
    shutil.copytree(_TEMPLATE, folder, ignore=_IGNORED)
    (folder / "gitignore").rename(folder / ".gitignore")  # a dotted name would act on our own clone
    for name in ("ontology", "queries"):
        shutil.copytree(packaged(name), folder / name, ignore=_IGNORED)
    for path in (folder, *folder.rglob("*")):  # an installed package may be read-only
        path.chmod(0o755 if path.is_dir() else 0o644)
