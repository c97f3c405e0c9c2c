"""Numbers, dates and languages as a language writes them."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from lf2l_kg.base.messages import Language
from lf2l_kg.base.numbers import format_number, is_singular

_MARKS = re.compile(r" ([:;?!»])")
_DATE = re.compile(r"(-?\d{4,9})(?:-(\d\d))?(?:-(\d\d))?(?:T.*|Z|[+-]\d\d:\d\d)?")


@lru_cache(maxsize=4)
def _months(language: Language) -> tuple[str, ...]:
    from babel.dates import get_month_names

    names = get_month_names("wide", "format", language)
    return tuple(names[month] for month in range(1, 13))


@lru_cache(maxsize=1 << 10)
def format_decimal(value: float, language: Language) -> str:
    """A number with two decimals at most: « 0,95 », “0.95”."""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return text.replace(".", ",") if language == "fr" else text


def format_date(value: str, language: Language) -> str:
    """A day, a month or a year of XML Schema: « 6 décembre 2016 », “December 2016”; else as it is."""
    found = _DATE.fullmatch(value)
    if not found or not 1 <= int(found[2] or 1) <= 12:
        return value
    year, month, day = found.groups()
    if month is None:
        return year
    name = _months(language)[int(month) - 1]
    if day is None:
        return f"{name} {year}"
    first = language == "fr" and day == "01"
    return f"{'1ᵉʳ' if first else int(day)} {name} {year}"


@lru_cache(maxsize=1 << 6)
def format_language(tag: str, language: Language) -> str:
    """The name of a language: « anglais (Royaume-Uni) » for "en-GB"; the tag where nobody named it."""
    from babel import Locale, UnknownLocaleError

    try:
        return Locale.parse(tag, sep="-").get_display_name(language) or tag
    except (ValueError, UnknownLocaleError):
        return tag


def tie(text: str) -> str:
    """A French text whose marks do not stand alone at the beginning of a line: « où\u00a0? »."""
    return _MARKS.sub("\u00a0\\1", text).replace("«\u0020", "«\u00a0")


def filters(language: Language) -> dict[str, Callable[..., Any]]:
    """The forms as filters of templates, by name."""
    return {
        "number": lambda value: format_number(value, language),
        "is_singular": lambda count: is_singular(count, language),
        "decimal": lambda value: format_decimal(value, language),
        "tied": lambda text: tie(text) if language == "fr" else text,
        "date": lambda value: format_date(str(value), language),
    }
