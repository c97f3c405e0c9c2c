"""Reading a review file as people and spreadsheets save it, all its problems told at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from lf2l_kg.base.messages import Message
from lf2l_kg.base.records import Finding
from lf2l_kg.base.tables import (
    Problem,
    find_delimiter,
    read_cells,
    read_table,
    repeated_column,
    wrong_count,
)

from .identity import FORM
from .rows import COLUMNS, NO, YES, Row

_NEEDED = ("answer", "id")
_UNDECIDED = ("", "?")  # a person who does not know leaves the question open


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
    for line, cells in _lines(read_table(path), problems):
        row = Row(**{name: cells.get(name, "") for name in COLUMNS})
        wrong = list(_row_problems(row))
        problems += [(line, message) for message in wrong]
        if not wrong:
            rows.append((line, row))
    return rows, [
        Finding(str(path), line, 0, "error", "malformed-review", message)
        for line, message in sorted(problems, key=lambda problem: problem[0])
    ]


def _lines(lines: list[str], problems: list[Problem]) -> Iterator[tuple[int, dict[str, str]]]:
    """Each line's cells by column, with the number of the line where it starts."""
    header: Sequence[str] = ()
    for number, cells in read_cells(lines, problems, find_delimiter(lines)):
        if not header:
            header = cells
            wrong = list(_header_problems(header))
            problems += [(number, message) for message in wrong]
            if wrong:
                return
        elif any(cells[len(header) :]):
            problems.append((number, wrong_count(len(cells), len(header))))
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
            yield repeated_column(name)
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
