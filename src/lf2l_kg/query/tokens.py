"""A query's tokens.

Source: https://www.w3.org/TR/sparql11-query/#sparqlGrammar (terminals, comments)
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_NAME = r"[^\W\d_]"  # PN_CHARS_BASE, a little wider
_ESCAPE = r"%[0-9A-Fa-f]{2}|\\[-_~.!$&'()*+,;=/?\#@%]"  # PLX
_LONG = r"""'''(?:(?:'|'')?(?:[^'\\]|\\.))*'''|\"\"\"(?:(?:"|"")?(?:[^"\\]|\\.))*\"\"\"|"""
_PREFIXED = rf"""
  | (?P<prefixed>(?:{_NAME}(?:[\w.\u00b7-]*[\w\u00b7-])?|_)?:
      (?:(?:[\w:]|{_ESCAPE})(?:[\w:\u00b7-]|{_ESCAPE}|\.(?=[\w.:%\\\u00b7-]))*)?)"""


def _compile(long: str, prefixed: str) -> re.Pattern[str]:
    return re.compile(
        rf"""
    (?P<skip>\s+|\#[^\r\n]*)
  | (?P<string>{long}'(?:[^'\\\r\n]|\\.)*'|"(?:[^"\\\r\n]|\\.)*")
  | (?P<iri><(?:[^<>"{{}}|^`\\\x00-\x20]|\\u[0-9A-Fa-f]{{4}}|\\U[0-9A-Fa-f]{{8}})*>)
  | (?P<variable>[?$]\w+)
  | (?P<tag>@[A-Za-z]+(?:-[A-Za-z0-9]+)*){prefixed}
  | (?P<number>\d+(?:\.\d*)?(?:[eE][+-]?\d+)?)
  | (?P<word>{_NAME}\w*)
  | (?P<mark>.)
    """,
        re.VERBOSE | re.DOTALL,
    )


_TOKEN = _compile(_LONG, _PREFIXED)
_WITHOUT_LONG = _compile("", _PREFIXED)
_WITHOUT_PREFIX = _compile(_LONG, "")
_MARK = re.compile("(?P<mark>.)", re.DOTALL)
#: How to go on where something is sought in vain.
_IN_VAIN = {
    **dict.fromkeys(("'", '"'), _MARK),
    **dict.fromkeys(("'''", '"""'), _WITHOUT_LONG),
    "prefix": _WITHOUT_PREFIX,
}
_RUN = re.compile(r"[\w.\u00b7-]*")  # where a prefix can go on until its colon
_UNENDED = re.compile(r"'(?:[^'\\\r\n]|\\.)*|\"(?:[^\"\\\r\n]|\\.)*", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a query: string, iri, variable, tag, prefixed, number, word or mark."""

    kind: str
    text: str
    start: int  # in characters

    @property
    def word(self) -> str:
        """A bare word in lower case; "" for any other token."""
        return self.text.lower() if self.kind == "word" else ""


def find_pieces(text: str) -> Iterator[re.Match[str]]:
    """The tokens, white space and comments that a text is made of; of any text whatever.

    In time that grows with its length: what was sought in vain up to a place is not sought again
    before it. A quote within a string that has no end is escaped there, so that no string of its own
    that begins with it has an end either.
    """
    at, vain = 0, dict[str, int]()  # what was sought, and up to where in vain
    while at < len(text):
        first = text[at]
        sought = "prefix"
        if first in "'\"":
            sought = first * 3 if text.startswith(first * 3, at) else first
        in_vain = at < vain.get(sought, 0)
        match = (_IN_VAIN[sought] if in_vain else _TOKEN).match(text, at)
        if match is None:  # never: any character is a mark
            raise ValueError(text[at:])
        yield match
        if not in_vain:
            vain[sought] = _in_vain(sought, text, match)
        at = match.end()


def _in_vain(sought: str, text: str, found: re.Match[str]) -> int:
    """Up to where there is nothing of what was sought, or 0 when it was found."""
    if len(sought) == 3:
        return len(text) if len(found.group()) == 2 else 0
    unended = {"word": _RUN, "mark": _UNENDED}.get(str(found.lastgroup))
    end = unended.match(text, found.start()) if unended else None
    return end.end() if end else 0


def tokenize(text: str) -> list[Token]:
    """The tokens in order, without white space and comments; of any text whatever."""
    return [
        Token(str(match.lastgroup), match.group(), match.start())
        for match in find_pieces(text)
        if match.lastgroup != "skip"
    ]


def first_after_prologue(tokens: list[Token]) -> Token | None:
    """The first token that belongs to no PREFIX or BASE; None when there is none."""
    rest = iter(tokens)
    for token in rest:
        if token.word not in ("prefix", "base"):
            return token
        next(rest, None)
        if token.word == "prefix":
            next(rest, None)
    return None
