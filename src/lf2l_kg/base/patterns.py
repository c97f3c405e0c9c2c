"""The classes that the settings give to documents by their path: each page of a folder *is* a project.

A pattern is a path relative to the folder of documents. ``*`` and ``?`` stand for what they do in a
shell, ``**`` for any number of folders; the name of a folder means all that is below it. Of two patterns
that fit, the later one holds. Source: https://git-scm.com/docs/gitignore#_pattern_format
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from .messages import Message
from .records import Finding

_PARTS = re.compile(r"\*\*/|\*\*|\*|\?|[^*?]+")
_MEANS = {"**/": r"(?:[^/]+/)*", "**": ".*", "*": "[^/]*", "?": "[^/]"}


@dataclass(frozen=True, slots=True)
class ClassRule:
    """One line of the table ``[classes]`` of the settings."""

    pattern: str
    kind: str  # as written: « Projet », "Project", "lf2l:Project"
    path: Path  # of the settings file
    line: int  # in it; 0 when it is not known


def class_of(path: str, rules: Iterable[ClassRule]) -> str:
    """The class that the rules give to a document, as written; "" for none."""
    kind = ""
    for rule in rules:
        if _expression(rule.pattern).fullmatch(path):
            kind = rule.kind
    return kind


@lru_cache(maxsize=1 << 8)
def _expression(pattern: str) -> re.Pattern[str]:
    pattern = unicodedata.normalize("NFC", pattern).removeprefix("./")
    parts = [_MEANS.get(part) or re.escape(part) for part in _PARTS.findall(pattern.rstrip("/"))]
    return re.compile("".join(parts) + r"(?:/.*)?")


def unused_classes(rules: Iterable[ClassRule], paths: Iterable[str]) -> Iterator[Finding]:
    """The patterns that fit no document, each with the nearest folder or file there is."""
    paths = tuple(paths)
    known = sorted({*paths, *(p[:n] for p in paths for n, c in enumerate(p) if c == "/")})
    for rule in rules:
        fits = _expression(rule.pattern).fullmatch
        if any(map(fits, paths)):
            continue
        near = difflib.get_close_matches(rule.pattern.rstrip("/"), known, n=1)
        fr, en = (
            (f" ; vouliez-vous dire « {near[0]} » ?", f"; did you mean `{near[0]}`?")
            if near
            else ("", "")
        )
        message = Message(
            fr=f"aucun document ne répond à « {rule.pattern} », depuis le dossier des documents{fr}",
            en=f"no document fits `{rule.pattern}`, from the folder of documents on{en}",
        )
        yield Finding(
            str(rule.path), rule.line, 1, "warning", "unused-class", message, rule.pattern
        )
