"""Tables that people keep, as they and their spreadsheets save them.

Source: https://www.rfc-editor.org/rfc/rfc4180 (quoting)
"""

from __future__ import annotations

import codecs
import csv
from collections.abc import Iterator
from pathlib import Path

from .errors import InputError
from .messages import Message

#: What is wrong with a line, by its number.
Problem = tuple[int, Message]

_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def read_table(path: Path) -> list[str]:
    """The lines of a file, each with its end; [] when there is no file.

    A byte order mark, CRLF and UTF-16 (« Texte Unicode ») are accepted: that is how spreadsheets save.

    Raises:
        InputError: when the file cannot be opened, or is in no Unicode encoding.
    """
    try:
        data = path.read_bytes()
        text = data.decode("utf-16" if data.startswith(_UTF_16) else "utf-8-sig")
    except FileNotFoundError:
        return []
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
    except OSError as error:
        raise InputError(
            Message(
                fr=f"fichier illisible ({error.strerror})\u00a0; vérifiez le chemin et les droits",
                en=f"unreadable file ({error.strerror}); check its path and permissions",
            ),
            path=str(path),
        ) from error
    return [f"{line}\n" for line in text.replace("\r\n", "\n").split("\n")]


def find_delimiter(lines: list[str]) -> str:
    """What stands between the cells of the first line: tabs, semicolons or commas."""
    return max("\t;,", key=next((line for line in lines if line.strip()), "").count)


def read_cells(
    lines: list[str], problems: list[Problem], delimiter: str = "\t", before: int = 0
) -> Iterator[tuple[int, list[str]]]:
    """Each row's cells, without blanks around them, with the number of the line where it starts.

    Rows in which there is nothing are passed over. Where quotes are not closed, reading ends, and the place
    goes to the problems.

    Args:
        lines: each with its end.
        problems: to add to.
        delimiter: between cells.
        before: how many lines of the file stand before these.
    """
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    while True:
        number = before + reader.line_num + 1
        try:
            cells = [cell.strip() for cell in next(reader)]
        except StopIteration:
            return
        except csv.Error as error:
            problems.append((number, _unclosed(error)))
            return
        if any(cells):
            yield number, cells


def wrong_count(found: int, expected: int) -> Message:
    """A row has more cells than there are columns, or fewer."""
    return Message(
        fr=f"{found} cellules au lieu de {expected}\u00a0: vérifiez les séparateurs de cette ligne",
        en=f"{found} cells instead of {expected}: check the separators of this line",
    )


def repeated_column(name: str) -> Message:
    """Two columns have one name."""
    return Message(
        fr=f"la colonne «\u00a0{name}\u00a0» est là deux fois\u00a0: supprimez-en une",
        en=f"the column `{name}` is there twice: delete one of them",
    )


def _unclosed(error: csv.Error) -> Message:
    return Message(
        fr=f"guillemets mal fermés à partir d’ici ({error})\u00a0: dans une cellule entre guillemets, "
        "doublez-les",
        en=f"quotes are not closed properly from here on ({error}): inside a quoted cell, double them",
    )
