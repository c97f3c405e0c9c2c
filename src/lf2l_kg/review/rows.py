"""A line of a review file: a fact put to a person, and the answer."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import astuple, dataclass

from lf2l_kg.base.messages import Language
from lf2l_kg.base.records import Fact
from lf2l_kg.base.wording import Wording

from .identity import identify_fact

#: The columns, in order; a person writes in "answer", and in "comment" if they like.
COLUMNS = (
    "answer", "subject", "predicate", "object", "quote", "context",
    "place", "rule", "confidence", "comment", "id",
)  # fmt: skip

YES = ("oui", "o", "yes", "y", "vrai", "true")
NO = ("non", "n", "no", "faux", "false")

_LONGEST = 1000  # characters of a cell; a quote may be longer than a spreadsheet can hold
_FORMULA = tuple("=+-@＝＋－＠")


@dataclass(frozen=True, slots=True)
class Row:
    """The cells of a line, in the order of the columns; only ``answer`` and ``id`` are acted upon."""

    answer: str  # "" while there is none
    subject: str
    predicate: str  # by its label
    object: str
    quote: str
    context: str  # the other quotes that the fact rests on, such as the heading above
    place: str  # ``document:line``
    rule: str
    confidence: str
    comment: str
    id: str

    @property
    def verdict(self) -> bool | None:
        """True for yes, False for no, None while there is no answer or it is not understood."""
        said = self.answer.casefold()
        return True if said in YES else False if said in NO else None


def describe_fact(fact: Fact, wording: Wording, answer: str = "", comment: str = "") -> Row:
    """A fact as a person is asked about it, in the language of the wording."""
    said, *others = fact.evidence.quotes
    return Row(
        answer=answer,
        subject=wording.subject(fact),
        predicate=wording.term(fact.predicate),
        object=wording.object(fact),
        quote=said.exact,
        context=" … ".join(quote.exact for quote in others),
        place=f"{fact.evidence.path}:{said.line}",
        rule=fact.evidence.rule,
        confidence=f"{fact.evidence.confidence:.2f}",
        comment=comment,
        id=identify_fact(fact),
    )


def verdict_word(verdict: bool, language: Language) -> str:
    """An answer as we write it."""
    return (YES if verdict else NO)[0 if language == "fr" else 2]


def serialize_rows(rows: Iterable[Row]) -> bytes:
    """Tab-separated values, a header first, sorted by place; UTF-8, quoted as in CSV where need be.

    Source: https://www.iana.org/assignments/media-types/text/tab-separated-values,
    https://www.rfc-editor.org/rfc/rfc4180#section-2
    """
    text = io.StringIO()
    writer = csv.writer(text, delimiter="\t", lineterminator="\n")
    writer.writerow(COLUMNS)
    for row in sorted(rows, key=_order):
        writer.writerow([_cell(cell) for cell in astuple(row)])
    return text.getvalue().encode()


def _order(row: Row) -> tuple[str, int, str, str, str, str]:
    path, _, line = row.place.rpartition(":")
    number = int(line) if line.isdecimal() else 0
    return path, number, row.subject, row.predicate, row.object, row.id


def _cell(text: str) -> str:
    """One cell on one line, that a spreadsheet does not take for a formula.

    Source: https://owasp.org/www-community/attacks/CSV_Injection
    """
    text = " ".join(text.split())
    if len(text) > _LONGEST:
        text = f"{text[: _LONGEST - 1]}…"
    return f"'{text}" if text.startswith(_FORMULA) else text
