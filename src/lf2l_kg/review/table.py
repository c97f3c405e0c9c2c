"""Reading a review file as people and spreadsheets save it, all its problems told at once."""

from __future__ import annotations

import codecs
import csv
from collections.abc import Iterator, Sequence
from pathlib import Path

from lf2l_kg.base.errors import InputError
from lf2l_kg.base.messages import Message
from lf2l_kg.base.records import Finding

from .identity import FORM
from .rows import COLUMNS, NO, YES, Row

_NEEDED = ("answer", "id")
_UNDECIDED = ("", "?")  # a person who does not know leaves the question open
_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)

Problem = tuple[int, Message]


def read_rows(path: Path) -> tuple[list[tuple[int, Row]], list[Finding]]:
    """The lines of a review file with their numbers, and what is wrong with it.

    Tabs, semicolons or commas, CSV quoting, CRLF, a byte order mark and UTF-16 are accepted: that is
    how spreadsheets save. Columns may stand in any order, and those not needed may be missing.

    Returns:
        Two empty lists when the file does not exist.

    Raises:
        InputError: when the file cannot be opened, or is in no Unicode encoding.
    """
    problems: list[Problem] = []
    rows: list[tuple[int, Row]] = []
    for line, cells in _lines(_read_text(path), problems):
        row = Row(**{name: cells.get(name, "") for name in COLUMNS})
        wrong = list(_row_problems(row))
        problems += [(line, message) for message in wrong]
        if not wrong:
            rows.append((line, row))
    return rows, [
        Finding(str(path), line, 0, "error", "malformed-review", message)
        for line, message in sorted(problems, key=lambda problem: problem[0])
    ]


def _read_text(path: Path) -> str:
    """The file's text without a byte order mark; "" when there is no file."""
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return ""
    except OSError as error:
        raise InputError(
            Message(
                fr=f"fichier illisible ({error.strerror})\u00a0; vérifiez le chemin et les droits",
                en=f"unreadable file ({error.strerror}); check its path and permissions",
            ),
            path=str(path),
        ) from error
    try:
        return data.decode("utf-16" if data.startswith(_UTF_16) else "utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(
            Message(
                fr="ce fichier n’est pas en UTF-8\u00a0; enregistrez-le de nouveau en UTF-8 (ou «\u00a0Texte "
                "Unicode\u00a0»)",
                en="this file is not UTF-8; save it again as UTF-8 (or `Unicode Text`)",
            ),
            path=str(path),
            line=data.count(b"\n", 0, error.start) + 1,
        ) from error


def _lines(text: str, problems: list[Problem]) -> Iterator[tuple[int, dict[str, str]]]:
    """Each line's cells by column, with the number of the line where it starts."""
    first = text.lstrip("\r\n").split("\n", 1)[0]
    delimiter = next((mark for mark in "\t;," if mark in first), "\t")
    lines = text.replace("\r\n", "\n").split("\n")
    reader = csv.reader((f"{line}\n" for line in lines), delimiter=delimiter, strict=True)
    header: Sequence[str] = ()
    while True:
        number = reader.line_num + 1
        try:
            cells = [cell.strip() for cell in next(reader)]
        except StopIteration:
            return
        except csv.Error as error:
            problems.append((number, _unreadable(error)))
            return
        if not any(cells):
            continue
        if not header:
            header = cells
            wrong = list(_header_problems(header))
            problems += [(number, message) for message in wrong]
            if wrong:
                return
        elif any(cells[len(header) :]):
            problems.append((number, _too_many(len(cells), len(header))))
        else:
            yield number, dict(zip(header, cells, strict=False))


def _header_problems(header: Sequence[str]) -> Iterator[Message]:
    missing = [name for name in _NEEDED if name not in header]
    if missing:
        yield Message(
            fr=f"colonnes manquantes\u00a0: {', '.join(missing)}\u00a0; la première ligne nomme les "
            f"colonnes\u00a0: {', '.join(COLUMNS)}",
            en=f"missing columns: {', '.join(missing)}; the first line names the columns: "
            f"{', '.join(COLUMNS)}",
        )
    for index, name in enumerate(header):
        if name in header[:index] and name:
            yield Message(
                fr=f"la colonne «\u00a0{name}\u00a0» est là deux fois\u00a0: supprimez-en une",
                en=f"the column `{name}` is there twice: delete one of them",
            )
        elif name and name not in COLUMNS:
            yield Message(
                fr=f"colonne inconnue «\u00a0{name}\u00a0»\u00a0: mettez vos remarques dans "
                "«\u00a0comment\u00a0»",
                en=f"unknown column `{name}`: put your remarks into `comment`",
            )


def _row_problems(row: Row) -> Iterator[Message]:
    if row.verdict is None and row.answer not in _UNDECIDED:
        yield Message(
            fr=f"«\u00a0{row.answer}\u00a0» ne dit ni oui ni non\u00a0: écrivez «\u00a0{YES[0]}\u00a0» ou "
            f"«\u00a0{NO[0]}\u00a0», ou laissez vide",
            en=f"`{row.answer}` says neither yes nor no: write `yes` or `no`, or leave it empty",
        )
    if not FORM.fullmatch(row.id):
        yield Message(
            fr=f"identifiant «\u00a0{row.id}\u00a0» mal formé\u00a0: reprenez la ligne entière du fichier "
            "à relire, colonne «\u00a0id\u00a0» comprise",
            en=f"malformed identifier `{row.id}`: take the whole line from the review file again, with "
            "its column `id`",
        )


def _too_many(found: int, expected: int) -> Message:
    return Message(
        fr=f"{found} cellules au lieu de {expected}\u00a0: vérifiez les séparateurs de cette ligne",
        en=f"{found} cells instead of {expected}: check the separators of this line",
    )


def _unreadable(error: csv.Error) -> Message:
    return Message(
        fr=f"guillemets mal fermés à partir d’ici ({error})\u00a0: dans une cellule entre "
        "guillemets, doublez-les",
        en=f"quotes are not closed properly from here on ({error}): inside a quoted cell, double them",
    )
