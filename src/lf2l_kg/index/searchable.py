"""Writing what a search looks in: the names and the words of each thing, the best known thing first."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence

from msgspec import Struct

from .folding import EMPTY, words_of

_MOST_LETTERS = 4000  # of its quotes that one thing is found by
_ARTICLES = frozenset({"l", "la", "le", "les", "un", "une", "the"})
_LONGEST = 400  # letters of a name that are compared with a whole question


class Searchable(Struct, frozen=True):
    """A thing, as a search knows it."""

    node: int
    is_document: bool  # these come after the things that they are about
    incoming: int  # how many facts point to it
    key: str  # sorts things as a French dictionary does
    labels: Sequence[str]
    aliases: Sequence[str]
    definitions: Sequence[str]
    quotes: Iterable[str]  # words of documents that say something of it
    around: Sequence[str]  # what else it is looked for by: its class, the territories it is in
    territory: int  # node; 0 for none


def write_searchable(connection: sqlite3.Connection, things: Iterable[Searchable]) -> None:
    """Fill the tables ``card``, ``name``, ``named`` and ``told``."""
    ranked = sorted(things, key=lambda t: (t.is_document, -t.incoming, t.key, t.node))
    cards, names, named, told = [], [], [], []
    for rank, thing in enumerate(ranked, start=1):
        cards.append((rank, thing.node, next(iter(thing.definitions), ""), thing.territory))
        called = _names(thing)
        names += [(text, rank, alias) for text, alias in called.items()]
        label = _words(thing.labels)
        alias, description = _words(thing.aliases), _words(thing.definitions)
        around = _words(thing.around)
        quotes = _words([" . ".join(thing.quotes)[:_MOST_LETTERS]])
        named.append((rank, *(" ".join(words) for words in (label, alias, around, description))))
        everything = label | alias | around | description | quotes
        told.append((rank, " ".join(word for word in everything if word not in EMPTY)))
    connection.executemany("INSERT INTO card VALUES (?, ?, ?, ?)", cards)
    connection.executemany("INSERT INTO name VALUES (?, ?, ?)", names)
    connection.executemany(
        "INSERT INTO named(rowid, label, alias, around, description) VALUES (?, ?, ?, ?, ?)", named
    )
    connection.executemany("INSERT INTO told(rowid, text) VALUES (?, ?)", told)
    for table in ("named", "told"):
        connection.execute(f"INSERT INTO {table}({table}) VALUES ('optimize')")  # noqa: S608 - ours


def _names(thing: Searchable) -> dict[str, str]:
    """What it is called, folded → "" for a label, else how the alias is written.

    A name that begins with an article is there without it too: « La Louvière », « Louvière ».
    """
    found: dict[str, str] = {}
    for name, alias in [*((label, "") for label in thing.labels), *((a, a) for a in thing.aliases)]:
        words = words_of(name)
        found.setdefault(" ".join(words)[:_LONGEST], alias)
        if words[:1] and words[0] in _ARTICLES:
            found.setdefault(" ".join(words[1:])[:_LONGEST], alias)
    found.pop("", None)
    return found


def _words(texts: Iterable[str]) -> dict[str, None]:
    """The words of some texts, each once."""
    return dict.fromkeys(word for text in texts for word in words_of(text))
