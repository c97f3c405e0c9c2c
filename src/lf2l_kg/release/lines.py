"""Canonical lines of N-Triples and N-Quads, taken apart as text: terms take ten times as long."""

from __future__ import annotations

from lf2l_kg.index.lines import read_literal


def split_line(line: str) -> tuple[str, str]:
    """A line of N-Quads → its statement as N-Triples, its graph's IRI ("" for none).

    An IRI holds neither spaces nor quotation marks, so the last term but the full stop is a graph
    unless it ends a literal, or only two terms stand before it.
    """
    head, name, _ = line.rsplit(" ", 2)
    if name[0] != "<" or '"' in name or head.count(" ") < 2:
        return line, ""
    return f"{head} .", name[1:-1]


def split_statement(statement: str) -> tuple[str, str, str]:
    """A line of N-Triples → its subject, predicate and object, as they stand there."""
    subject, predicate, value = statement[:-2].split(" ", 2)
    return subject, predicate, value


def value_of(term: str) -> str:
    """The text of a literal, the IRI of a node."""
    if term[0] == "<":
        return term[1:-1]
    return read_literal(term)[0]


def language_of(term: str) -> str:
    """The language of a literal; "" for none, and for a node."""
    return "" if term[0] == "<" else read_literal(term)[2]
