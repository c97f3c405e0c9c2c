"""What an untrusted query must pass before the engine sees it.

The engine fetches the address of any ``SERVICE`` and recurses on nesting, and neither can be switched
off; so both are found here, before it sees the query.
"""

from __future__ import annotations

import re

from lf2l_kg.base.messages import Message

from .errors import RefusedQueryError
from .tokens import Token, first_after_prologue, tokenize

_SERVICE = re.compile("service", re.IGNORECASE)
_SERVICE_PREFIX = re.compile("service(silent)?:", re.IGNORECASE)
_HIERARCHICAL = re.compile("<[A-Za-z][A-Za-z0-9+.-]*://")  # cannot be read as an expression
_UPDATES = frozenset(
    ["insert", "delete", "load", "clear", "drop", "create", "add", "move", "copy", "with"]
)
_GRAPH_BEFORE = frozenset({"graph", "from", "named", "into"})


def check_query(text: str, *, max_length: int, max_depth: int) -> None:
    """Let a query pass, or say why not.

    Args:
        text: the query.
        max_length: in bytes of UTF-8.
        max_depth: of nested brackets of all kinds.

    Raises:
        RefusedQueryError: too long, too deeply nested, an update, or a ``SERVICE``.
    """
    length = len(text.encode("utf-8", "surrogatepass"))
    if length > max_length:
        raise RefusedQueryError(
            Message(
                fr=f"la requête fait {length} octets, la limite est {max_length} ;"
                " raccourcissez-la, ou téléchargez les données et interrogez-les chez vous",
                en=f"the query is {length} bytes long, the limit is {max_length};"
                " shorten it, or download the data and query them at home",
            ),
            value=str(length),
        )
    tokens = tokenize(text)
    _check_depth(tokens, max_depth)
    _check_update(tokens)
    if _SERVICE.search(text) and _calls_service(tokens):
        raise RefusedQueryError(
            Message(
                fr="SERVICE n’est pas permis ici : ce serveur n’appelle aucun autre serveur ;"
                " interrogez les deux séparément, ou fédérez depuis votre propre machine",
                en="SERVICE is not allowed here: this server calls no other server;"
                " query the two separately, or federate from your own machine",
            ),
            value="SERVICE",
        )


def _check_depth(tokens: list[Token], max_depth: int) -> None:
    depth = 0
    for token in tokens:
        if token.kind != "mark":
            continue
        depth += (token.text in "{([") - (token.text in "})]")
        if depth > max_depth:
            raise RefusedQueryError(
                Message(
                    fr=f"plus de {max_depth} accolades ou parenthèses emboîtées ;"
                    " aplatissez la requête ou découpez-la en plusieurs",
                    en=f"more than {max_depth} nested braces or brackets;"
                    " flatten the query or split it into several",
                ),
                value=str(depth),
            )


def _check_update(tokens: list[Token]) -> None:
    """Say of an update that it is one: the engine would only say what it expected instead."""
    token = first_after_prologue(tokens)
    if token is not None and token.word in _UPDATES:
        raise RefusedQueryError(
            Message(
                fr=f"{token.text.upper()} est une mise à jour ; ici on ne fait que lire :"
                " SELECT, ASK, CONSTRUCT ou DESCRIBE",
                en=f"{token.text.upper()} is an update; this only reads:"
                " SELECT, ASK, CONSTRUCT or DESCRIBE",
            ),
            value=token.text,
        )


def _calls_service(tokens: list[Token]) -> bool:
    """Whether the engine may read a ``SERVICE`` clause in these tokens.

    The engine has no tokens of its own: it takes ``SERVICE:a {`` for a clause, and in an expression it
    reads ``?a<1)SERVICE#>`` as a comparison, where this reads an IRI. What could be either is refused.
    """
    depth = 0
    for index, token in enumerate(tokens):
        if token.kind == "mark":
            depth += (token.text == "(") - (token.text == ")")
        if "service" in token.word:
            return True
        if token.kind == "prefixed" and _SERVICE_PREFIX.match(token.text):
            opens = index + 1 < len(tokens) and tokens[index + 1].text == "{"
            if opens and (index == 0 or tokens[index - 1].word not in _GRAPH_BEFORE):
                return True
        ambiguous = token.kind == "iri" and depth > 0 and not _HIERARCHICAL.match(token.text)
        if ambiguous and ("#" in token.text or ")" in token.text):
            return True
    return False
