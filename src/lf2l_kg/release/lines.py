"""Canonical lines of N-Triples and N-Quads, taken apart as text: terms take ten times as long."""

from __future__ import annotations

import re

_ESCAPED = re.compile(r'\\(?:([tbnrf"\\])|u([0-9A-F]{4})|U([0-9A-F]{8}))')
_PLAIN = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f", '"': '"', "\\": "\\"}


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
    text = term[1 : term.rindex('"')]
    return _ESCAPED.sub(_unescape, text) if "\\" in text else text


def language_of(term: str) -> str:
    """The language of a literal; "" for none."""
    _, at, language = term.rpartition('"@')
    return language if at and '"' not in language else ""


def _unescape(found: re.Match[str]) -> str:
    short, four, eight = found.groups()
    return _PLAIN[short] if short else chr(int(four or eight, 16))
