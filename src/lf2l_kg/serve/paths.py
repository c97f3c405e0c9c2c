"""What an address asks for: a thing or a page, in which form and language."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote_to_bytes

from lf2l_kg.base.messages import Language
from lf2l_kg.pages import LANGUAGES

_ESCAPED = re.compile(r"(?:%[89A-Fa-f][0-9A-Fa-f])+")  # bytes that are not ASCII


@dataclass(frozen=True, slots=True)
class Asked:
    """What an address asks for: « id/territory/genk.fr.html »."""

    path: str  # of a thing or of a page: "id/territory/genk"; "" for the home page
    extension: str  # "html", "ttl" …; "" for none
    language: Language | None  # that the address names


def read_address(path: str, extensions: Collection[str]) -> Asked:
    """Take an address apart. What ends in no known extension is a path as it is.

    Args:
        path: of a request.
        extensions: those that there are.
    """
    return next(_readings(path.lstrip("/"), extensions))


def possible_readings(scope: Mapping[str, Any], extensions: Collection[str]) -> tuple[Asked, ...]:
    """All that the address of a thing can mean, the usual first.

    The local name of a thing from elsewhere may end as a form does (`notes.ttl`, `plan.fr`), and hold
    percent signs: an address is an IRI's own, or one that escapes what the IRI has as it is.

    Args:
        scope: of a request.
        extensions: the forms that there are.

    Source: https://www.rfc-editor.org/rfc/rfc3987#section-3.2
    """
    decoded = scope["path"].lstrip("/")
    sent = scope.get("raw_path", b"").decode("ascii", "replace").lstrip("/")
    paths = (decoded, _ESCAPED.sub(_unescaped, sent), sent) if "%" in sent else (decoded,)
    found = (asked for path in paths for asked in _readings(path, extensions))
    return tuple(dict.fromkeys(found))


def _readings(path: str, extensions: Collection[str]) -> Iterator[Asked]:
    """An extension is what the address ends in rather than a part of the name, and so is a language."""
    stem, _, extension = path.rpartition(".")
    if stem and extension in extensions:
        name, _, ending = stem.rpartition(".")
        if extension == "html" and name:
            for language in LANGUAGES:
                if ending == language:
                    yield Asked(_named(name), extension, language)
        yield Asked(_named(stem), extension, None)
    yield Asked(_named(path), "", None)


def _named(path: str) -> str:
    return "" if path == "index" else path


def _unescaped(match: re.Match[str]) -> str:
    """What is UTF-8; the rest stays as it was sent."""
    try:
        return unquote_to_bytes(match[0]).decode()
    except UnicodeDecodeError:
        return match[0]
