"""The subsets of a release that a project declares: ``[subsets]`` in its settings."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .errors import InputError
from .literals import check_iri
from .messages import Message

_NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_VARIABLE = re.compile(r"[A-Za-z][A-Za-z0-9_]*")


@dataclass(frozen=True, slots=True)
class Subset:
    """A part of the data with a dump of its own: a saved CONSTRUCT, with some variables bound."""

    name: str  # of the file, ``subset-<name>.ttl.gz``: lower case, digits, hyphens
    query: str  # the name of a file of ``queries/dumps/``, without ``.rq``
    terms: tuple[tuple[str, str], ...] = ()  # (variable, IRI), sorted


def parse_subsets(table: object, path: Path, line: int, base_iri: str) -> tuple[Subset, ...]:
    """Read the table ``[subsets]``: ``name = {query = "par-theme", theme = "id/theme/x"}``.

    Args:
        table: what the settings say.
        path: of the settings, for messages.
        line: where the table begins there.
        base_iri: what relative IRIs are relative to.

    Raises:
        InputError: when it is malformed.
    """
    members = table.items() if isinstance(table, dict) else [("", None)]
    found = [_parse(str(name), value, base_iri) for name, value in members]
    if not all(found):
        raise InputError(
            Message(
                fr="« subsets » est une table\u00a0; exemple\u00a0: [subsets], puis "
                'centre-ville = {query = "par-theme", theme = "id/theme/revitalisation"} '
                "(nom en minuscules, chiffres et traits d’union)",
                en="`subsets` is a table; an example: [subsets], then "
                'centre-ville = {query = "par-theme", theme = "id/theme/revitalisation"} '
                "(a name in lower case, digits and hyphens)",
            ),
            path=str(path),
            line=line,
            value=str(table),
        )
    return tuple(subset for subset in found if subset)


def _parse(name: str, value: Any, base_iri: str) -> Subset | None:
    if not _NAME.fullmatch(name) or not isinstance(value, dict):
        return None
    words = {str(key): text for key, text in value.items() if isinstance(text, str)}
    query = words.pop("query", "")
    if len(words) + 1 != len(value) or not query or "/" in query or query.startswith("."):
        return None
    terms = {key: text if ":" in text else base_iri + text for key, text in words.items()}
    if not all(_VARIABLE.fullmatch(key) and check_iri(iri) for key, iri in terms.items()):
        return None
    return Subset(name, query, tuple(sorted(terms.items())))
