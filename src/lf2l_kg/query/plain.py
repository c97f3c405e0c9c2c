"""When two queries have the same answer, and whether an answer is the same each time."""

from __future__ import annotations

import re

_NEW_LINES = re.compile(r"[\r\n]+")
#: No variable, prefix or local name; what comes before the bracket may be a comment, so it is not read.
_EACH_TIME_ANEW = re.compile(r"(?<![\w?$:#/])(?:now|rand|uuid|struuid)\b(?!:)", re.IGNORECASE)


def may_be_kept(query: str) -> bool:
    """Whether the answer is the same each time: no clock, no chance."""
    return _EACH_TIME_ANEW.search(query) is None


def plain_form(query: str) -> str:
    """The query without what cannot matter: empty lines, lines of comment, spaces around lines.

    Only within a long string, with three quotes, does an end of line belong to a value; a query that
    may hold one stays as it is.
    """
    if "'''" in query or '"""' in query:
        return query
    lines = (line.strip(" \t") for line in _NEW_LINES.split(query))
    return "\n".join(line for line in lines if line and not line.startswith("#"))
