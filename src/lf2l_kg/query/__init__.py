"""Answer SPARQL queries: on a release's store, or at an endpoint.

The guards that an untrusted query passes, its evaluation, and the formats of its answer; the command
``query`` and the endpoint of ``serve`` use the same ones.
"""

from .answer import Answer, Table, serialize_answer, tabulate
from .errors import AnswerTooLargeError, MalformedQueryError, RefusedQueryError
from .evaluate import Limits, Results, evaluate_query
from .formats import Form, Format, formats_of, parse_format
from .local import query_release, query_store
from .remote import query_endpoint
from .stack import start_with_deep_stack

__all__ = [
    "Answer",
    "AnswerTooLargeError",
    "Form",
    "Format",
    "Limits",
    "MalformedQueryError",
    "RefusedQueryError",
    "Results",
    "Table",
    "evaluate_query",
    "formats_of",
    "parse_format",
    "query_endpoint",
    "query_release",
    "query_store",
    "serialize_answer",
    "start_with_deep_stack",
    "tabulate",
]
