"""How many problems there are of each severity, in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from .messages import Language
from .numbers import is_singular

if TYPE_CHECKING:
    from .records import Severity

#: The severities, the worst first.
SEVERITIES: tuple[Severity, ...] = ("error", "warning", "info")

#: Each severity's word in each language, in the singular; all take an « s ».
_WORDS: dict[Language, dict[Severity, str]] = {
    "fr": {"error": "erreur", "warning": "avertissement", "info": "remarque"},
    "en": {"error": "error", "warning": "warning", "info": "remark"},
}


def tally(counts: Mapping[Severity, int], language: Language) -> str:
    """« 0 erreur, 5 avertissements, 1 remarque »: the worst first, those that are none included."""
    return ", ".join(
        f"{counts.get(severity, 0)} {_noun(severity, counts.get(severity, 0), language)}"
        for severity in SEVERITIES
    )


def _noun(severity: Severity, count: int, language: Language) -> str:
    return _WORDS[language][severity] + ("" if is_singular(count, language) else "s")
