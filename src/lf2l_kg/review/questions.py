"""Writing what is asked, and what has been answered."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from lf2l_kg.base.files import write_if_changed
from lf2l_kg.base.records import Fact
from lf2l_kg.base.wording import Wording

from .answers import Answers, read_answers
from .identity import identify_fact
from .rows import Row, describe_fact, serialize_rows, verdict_word


def questions(waiting: Iterable[Fact], answers: Answers) -> tuple[Fact, ...]:
    """What is to be asked, each question once: the surest reading of the same words."""
    found: dict[str, Fact] = {}
    for fact in waiting:
        identity = identify_fact(fact)
        known = found.get(identity)
        if identity not in answers.rows and (known is None or _surer(fact, known)):
            found[identity] = fact
    return tuple(found.values())


def write_review(
    review: Path,
    kept: Path,
    waiting: Iterable[Fact],
    answered: Iterable[Fact],
    answers: Answers,
    wording: Wording,
) -> bool:
    """Take new answers over into the project's file, then write what is still to be asked.

    Both files are read again first: what a person or another build has answered in the meantime is
    kept, and counts from the next build on. The answers are on the disk before the questions change.

    Args:
        review: the file of questions; it is written anew.
        kept: the project's file of answers; touched only when there is a new one.
        waiting: the facts to ask about.
        answered: the facts that answers were found for, as read.
        answers: those found at the beginning, for the documents of this build.
        wording: the language of both files.

    Returns:
        Whether anything was written.

    Raises:
        MalformedFileError: when a file has become malformed since.
        OSError: when a file cannot be written.
    """
    latest = read_answers(kept, review)
    rows = dict(latest.rows)
    for fact in answered:
        identity, answer = identify_fact(fact), answers.find(fact)
        if identity not in latest.kept and answer is not None:
            # The words as we read them: a spreadsheet may have changed those in its file.
            said = latest.rows.get(identity, answer)
            rows[identity] = describe_fact(fact, wording, said.answer, said.comment)
    written = False
    if rows.keys() != latest.kept:
        written = write_if_changed(kept, serialize_rows(_written(rows, wording)))
    asked = (describe_fact(fact, wording) for fact in questions(waiting, latest))
    return write_if_changed(review, serialize_rows(asked)) or written


def _written(rows: dict[str, Row], wording: Wording) -> Iterable[Row]:
    for row in rows.values():
        yield replace(row, answer=verdict_word(bool(row.verdict), wording.language))


def _surer(fact: Fact, other: Fact) -> bool:
    """Whether a fact is the one to show of two that are one question."""
    return _rank(fact) < _rank(other)


def _rank(fact: Fact) -> tuple[float, int, str]:
    return -fact.evidence.confidence, fact.evidence.quotes[0].start, fact.evidence.rule
