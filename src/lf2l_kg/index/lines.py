"""The lines of canonical N-Quads, taken apart as they are.

Source: https://www.w3.org/TR/n-quads/#canonical-quads
"""

from __future__ import annotations

import re

from lf2l_kg.base.ontology import RDF, XSD

_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))")
_SHORT = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f"}
_STRINGS = (f"{XSD}string", f"{RDF}langString")


def split_quad(line: str) -> tuple[str, str, str, str]:
    """Subject, predicate, object and graph of a line, each as it stands there, with its brackets."""
    subject, predicate, rest = line.split(" ", 2)
    value, graph, _ = rest.rsplit(" ", 2)
    return subject, predicate, value, graph


def read_literal(text: str) -> tuple[str, str, str]:
    """The value, the datatype's IRI and the language of a literal; "" for a string's datatype."""
    end = text.rindex('"')
    value, rest = text[1:end], text[end + 1 :]
    if "\\" in value:
        value = _ESCAPE.sub(_unescaped, value)
    if rest.startswith("@"):
        return value, "", rest[1:]
    datatype = rest[3:-1]
    return value, "" if datatype in _STRINGS else datatype, ""


def _unescaped(match: re.Match[str]) -> str:
    code = match[1] or match[2]
    return chr(int(code, 16)) if code else _SHORT.get(match[3], match[3])
