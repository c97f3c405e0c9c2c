"""What a plain YAML scalar means: the YAML 1.2 core schema, with dates kept and codes left alone.

Source: https://yaml.org/spec/1.2.2/#103-core-schema. Two departures, both for what people write in
front matter: ISO dates are dates, and digits after a leading zero (``01234``) stay text.
"""

from __future__ import annotations

import datetime
import re
from decimal import Decimal
from typing import Literal

Datatype = Literal["string", "integer", "decimal", "boolean", "date", "dateTime"]
Value = tuple[str, Datatype]

_NULLS = frozenset({"", "~", "null", "Null", "NULL"})
_BOOLEANS = {
    **dict.fromkeys(("true", "True", "TRUE"), "true"),
    **dict.fromkeys(("false", "False", "FALSE"), "false"),
}
_INTEGER = re.compile(r"[-+]?(?:0|[1-9][0-9]*)")
_OCTAL = re.compile(r"0o([0-7]+)")
_HEXADECIMAL = re.compile(r"0x([0-9a-fA-F]+)")
_DECIMAL = re.compile(r"[-+]?(?:\.[0-9]+|(?:0|[1-9][0-9]*)(?:\.[0-9]*)?)(?:[eE]([-+]?[0-9]{1,3}))?")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
# Source: https://yaml.org/type/timestamp.html; the seconds may be left out, as Hugo and Jekyll allow.
_DATE_TIME = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:[Tt]|[ \t]+)([0-9]{1,2}):([0-9]{2})(?::([0-9]{2})(?:\.([0-9]*))?)?"
    r"(?:[ \t]*(?:(Z)|([-+])([0-9]{1,2})(?::?([0-9]{2}))?))?"
)
_LONGEST = 1000  # characters; a longer number is text


def resolve_scalar(text: str) -> Value | None:
    """The value of a plain scalar in its normal form, with its type; None for null.

    Integers lose the plus sign, decimals their idle zeros, date-times are those of XSD. What looks
    like a number, a date or a time and is none (``.inf``, ``12:30``, ``2024-02-30``) is a string.
    """
    if text in _NULLS:
        return None
    if text in _BOOLEANS:
        return _BOOLEANS[text], "boolean"
    if text[0] not in "+-.0123456789" or len(text) > _LONGEST:
        return text, "string"
    return _number(text) or _time(text) or (text, "string")


def _number(text: str) -> Value | None:
    if _INTEGER.fullmatch(text):
        return str(int(text)), "integer"
    if match := _OCTAL.fullmatch(text):
        return str(int(match[1], 8)), "integer"
    if match := _HEXADECIMAL.fullmatch(text):
        return str(int(match[1], 16)), "integer"
    if _DECIMAL.fullmatch(text):
        return normal_decimal(Decimal(text)), "decimal"
    return None


def _time(text: str) -> Value | None:
    if _DATE.fullmatch(text) and is_date(text):
        return text, "date"
    match = _DATE_TIME.fullmatch(text)
    return _date_time(match) if match else None


def normal_decimal(number: Decimal) -> str:
    """A number in the canonical form of ``xsd:decimal`` (1.1, with no trailing point)."""
    text = format(number, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text.removeprefix("+")


def looks_like_date(text: str) -> bool:
    """Whether a text has the form of a date or date-time."""
    return bool(_DATE.fullmatch(text) or _DATE_TIME.fullmatch(text))


def is_date(text: str) -> bool:
    """Whether ``YYYY-MM-DD`` is a day of the calendar."""
    try:
        datetime.date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _date_time(match: re.Match[str]) -> Value | None:
    day, hours, minutes, seconds, fraction, utc, sign, zone_hours, zone_minutes = match.groups()
    if not is_date(day) or int(hours) > 23 or int(minutes) > 59 or int(seconds or 0) > 59:
        return None
    if int(zone_hours or 0) > 14 or int(zone_minutes or 0) > 59:
        return None
    text = f"{day}T{int(hours):02}:{minutes}:{seconds or '00'}"
    if fraction := (fraction or "").rstrip("0"):
        text += f".{fraction}"
    if utc or (sign and not int(zone_hours) and not int(zone_minutes or 0)):
        text += "Z"
    elif sign:
        text += f"{sign}{int(zone_hours):02}:{zone_minutes or '00'}"
    return text, "dateTime"
