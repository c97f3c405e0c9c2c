"""The readings that a graph of evidence tells of: which statements were read, from which words.

Source: https://www.w3.org/TR/annotation-model/#selectors, https://www.w3.org/TR/prov-o/#wasDerivedFrom
"""

from __future__ import annotations

import re
from functools import lru_cache

from msgspec import Struct

from .lines import read_literal

_LOCAL = re.compile(r"[^/#]*(?=>$)")
_USED = frozenset(
    {
        *("subject", "predicate", "object", "wasDerivedFrom", "rule", "confidence", "reviewed"),
        *("statedIn", "hasTarget", "exact", "line", "column"),
    }
)

_Values = dict[str, list[str]]  # local name of a property → what stands behind it in lines


class Said(Struct, frozen=True, array_like=True, gc=False):
    """Words of a document, and where they stand: line and column count from 1."""

    exact: str
    line: int
    column: int


class Reading(Struct, frozen=True, array_like=True, gc=False):
    """One reading of a statement in one document. Terms are as they stand in lines."""

    subject: str
    predicate: str
    object: str
    document: str  # "" for none
    rule: str
    confidence: float
    reviewed: bool
    stated_in: Said | None
    quotes: tuple[Said, ...]  # by IRI

    @property
    def statement(self) -> str:
        """Subject, predicate and object, a space between them."""
        return f"{self.subject} {self.predicate} {self.object}"


def parse_readings(text: bytes) -> tuple[Reading, ...]:
    """The readings in a graph of evidence, by IRI.

    Args:
        text: its N-Quads lines.
    """
    said: dict[str, _Values] = {}
    for line in text.decode().split("\n")[:-1]:
        subject, predicate, rest = line.split(" ", 2)
        name = _local_name(predicate)
        if name in _USED:
            values = said.get(subject)
            if values is None:
                values = said[subject] = {}
            values.setdefault(name, []).append(rest)
    return tuple(
        [
            _reading(values, said)
            for values in said.values()
            if "subject" in values and "predicate" in values and "object" in values
        ]
    )


@lru_cache(maxsize=1 << 8)  # they are few
def _local_name(predicate: str) -> str:
    found = _LOCAL.search(predicate)
    return found[0] if found else ""


def _reading(values: _Values, said: dict[str, _Values]) -> Reading:
    quotes = [_quote(said.get(node, {})) for node in _terms(values, "hasTarget")]
    stated_in = [_quote(said.get(node, {})) for node in _terms(values, "statedIn")[:1]]
    return Reading(
        _terms(values, "subject")[0],
        _terms(values, "predicate")[0],
        _terms(values, "object")[0],
        next(iter(_terms(values, "wasDerivedFrom")), ""),
        _text(values, "rule"),
        float(_text(values, "confidence") or 0),
        _text(values, "reviewed") == "true",
        next(iter(stated_in), None),
        tuple([quote for quote in quotes if quote]),
    )


def _quote(values: _Values) -> Said | None:
    """The words of a quote; None for what is none."""
    if "exact" not in values:
        return None
    line, column = (int(_text(values, name) or 0) for name in ("line", "column"))
    return Said(_text(values, "exact"), line, column)


def _terms(values: _Values, name: str) -> list[str]:
    """The objects of a property."""
    return [rest[: rest.rindex(" <")] for rest in values.get(name, ())]


def _text(values: _Values, name: str) -> str:
    """The text of a literal; "" for none."""
    return next((read_literal(term)[0] for term in _terms(values, name)), "")
