"""What people have answered so far."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from lf2l_kg.base.errors import InputError, MalformedFileError
from lf2l_kg.base.messages import Message
from lf2l_kg.base.records import Fact, Finding

from .identity import identify_fact, path_digest, path_of, words_of
from .rows import Row
from .table import read_rows


@dataclass(frozen=True)
class Answers:
    """Answered lines by identity; ``kept`` are those that the project's file holds already."""

    rows: dict[str, Row]
    kept: frozenset[str]
    _moved: dict[str, Row] = field(default_factory=dict, repr=False)  # by words

    @property
    def verdicts(self) -> tuple[tuple[str, bool | None], ...]:
        """All that reviewing facts follows from, in one order."""
        said = (*self.rows.items(), *self._moved.items())
        return tuple(sorted((name, row.verdict) for name, row in said))

    def find(self, fact: Fact) -> Row | None:
        """The answered line about a fact, or None."""
        if not self.rows:
            return None
        identity = identify_fact(fact)
        return self.rows.get(identity) or self._moved.get(words_of(identity))

    def following(self, paths: Iterable[str]) -> Answers:
        """The same answers, which also follow documents that were renamed.

        An answer about a document that is not among ``paths`` holds for the same words elsewhere, as
        long as no two such answers differ.
        """
        present = {path_digest(path) for path in paths}
        moved: dict[str, Row] = {}
        differing: set[str] = set()
        for identity, row in sorted(self.rows.items()):
            if path_of(identity) not in present:
                words = words_of(identity)
                if moved.setdefault(words, row).verdict != row.verdict:
                    differing.add(words)
        settled = {words: row for words, row in moved.items() if words not in differing}
        return Answers(self.rows, self.kept, settled)


def read_answers(kept: Path, review: Path | None = None) -> Answers:
    """Read the answers kept in the project and those that a person has written in a review file.

    Args:
        kept: the project's file of answers; it may not exist yet.
        review: the questions of the last build; it may not exist yet.

    Raises:
        MalformedFileError: with every problem of both files.
        InputError: when a file cannot be read, or both are the same.
    """
    if review is not None and kept.resolve() == review.resolve():
        raise InputError(
            Message(
                fr="les réponses gardées et les questions ne peuvent pas être le même fichier\u00a0; donnez "
                "un autre nom à la clé «\u00a0reviewed\u00a0» de lf2l-kg.toml",
                en="the answers kept and the questions cannot be the same file; give the key `reviewed` of "
                "lf2l-kg.toml another name",
            ),
            path=str(kept),
        )
    found: dict[str, tuple[Path, int, Row]] = {}
    problems: list[Finding] = []
    before: frozenset[str] = frozenset()
    for path in (kept, *([review] if review is not None else [])):
        rows, malformed = read_rows(path)
        problems += malformed
        for line, row in rows:
            if row.verdict is not None:
                problems += _contradiction(path, line, row, found.get(row.id))
                found.setdefault(row.id, (path, line, row))
        if path == kept:
            before = frozenset(found)
    if problems:
        raise MalformedFileError(tuple(problems))
    return Answers({identity: row for identity, (_, _, row) in found.items()}, before)


def _contradiction(
    path: Path, line: int, row: Row, known: tuple[Path, int, Row] | None
) -> Iterator[Finding]:
    if known is None or known[2].verdict == row.verdict:
        return
    other, at, said = known
    yield Finding(
        str(path), line, 0, "error", "contradictory-answers",
        Message(
            fr=f"«\u00a0{row.answer}\u00a0» ici, mais «\u00a0{said.answer}\u00a0» à la ligne {at} de "
            f"{other.name} pour le même fait\u00a0: gardez l’une des deux lignes",
            en=f"`{row.answer}` here, but `{said.answer}` on line {at} of {other.name} for the same fact: "
            "keep one of the two lines",
        ),
        value=row.id,
    )  # fmt: skip
