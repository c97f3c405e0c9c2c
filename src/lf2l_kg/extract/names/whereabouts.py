"""Places that only say where the body named before them is: « porté par Motris, | à Metz, France »."""

from __future__ import annotations

from collections.abc import Iterable

from lf2l_kg.base.expressions import expression
from lf2l_kg.extract.text.view import Name

_AT = expression(
    r"\s*®?[\s»”\"*_]*(?:\([^()]{0,60}\)\s*)?,?\s*(?:(?:basée?|située?|installée?|implantée?|based|located)s?\s+)?"
    r"(?:à|au|aux|en|in|at|near|dans\s+(?:le|la|les|l[’']))\s*"
)
_THEN = expression(r"\s*®?\s*(?:,|,?\s*(?:et|and))\s*(?:(?:à|au|aux|en|in)\s+)?")


def whereabouts(text: str, row: Iterable[Name]) -> frozenset[Name]:
    """The places of a row that no noun announces, « la ville de », after a body and « à », « in »."""
    found: set[Name] = set()
    last: Name | None = None
    for name in row:
        place = name.mention.kind == "Territory" and name.rule != "name.class-noun"
        if last is not None and place:
            gap = text[last.end : name.start]
            beside = last.mention.kind == "Institution" and _AT.fullmatch(gap)
            if beside or (last in found and _THEN.fullmatch(gap)):
                found.add(name)
        last = name
    return frozenset(found)
