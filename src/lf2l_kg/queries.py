"""The project's queries: one ``.rq`` file each, whose head says the question in French and in English."""

from __future__ import annotations

import difflib
from pathlib import Path

from .base.errors import QueryError
from .base.messages import Language, Message


def find_queries(folder: Path) -> dict[str, Path]:
    """The queries of a folder by name: those for anybody first, then the competency questions."""
    files = [*sorted(folder.glob("*.rq")), *sorted(folder.glob("questions/*.rq"))]
    return {path.stem: path for path in files}


def read_query(path: Path) -> str:
    """The text of a query.

    Raises:
        QueryError: when it is not UTF-8.
        OSError: when it cannot be read.
    """
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise QueryError(
            Message(
                fr="ce fichier n’est pas en UTF-8 ; enregistrez-le ainsi",
                en="this file is not UTF-8; save it so",
            ),
            path=str(path),
        ) from error


def named_query(name: str, folder: Path) -> Path:
    """The query that a person means: a file, or a name from the project's folder.

    A name may be cut short where it stays clear: "cq04" for "cq04-population-des-territoires".

    Raises:
        QueryError: when there is none, with the nearest names.
    """
    if Path(name).is_file():
        return Path(name)
    known = find_queries(folder)
    wanted = name.removesuffix(".rq")
    begun = [known[n] for n in known if n.startswith(f"{wanted}-")]
    if wanted in known:
        return known[wanted]
    if len(begun) == 1:
        return begun[0]
    near = ", ".join(difflib.get_close_matches(wanted, known, n=3, cutoff=0.3) or known)
    raise QueryError(
        Message(
            fr=f"ni fichier ni requête « {name} » dans {folder} ; il y a par exemple : {near}",
            en=f"neither a file nor a query `{name}` in {folder}; there are, for example: {near}",
        ),
        value=name,
    )


def question_of(query: str, language: Language) -> str:
    """What a query asks, from the first two comment lines of its head; "" when it does not say."""
    lines = [line.lstrip("# ").rstrip() for line in query.splitlines()[:2] if line.startswith("#")]
    return "" if not lines else lines[-1] if language == "en" else lines[0]
