"""Dates of one thing that agree are one date: « 2010-05 » says all that « 2010 » does."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from lf2l_kg.base.records import Fact

_DATES = frozenset({"startDate", "endDate", "awardDate"})


def keep_finest(facts: Sequence[Fact]) -> list[Fact]:
    """The facts of a document without dates that a more precise one of the same thing holds."""
    said: dict[tuple[object, str], set[str]] = defaultdict(set)
    for fact in facts:
        if fact.predicate in _DATES and isinstance(fact.object, str):
            said[fact.subject, fact.predicate].add(fact.object)
    return [
        fact
        for fact in facts
        if not any(
            other.startswith(f"{fact.object}-")
            for other in said.get((fact.subject, fact.predicate), ())
        )
    ]
