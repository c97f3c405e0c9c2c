"""Numbers as a language writes them, and whether a noun beside one is in the singular."""

from __future__ import annotations

from functools import lru_cache

from .messages import Language, Message


@lru_cache(maxsize=4)
def _group(language: Language) -> str:
    from babel.numbers import get_group_symbol

    return get_group_symbol(language)


def format_number(value: int, language: Language) -> str:
    """A whole number, its thousands apart: « 66 000 », “66,000”."""
    return f"{value:,}".replace(",", _group(language)) if value > 999 else str(value)


def counted(count: int, fr: tuple[str, str], en: tuple[str, str]) -> Message:
    """A number and what it counts: « 1 lien inscrit », “2 links entered”.

    Args:
        count: how many.
        fr: the words after it in French, in the singular and the plural.
        en: in English.
    """
    return Message(
        fr=f"{format_number(count, 'fr')} {fr[not is_singular(count, 'fr')]}",
        en=f"{format_number(count, 'en')} {en[not is_singular(count, 'en')]}",
    )


def is_singular(count: int, language: Language) -> bool:
    """Whether a noun counted so is in the singular: « 0 fait », “0 facts”.

    Source: https://www.unicode.org/cldr/charts/latest/supplemental/language_plural_rules.html
    """
    return count == 1 or (count == 0 and language == "fr")
