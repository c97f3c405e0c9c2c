"""Mistakes that the grammar allows: undeclared prefixes, variables out of place, rows of other lengths.

Source: https://www.w3.org/TR/sparql11-query/#sparqlGrammar (the notes), #selectExpressions, #bind
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import pyoxigraph as ox

from lf2l_kg.base.messages import Message

from .scene import AGGREGATES
from .tokens import Token

_ENGINE_PLACE = re.compile(r"^error at (\d+):(\d+)")
_BAD_ESCAPE = re.compile(r"\\(?:[^tbnrf\"'\\uU]|u(?![0-9A-Fa-f]{4})|U(?![0-9A-Fa-f]{8}))")
_MOST_ROWS = (1 << 64) - 1  # that the engine counts


@dataclass(frozen=True, slots=True)
class Mistake:
    """What is wrong, and at which character."""

    start: int
    value: str
    said: Message


def find_undeclared(tokens: Sequence[Token]) -> Mistake | None:
    """The first prefix that is not declared."""
    declared = {
        name.text
        for token, name in pairwise(tokens)
        if token.word == "prefix" and name.kind == "prefixed"
    }
    for token in tokens:
        prefix = token.text.partition(":")[0]
        if token.kind == "prefixed" and prefix != "_" and f"{prefix}:" not in declared:
            said = Message(
                fr=f"préfixe non déclaré devant «\u00a0{token.text}\u00a0»\u00a0; ajoutez au début\u00a0:"
                f" PREFIX {prefix}: <…>",
                en=f"undeclared prefix in `{token.text}`; add at the beginning: PREFIX {prefix}: <…>",
            )
            if prefix in ("http", "https", "urn"):
                said = Message(
                    fr="mettez l’IRI entier entre < et >", en="put the whole IRI between < and >"
                )
            return Mistake(token.start, token.text, said)
    return None


def find_unsound(text: str, tokens: Sequence[Token], engine_said: str) -> Mistake:
    """What is wrong with a query that the grammar allows and the engine does not."""
    found = next(_candidates(tokens, engine_said), None)
    return found or _somewhere(text, engine_said)


def _candidates(tokens: Sequence[Token], engine_said: str) -> Iterator[Mistake]:
    """From the surest to the least sure."""
    yield from _bad_escapes(tokens)
    yield from _bad_iris(tokens)
    yield from _vast_counts(tokens)
    yield from _uneven_rows(tokens)
    if "SELECT * is not authorized" in engine_said:
        star = next(t for t in tokens if t.text == "*")
        said = Message(
            fr="SELECT * ne va pas avec GROUP BY\u00a0; nommez les variables",
            en="SELECT * does not go with GROUP BY; name the variables",
        )
        yield Mistake(star.start, "*", said)
    if "variable that is unbound" in engine_said:
        yield from _misplaced_aggregates(tokens)
        yield from _ungrouped(tokens)
    yield from _bound_again(tokens)
    yield from _selected_twice(tokens)
    yield from _shared_blank_nodes(tokens)


def _bad_escapes(tokens: Sequence[Token]) -> Iterator[Mistake]:
    for token in tokens:
        bad = (
            _BAD_ESCAPE.search(token.text.replace("\\\\", "\0\0"))
            if token.kind == "string"
            else None
        )
        if bad:
            said = Message(
                fr=f"«\u00a0{bad[0]}\u00a0» n’est pas un échappement\u00a0; doublez la barre oblique inverse",
                en=f"`{bad[0]}` is no escape; double the backslash",
            )
            yield Mistake(token.start + bad.start(), bad[0], said)


def _vast_counts(tokens: Sequence[Token]) -> Iterator[Mistake]:
    for token, number in pairwise(tokens):
        if token.word in ("limit", "offset") and number.text.isdecimal():
            most, digits = str(_MOST_ROWS), number.text.lstrip("0")
            if (len(digits), digits) <= (len(most), most):
                continue
            said = Message(
                fr=f"{token.text.upper()} va jusqu’à {most}\u00a0; écrivez un plus petit nombre",
                en=f"{token.text.upper()} goes up to {most}; write a smaller number",
            )
            yield Mistake(number.start, number.text[:40], said)


def _bad_iris(tokens: Sequence[Token]) -> Iterator[Mistake]:
    for token in tokens:
        iri = token.text[1:-1]
        if token.kind != "iri" or not re.match(r"[A-Za-z][A-Za-z0-9+.-]*:", iri) or "\\" in iri:
            continue
        try:
            ox.NamedNode(iri)
        except ValueError:
            said = Message(
                fr=f"{token.text} n’est pas un IRI valide\u00a0; corrigez-le",
                en=f"{token.text} is no valid IRI; mend it",
            )
            yield Mistake(token.start, token.text, said)


def _uneven_rows(tokens: Sequence[Token]) -> Iterator[Mistake]:
    """A row of VALUES with more or fewer values than there are variables."""
    for at, token in enumerate(tokens):
        if token.word != "values" or at + 1 >= len(tokens) or tokens[at + 1].text != "(":
            continue
        names = _until(tokens, at + 2, ")")
        row = at + 2 + len(names) + 2  # after « ) { »
        while row < len(tokens) and tokens[row].text == "(":
            values = [t for t in _until(tokens, row + 1, ")") if t.kind != "tag" and t.text != "^^"]
            count = len(values) - sum(t.text == "^^" for t in _until(tokens, row + 1, ")"))
            if count != len(names):
                said = Message(
                    fr=f"{count} valeur(s) pour {len(names)} variable(s)\u00a0; mettez-en autant, UNDEF"
                    " au besoin",
                    en=f"{count} value(s) for {len(names)} variable(s); give as many, UNDEF where"
                    " there is none",
                )
                yield Mistake(tokens[row].start, "VALUES", said)
            row += len(_until(tokens, row + 1, ")")) + 2


def _until(tokens: Sequence[Token], start: int, mark: str) -> list[Token]:
    end = start
    while end < len(tokens) and tokens[end].text != mark:
        end += 1
    return list(tokens[start:end])


def _misplaced_aggregates(tokens: Sequence[Token]) -> Iterator[Mistake]:
    """An aggregate within FILTER or BIND: there is nothing yet to aggregate."""
    for at, token in enumerate(tokens):
        if token.word not in ("filter", "bind"):
            continue
        depth, index = 0, at + 1
        while index < len(tokens):
            inner = tokens[index]
            depth += (inner.text == "(") - (inner.text == ")")
            if inner.word in AGGREGATES:
                said = Message(
                    fr=f"pas de {inner.text} dans {token.text}\u00a0; calculez-le dans SELECT, filtrez"
                    " avec HAVING",
                    en=f"no {inner.text} within {token.text}; compute it in SELECT, filter with HAVING",
                )
                yield Mistake(inner.start, inner.text, said)
                return
            index += 1
            if depth == 0 and inner.text == ")":
                break


def _ungrouped(tokens: Sequence[Token]) -> Iterator[Mistake]:
    """A variable of SELECT that is neither grouped by nor aggregated."""
    by = next((at for at, t in enumerate(tokens) if t.word == "group"), len(tokens))
    grouped = {token.text[1:] for token in tokens[by:] if token.kind == "variable"}
    start = next((at for at, t in enumerate(tokens) if t.word == "select"), 0)
    depth = 0
    for token in tokens[start + 1 :]:
        depth += (token.text == "(") - (token.text == ")")
        if token.word in ("where", "from") or token.text == "{":
            break
        if token.kind == "variable" and depth == 0 and token.text[1:] not in grouped:
            said = Message(
                fr=f"{token.text} n’est ni dans GROUP BY ni dans un agrégat\u00a0; ajoutez"
                f" GROUP BY {token.text}",
                en=f"{token.text} is neither in GROUP BY nor in an aggregate; add GROUP BY {token.text}",
            )
            yield Mistake(token.start, token.text, said)


def _bound_again(tokens: Sequence[Token]) -> Iterator[Mistake]:
    """A variable that AS names although it has a value already."""
    seen: set[str] = set()
    for token, following in pairwise(tokens):
        if token.word == "as" and following.kind == "variable" and following.text[1:] in seen:
            name = following.text
            said = Message(
                fr=f"{name} a déjà une valeur à cet endroit\u00a0; prenez un autre nom après AS",
                en=f"{name} has a value already at this place; take another name after AS",
            )
            yield Mistake(following.start, name, said)
        if token.kind == "variable":
            seen.add(token.text[1:])


def _selected_twice(tokens: Sequence[Token]) -> Iterator[Mistake]:
    """A variable that stands twice in one SELECT, which the engine does not take."""
    seen: set[str] | None = None  # None outside of what is selected
    depth = 0
    for token in tokens:
        depth += (token.text == "(") - (token.text == ")")
        if token.word == "select":
            seen, depth = set(), 0
        elif token.word in ("where", "from") or token.text == "{":
            seen = None
        elif seen is not None and depth == 0 and token.kind == "variable":
            name = token.text[1:]
            if name in seen:
                said = Message(
                    fr=f"{token.text} est deux fois dans SELECT\u00a0; nommez-la une fois",
                    en=f"{token.text} is twice in SELECT; name it once",
                )
                yield Mistake(token.start, token.text, said)
            seen.add(name)


def _shared_blank_nodes(tokens: Sequence[Token]) -> Iterator[Mistake]:
    """A blank node's label in two groups."""
    group, groups, known = 0, [0], dict[str, int]()
    for token in tokens:
        if token.text in ("{", "}"):
            group += 1
            groups = [*groups, group] if token.text == "{" else groups[:-1] or [0]
        is_label = token.kind == "prefixed" and token.text.startswith("_:")
        if is_label and known.setdefault(token.text, groups[-1]) != groups[-1]:
            said = Message(
                fr=f"{token.text} sert dans deux groupes\u00a0; prenez une variable",
                en=f"{token.text} is used in two groups; take a variable",
            )
            yield Mistake(token.start, token.text, said)


def _somewhere(text: str, engine_said: str) -> Mistake:
    """The engine's own place: it says no more than that."""
    found = _ENGINE_PLACE.match(engine_said)
    line, column = (int(found[1]), int(found[2])) if found else (1, 1)
    lines = text.splitlines(keepends=True)
    start = sum(len(before) for before in lines[: line - 1]) + column - 1
    there = text[start : start + 20].strip()
    before_fr = f"devant «\u00a0{there}\u00a0»" if there else "à la fin du texte"
    before_en = f"before `{there}`" if there else "at the end of the text"
    said = Message(
        fr=f"ce n’est pas du SPARQL 1.1 {before_fr}\u00a0; corrigez la requête à cet endroit, ou juste avant",
        en=f"this is not SPARQL 1.1 {before_en}; mend the query there, or just before",
    )
    return Mistake(min(start, len(text)), there, said)
