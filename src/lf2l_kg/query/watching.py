"""Whether a change of the data can have changed the answer to a query.

An answer follows from where the query's patterns match. One triple that comes or goes changes it only
where it matches a pattern, and what must hold besides for a row of the answer holds for that match. Let
all that was or is be in one store: each step on the way from the old data to the new, a triple at a time,
has no more than it, so what does not hold there for any triple of the change held at no step.

What must hold besides: the patterns of the same group and of those around it; filters, choices, what is
optional there are left out, so that more is asked anew, never less. A query within has rows where its own
patterns hold; its variables that are not seen outside have other names there. Within OPTIONAL, MINUS and
EXISTS a variable that the group before does not bind may differ from what it is in the row: what else names
it is left out, too. A query in whose words any doubt is left is watched by nobody: it is to be asked anew.

Source: https://www.w3.org/TR/sparql11-query/#sparqlAlgebra
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeGuard

import pyoxigraph as ox

from .grammar import Tree, join_marks, sparql_grammar
from .tokens import Token, first_after_prologue, tokenize

#: What must hold, as words of the query: a triple (subject, path …, object), or values of variables.
Words = tuple[str, ...]

_NESTED = "GroupGraphPattern"
#: What reads other graphs than the default one, or more than patterns say; terms without a name.
_DOUBTFUL = ("DescribeQuery", "DatasetClause", "TriplesTemplate", "TriplesNodePath")
_REFUSED = (SyntaxError, ValueError, OSError, RuntimeError)  # by the engine
_DOUBTFUL_WORDS = frozenset(["graph", "service"])


class _DoubtError(Exception):
    """Nobody can tell which triples matter."""


@dataclass(frozen=True, slots=True)
class Watch:
    """A pattern of a query, and what must hold besides where a triple that matches it matters."""

    pattern: tuple[str, str, str]
    besides: tuple[Words, ...]


@dataclass(frozen=True, slots=True)
class Watching:
    """All patterns of a query."""

    prologue: str
    watches: tuple[Watch, ...]

    def may_differ(self, changed: ox.Store, both: ox.Store, base_iri: str) -> bool:
        """Whether a change may have changed the answer.

        Args:
            changed: the triples that have come or gone, in its default graph.
            both: all that there was and all that there is, in its default graph.
            base_iri: what relative IRIs are relative to.
        """
        try:
            return any(self._matters(watch, changed, both, base_iri) for watch in self.watches)
        except _REFUSED:  # what cannot be asked cannot be known
            return True

    def _matters(self, watch: Watch, changed: ox.Store, both: ox.Store, base_iri: str) -> bool:
        base, pattern = base_iri or None, " ".join(watch.pattern)
        names = sorted(_variables(watch.pattern))
        chosen = " ".join(names) or "(1 AS ?one)"
        text = f"{self.prologue}\nSELECT DISTINCT {chosen} {{ {pattern} }}"
        for row in _rows(changed.query(text, base_iri=base)):
            terms = {name: str(row[name[1:]]) for name in names}
            held = " ".join(_with_terms(watch.besides, terms))
            if both.query(f"{self.prologue}\nASK {{ {held} }}", base_iri=base):
                return True
        return False


def watch_query(query: str) -> Watching | None:
    """What to watch for a query; None when it is to be asked anew whatever changes."""
    tokens = join_marks(tokenize(query))
    tree, head = sparql_grammar().read(tokens), first_after_prologue(tokens)
    if not isinstance(tree, Tree) or head is None or any(map(tree.trees, _DOUBTFUL)):
        return None
    if any(t.word in _DOUBTFUL_WORDS or t.text.startswith("_:") for t in tokens):
        return None
    reader = _Reader(query)
    try:
        for group in tree.trees(_NESTED):
            reader.group(group, ())
    except _DoubtError:
        return None
    return Watching(query[: head.start], tuple(reader.watches))


class _Reader:
    """Goes through the groups of a query, and notes what to watch."""

    def __init__(self, query: str) -> None:
        self.watches: list[Watch] = []
        self._new = "?new"
        while self._new in query:
            self._new += "_"

    def group(self, tree: Tree, outside: Sequence[Words]) -> None:
        """A group; what must hold outside of it has its variables as they are there."""
        inner = _tree(tree.parts[1])
        if inner.rule == "SubSelect":  # its variables are its own
            for nested in inner.trees(_NESTED):
                self.group(nested, ())
            return
        all_around = [*outside, *self._must(tree)]
        before: list[Words] = []
        for part in filter(_is_tree, inner.parts):
            for subject, path, value in _triples(part):
                self._watch_path(subject, path, value, all_around)
            for nested in _choices(part):
                self.group(nested, all_around)
            for nested in () if _choices(part) else part.trees(_NESTED):  # OPTIONAL, MINUS, EXISTS
                loose = _variables(_words(nested)) - _variables(*before)
                self.group(nested, [w for w in all_around if not loose & _variables(w)])
            before += self._must_of(part)

    def _must(self, group: Tree) -> list[Words]:
        """What holds for all rows of a group."""
        inner = _tree(group.parts[1])
        if inner.rule == "SubSelect":
            return self._must_of_select(inner)
        return [words for part in filter(_is_tree, inner.parts) for words in self._must_of(part)]

    def _must_of(self, part: Tree) -> list[Words]:
        """The same, of a part of a group."""
        choices = _choices(part)
        if choices:
            return self._must(choices[0]) if len(choices) == 1 else []
        words = _words(part)
        if words[0].lower() == "values" and "undef" not in map(str.lower, words):
            return [tuple(words)]
        return [(subject, *_words(path), value) for subject, path, value in _triples(part)]

    def _must_of_select(self, select: Tree) -> list[Words]:
        """The same, of a query within: its variables that are not seen outside get names of their own.

        Nothing where it may have a row though nothing matches, as what counts has without GROUP BY, or
        may give a variable's name to another value.
        """
        parts = {part.rule: part for part in filter(_is_tree, select.parts)}
        head, end = parts["SelectClause"], parts.get("SolutionModifier", Tree(""))
        doubtful = end.trees("GroupClause") or [head, end]
        if any("(" in _words(part) for part in doubtful):
            return []
        held = [w for group in parts["WhereClause"].trees(_NESTED) for w in self._must(group)]
        seen = _seen(head, _variables(*held))
        names = {name: self._name() for name in sorted(_variables(*held) - seen)}
        return [tuple(names.get(word, word) for word in words) for words in held]

    def _watch(self, pattern: tuple[str, str, str], besides: Iterable[Words]) -> None:
        self.watches.append(Watch(pattern, tuple(dict.fromkeys(besides))))

    def _name(self) -> str:
        self._new += "_"
        return self._new

    def _watch_path(self, start: str, path: Tree, end: str, besides: Sequence[Words]) -> None:
        """The triples on a path from one term to another."""
        parts = path.parts
        if path.rule == "PathAlternative":
            for choice in path.parts[::2]:
                self._watch_path(start, _tree(choice), end, besides)
        elif path.rule == "PathSequence":
            steps = [_tree(step) for step in parts[::2]]
            places = [start, *(self._name() for _ in steps[1:]), end]
            hops = [*zip(steps, pairwise(places), strict=True)]
            others = [(here, *_words(step), there) for step, (here, there) in hops]
            for step, (here, there) in hops:
                self._watch_path(here, step, there, [*besides, *others])
        elif path.rule == "PathEltOrInverse" and len(parts) > 1:
            self._watch_path(end, _tree(parts[1]), start, besides)
        elif path.rule == "PathElt" and len(parts) > 1:
            self._watch_repeated(start, _tree(parts[0]), end, _words(path)[-1], besides)
        elif path.rule == "PathPrimary" and len(parts) > 1:
            if not isinstance(parts[1], Tree) or parts[1].rule != "PathAlternative":
                raise _DoubtError  # all but some properties
            self._watch_path(start, parts[1], end, besides)
        elif isinstance(parts[0], Tree) and path.rule != "PathPrimary":
            self._watch_path(start, parts[0], end, besides)
        else:  # a name
            self._watch((start, "".join(_words(path)), end), besides)

    def _watch_repeated(
        self, start: str, step: Tree, end: str, times: str, besides: Sequence[Words]
    ) -> None:
        """The steps of a path that is gone any number of times; where that may be none, all there is."""
        here, there = self._name(), self._name()
        on_the_way = [(start, *_words(step), "*", here), (there, *_words(step), "*", end)]
        self._watch_path(here, step, there, [*besides, *on_the_way])
        if times != "+":  # the engine stays at a term only where any triple has it
            one, other = (end, start) if start[0] == "?" else (start, end)
            same = [tuple(one if word == other else word for word in words) for words in besides]
            self._watch((one, self._name(), self._name()), same)
            self._watch((self._name(), self._name(), one), same)


def _seen(head: Tree, inside: set[str]) -> set[str]:
    """The variables that a SELECT gives as they are, of those inside it."""
    depth, words = 0, list[str]()
    for word in _words(head):
        depth += {"(": 1, ")": -1}.get(word, 0)
        words += [word] if depth == 0 else []
    return inside if "*" in words else inside & {*words}


def _choices(part: Tree) -> list[Tree]:
    """The groups to choose from, where a part of a group is such; one for a group that is no choice."""
    first = part.parts[0]
    if isinstance(first, Token) or first.rule != "GroupOrUnionGraphPattern":
        return []
    return first.trees(_NESTED)


def _triples(part: Tree) -> Iterator[tuple[str, Tree, str]]:
    """The triples that stand in a part of a group itself: subject, path, object."""
    if part.rule != "TriplesBlock":
        return
    for same in part.trees("TriplesSameSubjectPath"):
        subject, properties = same.parts
        pieces = [piece for piece in _tree(properties).parts if isinstance(piece, Tree)]
        for path, values in zip(pieces[::2], pieces[1::2], strict=True):
            for value in values.trees("VarOrTerm"):
                yield "".join(_words(_tree(subject))), path, "".join(_words(value))


def _rows(
    results: ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples,
) -> Iterator[ox.QuerySolution]:
    if isinstance(results, ox.QuerySolutions):
        yield from results


def _is_tree(part: Tree | Token) -> TypeGuard[Tree]:
    return isinstance(part, Tree)


def _tree(part: Tree | Token) -> Tree:
    if isinstance(part, Token):
        raise _DoubtError
    return part


def _words(tree: Tree) -> list[str]:
    """The words of a part; a variable begins with a question mark."""
    return [f"?{t.text[1:]}" if t.kind == "variable" else t.text for t in tree.tokens]


def _variables(*some: Sequence[str]) -> set[str]:
    return {word for words in some for word in words if word[0] == "?" and len(word) > 1}


def _with_terms(besides: Iterable[Words], terms: dict[str, str]) -> Iterator[str]:
    """What must hold, with terms in the place of variables."""
    for words in besides:
        if words[0].lower() == "values":
            yield " ".join(words)
            for name in sorted(_variables(words) & terms.keys()):
                yield f"FILTER (sameTerm({name}, {terms[name]}))"
        else:
            line = " ".join(terms.get(word, word) for word in words)
            if line[0] != '"':  # a path of no step may begin with a value, what it says is left out
                yield f"{line} ."
