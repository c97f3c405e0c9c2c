"""The nodes whose results a change of a dataset can change, and what these follow from.

What is looked at is next to what has changed: of all other lines, their predicate and object alone.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from lf2l_kg.base.lines import lines_about
from lf2l_kg.base.ontology import Ontology

from .portions import SUBCLASS, TYPE, Portion, divide_statements, read_statements
from .reach import read_reach

_RUN = 512  # lines that are looked through at once
_FEW = 10  # terms: each costs a tenth of what taking the lines apart does

Changed = tuple[Sequence[str], Sequence[str]]


@dataclass(frozen=True, slots=True)
class Affected:
    """What is to be validated again. The results on all other nodes are what they were."""

    nodes: frozenset[str]  # as they stand in lines
    portions: tuple[Portion, ...]  # what the results on these nodes follow from; () for no node


def find_affected(
    before: Sequence[str], after: Sequence[str], changed: Changed, ontology: Ontology
) -> Affected | None:
    """What a change affects; None when that may be anything.

    Args:
        before: what was stated, in canonical lines.
        after: what is stated now, the same.
        changed: the lines that only one of them has, those gone and those come.
        ontology: the same before and after.
    """
    reach = read_reach(ontology)
    change = None if reach is None else _Change.between(before, after, *changed)
    if reach is None or change is None:
        return None
    if not change.statements:
        return Affected(frozenset(), ())
    backwards = {f"<{iri}>" for iri in reach.backwards}
    looked_for = {*backwards, SUBCLASS}
    # lines by which another node than their subject may be affected
    near = [*lines_with(after, looked_for, change.retyped)]
    nodes = set(change.subjects)
    nodes.update(v for _, p, v in change.statements if p in backwards)
    for subject, predicate, value in read_statements(near):
        if value in change.retyped:
            nodes.add(subject)
        if subject in change.retyped and predicate in backwards:
            nodes.add(value)
    lines = {line for line in near if line.split(" ", 2)[1] == SUBCLASS}
    lines.update(_around(nodes, near, after, backwards))
    portions = divide_statements([*read_statements(sorted(lines))], reach, nodes)
    return Affected(frozenset(nodes), portions)


def lines_with(
    lines: Sequence[str], predicates: Collection[str], values: Collection[str]
) -> Iterator[str]:
    """Those of some lines that have one of some predicates, or some IRI as object.

    Most have none: while the terms are few, they are looked for in many lines at once.
    """
    terms = [f" {term} " for term in (*predicates, *values)]
    is_few = len(terms) <= _FEW
    for start in range(0, len(lines), _RUN):
        run = lines[start : start + _RUN]
        text = "\n".join(run) if is_few else ""
        if is_few and not any(term in text for term in terms):
            continue
        for line in run:
            _, predicate, value, _ = line.split(" ", 3)
            if predicate in predicates or value in values:
                yield line


@dataclass(frozen=True, slots=True)
class _Change:
    """The statements that only one of two datasets makes, in whatever graph."""

    statements: tuple[tuple[str, str, str], ...]
    subjects: frozenset[str]
    retyped: frozenset[str]  # those whose classes are others

    @classmethod
    def between(
        cls, before: Sequence[str], after: Sequence[str], gone: Iterable[str], come: Iterable[str]
    ) -> _Change | None:
        """What has changed; None when it is classes, or nodes whose names mean nothing."""
        statements = (*_but(gone, after), *_but(come, before))
        if any(p == SUBCLASS or "_:" in (s[:2], v[:2]) for s, p, v in statements):
            return None
        subjects = frozenset(s for s, _, _ in statements)
        return cls(statements, subjects, frozenset(s for s, p, _ in statements if p == TYPE))


def _but(lines: Iterable[str], others: Sequence[str]) -> Iterator[tuple[str, str, str]]:
    """The statements of some lines that others do not make."""
    for statement in read_statements(lines):
        if not lines_about(others, " ".join(statement)):
            yield statement


def _around(
    nodes: Iterable[str], near: Iterable[str], stated: Sequence[str], backwards: set[str]
) -> Iterator[str]:
    """The lines that the results on some nodes follow from, as ``Reach`` tells."""
    others: set[str] = set()  # what the nodes are joined to
    for node in nodes:
        lines = lines_about(stated, node)
        yield from lines
        others.update(value for _, _, value in read_statements(lines) if value[0] != '"')
    for line in near:
        subject, predicate, value = next(read_statements((line,)))
        if predicate in backwards and value in nodes:
            yield line
            others.add(subject)
    for other in others:
        yield from lines_about(stated, f"{other} {TYPE}")
