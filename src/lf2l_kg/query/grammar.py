"""Where a query leaves the grammar of SPARQL 1.1, and what could have stood there.

The engine says neither reliably: it reports the furthest place that it looked at. This reads the same
tokens as the rest of the package, by a table, one token ahead, without recursion.

Source: https://www.w3.org/TR/sparql11-query/#sparqlGrammar
"""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from importlib.resources import files

from .tokens import Token

#: Kinds of tokens in the grammar. Words and marks stand for themselves; no word is in angle brackets.
KINDS = frozenset(
    f"<{name}>"
    for name in (
        *("BLANK", "END", "INTEGER", "IRI", "NAME", "NUMBER", "PREFIX", "SIGNED", "STRING", "TAG"),
        "VAR",
    )
)
_PIECES = re.compile(r"'([^']+)'|(\w+)|([()|*+?])")
_TWO_MARKS = frozenset(["^^", "&&", "||", "!=", "<=", ">="])


@dataclass(frozen=True, slots=True, eq=False)
class Node:
    """A part of a rule: ``token``, ``rule``, ``all``, ``one`` of, or ``*``, ``?``. Each is only itself."""

    kind: str
    name: str = ""
    parts: tuple[Node, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Tree:
    """What a rule has read: tokens, and what the rules within it have, in order."""

    rule: str
    parts: list[Tree | Token] = field(default_factory=list)

    @property
    def tokens(self) -> list[Token]:
        """All of it, without the rules."""
        found: list[Token] = []
        waiting: list[Tree | Token] = [self]
        while waiting:
            part = waiting.pop()
            if isinstance(part, Token):
                found.append(part)
            else:
                waiting += reversed(part.parts)
        return found

    def trees(self, rule: str) -> list[Tree]:
        """The outermost parts that a rule has read, at any depth."""
        found: list[Tree] = []
        waiting = list(reversed(self.parts))
        while waiting:
            part = waiting.pop()
            if isinstance(part, Tree):
                found += [part] if part.rule == rule else []
                waiting += reversed(part.parts) if part.rule != rule else []
        return found


@dataclass(frozen=True, slots=True)
class Stop:
    """The first token that cannot stand where it does; ``index`` is past the last one for the end."""

    index: int
    expected: frozenset[str]


class Grammar:
    """Rules, and with which tokens each can begin."""

    def __init__(self, text: str) -> None:
        lines = [line for line in text.splitlines() if line and not line.startswith("#")]
        rules = (line.split(" ::= ") for line in lines)
        self._rules = {name: _read(body) for name, body in rules}
        self._first: dict[Node, tuple[frozenset[str], bool]] = {}

    def begins(self, rule: str) -> frozenset[str]:
        """The tokens that a rule can begin with."""
        return self._begins(self._rules[rule])[0]

    def find_stop(self, tokens: Sequence[Token]) -> Stop | None:
        """Where tokens, joined by :func:`join_marks`, are no query; None when they are one."""
        found = self.read(tokens)
        return found if isinstance(found, Stop) else None

    def read(self, tokens: Sequence[Token]) -> Tree | Stop:
        """What the rules read of tokens; where they are no query, see :meth:`find_stop`."""
        top, index, expected = Tree("Query"), 0, set[str]()
        stack = [(self._rules["Query"], top)]
        names = _names(tokens, index)
        while stack:
            node, tree = stack.pop()
            first, may_be_empty = self._begins(node)
            if not first & names:
                expected |= first
                if not may_be_empty:
                    return Stop(index, frozenset(expected))
            elif node.kind == "token":
                tree.parts.extend(tokens[index : index + 1])  # none for the end
                index += 1
                names, expected = _names(tokens, index), set()
            else:
                within = Tree(node.name) if node.kind == "rule" else tree
                if within is not tree:
                    tree.parts.append(within)
                stack += [(part, within) for part in self._next(node, names)]
        return top

    def _next(self, node: Node, names: frozenset[str]) -> list[Node]:
        """What a part stands for before a token that it can begin with; the last comes first."""
        if node.kind == "rule":
            return [self._rules[node.name]]
        if node.kind == "all":
            return list(reversed(node.parts))
        if node.kind == "one":
            return [next(part for part in node.parts if self._begins(part)[0] & names)]
        (part,) = node.parts
        return [part] if node.kind == "?" else [node, part]

    def _begins(self, node: Node) -> tuple[frozenset[str], bool]:
        """The tokens that a part can begin with, and whether it can be empty."""
        known = self._first.get(node)
        if known is None:
            known = self._first[node] = self._work_out(node)
        return known

    def _work_out(self, node: Node) -> tuple[frozenset[str], bool]:
        if node.kind == "token":
            return frozenset([node.name]), False
        if node.kind == "rule":
            return self._begins(self._rules[node.name])
        first, empty = frozenset[str](), node.kind in ("all", "?", "*")
        for part in node.parts:
            begins, may_be_empty = self._begins(part)
            first |= begins
            if node.kind == "all" and not may_be_empty:
                return first, False
            empty = empty or (may_be_empty and node.kind == "one")
        return first, empty


@functools.cache
def sparql_grammar() -> Grammar:
    """The grammar of SPARQL 1.1 Query."""
    return Grammar((files(__package__) / "sparql11.ebnf").read_text(encoding="utf-8"))


def join_marks(tokens: Sequence[Token]) -> list[Token]:
    """Tokens as the grammar has them: ``&&``, ``-1``, ``.5`` are one, a number and the dot after it two."""
    joined: list[Token] = []
    for token in tokens:
        last = joined[-1] if joined else None
        kind = _joined_kind(joined, token) if last else ""
        if last and kind:
            joined[-1] = Token(kind, last.text + token.text, last.start)
        elif token.kind == "number" and token.text.endswith("."):
            joined.append(Token("number", token.text[:-1], token.start))
            joined.append(Token("mark", ".", token.start + len(token.text) - 1))
        else:
            joined.append(token)
    return joined


def _joined_kind(before: Sequence[Token], token: Token) -> str:
    """The kind of token that one makes with the last one before it; "" when it makes none."""
    last = before[-1]
    if last.kind != "mark" or last.start + len(last.text) != token.start:
        return ""
    if token.kind == "mark":
        return "mark" if last.text + token.text in _TWO_MARKS else ""
    if token.kind != "number":
        return ""
    apart = len(before) == 1 or before[-2].kind == "mark" or _end(before[-2]) < last.start
    return {"+": "signed", "-": "signed", ".": "number" if apart else ""}.get(last.text, "")


def _end(token: Token) -> int:
    return token.start + len(token.text)


def _names(tokens: Sequence[Token], index: int) -> frozenset[str]:
    """What the grammar calls a token."""
    if index >= len(tokens):
        return frozenset(["<END>"])
    token = tokens[index]
    if token.kind in ("word", "mark"):
        return frozenset([token.text if token.text == "a" else token.text.upper()])
    names = {"<VAR>" if token.kind == "variable" else f"<{token.kind.upper()}>"}
    if token.kind == "number" and token.text.isdigit():
        names.add("<INTEGER>")
    if token.kind == "prefixed":
        names = {"<BLANK>"} if token.text.startswith("_:") else {"<NAME>"}
        if token.text.endswith(":"):
            names.add("<PREFIX>")
    return frozenset(names)


def _read(body: str) -> Node:
    pieces = [(m[1] or "", m[2] or "", m[3] or "") for m in _PIECES.finditer(body)]
    node, end = _read_choice(pieces, 0)
    if end != len(pieces):
        raise ValueError(body)
    return node


def _read_choice(pieces: list[tuple[str, str, str]], at: int) -> tuple[Node, int]:
    choices: list[Node] = []
    parts: list[Node] = []
    while at < len(pieces) and pieces[at][2] != ")":
        quoted, name, mark = pieces[at]
        at += 1
        if quoted:
            parts.append(Node("token", quoted))
        elif name:
            kind = f"<{name}>"
            parts.append(Node("token", kind) if kind in KINDS else Node("rule", name))
        elif mark == "(":
            node, at = _read_choice(pieces, at)
            parts.append(node)
            at += 1
        elif mark == "|":
            choices.append(Node("all", parts=tuple(parts)))
            parts = []
        elif mark == "+":
            parts.append(Node("*", parts=(parts[-1],)))
        else:
            parts.append(Node(mark, parts=(parts.pop(),)))
    last = Node("all", parts=tuple(parts))
    return (Node("one", parts=(*choices, last)) if choices else last), at
