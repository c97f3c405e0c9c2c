"""The language of a document and of what is written in it, as BCP 47 tags.

Source: https://www.rfc-editor.org/info/bcp47
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

from .messages import LANGUAGES
from .records import Fact, Mention
from .text import collapse, plain

#: The property by which a document says its language.
IN_LANGUAGE = "inLanguage"

_TAG = re.compile(
    r"([A-Za-z]{2,3})((?:[-_][A-Za-z0-9]{2,8})*)(?:\.UTF-?8)?", re.ASCII | re.IGNORECASE
)
_NO_LANGUAGE = frozenset({"mul", "und", "zxx"})  # several, not known, none


def read_language(text: str) -> str:
    """The tag that is meant by « en », « en_GB », « eng », « anglais » or « English »; "" for no language."""
    text = collapse(text)
    match = _TAG.fullmatch(text)
    code = _code(match[1].lower()) if match else ""
    if match and code:
        return "-".join((code, *map(_subtag, re.split("[-_]", match[2])[1:])))
    return _codes().get(plain(text), "")


def _code(text: str) -> str:
    """The code of a language by that, or by another of it (« eng », « fre », « iw »); "" for none."""
    if text in LANGUAGES or text in _codes().values():
        return text
    from babel.core import get_global

    code = get_global("language_aliases").get(text, "")
    return code if code in _codes().values() else ""


def _subtag(text: str) -> str:
    """A region in capitals, a script with one, all else in small letters."""
    return text.upper() if len(text) == 2 else text.title() if len(text) == 4 else text.lower()


@lru_cache(maxsize=1)
def _codes() -> Mapping[str, str]:
    """The code of each language, by its names in French and in English, folded."""
    from babel import Locale

    return {
        plain(name): code
        for ours in LANGUAGES
        for code, name in Locale(ours).languages.items()
        if _TAG.fullmatch(code) and "_" not in code
    }


def primary(tag: str) -> str:
    """The language of a tag without its region: « en » of « en-GB », by which labels are told apart."""
    return tag.partition("-")[0]


def stated_language(path: str, facts: Iterable[Fact]) -> str:
    """The language that a document says to be its own; "" where it says none, or several (« mul »).

    Args:
        path: of the document.
        facts: those that it states.
    """
    itself = Mention("Document", path)
    found = {
        primary(fact.object)
        for fact in facts
        if fact.predicate == IN_LANGUAGE and fact.subject == itself and isinstance(fact.object, str)
    }
    return found.pop() if len(found) == 1 and found.isdisjoint(_NO_LANGUAGE) else ""
