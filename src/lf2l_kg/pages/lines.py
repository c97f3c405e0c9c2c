"""What was read in a document, line by line."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from lf2l_kg.base.namespaces import RDF, RDFS, SKOS
from lf2l_kg.index import Fact, Reading

from .frame import Frame
from .thing import Value, end_value
from .vocabulary import Vocabulary

_ROOM = 26_000  # characters: a page stays light
_AROUND = 280  # characters around a statement, and around a line
#: Said of everything that a document speaks of; the names and the facts tell more.
_APART = frozenset({f"{RDF}type", f"{RDFS}label", f"{SKOS}prefLabel", f"{SKOS}altLabel"})
#: Of ours, what the head of the page shows.
_BEFORE = frozenset({"mentions", "sourcePath"})


class Statement(Struct, frozen=True):
    """What some words were read as."""

    subject: str
    href: str
    kind: str
    property: str
    value: Value


class Line(Struct, frozen=True):
    """Some words of a line, and what they were read as."""

    number: int
    quote: str
    statements: list[Statement]


def read_lines(
    document: str, facts: Sequence[Fact], vocabulary: Vocabulary, frame: Frame
) -> tuple[list[Line], bool]:
    """The lines of a document with what was read in them, and whether there are more.

    Args:
        document: its IRI.
        facts: what was read from it, with all their readings.
        vocabulary: the words for properties.
        frame: the language and the addresses.
    """
    found: dict[tuple[int, str], list[Fact]] = {}
    for fact in facts:
        name = fact.predicate.iri.removeprefix(vocabulary.namespace)
        reading = _reading_in(document, fact)
        if reading and reading.quotes and fact.predicate.iri not in _APART and name not in _BEFORE:
            words = reading.quotes[0]
            found.setdefault((words.line, words.exact), []).append(fact)
    lines: list[Line] = []
    left = _ROOM
    for (number, quote), said in sorted(found.items(), key=lambda each: each[0]):
        if left <= 0:
            return lines, True
        statements = [_statement(fact, vocabulary, frame) for fact in said[: left // _AROUND + 1]]
        lines.append(Line(number, quote, statements))
        left -= len(quote) + _AROUND * (len(statements) + 1)
        if len(statements) < len(said):
            return lines, True
    return lines, False


def _reading_in(document: str, fact: Fact) -> Reading | None:
    return next((r for r in fact.readings if r.document.iri == document), None)


def _statement(fact: Fact, vocabulary: Vocabulary, frame: Frame) -> Statement:
    return Statement(
        subject=fact.subject.label(frame.language),
        href=frame.addresses.thing(fact.subject.iri),
        kind=fact.subject.kind.lower(),
        property=vocabulary.label(fact.predicate.iri, frame.language),
        value=end_value(fact, frame),
    )
