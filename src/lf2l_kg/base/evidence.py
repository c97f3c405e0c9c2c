"""The readings that a graph of evidence tells of: which statements were read, from which words.

Source: https://www.w3.org/TR/annotation-model/#selectors, https://www.w3.org/TR/prov-o/#wasDerivedFrom
"""

from __future__ import annotations

import re
from collections import defaultdict
from functools import lru_cache

from msgspec import Struct

from .lines import read_literal

_LOCAL = re.compile(r"[^/#]*(?=>$)")


class Said(Struct, frozen=True, array_like=True):
    """Words of a document, and where they stand: line and column count from 1."""

    exact: str
    line: int
    column: int


class Reading(Struct, frozen=True, array_like=True):
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
    said: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for line in text.decode().split("\n")[:-1]:
        subject, predicate, rest = line.split(" ", 2)
        said[subject][_local_name(predicate)].append(rest[: rest.rindex(" <")])
    quotes = {node: _quote(values) for node, values in said.items() if "exact" in values}
    return tuple(
        [
            _reading(values, quotes)
            for values in said.values()
            if "subject" in values and "predicate" in values and "object" in values
        ]
    )


@lru_cache(maxsize=1 << 8)  # they are few
def _local_name(predicate: str) -> str:
    found = _LOCAL.search(predicate)
    return found[0] if found else ""


def _reading(values: dict[str, list[str]], quotes: dict[str, Said]) -> Reading:
    (stated_in,) = values.get("statedIn", ("",))[:1]
    return Reading(
        values["subject"][0],
        values["predicate"][0],
        values["object"][0],
        values.get("wasDerivedFrom", ("",))[0],
        _text(values, "rule"),
        float(_text(values, "confidence") or 0),
        _text(values, "reviewed") == "true",
        quotes.get(stated_in),
        tuple([quotes[one] for one in values.get("hasTarget", ()) if one in quotes]),
    )


def _quote(values: dict[str, list[str]]) -> Said:
    line, column = (int(_text(values, name) or 0) for name in ("line", "column"))
    return Said(_text(values, "exact"), line, column)


def _text(values: dict[str, list[str]], name: str) -> str:
    """The text of a literal; "" for none."""
    return read_literal(values[name][0])[0] if name in values else ""
