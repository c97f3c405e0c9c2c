"""Why a query is not answered.

The tree::

    QueryError (lf2l_kg.base.errors)
    ├── MalformedQueryError   it is not SPARQL 1.1; has a line and a column
    ├── RefusedQueryError     it is SPARQL, but asks for what is not done here
    │   └── QueryTooLargeError it is longer, or has more terms, than is read here
    ├── UnacceptableFormatError  its answer has none of the formats asked for
    ├── NoRoomError           there is no room on the disk for its answer
    └── AnswerTooLargeError   its answer is past the bound; nothing of it is given
"""

from __future__ import annotations

from typing import ClassVar

from lf2l_kg.base.errors import QueryError
from lf2l_kg.base.messages import Message


class MalformedQueryError(QueryError):
    """The text is not a SPARQL 1.1 query; ``line`` and ``column`` say where."""


class RefusedQueryError(QueryError):
    """The query asks for what is not done here: SERVICE, an update, too deep a nesting."""


class QueryTooLargeError(RefusedQueryError):
    """The query is longer, or has more terms, than is read here."""


class AnswerTooLargeError(QueryError):
    """The answer is longer than the limit; a part of it is never given as if it were the whole."""


class NoRoomError(QueryError):
    """There is no room on the disk for the answer, for the moment."""

    headers: ClassVar = {"Retry-After": "60"}  # of a response that says so


def no_room(value: str) -> NoRoomError:
    """The error for an answer that has no room, with what the system says of it."""
    return NoRoomError(
        Message(
            fr="le serveur n’a plus de place sur le disque pour cette réponse\u00a0; ajoutez LIMIT, ou"
            " réessayez plus tard",
            en="the server has no room left on its disk for this answer; add LIMIT, or try again"
            " later",
        ),
        value=value,
    )


class UnacceptableFormatError(QueryError):
    """The answer has none of the formats asked for: a table asked for as a graph, say."""
