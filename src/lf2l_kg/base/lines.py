"""Canonical lines of N-Triples and N-Quads, taken apart as text: terms take ten times as long.

Source: https://www.w3.org/TR/n-quads/#canonical-quads
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from .namespaces import RDF, XSD

_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))")
_SHORT = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f"}
_STRINGS = (f"{XSD}string", f"{RDF}langString")
_RUN = 256  # lines compared at once


def graph_of(line: str) -> str:
    """The graph's IRI of a line of N-Quads that has one: an IRI holds no bracket within."""
    return line[line.rindex(" <") + 2 : -3]


def join_lines(lines: Sequence[str]) -> bytes:
    """A line feed after each, in UTF-8; one by one, for most are ASCII, which only have to be copied."""
    return b"\n".join((*map(str.encode, lines), b""))


class Edited(tuple[str, ...]):
    """Sorted lines that were had from others, each once: what differs is known without a look at the rest."""

    origin: Origin

    def __reduce__(self) -> tuple[type, tuple[tuple[str, ...]]]:
        """For another process the lines alone."""
        return tuple, (tuple(self),)


@dataclass(frozen=True, slots=True)
class Origin:
    """What some lines were had from. What is gone was there, what has come was not."""

    lines: Sequence[str]
    gone: frozenset[str] = frozenset()
    come: frozenset[str] = frozenset()

    def before(self) -> Origin | None:
        """The same by what those lines were had from; None where that is not known."""
        if not isinstance(self.lines, Edited):
            return None
        first = self.lines.origin
        gone = (first.gone - self.come) | (self.gone - first.come)
        return Origin(first.lines, gone, (first.come - self.gone) | (self.come - first.gone))


def _origins(lines: Sequence[str]) -> Iterator[Origin]:
    """All that some lines were had from, the nearest first: themselves."""
    origin: Origin | None = Origin(lines)
    while origin is not None:
        yield origin
        origin = origin.before()


def compare_lines(before: Sequence[str], after: Sequence[str]) -> tuple[list[str], list[str]]:
    """The lines that only one of two sorted runs has, each line once in each: those gone, those come."""
    known = {id(one.lines): one for one in _origins(before)}
    for other in _origins(after):
        if one := known.get(id(other.lines)):  # both were had from the same lines
            gone = (one.come - other.come) | (other.gone - one.gone)
            come = (other.come - one.come) | (one.gone - other.gone)
            return sorted(gone), sorted(come)
    return _compare(before, after)


def _compare(before: Sequence[str], after: Sequence[str]) -> tuple[list[str], list[str]]:
    before, after = [*before], [*after]  # a part of a list equals none of a tuple
    gone: list[str] = []
    come: list[str] = []
    at = to = 0
    while at < len(before) and to < len(after):
        if (
            before[at : at + _RUN] == after[to : to + _RUN]
        ):  # as most are, with no look at each line
            at, to = at + _RUN, to + _RUN
            continue
        end = min(at + _RUN, len(before))
        while at < end and to < len(after):
            one, other = before[at], after[to]
            if one < other:
                gone.append(one)
            elif other < one:
                come.append(other)
            at += one <= other
            to += other <= one
    gone += before[at:]
    come += after[to:]
    return gone, come


def edit_lines(lines: Sequence[str], gone: Iterable[str], come: Iterable[str]) -> tuple[str, ...]:
    """Sorted lines without some of them and with others: what undoes :func:`compare_lines`.

    Raises:
        ValueError: when a line that is to go is not there.
    """
    gone, come = frozenset(gone), frozenset(come)
    edits = [(bisect_left(lines, line), line, False) for line in come]
    edits += ((bisect_left(lines, line), line, True) for line in gone)
    edited: list[str] = []
    start, is_known = 0, True
    for at, line, goes in sorted(edits):
        is_there = at < len(lines) and lines[at] == line
        edited += lines[start:at]
        start = at + goes
        if not goes:
            edited.append(line)
            is_known = is_known and not is_there  # else it is there twice
        elif not is_there:
            raise ValueError(line)
    edited += lines[start:]
    if not is_known:
        return tuple(edited)
    made = Edited(edited)
    made.origin = Origin(lines, gone, come)
    return made


def lines_about(lines: Sequence[str], terms: str) -> Sequence[str]:
    """Those of sorted lines that begin with some terms, a space between two."""
    begin, end = place_about(lines, terms)
    return lines[begin:end]


def place_about(lines: Sequence[str], terms: str) -> tuple[int, int]:
    """Where these lines begin and end."""
    begin = bisect_left(lines, f"{terms} ")
    return begin, bisect_left(lines, f"{terms}!", begin)  # "!" follows the space


def runs_between(lines: Sequence[str], begin: int, end: int) -> Iterator[tuple[str, int, int]]:
    """Sorted lines of N-Quads between two places, in runs that state the same, each line in another graph.

    Not all lines of a long run are looked at: thousands of documents may state one thing.

    Yields:
        The statement without a full stop; where its run begins, and where it ends.
    """
    while begin < end:
        statement, at = lines[begin][: lines[begin].rindex(" <")], begin + 1
        if at < end and lines[at].startswith(f"{statement} <"):
            at = bisect_left(lines, f"{statement} =", at, end)  # "=" follows the bracket
        yield statement, begin, at
        begin = at


def read_literal(text: str) -> tuple[str, str, str]:
    """The value, the datatype's IRI and the language of a literal; "" for a string's datatype."""
    end = text.rindex('"')
    value, rest = text[1:end], text[end + 1 :]
    if "\\" in value:
        value = _ESCAPE.sub(_unescaped, value)
    if rest.startswith("@"):
        return value, "", rest[1:]
    datatype = rest[3:-1]
    return value, "" if datatype in _STRINGS else datatype, ""


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


def _unescaped(match: re.Match[str]) -> str:
    code = match[1] or match[2]
    return chr(int(code, 16)) if code else _SHORT.get(match[3], match[3])
