"""What is wrong with a query that the engine does not understand, for the person who wrote it."""

from __future__ import annotations

from collections.abc import Sequence

from lf2l_kg.base.messages import Message

from .errors import MalformedQueryError
from .grammar import Stop, join_marks, sparql_grammar
from .hints import find_hint
from .meaning import Mistake, find_undeclared, find_unsound
from .scene import Scene
from .tokens import Token, tokenize

_OPERATORS = frozenset(
    [*("=", "!=", "<", ">", "<=", ">=", "&&", "||", "*", "/", "+", "-"), *("IN", "NOT", "<SIGNED>")]
)
_CLAUSES = frozenset(["BIND", "FILTER", "GRAPH", "MINUS", "OPTIONAL", "SERVICE", "VALUES", "{"])
_PATH_MARKS = frozenset(["*", "+", "/", "?", "|"])
#: What single kinds of tokens are called; "" for what is better not mentioned.
_CALLED = {
    "<VAR>": Message(fr="une variable (?x)", en="a variable (?x)"),
    "<IRI>": Message(fr="un IRI", en="an IRI"),
    "<NAME>": Message(fr="", en=""),
    "<PREFIX>": Message(fr="un préfixe (ex:)", en="a prefix (ex:)"),
    "<STRING>": Message(fr='une chaîne ("…")', en='a string ("…")'),
    "<INTEGER>": Message(fr="un nombre entier", en="a whole number"),
    "<NUMBER>": Message(fr="un nombre", en="a number"),
    "<SIGNED>": Message(fr="", en=""),
    "<BLANK>": Message(fr="", en=""),
    "<TAG>": Message(fr="une langue (@fr)", en="a language (@en)"),
    "<END>": Message(fr="la fin de la requête", en="the end of the query"),
    "GROUP": Message(fr="GROUP BY", en="GROUP BY"),
    "ORDER": Message(fr="ORDER BY", en="ORDER BY"),
}


def explain_mistake(text: str, engine_said: str) -> MalformedQueryError:
    """The error for a query that the engine refuses.

    The engine names the furthest place that it looked at, which is often past the mistake, so the
    query is read again by the grammar; what the grammar allows is looked at for what it means.

    Args:
        text: the query.
        engine_said: the engine's message, such as ``error at 1:6: expected …``.
    """
    tokens = join_marks(tokenize(text))
    stop = sparql_grammar().find_stop(tokens)
    undeclared = find_undeclared(tokens[: stop.index] if stop else tokens)
    if undeclared is not None:
        return _error(text, undeclared)
    if stop is None:
        return _error(text, find_unsound(text, tokens, engine_said))
    return _error(text, _misplaced(text, tokens, stop))


def _misplaced(text: str, tokens: Sequence[Token], stop: Stop) -> Mistake:
    scene = Scene(tokens, stop.index, stop.expected)
    there, opened = scene.text()[:40], scene.open_bracket
    hint = find_hint(scene)
    if hint is None and not there and opened is not None:
        line, column = place(text, opened.start)
        hint = Message(
            fr=f"fermez «\u00a0{opened.text}\u00a0», ouvert ligne {line}, colonne {column}",
            en=f"close the `{opened.text}` opened at line {line}, column {column}",
        )
    hint = hint or Message(fr="corrigez la requête à cet endroit", en="mend the query there")
    expected = _told(stop.expected)
    return Mistake(
        tokens[stop.index].start if there else len(text.rstrip()),
        there,
        Message(
            fr=(
                f"«\u00a0{there}\u00a0» n’a pas sa place ici"
                if there
                else "la requête s’arrête trop tôt"
            )
            + f" (attendu\u00a0: {expected.fr})\u00a0; {hint.fr}",
            en=(f"`{there}` cannot stand here" if there else "the query ends too soon")
            + f" (expected: {expected.en}); {hint.en}",
        ),
    )


def _told(expected: frozenset[str]) -> Message:
    """What could have stood there, in words: many tokens go by one name."""
    grammar, rest, said = sparql_grammar(), set(expected), list[Message]()

    def sum_up(group: frozenset[str], fr: str, en: str) -> None:
        rest.difference_update(group)
        said.append(Message(fr=fr, en=en))

    if grammar.begins("Expression") <= rest:
        sum_up(grammar.begins("Expression"), "une expression", "an expression")
    elif grammar.begins("BuiltInCall") <= rest:
        sum_up(grammar.begins("BuiltInCall"), "une fonction", "a function")
    if grammar.begins("GraphNode") <= rest:
        group = grammar.begins("GraphNode") | _PATH_MARKS
        sum_up(group, "une variable, un IRI ou une valeur", "a variable, an IRI or a value")
    if grammar.begins("VerbPath") <= rest:
        sum_up(grammar.begins("VerbPath"), "une propriété", "a property")
    if "||" in rest:
        sum_up(_OPERATORS, "un opérateur", "an operator")
    if "OPTIONAL" in rest:
        sum_up(_CLAUSES, "une clause (FILTER, OPTIONAL…)", "a clause (FILTER, OPTIONAL…)")
    for name in sorted(rest - {"SERVICE"}, key=lambda name: (name.isalpha(), name)):
        said.append(_CALLED.get(name) or _quoted(name))
    words = [message for message in said if message.fr]
    return Message(fr=", ".join(m.fr for m in words), en=", ".join(m.en for m in words))


def _quoted(name: str) -> Message:
    if name.isalpha():
        return Message(fr=name, en=name)
    return Message(fr=f"«\u00a0{name}\u00a0»", en=f"`{name}`")


def place(text: str, start: int) -> tuple[int, int]:
    """The line and the column of a character, both counted from 1."""
    before = text[:start]
    return before.count("\n") + 1, start - (before.rfind("\n") + 1) + 1


def _error(text: str, mistake: Mistake) -> MalformedQueryError:
    line, column = place(text, mistake.start)
    said = mistake.said
    return MalformedQueryError(
        Message(
            fr=f"ligne {line}, colonne {column}\u00a0: {said.fr}",
            en=f"line {line}, column {column}: {said.en}",
        ).without_controls(),
        line=line,
        column=column,
        value=mistake.value,
    )
