"""What an untrusted query must pass before the engine sees it.

The engine fetches the address of any ``SERVICE`` and recurses on nesting, and neither can be switched
off. It has no tokens of its own, so that no tokenizer of ours can always read as it does: to it
``FILTER(?a<'x>')SERVICE`` is a comparison and a clause, by the standard's tokens an IRI and a string. So
the word is not only looked for: wherever our tokens say that it is harmless, it is also spelt so that
it cannot be the keyword, whatever the engine reads there.
"""

from __future__ import annotations

import re

from lf2l_kg.base.messages import Message

from .errors import QueryTooLargeError, RefusedQueryError
from .tokens import Token, find_pieces, first_after_prologue, tokenize

_SERVICE = re.compile("service", re.IGNORECASE)
_GLUED = re.compile(r"[^\w:]service", re.IGNORECASE)
_UPDATES = frozenset(
    ["insert", "delete", "load", "clear", "drop", "create", "add", "move", "copy", "with"]
)


def guard_query(text: str, max_length: int, max_depth: int, max_terms: int) -> str:
    """Let a query pass, or say why not.

    Args:
        text: the query.
        max_length: in bytes of UTF-8.
        max_depth: of nested brackets of all kinds.
        max_terms: names, values and marks.

    Returns:
        The query to evaluate: it means the same, line by line.

    Raises:
        RefusedQueryError: too long, too deeply nested, or a ``SERVICE``.
    """
    length = len(text) if text.isascii() else len(text.encode("utf-8", "surrogatepass"))
    if length > max_length:
        raise QueryTooLargeError(
            Message(
                fr=f"la requête fait {length} octets, la limite est {max_length}\u00a0;"
                " raccourcissez-la, ou téléchargez les données et interrogez-les chez vous",
                en=f"the query is {length} bytes long, the limit is {max_length};"
                " shorten it, or download the data and query them at home",
            ),
            value=str(length),
        )
    calls = "service" in text.lower()
    # Most queries are so small that no count of their tokens could pass a limit.
    if len(text) <= max_terms and sum(map(text.count, "{([")) <= max_depth and not calls:
        return text
    tokens = tokenize(text)
    _check_terms(tokens, max_terms)
    _check_depth(tokens, max_depth)
    if not calls:
        return text
    if any(_calls_service(token) for token in tokens):
        raise RefusedQueryError(
            Message(
                fr="SERVICE n’est pas permis ici\u00a0: ce serveur n’appelle aucun autre serveur\u00a0;"
                " interrogez les deux séparément, ou fédérez depuis votre propre machine",
                en="SERVICE is not allowed here: this server calls no other server;"
                " query the two separately, or federate from your own machine",
            ),
            value="SERVICE",
        )
    return _disarm(text)


def _calls_service(token: Token) -> bool:
    """Whether a token holds the keyword, alone or glued to what comes before (``trueSERVICE``)."""
    if token.kind == "prefixed":
        return _GLUED.search(token.text) is not None
    return "service" in token.word


def _disarm(text: str) -> str:
    """The same query, in which no reading whatever finds the keyword.

    In strings and IRIs a letter becomes its escape, in comments the word becomes dashes, and prefixes
    are renamed. Variables and local names stay: nothing that ends in ``?``, ``$`` or ``:`` can stand
    before the keyword.
    """
    spare = next((d for d in "0123456789" if f"serv{d}ce" not in text.lower()), "_")

    def spell(match: re.Match[str]) -> str:
        piece = match.group()
        if match.lastgroup in ("string", "iri"):
            return _SERVICE.sub(lambda m: f"\\u{ord(m[0][0]):04X}{m[0][1:]}", piece)
        if match.lastgroup == "skip":
            return _SERVICE.sub("-------", piece)
        if match.lastgroup == "prefixed":
            prefix, colon, local = piece.partition(":")
            return _SERVICE.sub(lambda m: m[0][:4] + spare + m[0][5:], prefix) + colon + local
        return piece

    return "".join(map(spell, find_pieces(text)))


def _check_terms(tokens: list[Token], max_terms: int) -> None:
    if len(tokens) > max_terms:
        raise QueryTooLargeError(
            Message(
                fr=f"la requête a {len(tokens)} termes, la limite est {max_terms}\u00a0;"
                " découpez-la en plusieurs",
                en=f"the query has {len(tokens)} terms, the limit is {max_terms};"
                " split it into several",
            ),
            value=str(len(tokens)),
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
                    fr=f"plus de {max_depth} accolades ou parenthèses emboîtées\u00a0;"
                    " aplatissez la requête ou découpez-la en plusieurs",
                    en=f"more than {max_depth} nested braces or brackets;"
                    " flatten the query or split it into several",
                ),
                value=str(depth),
            )


def refuse_update(text: str) -> None:
    """Say of an update that it is one: the engine would only say what it expected instead.

    Raises:
        RefusedQueryError: when it is.
    """
    token = first_after_prologue(tokenize(text))
    if token is not None and token.word in _UPDATES:
        raise RefusedQueryError(
            Message(
                fr=f"{token.text.upper()} est une mise à jour\u00a0; ici on ne fait que lire\u00a0:"
                " SELECT, ASK, CONSTRUCT ou DESCRIBE",
                en=f"{token.text.upper()} is an update; this only reads:"
                " SELECT, ASK, CONSTRUCT or DESCRIBE",
            ),
            value=token.text,
        )
