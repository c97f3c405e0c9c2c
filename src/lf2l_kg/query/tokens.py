"""A query's tokens.

Source: https://www.w3.org/TR/sparql11-query/#sparqlGrammar (terminals, comments)
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_NAME = r"[^\W\d_]"  # PN_CHARS_BASE, a little wider
_ESCAPE = r"%[0-9A-Fa-f]{2}|\\[-_~.!$&'()*+,;=/?\#@%]"  # PLX
TOKEN = re.compile(
    rf"""
    (?P<skip>\s+|\#[^\r\n]*)
  | (?P<string>'''(?:(?:'|'')?(?:[^'\\]|\\.))*'''|\"\"\"(?:(?:"|"")?(?:[^"\\]|\\.))*\"\"\"
      |'(?:[^'\\\r\n]|\\.)*'|"(?:[^"\\\r\n]|\\.)*")
  | (?P<iri><(?:[^<>"{{}}|^`\\\x00-\x20]|\\u[0-9A-Fa-f]{{4}}|\\U[0-9A-Fa-f]{{8}})*>)
  | (?P<variable>[?$]\w+)
  | (?P<tag>@[A-Za-z]+(?:-[A-Za-z0-9]+)*)
  | (?P<prefixed>(?:{_NAME}(?:[\w.\u00b7-]*[\w\u00b7-])?|_)?:
      (?:(?:[\w:]|{_ESCAPE})(?:[\w:\u00b7-]|{_ESCAPE}|\.(?=[\w.:%\\\u00b7-]))*)?)
  | (?P<number>\d+(?:\.\d*)?(?:[eE][+-]?\d+)?)
  | (?P<word>{_NAME}\w*)
  | (?P<mark>.)
    """,
    re.VERBOSE | re.DOTALL,
)


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


def tokenize(text: str) -> list[Token]:
    """The tokens in order, without white space and comments; of any text whatever."""
    return [
        Token(str(match.lastgroup), match.group(), match.start())
        for match in TOKEN.finditer(text)
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
