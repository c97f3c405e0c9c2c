"""What is wrong with a query that the engine does not understand, for the person who wrote it."""

from __future__ import annotations

import re
from itertools import pairwise

from lf2l_kg.base.messages import Message

from .errors import MalformedQueryError
from .tokens import Token, first_after_prologue, tokenize

_ENGINE = re.compile(r"^error at (\d+):(\d+): (?:expected )?(.*)", re.DOTALL)
_FORMS = ("select", "ask", "construct", "describe")
_NEVER = frozenset(
    {"LATERAL", "SERVICE", "ADJUST"}
)  # the engine's own words; refused, or not SPARQL 1.1


def explain_mistake(text: str, engine_said: str) -> MalformedQueryError:
    """The error for a query that cannot be parsed.

    The engine names the furthest place that it got to, which is often past the mistake; the two most
    common ones, a form that does not exist and a prefix that is not declared, are found here.

    Args:
        text: the query.
        engine_said: the engine's message, such as ``error at 1:6: expected …``.
    """
    tokens = tokenize(text)
    first = first_after_prologue(tokens)
    if first is None or first.word not in _FORMS:
        return _unknown_form(text, first)
    undeclared = _find_undeclared(tokens)
    if undeclared is not None:
        return _undeclared(text, undeclared)
    found = _ENGINE.match(engine_said)
    line, column = (int(found[1]), int(found[2])) if found else (1, 1)
    return _elsewhere(text, line, column, _expected(found[3]) if found else Message(fr="", en=""))


def _unknown_form(text: str, token: Token | None) -> MalformedQueryError:
    line, column = _place(text, token.start) if token else (1, 1)
    there = token.text if token else ""
    seen = Message(fr=f", pas par «\u00a0{there}\u00a0»", en=f", not with `{there}`")
    return _error(
        line,
        column,
        Message(
            fr="une requête commence par SELECT, ASK, CONSTRUCT ou DESCRIBE"
            + (seen.fr if there else "")
            + "\u00a0; corrigez ce mot",
            en="a query begins with SELECT, ASK, CONSTRUCT or DESCRIBE"
            + (seen.en if there else "")
            + "; mend this word",
        ),
        there,
    )


def _find_undeclared(tokens: list[Token]) -> Token | None:
    declared = {
        name.text
        for token, name in pairwise(tokens)
        if token.word == "prefix" and name.kind == "prefixed"
    }
    for token in tokens:
        prefix = token.text.partition(":")[0]
        if token.kind == "prefixed" and prefix != "_" and f"{prefix}:" not in declared:
            return token
    return None


def _undeclared(text: str, token: Token) -> MalformedQueryError:
    line, column = _place(text, token.start)
    prefix = token.text.partition(":")[0]
    return _error(
        line,
        column,
        Message(
            fr=f"préfixe non déclaré devant «\u00a0{token.text}\u00a0»\u00a0; ajoutez au début\u00a0:"
            f" PREFIX {prefix}: <…>",
            en=f"undeclared prefix in `{token.text}`; add at the beginning: PREFIX {prefix}: <…>",
        ),
        token.text,
    )


def _elsewhere(text: str, line: int, column: int, expected: Message) -> MalformedQueryError:
    lines = text.splitlines()
    there = lines[line - 1][column - 1 :][:20].strip() if 0 < line <= len(lines) else ""
    at_fr = f"«\u00a0{there}\u00a0»" if there else "la fin du texte"
    at_en = f"`{there}`" if there else "the end of the text"
    return _error(
        line,
        column,
        Message(
            fr=f"ce n’est pas du SPARQL 1.1 devant {at_fr}{expected.fr}\u00a0; corrigez la requête"
            " à cet endroit, ou juste avant",
            en=f"this is not SPARQL 1.1 before {at_en}{expected.en}; mend the query there, or just"
            " before",
        ),
        there,
    )


def _expected(engine_said: str) -> Message:
    """The words that the engine would have taken; of its character classes, nothing."""
    words = re.findall(r"\b[A-Z]{2}[A-Z_0-9]*\b", re.sub(r"\[[^\]]*\]", "", engine_said))
    listed = ", ".join(word for word in words if word not in _NEVER)
    if not listed:
        return Message(fr="", en="")
    return Message(fr=f" (par exemple, {listed} irait)", en=f" ({listed} would do, for example)")


def _place(text: str, start: int) -> tuple[int, int]:
    before = text[:start]
    return before.count("\n") + 1, start - (before.rfind("\n") + 1) + 1


def _error(line: int, column: int, said: Message, value: str) -> MalformedQueryError:
    place = f"{line}:{column}"
    return MalformedQueryError(
        Message(fr=f"{place}\u00a0: {said.fr}", en=f"{place}: {said.en}"),
        line=line,
        column=column,
        value=value,
    )
