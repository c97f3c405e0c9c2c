"""Searching the index: by any word, accents and case apart, a typo forgiven, the best first."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from functools import cached_property

from msgspec import Struct

from .columns import TERRITORY, THEME, Columns
from .excerpts import Excerpt, Marker
from .folding import WORD, words_of
from .matching import Matches, Wording, match
from .reading import NODE, Index
from .records import Node
from .spelling import Vocabulary

LONGEST = 200  # characters of a question that are read
_MOST_WORDS = 12
_MOST_VALUES = 20  # of a facet
_MOST_QUOTES = 100  # of one thing, in which the words are looked for
_CARDS = f"""
SELECT c.rank, c.description, c.territory, c.node, {NODE}
FROM card c JOIN node n ON n.id = c.node WHERE c.rank IN (SELECT value FROM json_each(?))"""  # noqa: S608 - no value in it
_NODES = f"""
SELECT n.id, {NODE} FROM node n WHERE n.id IN (SELECT value FROM json_each(?))"""  # noqa: S608 - no value in it
_ALIASES = "SELECT alias FROM name WHERE rank = ? AND alias != '' ORDER BY rowid"
_QUOTES = f"""
SELECT DISTINCT e.exact, e.line, e.document FROM fact f JOIN evidence e ON e.fact = f.id
WHERE f.subject = ? ORDER BY f.id, e.place LIMIT {_MOST_QUOTES}"""  # noqa: S608 - ours


class Quote(Struct, frozen=True):
    """Words of a document that hold what was asked."""

    excerpt: Excerpt
    line: int  # from 1
    document: Node


class Hit(Struct, frozen=True):
    """A thing that was found."""

    node: Node
    territory: Node | None  # where it is; None when nobody says so
    description: Excerpt | None  # its definition; None when it has none
    alias: Excerpt | None  # another name that holds what was asked; None when a label does
    quote: Quote | None  # None when a name does


class Facet(Struct, frozen=True):
    """How many of the things found are under something."""

    value: str  # of a class: its local name; else an IRI
    node: Node | None  # None for a class
    count: int


class Results(Struct, frozen=True):
    """What was found. Each facet is counted without its own choice, so that another can be chosen."""

    total: int  # of the things that answer, all choices applied
    hits: tuple[Hit, ...]  # the page that was asked for, the best first
    classes: tuple[Facet, ...] = ()
    themes: tuple[Facet, ...] = ()
    territories: tuple[Facet, ...] = ()
    spelling: str = ""  # what was looked for instead, when a word was not known; ""
    marker: Marker = Marker(())  # of the words that were looked for


class Question(Struct, frozen=True):
    """What is asked."""

    text: str
    kind: str = ""  # local name of a class; "" for any
    theme: str = ""  # IRI; "" for any
    territory: str = ""  # IRI; "" for any


class Suggestion(Struct, frozen=True):
    """What may be meant while somebody types."""

    node: Node
    territory: Node | None


class Searcher:
    """Searches one index. May be used by several threads."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self._vocabulary = Vocabulary(index)

    @cached_property
    def _columns(self) -> Columns:
        return Columns(self._index)

    def prepare(self) -> None:
        """Read what every search needs, before the first one waits for it."""
        _ = self._columns
        self._vocabulary.prepare()

    def search(self, question: Question, limit: int = 20, offset: int = 0) -> Results:
        """The things that hold every word of a question, the last one perhaps only begun.

        Without words, what is under the choices.

        Args:
            question: with the choices of facets.
            limit: how many hits are given.
            offset: how many are passed over.
        """
        words = words_of(question.text[:LONGEST])[:_MOST_WORDS]
        wording = _wording(words) if words else None
        if wording is not None:
            matches, wording = self._match(wording, names_only=wording.is_empty)
        elif question.kind or question.theme or question.territory:
            matches = Matches(tuple(self._columns.kinds), frozenset())
        else:
            return Results(0, ())
        marker = Marker(wording.telling if wording else ())
        used = [spellings[0] for spellings in wording.spellings] if wording else words
        kinds, themes, territories = self._choices(question)
        chosen = _keep(matches.ranks, kinds, themes, territories)
        hits = self._hits(chosen[offset : offset + limit], matches, marker)
        return Results(
            total=len(chosen),
            hits=hits,
            classes=self._classes(_keep(matches.ranks, themes, territories)),
            themes=self._facet(THEME, _keep(matches.ranks, kinds, territories), question.theme),
            territories=self._facet(
                TERRITORY, _keep(matches.ranks, kinds, themes), question.territory
            ),
            spelling=_as_written(used, hits) if used != words else "",
            marker=marker,
        )

    def suggest(self, text: str, limit: int = 8) -> list[Suggestion]:
        """The things whose name may be meant while somebody types, the best first."""
        words = words_of(text[:LONGEST])[:_MOST_WORDS]
        if not words:
            return []
        matches, _ = self._match(_wording(words), names_only=True)
        return [
            Suggestion(node, territory)
            for _, node, territory, _, _ in self._cards(matches.ranks[:limit])
        ]

    def _match(self, wording: Wording, *, names_only: bool = False) -> tuple[Matches, Wording]:
        """What holds the words, or when nothing does what holds the words that may be meant."""
        found = match(self._index, wording, names_only=names_only)
        if found.ranks:
            return found, wording
        words = [spellings[0] for spellings in wording.spellings]
        for spellings in self._vocabulary.meanings(words):
            other = Wording(spellings)
            meant = match(self._index, other, names_only=names_only)
            if meant.ranks:
                return meant, other
        return found, wording

    def _choices(self, question: Question) -> tuple[_Choice, _Choice, _Choice]:
        """Whether a thing, by its rank, is among what was chosen; None where nothing was."""
        columns, kind = self._columns, question.kind

        def under(facet: str, iri: str) -> _Choice:
            value = self._index.id_of(iri) if iri else 0
            return (lambda rank: columns.is_under(facet, rank, value)) if iri else None

        of_kind = (lambda rank: columns.kinds[rank] == kind) if kind else None
        return of_kind, under(THEME, question.theme), under(TERRITORY, question.territory)

    def _classes(self, ranks: Sequence[int]) -> tuple[Facet, ...]:
        return tuple(Facet(kind, None, count) for kind, count in self._columns.count_kinds(ranks))

    def _facet(self, facet: str, ranks: Sequence[int], chosen: str) -> tuple[Facet, ...]:
        """The themes or territories with the most things; the chosen one is always there."""
        counts = dict(self._columns.count_under(facet, ranks, _MOST_VALUES))
        value = self._index.id_of(chosen) if chosen else 0
        if value and value not in counts:
            counts[value] = sum(self._columns.is_under(facet, rank, value) for rank in ranks)
        nodes = self._nodes(counts)
        return tuple(
            Facet(nodes[value].iri, nodes[value], count) for value, count in counts.items()
        )

    def _hits(self, ranks: Sequence[int], matches: Matches, marker: Marker) -> tuple[Hit, ...]:
        found = []
        for rank, node, territory, number, description in self._cards(ranks):
            is_named = rank in matches.by_label
            alias = None if is_named else self._alias(rank, marker)
            about = marker.excerpt(description) if description else None
            is_told = is_named or alias is not None or (about is not None and about.marks)
            quote = None if is_told else self._quote(number, marker)
            found.append(Hit(node, territory, about, alias, quote))
        return tuple(found)

    def _alias(self, rank: int, marker: Marker) -> Excerpt | None:
        aliases = [row[0] for row in self._index.rows(_ALIASES, (rank,))]
        best = marker.best(aliases)
        return marker.excerpt(aliases[best]) if best >= 0 else None

    def _quote(self, number: int, marker: Marker) -> Quote | None:
        quotes = self._index.rows(_QUOTES, (number,))
        best = marker.best(exact for exact, _, _ in quotes)
        if best < 0:
            return None
        exact, line, document = quotes[best]
        return Quote(marker.excerpt(exact), line, self._nodes([document])[document])

    def _cards(self, ranks: Sequence[int]) -> list[tuple[int, Node, Node | None, int, str]]:
        """Rank, thing, its territory, its number and its definition, in the order of ``ranks``."""
        rows = {row[0]: row for row in self._index.rows(_CARDS, (json.dumps(ranks),))}
        territories = self._nodes({rows[rank][2] for rank in ranks} - {0})
        found = []
        for rank in ranks:
            _, description, territory, number, *node = rows[rank]
            found.append((rank, Node(*node), territories.get(territory), number, description))
        return found

    def _nodes(self, numbers: Iterable[int]) -> dict[int, Node]:
        rows = self._index.rows(_NODES, (json.dumps(list(numbers)),))
        return {row[0]: Node(*row[1:]) for row in rows}


#: Whether a thing, by its rank, is among what was chosen; None for all.
_Choice = Callable[[int], bool] | None


def _wording(words: Sequence[str]) -> Wording:
    return Wording(tuple((word,) for word in words))


def _as_written(words: Sequence[str], hits: Iterable[Hit]) -> str:
    """Folded words as what was found writes them."""
    written: dict[str, str] = {}
    for hit in hits:
        excerpts = (hit.alias, hit.quote and hit.quote.excerpt, hit.description)
        texts = [hit.node.fr, hit.node.en, *(excerpt.text for excerpt in excerpts if excerpt)]
        for word in WORD.findall(" ".join(texts)):
            written.setdefault(" ".join(words_of(word)), word)
    begun = next((w for folded, w in written.items() if folded.startswith(words[-1])), words[-1])
    return " ".join([*(written.get(w, w) for w in words[:-1]), written.get(words[-1], begun)])


def _keep(ranks: Sequence[int], *choices: _Choice) -> Sequence[int]:
    for choice in choices:
        if choice is not None:
            ranks = tuple(filter(choice, ranks))
    return ranks
