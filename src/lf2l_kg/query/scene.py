"""The place where a query stops being one, as hints look at it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .tokens import Token

AGGREGATES = frozenset(["count", "sum", "min", "max", "avg", "sample", "group_concat"])


@dataclass(frozen=True, slots=True)
class Scene:
    """Where a query stops being one."""

    tokens: Sequence[Token]
    at: int  # of the first token that cannot stand there; past the last for the end of the text
    expected: frozenset[str]  # as the grammar names them

    def text(self, ahead: int = 0) -> str:
        """The text of a token, counted from that one; "" where there is none."""
        index = self.at + ahead
        return self.tokens[index].text if 0 <= index < len(self.tokens) else ""

    def kind(self, ahead: int = 0) -> str:
        """Likewise its kind."""
        index = self.at + ahead
        return self.tokens[index].kind if 0 <= index < len(self.tokens) else ""

    @property
    def word(self) -> str:
        """That token as a bare word in lower case; "" when it is none."""
        return self.text().lower() if self.kind() == "word" else ""

    @property
    def before(self) -> str:
        """The text before it, in lower case."""
        return self.text(-1).lower()

    @property
    def open_bracket(self) -> Token | None:
        """The innermost bracket that is not closed before it."""
        found: list[Token] = []
        for token in self.tokens[: self.at]:
            if token.kind == "mark" and token.text in "{([":
                found.append(token)
            elif token.kind == "mark" and token.text in "})]" and found:
                found.pop()
        return found[-1] if found else None
