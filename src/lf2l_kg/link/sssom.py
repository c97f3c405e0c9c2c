"""Reading decisions from an SSSOM/TSV file, all its problems told at once.

Source: https://mapping-commons.github.io/sssom/spec-formats-tsv/
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from itertools import takewhile
from pathlib import Path

from lf2l_kg.base.errors import MalformedFileError
from lf2l_kg.base.messages import Message
from lf2l_kg.base.records import Finding
from lf2l_kg.base.tables import Problem, read_cells, read_table, repeated_column, wrong_count

from .decisions import Decision, find_contradictions
from .metadata import parse_metadata
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
    return parse_decisions(read_table(path), path)


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


def _rows(
    lines: list[str], before: int, problems: list[Problem]
) -> Iterator[tuple[int, dict[str, str]]]:
    """Each row by column name, with the line where it starts; what is malformed goes to problems."""
    header: list[str] | None = None
    for line, cells in read_cells(lines, problems, before=before):
        if header is None:
            header = cells
            problems += [(line, message) for message in _header_problems(header)]
        elif len(cells) != len(header):
            problems.append((line, wrong_count(len(cells), len(header))))
        elif set(REQUIRED) <= set(header):
            yield line, dict(zip(header, cells, strict=True))
    if header is None and before:
        problems.append((before + 1, _missing_column(REQUIRED)))


def _header_problems(header: list[str]) -> Iterator[Message]:
    missing = tuple(name for name in REQUIRED if name not in header)
    if missing:
        yield _missing_column(missing)
    for index, name in enumerate(header):
        if name in header[:index]:
            yield repeated_column(name)
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
