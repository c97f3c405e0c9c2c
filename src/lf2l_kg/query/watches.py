"""What to watch for in a query: its patterns, and for each what must hold besides.

See :mod:`~lf2l_kg.query.watching` for what follows from it.

Source: https://www.w3.org/TR/sparql11-query/#sparqlAlgebra
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeGuard

from .conditions import NOTHING, Must, Words, is_sure, variables_of
from .grammar import Tree
from .tokens import Token

NESTED = "GroupGraphPattern"


class DoubtError(Exception):
    """Nobody can tell which triples matter."""


@dataclass(frozen=True, slots=True)
class Watch:
    """A pattern of a query, and what must hold besides where a triple that matches it matters."""

    pattern: tuple[str, str, str]
    besides: Must
    free: frozenset[str] | None = None  # variables, where only matters whether any triple matches


class Reader:
    """Goes through the groups of a query, and notes what to watch."""

    def __init__(self, query: str, words: list[str]) -> None:
        self.watches: list[Watch] = []
        self._words = words
        self._new = "?new"
        while self._new[1:] in query:  # whether with ? or $
            self._new += "_"

    def group(self, tree: Tree, outside: Must = NOTHING) -> None:
        """A group; what must hold outside of it has its variables as they are there."""
        inner = _tree(tree.parts[1])
        if inner.rule == "SubSelect":  # its variables are its own
            for nested in inner.trees(NESTED):
                self.group(nested)
            return
        all_around = outside + self._must(tree)
        before = NOTHING
        for part in filter(_is_tree, inner.parts):
            for subject, path, value in _triples(part):
                self._watch_path(subject, path, value, all_around)
            for nested in _choices(part):
                self.group(nested, all_around)
            for nested in () if _choices(part) else part.trees(NESTED):  # OPTIONAL, MINUS, EXISTS
                loose = variables_of(words_of(nested)) - before.bound
                held = all_around.without(loose)
                alone = (
                    self._alone(nested, loose) if words_of(part)[0].lower() == "filter" else None
                )
                if alone:
                    self.watches.append(Watch(alone, held, frozenset(loose)))
                else:
                    self.group(nested, held)
            before += self._must_of(part)

    def _must(self, group: Tree) -> Must:
        """What holds for all rows of a group."""
        inner = _tree(group.parts[1])
        if inner.rule == "SubSelect":
            return self._must_of_select(inner)
        parts = [*filter(_is_tree, inner.parts)]
        held = sum(map(self._must_of, parts), NOTHING)
        filters = (tuple(words_of(part)) for part in parts if _is_filter(part))
        return held + Must(tuple(words for words in filters if is_sure(words, held.bound)))

    def _must_of(self, part: Tree) -> Must:
        """The same, of a part of a group, but for what filters say of it."""
        choices = _choices(part)
        if choices:
            musts = [self._must(choice) for choice in choices]
            if len(musts) == 1:
                return musts[0]
            groups = tuple(_without_values(must.words) for must in musts)
            return Must(choices=(groups,)) if all(groups) else NOTHING
        words = words_of(part)
        if words[0].lower() == "values" and "undef" not in map(str.lower, words):
            return Must((tuple(words),))
        found = _triples(part)
        return Must(tuple((subject, *words_of(path), value) for subject, path, value in found))

    def _must_of_select(self, select: Tree) -> Must:
        """The same, of a query within: its variables that are not seen outside get names of their own.

        Nothing where it may have a row though nothing matches, as what counts has without GROUP BY, or
        may give a variable's name to another value.
        """
        parts = {part.rule: part for part in filter(_is_tree, select.parts)}
        head, end = parts["SelectClause"], parts.get("SolutionModifier", Tree(""))
        doubtful = end.trees("GroupClause") or [head, end]
        if any("(" in words_of(part) for part in doubtful):
            return NOTHING
        held = sum(map(self._must, parts["WhereClause"].trees(NESTED)), NOTHING)
        inside = held.variables
        seen = _seen(head, inside)
        return held.renamed({name: self._name() for name in sorted(inside - seen)})

    def _alone(self, group: Tree, loose: set[str]) -> tuple[str, str, str] | None:
        """The pattern of a group that has no other, where what is loose in it is nowhere else."""
        parts = [part for part in _tree(group.parts[1]).parts if _is_tree(part)]
        if len(parts) != 1 or any(self._words.count(name) != 1 for name in loose):
            return None
        found = [(start, words_of(path), end) for start, path, end in _triples(parts[0])]
        if len(found) != 1 or len(found[0][1]) != 1:
            return None
        start, (predicate,), end = found[0]
        return start, predicate, end

    def _name(self) -> str:
        self._new += "_"
        return self._new

    def _watch_path(self, start: str, path: Tree, end: str, besides: Must) -> None:
        """The triples on a path from one term to another."""
        parts = path.parts
        if path.rule == "PathAlternative":
            for choice in path.parts[::2]:
                self._watch_path(start, _tree(choice), end, besides)
        elif path.rule == "PathSequence":
            steps = [_tree(step) for step in parts[::2]]
            places = [start, *(self._name() for _ in steps[1:]), end]
            hops = [*zip(steps, pairwise(places), strict=True)]
            others = Must(tuple((here, *words_of(step), there) for step, (here, there) in hops))
            for step, (here, there) in hops:
                self._watch_path(here, step, there, besides + others)
        elif path.rule == "PathEltOrInverse" and len(parts) > 1:
            self._watch_path(end, _tree(parts[1]), start, besides)
        elif path.rule == "PathElt" and len(parts) > 1:
            self._watch_repeated(start, _tree(parts[0]), end, words_of(path)[-1], besides)
        elif path.rule == "PathPrimary" and len(parts) > 1:
            if not isinstance(parts[1], Tree) or parts[1].rule != "PathAlternative":
                raise DoubtError  # all but some properties
            self._watch_path(start, parts[1], end, besides)
        elif isinstance(parts[0], Tree) and path.rule != "PathPrimary":
            self._watch_path(start, parts[0], end, besides)
        else:  # a name
            self.watches.append(Watch((start, "".join(words_of(path)), end), besides))

    def _watch_repeated(self, start: str, step: Tree, end: str, times: str, besides: Must) -> None:
        """The steps of a path that is gone any number of times; where that may be none, all there is."""
        here, there = self._name(), self._name()
        on_the_way = ((start, *words_of(step), "*", here), (there, *words_of(step), "*", end))
        self._watch_path(here, step, there, besides + Must(on_the_way))
        if times != "+":  # the engine stays at a term only where any triple has it
            one, other = (end, start) if start[0] == "?" else (start, end)
            same, any_two = besides.renamed({other: one}), (self._name(), self._name())
            for pattern in ((one, *any_two), (*any_two, one)):
                self.watches.append(Watch(pattern, same, frozenset(any_two)))


def _seen(head: Tree, inside: set[str]) -> set[str]:
    """The variables that a SELECT gives as they are, of those inside it."""
    depth, words = 0, list[str]()
    for word in words_of(head):
        depth += {"(": 1, ")": -1}.get(word, 0)
        words += [word] if depth == 0 else []
    return inside if "*" in words else inside & {*words}


def _choices(part: Tree) -> list[Tree]:
    """The groups to choose from, where a part of a group is such; one for a group that is no choice."""
    first = part.parts[0]
    if isinstance(first, Token) or first.rule != "GroupOrUnionGraphPattern":
        return []
    return first.trees(NESTED)


def _triples(part: Tree) -> Iterator[tuple[str, Tree, str]]:
    """The triples that stand in a part of a group itself: subject, path, object."""
    if part.rule != "TriplesBlock":
        return
    for same in part.trees("TriplesSameSubjectPath"):
        subject, properties = same.parts
        pieces = [piece for piece in _tree(properties).parts if isinstance(piece, Tree)]
        for path, values in zip(pieces[::2], pieces[1::2], strict=True):
            for value in values.trees("VarOrTerm"):
                yield "".join(words_of(_tree(subject))), path, "".join(words_of(value))


def _is_tree(part: Tree | Token) -> TypeGuard[Tree]:
    return isinstance(part, Tree)


def _tree(part: Tree | Token) -> Tree:
    if isinstance(part, Token):
        raise DoubtError
    return part


def words_of(tree: Tree) -> list[str]:
    """The words of a part; a variable begins with a question mark."""
    return [f"?{t.text[1:]}" if t.kind == "variable" else t.text for t in tree.tokens]


def _is_filter(part: Tree) -> bool:
    return words_of(part)[0].lower() == "filter"


def _without_values(held: Iterable[Words]) -> tuple[Words, ...]:
    """What is no list of values, in which no term can stand for a variable."""
    return tuple(words for words in held if words[0].lower() != "values")
