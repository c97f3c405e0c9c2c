"""Adding decisions to the file of decisions, which stays sorted and readable in a diff.

Source: https://mapping-commons.github.io/sssom/spec-formats-tsv/#canonical-sssomtsv-format
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from itertools import takewhile
from pathlib import Path

from lf2l_kg.base.files import write_whole
from lf2l_kg.base.iris import KINDS, Iris
from lf2l_kg.base.namespaces import WIKIDATA
from lf2l_kg.base.tables import read_table
from lf2l_kg.base.text import collapse

from .decisions import PREDICATES, Decision
from .metadata import BUILT_IN, parse_metadata
from .rows import NOT_FOUND
from .sssom import parse_decisions

_COLUMNS = (
    "subject_id", "subject_label", "predicate_id", "predicate_modifier", "object_id",
    "object_label", "mapping_justification", "confidence", "author_id", "mapping_date", "comment",
)  # fmt: skip
_SORTED_BY = ("subject_id", "predicate_id", "object_id")
_NAMES = {iri: name for name, iri in PREDICATES.items()}


def add_decisions(path: Path, decisions: Sequence[Decision], iris: Iris, licence: str = "") -> None:
    """Write decisions into the file, beside those that it holds; whole, or not at all.

    What the file says already is kept to the letter, its comments and further columns too. A decision
    on the same subject, predicate and object as an earlier one replaces it: somebody changed their mind.

    Args:
        path: the file, which may not exist yet.
        decisions: what was decided.
        iris: how the entities are named, in the head of a new file.
        licence: the IRI of that of a new file; "" for none.

    Raises:
        MalformedFileError: when the file, or the file with these decisions, would be malformed: two
            accepted items for one entity, a made-up identifier.
        OSError: when it cannot be written.
    """
    lines = read_table(path)
    parse_decisions(lines, path)
    head = [line.rstrip("\n") for line in takewhile(lambda line: line.startswith("#"), lines)]
    head = head or _new_head(iris, licence)
    prefixes = parse_metadata([f"{line}\n" for line in head]).prefixes
    columns, rows = _table(lines[len(head) :] if lines and lines[0].startswith("#") else lines)
    by_key = {tuple(row[name] for name in _SORTED_BY): row for row in rows}
    for decision in decisions:
        row = _row(decision, prefixes)
        key = tuple(row[name] for name in _SORTED_BY)
        if decision.verdict == "accepted":  # found after all
            by_key.pop((*key[:2], _curie(NOT_FOUND, prefixes)), None)
        by_key[key] = row
    columns += [name for name in _COLUMNS if name not in columns]
    text = _serialize(head, columns, (by_key[key] for key in sorted(by_key)))
    parse_decisions([f"{line}\n" for line in text.split("\n")], path)
    with write_whole(path) as stream:
        stream.write(text.encode())


def _new_head(iris: Iris, licence: str) -> list[str]:
    """The metadata of a file that there was not yet: only names, for the links are the project's."""
    kinds = sorted(set(KINDS.values()))
    return [
        '#sssom_version: "1.1"',
        "#curie_map:",
        *(f"#  {kind}: {iris.base}id/{kind}/" for kind in kinds),
        f"#  wikidata: {WIKIDATA}",
        f"#mapping_set_id: {iris.graph('links')}",
        *([f"#license: {licence}"] if licence else []),
        "#object_source: wikidata:Q2013",
    ]


def _table(lines: list[str]) -> tuple[list[str], list[dict[str, str]]]:
    read = csv.reader(lines, delimiter="\t", strict=True)
    cells = [row for row in read if any(cell.strip() for cell in row)]
    if not cells:
        return list(_COLUMNS), []
    columns = [name.strip() for name in cells[0]]
    return columns, [dict(zip(columns, row, strict=True)) for row in cells[1:]]


def _row(decision: Decision, prefixes: Mapping[str, str]) -> dict[str, str]:
    confidence = "" if decision.confidence is None else f"{decision.confidence:g}"
    return {
        "subject_id": _curie(decision.subject, prefixes),
        "subject_label": collapse(decision.subject_label),
        "predicate_id": _NAMES[decision.predicate],
        "predicate_modifier": "Not" if decision.verdict == "refused" else "",
        "object_id": _curie(decision.object or NOT_FOUND, prefixes),
        "object_label": collapse(decision.object_label),
        "mapping_justification": _curie(decision.justification, prefixes),
        "confidence": confidence,
        "author_id": "|".join(_curie(author, prefixes) for author in decision.authors),
        "mapping_date": decision.date.isoformat() if decision.date else "",
        "comment": collapse(decision.comment),
    }


def _curie(iri: str, prefixes: Mapping[str, str]) -> str:
    """The short form by the longest prefix that fits; the IRI in full when none does."""
    fitting = [p for p, base in {**BUILT_IN, **prefixes}.items() if iri.startswith(base)]
    if not fitting:
        return iri
    prefix = max(fitting, key=lambda name: (len(prefixes[name]), name))
    return f"{prefix}:{iri.removeprefix(prefixes[prefix])}"


def _serialize(
    head: Iterable[str], columns: Sequence[str], rows: Iterable[Mapping[str, str]]
) -> str:
    text = io.StringIO()
    text.writelines(f"{line}\n" for line in head)
    writer = csv.writer(text, delimiter="\t", lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([row.get(name, "") for name in columns] for row in rows)
    return text.getvalue()
