"""The datatypes that not every text fits, and their lexical forms.

Source: https://www.w3.org/TR/xmlschema11-2/#built-in-primitive-datatypes
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Collection

import pyoxigraph as ox

from .languages import read_language


def find_datatype(datatypes: Collection[str], text: str) -> str:
    """The most precise of some datatypes that a text fits, by local name; "" when it fits none.

    Texts in a natural language and plain strings, which anything fits, are not looked at.
    """
    return next((n for n, fits in _FORMS.items() if n in datatypes and fits(text)), "")


def check_iri(text: str) -> ox.NamedNode | None:
    """The text as an absolute IRI; None when it is not one."""
    try:
        return ox.NamedNode(text)
    except ValueError:
        return None


def _matches(pattern: str) -> Callable[[str], bool]:
    compiled = re.compile(pattern, re.ASCII)
    return lambda text: compiled.fullmatch(text) is not None


def _is_date(text: str) -> bool:
    try:
        return len(text) == 10 and datetime.date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _is_date_time(text: str) -> bool:
    day, _, time = text.partition("T")
    return _is_date(day) and _TIME(time)


_TIME = _matches(
    r"(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?(?:Z|[+-](?:0\d|1[0-3]):[0-5]\d|[+-]14:00)?"
)

#: The most precise first.
_FORMS: dict[str, Callable[[str], bool]] = {
    "gYear": _matches(r"(?!0000)\d{4}"),
    "gYearMonth": _matches(r"(?!0000)\d{4}-(?:0[1-9]|1[0-2])"),
    "date": _is_date,
    "dateTime": _is_date_time,
    "boolean": _matches(r"true|false"),
    "positiveInteger": _matches(r"0*[1-9]\d*"),
    "nonNegativeInteger": _matches(r"\d+"),
    "integer": _matches(r"[+-]?\d+"),
    "decimal": _matches(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)"),
    "language": lambda text: text != "" and read_language(text) == text,
    "anyURI": lambda text: check_iri(text) is not None,
}
