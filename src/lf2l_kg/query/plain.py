"""When two queries have the same answer, and whether an answer is the same each time."""

from __future__ import annotations

import re

from .tokens import tokenize

_NEW_LINES = re.compile(r"[\r\n]+")


def may_be_kept(query: str) -> bool:
    """Whether the answer is the same each time: no clock, no chance.

    The engine reads functions glued to other words (``ORDER BYRAND()``), so any bare word that holds
    the name of one counts; too strict a look only costs the room of an answer.
    """
    if not _has_chance(query.lower()):
        return True
    return not any(_has_chance(token.word) for token in tokenize(query))


def _has_chance(text: str) -> bool:
    return "rand" in text or "uuid" in text or "now" in text


def plain_form(query: str) -> str:
    """The query without what cannot matter: empty lines, lines of comment, spaces around lines.

    Only within a long string, with three quotes, does an end of line belong to a value; a query that
    may hold one stays as it is.
    """
    if "'''" in query or '"""' in query:
        return query
    if "\n" not in query and "\r" not in query:
        line = query.strip(" \t")
        return "" if line.startswith("#") else line
    lines = (line.strip(" \t") for line in _NEW_LINES.split(query))
    return "\n".join(line for line in lines if line and not line.startswith("#"))
