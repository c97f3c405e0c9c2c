"""Words as people write them, brought to one form for comparing and for IRIs."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from functools import lru_cache
from itertools import accumulate

_MARKS = re.compile('[\u200b-\u200f\u2060\ufeff®™©*_«»"“”]')
_INVISIBLE = re.compile("[\u200b-\u200f\u2060\ufeff]")
_APOSTROPHES = re.compile("[\u2019\u2018\u02bc`´]")
_LINE_END = re.compile(r"\r\n?|\n")
_HYPHENS = re.compile("[\u2010-\u2015\u2212-]")
_ARTICLE = re.compile(r"^(?:le |la |les |l'|un |une |the )(?=\S)")
_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss", "ø": "o", "ł": "l", "đ": "d"})
_LIGATURE = re.compile("[œæßøłđ]")
_ACCENTS = re.compile("[\u0300-\u034e\u0350-\u036f]")


def collapse(text: str) -> str:
    """NFC, zero-width marks gone, every run of white space one space, ends trimmed."""
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
        text = text if text.isprintable() else _INVISIBLE.sub("", text)
    return " ".join(text.split())


@lru_cache(maxsize=1 << 16)  # the same few labels are compared again and again
def normalise(text: str) -> str:
    """The form under which two labels are the same: case, hyphens, marks, leading article, spaces.

    Accents stay: « Vence » and « Vencé » are two places.
    """
    return _ARTICLE.sub("", _unmarked(text))


def _unmarked(text: str) -> str:
    text = unicodedata.normalize("NFKC", text).casefold()
    text = _APOSTROPHES.sub("'", _MARKS.sub(" ", text))
    return " ".join(_HYPHENS.sub(" ", text).split()).strip(" .,:;'")


def fold(text: str) -> str:
    """``normalise`` without accents and ligatures: for looking up, not for deciding."""
    return _unaccented(normalise(text))


def bare(text: str) -> str:
    """``fold`` with the leading article, which somebody who types a name begins with."""
    return _unaccented(_unmarked(text))


def _unaccented(text: str) -> str:
    if text.isascii():
        return text
    if _LIGATURE.search(text):
        text = text.translate(_LIGATURES)
    text = _ACCENTS.sub("", unicodedata.normalize("NFD", text))
    if text.isascii():  # as French nearly always is then
        return text
    return "".join(c for c in text if not unicodedata.combining(c))


def slug(text: str) -> str:
    """An ASCII name for an IRI: "La Louvière" → "la-louviere"; "" when nothing is left."""
    return re.sub(r"[^a-z0-9]+", "-", _unaccented(_unmarked(text))).strip("-")


def sort_key(text: str) -> tuple[str, str, str]:
    """French order: letters first, then accents, then case and marks."""
    return fold(text), normalise(text), text


class _PlainTable(dict[int, str]):
    """Each character's plain form, worked out when it is first met."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        base = unicodedata.normalize("NFD", character.casefold()[:1] or character)[0].lower()
        form = "-" if _HYPHENS.match(character) else "'" if _APOSTROPHES.match(character) else base
        self[code] = form
        return form


_PLAIN = _PlainTable()


_NOT_ASCII = re.compile("[^\x00-\x7f]")
_FEW = 40  # different characters beyond ASCII, up to which replacing each is faster


def plain(text: str) -> str:
    """``text`` character by character without case and accents, hyphens and apostrophes plain.

    The result has the length of ``text``, so that a position in one is a position in the other.
    """
    others = set() if text.isascii() else set(_NOT_ASCII.findall(text))
    if len(others) > _FEW:
        return text.translate(_PLAIN)
    for character in others:
        text = text.replace(character, _PLAIN[ord(character)])
    return text.replace("`", "'").lower()  # beyond ASCII, nothing is left to lower


def line_starts(text: str) -> list[int]:
    """The offset of each line, from 0. A line ends at a line feed, a carriage return, or both.

    Source: https://spec.commonmark.org/0.31.2/#line-ending
    """
    if "\r" in text:
        return [0, *(match.end() for match in _LINE_END.finditer(text))]
    lines = text.split("\n")
    return list(accumulate((len(line) + 1 for line in lines[:-1]), initial=0))


def content_digest(text: str) -> str:
    """What identifies a document's text, white space and invisible characters apart: 16 hex digits."""
    return hashlib.sha256(collapse(text).encode()).hexdigest()[:16]
