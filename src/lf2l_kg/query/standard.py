"""Queries as SPARQL 1.1 has them, for an engine that follows the drafts of SPARQL 1.2 here and there."""

from __future__ import annotations

from .tokens import Token, tokenize


def without_language(query: str) -> str:
    """The same query, in which GROUP_CONCAT gives a simple literal.

    The engine keeps the language tag when all values share it. What has no end stays as it is.

    Source: https://www.w3.org/TR/sparql11-query/#defn_aggGroupConcat
    """
    if "group_concat" not in query.lower():
        return query
    tokens = tokenize(query)
    marks = list[tuple[int, str]]()
    for index, token in enumerate(tokens):
        end = _find_end(tokens, index + 1) if token.word == "group_concat" else None
        if end is not None:
            marks += [(token.start, "STR("), (end, ")")]
    spelt, last = "", 0
    for place, mark in sorted(marks):
        spelt += query[last:place] + mark
        last = place
    return spelt + query[last:]


def _find_end(tokens: list[Token], opening: int) -> int | None:
    """The place after the bracket that closes the one that opens at an index; None without either."""
    depth = 0
    for token in tokens[opening:]:
        depth += (token.text == "(") - (token.text == ")")
        if depth <= 0:
            return token.start + 1 if token.text == ")" else None
    return None
