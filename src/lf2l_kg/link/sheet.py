"""Proposals as a table for a spreadsheet, and the answers that a person wrote in it.

One line a candidate. In the column ``answer``: yes (this is the item), close (nearly; for themes), no (it is
another thing), none (Wikidata has no item for it), or nothing.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path

from lf2l_kg.base.errors import MalformedFileError
from lf2l_kg.base.files import write_whole
from lf2l_kg.base.messages import Message
from lf2l_kg.base.records import Finding
from lf2l_kg.base.tables import Problem, find_delimiter, read_cells, read_table
from lf2l_kg.base.text import collapse

from .deciding import (
    accept,
    accept_close,
    declare_absent,
    find_objection,
    linked_subjects,
    refuse,
)
from .decisions import Decision
from .features import Feature
from .propose import Candidate, Proposal

_TRAITS = (
    "identifier", "label", "type", "country", "parent", "population", "coordinates", "homepage",
)  # fmt: skip
COLUMNS = (
    "answer", "subject", "item", "subject_label", "item_label", "description", "score",
    *_TRAITS, "quotes",
)  # fmt: skip
YES, NO = ("oui", "o", "yes", "y"), ("non", "n", "no")
CLOSE = ("proche", "close")
NONE = ("aucun", "aucune", "none")
_MARKS = {"agrees": "=", "near": "≈", "differs": "≠", "unknown": "?"}
_FORMULA = tuple("=+-@＝＋－＠")
_LONGEST = 1000  # characters of a cell


def write_sheet(path: Path, proposals: Sequence[Proposal]) -> None:
    """Write the proposals, whole; a thing without a candidate has one line, to answer « none ».

    Raises:
        OSError: when the file cannot be written.
    """
    text = io.StringIO()
    writer = csv.writer(text, delimiter="\t", lineterminator="\n")
    writer.writerow(COLUMNS)
    for proposal in proposals:
        for candidate in proposal.candidates or (None,):
            writer.writerow([_cell(cell) for cell in _cells(proposal, candidate)])
    with write_whole(path) as stream:
        stream.write(text.getvalue().encode())


def _cells(proposal: Proposal, candidate: Candidate | None) -> Iterator[str]:
    subject = proposal.subject
    item = candidate.item if candidate else None
    yield from ("", subject.iri, item.id if item else "", subject.label)
    yield from (item.label, item.description) if item else ("", "")
    yield f"{candidate.score:.3f}" if candidate else ""
    features = {f.trait: f for f in candidate.features} if candidate else {}
    yield from (show(features[trait]) if trait in features else "" for trait in _TRAITS)
    yield " | ".join(f"{path} : {words}" for path, words in subject.quotes)


def show(feature: Feature) -> str:
    """One trait, ours beside theirs, with a mark between."""
    return f"{feature.ours or '—'} {_MARKS[feature.verdict]} {feature.theirs or '—'}"


def _cell(text: str) -> str:
    """One line that a spreadsheet does not take for a formula.

    Source: https://owasp.org/www-community/attacks/CSV_Injection
    """
    text = collapse(text)[:_LONGEST]
    return f"'{text}" if text.startswith(_FORMULA) else text


def read_sheet(
    path: Path,
    proposals: Sequence[Proposal],
    author: str,
    day: date,
    decided: Sequence[Decision] = (),
) -> tuple[Decision, ...]:
    """The decisions that a person has written into a table; () when there is no file.

    Tabs, semicolons or commas, CRLF, a byte order mark and UTF-16 are read: so spreadsheets save.

    Args:
        path: the table.
        proposals: what was asked.
        author: who answered.
        day: when.
        decided: what has been decided before.

    Raises:
        MalformedFileError: when an answer is not understood, or may not be given, each at its line.
        InputError: when the file cannot be read.
    """
    asked = {proposal.subject.iri: proposal for proposal in proposals}
    linked = linked_subjects(decided)
    answered: dict[str, int] = {}  # the line that says what a subject is
    decisions: list[Decision] = []
    problems: list[Problem] = []
    findings: list[Finding] = []
    for line, row in _rows(path, problems):
        said, subject, item = (row.get(n, "") for n in ("answer", "subject", "item"))
        proposal = asked.get(subject)
        candidate = _candidate(proposal, item)
        stale = proposal is None or (item and candidate is None)
        if not said or (stale and said.casefold() in (*YES, *NO, *NONE, *CLOSE)):
            continue  # left open; or asked by an earlier proposal, and decided since
        decision = _decision(said.casefold(), proposal, candidate, author, day)
        problem = None if decision else _unclear(said)
        if decision and decision.verdict != "refused":
            if subject in answered:
                problem = _answered(answered[subject])
            elif proposal and candidate and decision.verdict == "accepted":
                problem = find_objection(proposal, candidate, linked)
                linked[decision.object] = subject
            answered[subject] = line
        if decision and not problem:
            decisions.append(decision)
        elif problem:
            findings.append(Finding(str(path), line, 1, "error", "malformed-answer", problem, said))
    findings += [Finding(str(path), n, 1, "error", "malformed-answer", m) for n, m in problems]
    if findings:
        raise MalformedFileError(tuple(findings))
    return tuple(dict.fromkeys(decisions))


def _decision(
    said: str, proposal: Proposal | None, candidate: Candidate | None, author: str, day: date
) -> Decision | None:
    """What an answer decides; None when it is not understood."""
    if proposal and said in NONE:
        return declare_absent(proposal, author, day)
    if proposal and candidate:
        if said in NO:
            return refuse(proposal, candidate, author, day)
        if said in YES:
            return accept(proposal, candidate, author, day)
        if said in CLOSE and proposal.subject.kind == "Theme":
            return accept_close(proposal, candidate, author, day)
    return None


def _answered(line: int) -> Message:
    return Message(
        fr=f"la ligne {line} dit déjà ce que c’est\u00a0: gardez l’une des deux réponses",
        en=f"line {line} says already what this is: keep one of the two answers",
    )


def _candidate(proposal: Proposal | None, item: str) -> Candidate | None:
    candidates = proposal.candidates if proposal else ()
    return next((c for c in candidates if c.item.id == item), None)


def _unclear(answer: str) -> Message:
    return Message(
        fr=f"réponse «\u00a0{answer}\u00a0» non comprise\u00a0: écrivez oui, non, aucun, proche (un thème), "
        "ou rien",
        en=f"the answer `{answer}` is not understood: write yes, no, none, close (a theme), or "
        "nothing",
    )


def _rows(path: Path, problems: list[Problem]) -> Iterator[tuple[int, Mapping[str, str]]]:
    lines = read_table(path)
    header: list[str] = []
    for number, cells in read_cells(lines, problems, find_delimiter(lines)):
        if header:
            yield number, dict(zip(header, cells, strict=False))
        else:
            header = cells
