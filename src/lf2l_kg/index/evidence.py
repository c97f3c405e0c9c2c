"""Facts and their readings as the index keeps them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping

from lf2l_kg.base.evidence import Reading
from lf2l_kg.base.lines import read_literal

#: Of the facts of a subject: predicate and object as they stand in lines, "" for a literal, of which
#: follow value, datatype, language.
FactKey = tuple[str, str, str, str, str]

#: A reading as it is kept: document as it stands in lines, rule, confidence, whether it was reviewed, its
#: quotes, each with its line, in the order of the document.
Kept = tuple[str, str, float, bool, tuple[tuple[int, str], ...]]

#: A row of ``evidence`` but for its fact and its place.
Told = tuple[int, str, float, bool, int, int, str]
#: What tells the place of a row among those of a fact in other documents: less confidence, the document.
Sureness = tuple[float, str]


def keep_reading(reading: Reading) -> Kept:
    """What is kept of a reading."""
    said = sorted([(quote.line, quote.exact) for quote in reading.quotes])
    return reading.document, reading.rule, reading.confidence, reading.reviewed, tuple(said)


def evidence_rows(readings: Iterable[Kept], numbers: Mapping[str, int]) -> Iterator[Told]:
    """The rows of some readings of a fact, the surest first; their order depends on them alone.

    Args:
        readings: of the fact.
        numbers: of the documents.
    """
    for document, rule, confidence, reviewed, said in sorted(readings, key=_surest_first):
        for position, (line, exact) in enumerate(said):
            yield numbers[document], rule, confidence, reviewed, position, line, exact


def _surest_first(reading: Kept) -> tuple[float, Kept]:
    return -reading[2], reading


def key_of(statement: str) -> tuple[str, FactKey]:
    """The subject of a statement, and what tells it from the other facts about it."""
    subject, predicate, value = statement.split(" ", 2)
    if value[0] == "<":
        return subject, (predicate, value, "", "", "")
    return subject, (predicate, "", *read_literal(value))


def hash_fact(subject: str, key: FactKey) -> int:
    """What stands for a statement that is read and not stated: 64 bits, as SQLite's integers have."""
    text = "\0".join((subject, *key))
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big", signed=True)
