"""The questions kept as files: one ``.rq`` each, with the question itself in its first comments."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from pathlib import Path

from lf2l_kg.base.errors import InputError, QueryError
from lf2l_kg.base.messages import Message
from lf2l_kg.base.records import Finding

from .errors import RefusedQueryError
from .evaluate import Limits, check_query
from .stack import start_with_deep_stack

DUMPS = "dumps"  # the subfolder of the queries that make subsets
_TAKES = re.compile(r"^#\s*Takes:\s*(\w+),", re.MULTILINE)


def find_questions(folder: Path) -> dict[str, str]:
    """The queries of a folder and its subfolders: name (the file's, without ``.rq``) → text.

    Sorted by name; empty when there is no such folder. Of two files of one name, the one nearer to
    the folder is taken. Those of the subfolder ``dumps`` are no questions: they say what is in the
    subsets of a release.

    Raises:
        InputError: when a file cannot be read.
    """
    return {name: _read(path) for name, path in _find_files(folder).items()}


def check_questions(folder: Path, base_iri: str = "") -> list[Finding]:
    """What is wrong with the queries of a folder, at the line: they are only read.

    Args:
        folder: of the queries.
        base_iri: what relative IRIs are relative to, as when they are asked; "" for no relative IRIs.

    Raises:
        InputError: when a file cannot be read.
    """
    files = {path: _read(path) for path in _find_files(folder).values()}

    def check() -> Iterator[Finding]:
        for path, text in files.items():
            try:
                check_query(text, Limits(), base_iri)
            except QueryError as error:
                place = str(path), error.line, error.column
                code = (
                    "refused-query" if isinstance(error, RefusedQueryError) else "malformed-query"
                )
                yield Finding(*place, "warning", code, error.message, str(error.value))

    return start_with_deep_stack(lambda: list(check())).result()


def _find_files(folder: Path) -> dict[str, Path]:
    found = (path for path in folder.rglob("*.rq") if path.parent != folder / DUMPS)
    files = sorted(found, key=lambda path: (-len(path.parts), path))
    return dict(sorted({path.stem: path for path in files}.items()))


def find_dump_query(folder: Path, name: str, terms: Collection[str]) -> str:
    """The text of a query of the subfolder ``dumps``.

    Args:
        folder: of the queries.
        name: of the query.
        terms: the variables that a subset gives it. Each must occur in it, and the one that its head says
            it takes must be among them: without it, the subset would be of everything.

    Raises:
        InputError: when there is none of this name, it cannot be read, or it takes other terms.
    """
    path = folder / DUMPS / f"{name}.rq"
    if path.is_file():
        text = _read(path)
        taken = _TAKES.findall(text)
        unknown = [term for term in terms if not re.search(rf"[?$]{term}\b", text)]
        if unknown or not set(taken) <= set(terms):
            raise _other_terms(path, unknown, taken)
        return text
    known = ", ".join(sorted(file.stem for file in path.parent.glob("*.rq"))) or "–"
    raise InputError(
        Message(
            fr=f"pas de requête « {name} » pour ce sous-ensemble ; il y a : {known}",
            en=f"no query `{name}` for this subset; there are: {known}",
        ),
        path=str(path),
        value=name,
    )


def _other_terms(path: Path, unknown: list[str], taken: list[str]) -> InputError:
    takes, given = ", ".join(taken) or "–", ", ".join(unknown) or "–"
    return InputError(
        Message(
            fr=f"cette requête prend\u00a0: {takes}\u00a0; termes inconnus dans [subsets]\u00a0: "
            f"{given}\u00a0; corrigez-les dans lf2l-kg.toml",
            en=f"this query takes: {takes}; unknown terms in [subsets]: {given}; mend them in lf2l-kg.toml",
        ),
        path=str(path),
    )


def question_title(text: str, name: str) -> Message:
    """What a query asks, from its head: French on the first line of comment, English on the second."""
    said = []
    for line in text.splitlines()[:2]:
        if not line.startswith("#"):
            break
        said.append(line.lstrip("# ").strip())
    french = said[0] if said and said[0] else name
    return Message(fr=french, en=said[1] if len(said) > 1 and said[1] else french)


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")  # some editors begin a file with a mark
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(
            Message(
                fr=f"requête illisible ({error})\u00a0; enregistrez-la en UTF-8",
                en=f"unreadable query ({error}); save it as UTF-8",
            ),
            path=str(path),
        ) from error
