"""Answer SPARQL queries: on a release's store, or at an endpoint.

The guards that an untrusted query passes, its evaluation, and the formats of its answer; the command
``query`` and the endpoint of ``serve`` use the same ones.
"""

from .answer import Answer, Table, keep_answer, serialize_answer, tabulate
from .apart import construct_apart
from .describing import describe
from .errors import (
    AnswerTooLargeError,
    MalformedQueryError,
    NoRoomError,
    QueryTooLargeError,
    RefusedQueryError,
    UnacceptableFormatError,
)
from .evaluate import Limits, Results, evaluate_query
from .formats import Form, Format, formats_of, parse_format
from .local import open_store, query_release, query_store
from .questions import check_questions, find_dump_query, find_questions, question_title
from .remote import query_endpoint
from .stack import start_with_deep_stack

__all__ = [
    "Answer",
    "AnswerTooLargeError",
    "Form",
    "Format",
    "Limits",
    "MalformedQueryError",
    "NoRoomError",
    "QueryTooLargeError",
    "RefusedQueryError",
    "Results",
    "Table",
    "UnacceptableFormatError",
    "check_questions",
    "construct_apart",
    "describe",
    "evaluate_query",
    "find_dump_query",
    "find_questions",
    "formats_of",
    "keep_answer",
    "open_store",
    "parse_format",
    "query_endpoint",
    "query_release",
    "query_store",
    "question_title",
    "serialize_answer",
    "start_with_deep_stack",
    "tabulate",
]
