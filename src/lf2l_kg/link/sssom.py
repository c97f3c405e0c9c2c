"""Reading decisions from an SSSOM/TSV file, all its problems told at once.

Source: https://mapping-commons.github.io/sssom/spec-formats-tsv/
"""

from __future__ import annotations

import csv
import difflib
from collections.abc import Iterator
from itertools import takewhile
from pathlib import Path

from lf2l_kg.base.errors import InputError, MalformedFileError
from lf2l_kg.base.messages import Message
from lf2l_kg.base.records import Finding

from .decisions import Decision, find_contradictions
from .metadata import Problem, parse_metadata
from .rows import Refusal, parse_row

REQUIRED = ("subject_id", "predicate_id", "object_id", "mapping_justification")

#: The slots of an SSSOM 1.1 mapping; those that Decision has no field for are read and left aside.
#: Source: https://mapping-commons.github.io/sssom/Mapping/#slots
# fmt: off
COLUMNS = frozenset({
    "record_id", "subject_id", "subject_label", "subject_category", "predicate_id",
    "predicate_label", "predicate_modifier", "object_id", "object_label", "object_category",
    "mapping_justification", "author_id", "author_label", "reviewer_id", "reviewer_label",
    "creator_id", "creator_label", "license", "subject_type", "subject_source",
    "subject_source_version", "object_type", "object_source", "object_source_version",
    "predicate_type", "mapping_provider", "mapping_source", "mapping_cardinality",
    "cardinality_scope", "mapping_tool", "mapping_tool_id", "mapping_tool_version",
    "mapping_date", "publication_date", "review_date", "confidence", "reviewer_agreement",
    "curation_rule", "curation_rule_text", "subject_match_field", "object_match_field",
    "match_string", "subject_preprocessing", "object_preprocessing", "similarity_score",
    "similarity_measure", "see_also", "issue_tracker_item", "other", "comment",
})
# fmt: on


def read_decisions(path: Path) -> tuple[Decision, ...]:
    """Read the links that were accepted, refused, or looked for and not found.

    Returns:
        The decisions in the order of the file; () when the file does not exist or has no row.

    Raises:
        MalformedFileError: when the file is malformed, with every problem and its line.
        InputError: when the file exists and cannot be read.
    """
    return parse_decisions(read_lines(path), path)


def parse_decisions(lines: list[str], path: Path) -> tuple[Decision, ...]:
    """The decisions in the lines of a file, each with its end; ``path`` is for messages.

    Raises:
        MalformedFileError: when the lines are malformed, with every problem and its line.
    """
    block = list(takewhile(lambda line: line.startswith("#"), lines))
    metadata = parse_metadata(block)
    problems: list[Problem] = list(metadata.problems)
    decisions: list[Decision] = []
    for line, row in _rows(lines[len(block) :], len(block), problems):
        for name, value in metadata.shared.items():
            row[name] = row.get(name) or value
        try:
            decisions.append(parse_row(row, line, metadata.prefixes))
        except Refusal as refusal:
            problems += [(line, message) for message in refusal.messages]
    problems += [(decision.line, message) for decision, message in find_contradictions(decisions)]
    if problems:
        raise MalformedFileError(
            tuple(
                Finding(str(path), line, 0, "error", "malformed-links", message)
                for line, message in sorted(problems, key=lambda problem: problem[0])
            )
        )
    return tuple(decisions)


def read_lines(path: Path) -> list[str]:
    """The lines with their ends; [] when there is no file.

    Raises:
        InputError: when the file cannot be opened, or is not UTF-8.
    """
    try:
        text = path.read_bytes().decode("utf-8").removeprefix("\ufeff")
    except FileNotFoundError:
        return []
    except UnicodeDecodeError as error:
        raise InputError(
            Message(
                fr="ce fichier n’est pas en UTF-8\u00a0; enregistrez-le en UTF-8",
                en="this file is not UTF-8; save it as UTF-8",
            ),
            path=str(path),
            line=error.object.count(b"\n", 0, error.start) + 1,
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


def _rows(
    lines: list[str], before: int, problems: list[Problem]
) -> Iterator[tuple[int, dict[str, str]]]:
    """Each row by column name, with the line where it starts; what is malformed goes to problems."""
    reader = csv.reader(lines, delimiter="\t", strict=True)
    header: list[str] | None = None
    while True:
        line = before + reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            break
        except csv.Error as error:
            problems.append((line, _unreadable_row(error)))
            break
        if not cells or cells == [""]:
            continue
        if header is None:
            header = cells
            problems += [(line, message) for message in _header_problems(header)]
        elif len(cells) != len(header):
            problems.append((line, _wrong_count(len(cells), len(header))))
        elif set(REQUIRED) <= set(header):
            yield line, dict(zip(header, (cell.strip() for cell in cells), strict=True))
    if header is None and before:
        problems.append((before + 1, _missing_column(REQUIRED)))


def _header_problems(header: list[str]) -> Iterator[Message]:
    missing = tuple(name for name in REQUIRED if name not in header)
    if missing:
        yield _missing_column(missing)
    for index, name in enumerate(header):
        if name in header[:index]:
            yield Message(
                fr=f"la colonne «\u00a0{name}\u00a0» est là deux fois\u00a0: supprimez-en une",
                en=f"the column `{name}` is there twice: delete one of them",
            )
        elif name not in COLUMNS:
            near = difflib.get_close_matches(name, COLUMNS, n=1)
            yield Message(
                fr=f"colonne inconnue «\u00a0{name}\u00a0»\u00a0: "
                + (f"écrivez «\u00a0{near[0]}\u00a0»" if near else "supprimez-la"),
                en=f"unknown column `{name}`: " + (f"write `{near[0]}`" if near else "delete it"),
            )


def _missing_column(names: tuple[str, ...]) -> Message:
    told = ", ".join(names)
    return Message(
        fr=f"colonnes manquantes\u00a0: {told}\u00a0; la première ligne après les # nomme les colonnes, "
        "séparées par des tabulations",
        en=f"missing columns: {told}; the first line after the # lines names the columns, "
        "separated by tabs",
    )


def _wrong_count(found: int, expected: int) -> Message:
    return Message(
        fr=f"{found} cellules au lieu de {expected}\u00a0: vérifiez les tabulations de cette ligne",
        en=f"{found} cells instead of {expected}: check the tabs of this line",
    )


def _unreadable_row(error: csv.Error) -> Message:
    return Message(
        fr=f"guillemets mal fermés à partir d’ici ({error})\u00a0: dans une cellule entre guillemets, "
        "doublez-les",
        en=f"quotes are not closed properly from here on ({error}): inside a quoted cell, double them",
    )
