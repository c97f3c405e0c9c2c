"""The TOML that Hugo keeps between two ``+++`` → entries, each with its exact words.

``tomllib`` says whether it is TOML, but not where its values stand; so the text that it accepts is
walked once more. Source: https://gohugo.io/content-management/front-matter/, https://toml.io/en/v1.0.0
"""

from __future__ import annotations

import datetime
import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from lf2l_kg.base.messages import Message
from lf2l_kg.base.records import Entry, Finding
from lf2l_kg.base.text import line_starts

from .scalars import Value, normal_decimal, resolve_scalar
from .source import Source
from .yaml_nodes import MAX_NODES

OPENING = re.compile(r"\+\+\+[ \t]*(?:\r\n|\r|\n)")
CLOSING = re.compile(r"(?:^|(?<=\r))\+\+\+[ \t]*(?=[\r\n]|\Z)(?:\r\n|\r|\n)?", re.MULTILINE)
_BLANK = re.compile(r"(?:[ \t\n,]|#[^\n]*)*")
_STRING = r'"(?:[^"\\\n]|\\.)*"|\'[^\'\n]*\''
_KEY = re.compile(rf"(?:{_STRING}|[\w-]+)(?:[ \t]*\.[ \t]*(?:{_STRING}|[\w-]+))*", re.ASCII)
_PART = re.compile(rf"{_STRING}|[\w-]+", re.ASCII)
_SCALAR = re.compile(
    r'"""(?s:(?:[^"\\]|\\.|"{1,2}(?!"))*)"{3,5}'
    r"|'''(?s:(?:[^']|'{1,2}(?!'))*)'{3,5}"
    rf"|{_STRING}|[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}} [0-9:.]+(?:Z|[+-][0-9:]+)?|[^\s,\]}}#]+"
)
_EQUALS = re.compile(r"[ \t]*=[ \t]*")
_PLACE = re.compile(r" \(at line (\d+), column (\d+)\)$")
_INVISIBLE = re.compile("[\u200b-\u200f\u2060\ufeff\u00ad]")


class _Scalar(NamedTuple):
    """A value in the text: the dotted key, its position in its list, where the key and the value are."""

    key: str
    position: int
    key_start: int
    start: int
    end: int


def read_toml(source: Source, start: int, end: int) -> tuple[list[Entry], list[Finding]]:
    """The entries between two offsets of a file, or the finding that says why there are none."""
    # Of the same length, so that the places hold.
    text = source.text[start:end].replace("\r\n", " \n").replace("\r", "\n")
    try:
        tomllib.loads(text)
        scalars = list(_Walk(text).scalars())
    except tomllib.TOMLDecodeError as error:
        return [], [_malformed(source, start, text, str(error))]
    except RecursionError:
        return [], [source.finding(start, "error", "too-many-values", _TOO_DEEP)]
    if len(scalars) > MAX_NODES:
        return [], [source.finding(start, "error", "too-many-values", _TOO_DEEP)]
    entries = (_entry(source, start, text, scalar) for scalar in scalars)
    return [entry for entry in entries if entry], []


class _Walk:
    """Walks through TOML that is known to be well formed."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._count: Counter[str] = Counter()  # how many tables each array has so far

    def scalars(self) -> Iterator[_Scalar]:
        """All values, in the order of the file."""
        text, prefix, index = self._text, "", 0
        while self._skip() < len(text):
            if text[self._at] != "[":
                yield from self._pair(prefix, index)
                continue
            in_array = text.startswith("[[", self._at)
            self._at = self._skip(1 + in_array)
            _, prefix = self._key("")
            index = self._count[prefix] if in_array else 0
            self._count[prefix] += in_array
            self._at = text.index("]", self._at) + 1 + in_array

    def _skip(self, characters: int = 0) -> int:
        blank = _BLANK.match(self._text, self._at + characters)
        self._at = blank.end() if blank else self._at
        return self._at

    def _key(self, prefix: str) -> tuple[int, str]:
        match = _KEY.match(self._text, self._at)
        start, words = self._at, match[0] if match else ""
        self._at += len(words)
        names = [prefix] if prefix else []
        for part in _PART.findall(words):
            names.append(str(_decode(part)) if part[0] in "\"'" else part)
        return start, ".".join(names)

    def _pair(self, prefix: str, index: int) -> Iterator[_Scalar]:
        key_start, key = self._key(prefix)
        equals = _EQUALS.match(self._text, self._at)
        self._at = equals.end() if equals else len(self._text)
        yield from self._value(key, index, key_start)

    def _value(self, key: str, index: int, key_start: int) -> Iterator[_Scalar]:
        opening = self._text[self._at : self._at + 1]
        if opening not in ("[", "{"):
            match = _SCALAR.match(self._text, self._at)
            end = match.end() if match else len(self._text)
            yield _Scalar(key, index, key_start, self._at, end)
            self._at = end
            return
        position = 0
        self._at += 1
        while self._text[self._skip()] not in "]}":
            if opening == "{":
                yield from self._pair(key, index)
            else:
                yield from self._value(key, position, key_start)
            position += 1
        self._at += 1


def _decode(token: str) -> object:
    return tomllib.loads(f"v = {token}")["v"]


def _entry(source: Source, begin: int, text: str, scalar: _Scalar) -> Entry | None:
    """The entry of a value; None when it is blank."""
    start, end = scalar.start, scalar.end
    value = _value(_decode(text[start:end]))
    words = _INVISIBLE.sub("", value[0]).strip()
    for mark in ('"""', "'''", '"', "'"):
        if text.startswith(mark, start):
            start, end = start + len(mark), end - len(mark)
            break
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if not words or start == end:
        return None
    line, _ = source.place(begin + scalar.key_start)
    quote = source.quote(begin + start, begin + end)
    return Entry(scalar.key, words, value[1], quote, line, scalar.position)


def _value(value: object) -> Value:
    """A value of TOML in the normal form and with the type that YAML's have."""
    if isinstance(value, bool):
        return str(value).lower(), "boolean"
    if isinstance(value, int):
        return str(value), "integer"
    if isinstance(value, float):
        number = Decimal(repr(value))
        return (normal_decimal(number), "decimal") if number.is_finite() else (str(value), "string")
    if isinstance(value, datetime.datetime | datetime.date):
        return resolve_scalar(value.isoformat()) or (value.isoformat(), "string")
    return str(value), "string"


def _malformed(source: Source, start: int, text: str, reason: str) -> Finding:
    """The place is only in the words of the parser's reason."""
    place = _PLACE.search(reason)
    said = reason[: place.start()] if place else reason
    starts = line_starts(text)
    offset = starts[int(place[1]) - 1] + int(place[2]) - 1 if place else len(text)
    message = Message(
        fr=f"ce n’est pas du TOML : {said} ; corrigez cette ligne de l’en-tête.",
        en=f"this is not TOML: {said}; mend this line of the front matter.",
    )
    return source.finding(start + min(offset, len(text)), "error", "invalid-toml", message)


_TOO_DEEP = Message(
    fr="l’en-tête contient trop de valeurs ou d’imbrications ; raccourcissez-le.",
    en="the front matter holds too many values or levels; shorten it.",
)
