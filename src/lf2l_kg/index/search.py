"""Searching the index: by any word, accents and case apart, a typo forgiven, the best first.

Source: https://www.sqlite.org/fts5.html#full_text_query_syntax
"""

from __future__ import annotations

import json
import threading
from collections import defaultdict
from typing import Any

from msgspec import Struct
from rapidfuzz import process
from rapidfuzz.distance import OSA

from .folding import words_of
from .reading import NODE, Index
from .records import Node, Words

LONGEST = 200  # characters of a question that are read
_MOST_WORDS = 12
_MOST_MATCHES = 2000  # things that are ranked and counted
_SHORTEST = 4  # letters of a word that may be misspelt
_MOST_SPELLINGS = 6  # of a word that is not known
_MOST_VALUES = 20  # of a facet
#: Words that say nothing when there are others beside them.
_EMPTY = frozenset(
    {
        *("a", "au", "aux", "d", "dans", "de", "des", "du", "en", "et", "l", "la", "le", "les"),
        *("par", "pour", "sur", "un", "une", "and", "for", "in", "of", "the"),
    }
)
#: How much more a word in a label tells than one in an alias, a definition, a quote.
_WEIGHTS = "10.0, 6.0, 3.0, 1.0"
_MATCHES = f"""
SELECT f.rowid, bm25(found, {_WEIGHTS}) FROM found f WHERE found MATCH ?
ORDER BY 2 LIMIT {_MOST_MATCHES}"""  # noqa: S608 - no value in it
_NODES = f"""
SELECT n.id, {NODE} FROM json_each(?) j JOIN node n ON n.id = j.value"""  # noqa: S608 - no value in it
_FACETS = f"""
SELECT m.facet, count(*) AS things, {NODE}
FROM json_each(?) j JOIN member m ON m.node = j.value JOIN node n ON n.id = m.value
GROUP BY m.facet, m.value ORDER BY m.facet, things DESC, n.key"""  # noqa: S608 - no value in it
_MEMBERS = "SELECT node FROM member WHERE value = ? AND facet = ?"
_QUOTES = """
SELECT e.exact, e.line FROM fact f JOIN evidence e ON e.fact = f.id
WHERE f.subject = ? LIMIT 200"""


class Hit(Struct, frozen=True):
    """A thing that was found."""

    node: Node
    quote: Words | None  # words of a document that hold what was asked; None when the name does


class Facet(Struct, frozen=True):
    """How many of the things found are under something."""

    value: str  # of a class: its local name; else an IRI
    node: Node | None  # None for a class
    count: int


class Results(Struct, frozen=True):
    """What was found."""

    total: int  # of the things that answer, all facets applied
    hits: tuple[Hit, ...]  # the page that was asked for, the best first
    classes: tuple[
        Facet, ...
    ]  # without the choice of a class itself, so that another can be chosen
    themes: tuple[Facet, ...]
    territories: tuple[Facet, ...]
    spelling: str  # what was looked for instead, when a word was not known; ""


class Question(Struct, frozen=True):
    """What is asked."""

    text: str
    kind: str = ""  # local name of a class; "" for any
    theme: str = ""  # IRI; "" for any
    territory: str = ""  # IRI; "" for any


class Searcher:
    """Searches one index. May be used by several threads."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self._lock = threading.Lock()
        self._vocabulary: dict[int, list[str]] | None = None

    def search(self, question: Question, limit: int = 20, offset: int = 0) -> Results:
        """The things that hold every word of a question, the last one perhaps only begun.

        First those whose name it is, then whose name begins with it, then by how telling the words are
        and where they stand; among equals, what more facts point to.

        Args:
            question: with the facets chosen.
            limit: how many hits are given.
            offset: how many are passed over.
        """
        words = words_of(question.text[:LONGEST])[:_MOST_WORDS]
        telling = [word for word in words if word not in _EMPTY] or words
        if not telling:
            return Results(0, (), (), (), (), "")
        ranks, used = self._match(telling)
        nodes = {row[0]: Node(*row[1:]) for row in self._index.rows(_NODES, (_json(ranks),))}
        inside = self._inside(question)
        ranks = {n: rank for n, rank in ranks.items() if inside is None or n in inside}
        classes = _count_classes(nodes[number] for number in ranks)
        chosen = [n for n in ranks if not question.kind or nodes[n].kind == question.kind]
        asked = " ".join(words if used == telling else used)
        chosen.sort(key=lambda n: (*_closeness(nodes[n], asked), ranks[n], -nodes[n].incoming, n))
        themes, territories = self._facets(chosen)
        return Results(
            total=len(chosen),
            hits=tuple(
                Hit(nodes[number], self._quote(number, nodes[number], used))
                for number in chosen[offset : offset + limit]
            ),
            classes=classes,
            themes=themes,
            territories=territories,
            spelling=" ".join(used) if used != telling else "",
        )

    def suggest(self, text: str, limit: int = 8) -> list[Node]:
        """The things whose name or alias may be meant while somebody types, the best first."""
        found = self.search(Question(text), limit * 3)
        asked = words_of(text[:LONGEST])
        named = [hit.node for hit in found.hits if hit.quote is None]
        return named[:limit] if asked else []

    def _match(self, words: list[str]) -> tuple[dict[int, float], list[str]]:
        """Things by their rank (less is better), and the words that were looked for."""
        found = self._ranks(_expression(words))
        if found:
            return found, words
        spelt = [self._spellings(word) for word in words]
        if not all(spelt):
            return {}, words
        return self._ranks(_alternatives(spelt)), [spellings[0] for spellings in spelt]

    def _ranks(self, expression: str) -> dict[int, float]:
        return dict(self._index.rows(_MATCHES, (expression,)))

    def _spellings(self, word: str) -> list[str]:
        """The known words that a word may be meant to be, the closest and most used first."""
        vocabulary = self._words()
        if word in vocabulary.get(len(word), ()):
            return [word]
        most = 1 if len(word) < 6 else 2  # letters that may differ
        if len(word) < _SHORTEST:
            return [word]
        near = [
            candidate
            for length in range(len(word) - most, len(word) + most + 1)
            for candidate in vocabulary.get(length, ())
        ]
        found = process.extract(
            word, near, scorer=OSA.distance, score_cutoff=most, limit=_MOST_SPELLINGS
        )
        begun = self._index.rows(
            "SELECT term FROM word WHERE term >= ? AND term < ? LIMIT 1", (word, f"{word}\uffff")
        )
        return [*([word] if begun else ()), *(candidate for candidate, _, _ in found)]

    def _words(self) -> dict[int, list[str]]:
        """All words by their length, the most used first; read once."""
        with self._lock:
            if self._vocabulary is None:
                known = defaultdict(list)
                for (term,) in self._index.rows("SELECT term FROM word ORDER BY doc DESC, term"):
                    known[len(term)].append(str(term))
                self._vocabulary = dict(known)
            return self._vocabulary

    def _inside(self, question: Question) -> set[int] | None:
        """The things under the theme and the territory asked for; None for all."""
        found: set[int] | None = None
        for facet, value in (("theme", question.theme), ("territory", question.territory)):
            if value:
                rows = self._index.rows(_MEMBERS, (self._index.id_of(value), facet))
                members = {row[0] for row in rows}
                found = members if found is None else found & members
        return found

    def _facets(self, numbers: list[int]) -> tuple[tuple[Facet, ...], tuple[Facet, ...]]:
        found: dict[str, list[Facet]] = {"theme": [], "territory": []}
        for facet, count, *row in self._index.rows(_FACETS, (_json(numbers),)):
            node = Node(*row)
            if len(found[facet]) < _MOST_VALUES:
                found[facet].append(Facet(node.iri, node, count))
        return tuple(found["theme"]), tuple(found["territory"])

    def _quote(self, number: int, node: Node, words: list[str]) -> Words | None:
        """Words of a document that hold most of what was asked, when the names do not."""
        if _holds(" ".join((node.fr, node.en, node.other)), words):
            return None
        best, most = None, 0
        for exact, line in self._index.rows(_QUOTES, (number,)):
            there = words_of(exact)
            count = sum(any(t.startswith(word) for t in there) for word in words)
            if count > most:
                best, most = Words(exact, line), count
        return best


def _expression(words: list[str]) -> str:
    """Every word, the last perhaps only begun. Words hold letters and digits alone, and are quoted."""
    return " AND ".join([*(f'"{word}"' for word in words[:-1]), f'"{words[-1]}"*'])


def _alternatives(spelt: list[list[str]]) -> str:
    each = [" OR ".join(f'"{word}"' for word in words) for words in spelt]
    return " AND ".join(f"({spellings})" for spellings in each)


def _closeness(node: Node, asked: str) -> tuple[int, int, bool]:
    """0 for a thing of this very name, 1 for one whose name begins so, 2 for another; its length.

    A document comes after the thing that it is about.
    """
    names = [" ".join(words_of(name)) for name in (node.fr, node.en, node.other) if name]
    is_document = node.kind == "Document"
    if asked in names:
        return 0, 0, is_document
    begun = [len(name) for name in names if name.startswith(asked)]
    return (1, min(begun), is_document) if begun else (2, 0, is_document)


def _holds(text: str, words: list[str]) -> bool:
    there = words_of(text)
    return all(any(t.startswith(word) for t in there) for word in words)


def _count_classes(nodes: Any) -> tuple[Facet, ...]:
    counts: dict[str, int] = defaultdict(int)
    for node in nodes:
        counts[node.kind] += 1
    ordered = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    return tuple(Facet(kind, None, count) for kind, count in ordered)


def _json(numbers: Any) -> str:
    return json.dumps(list(numbers))
