"""A query without its order, to see that an answer is large without putting all of it in order."""

from __future__ import annotations

from .tokens import Token, first_after_prologue, tokenize

_BRACES = {"{": 1, "}": -1}
_WAYS = ("asc", "desc")


def without_order(query: str) -> str:
    """The same SELECT without the ORDER BY at its end: it has the same rows, in any order.

    Returns:
        "" where that is not sure: when rows are counted off after it, or more than variables say the
        order, for an aggregate there makes one row of all.
    """
    tokens = tokenize(query)
    head = first_after_prologue(tokens)
    if head is None or head.word != "select":
        return ""
    order, *clause = _after_pattern(tokens) or [head]
    if order.word != "order" or not clause or clause.pop(0).word != "by":
        return ""
    return query[: order.start] if clause and all(map(_is_plain, clause)) else ""


def _after_pattern(tokens: list[Token]) -> list[Token]:
    """What stands after the last brace, where all are closed."""
    depth, end = 0, 0
    for place, token in enumerate(tokens, start=1):
        if token.kind == "mark" and token.text in _BRACES:
            depth += _BRACES[token.text]
            end = place
    return tokens[end:] if depth == 0 else []


def _is_plain(token: Token) -> bool:
    return token.kind == "variable" or token.word in _WAYS or token.text in ("(", ")")
