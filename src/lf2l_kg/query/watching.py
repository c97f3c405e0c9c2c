"""Whether a change of the data can have changed the answer to a query.

An answer follows from where the query's patterns match. One triple that comes or goes changes it only
where it matches a pattern, and what must hold besides for a row of the answer holds for that match. Let
all that was or is be in one store: each step on the way from the old data to the new, a triple at a time,
has no more than it, so what does not hold there for any triple of the change held at no step.

What must hold besides: the patterns of the same group and of those around it, filters of what these bind, one
group of each choice; other filters and what is optional there are left out, so that more is asked anew, never
less. A query within has rows where its own patterns hold; its variables that are not seen outside have other
names there. Within OPTIONAL, MINUS and EXISTS a variable that the group before does not bind may differ from
what it is in the row: what else names it is left out, too. A query in whose words a doubt is left is watched
by nobody: it is to be asked anew.

EXISTS of one pattern stays true while any triple matches, whatever stands for the variables that are nowhere
else. Let first come what is new, then go what is no more: one that matches is there at each step if one is
there at the beginning and one at the end. So only where that is not so the triples that match matter. A path
of no step stays at a term likewise, while any triple has it.

Source: https://www.w3.org/TR/sparql11-query/#sparqlAlgebra
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import pyoxigraph as ox

from .conditions import Must, Words, variables_of
from .errors import RefusedQueryError
from .grammar import Tree, join_marks, sparql_grammar
from .guard import guard_query
from .tokens import first_after_prologue, tokenize
from .watches import NESTED, DoubtError, Reader, Watch, words_of

#: What reads other graphs than the default one, or more than patterns say; terms without a name.
_DOUBTFUL = ("DescribeQuery", "DatasetClause", "TriplesTemplate", "TriplesNodePath")
_REFUSED = (SyntaxError, ValueError, OSError, RuntimeError)  # by the engine
#: What is longer, or nested deeper, takes longer to go through than to be asked.
_LONGEST, _DEEPEST, _MOST_TERMS = 16 << 10, 30, 2_000
_DOUBTFUL_WORDS = frozenset(["graph", "service"])


@dataclass(frozen=True, slots=True)
class Watching:
    """All patterns of a query."""

    prologue: str
    watches: tuple[Watch, ...]

    def may_differ(self, changed: ox.Store, gone: ox.Store, both: ox.Store, base_iri: str) -> bool:
        """Whether a change may have changed the answer.

        Args:
            changed: the triples that have come or gone, in its default graph.
            gone: those of them that are no more.
            both: all that there was and all that there is, in its default graph.
            base_iri: what relative IRIs are relative to.
        """
        base = base_iri or None
        try:
            return any(self._matters(watch, changed, gone, both, base) for watch in self.watches)
        except _REFUSED:  # what cannot be asked cannot be known
            return True

    def _matters(
        self, watch: Watch, changed: ox.Store, gone: ox.Store, both: ox.Store, base: str | None
    ) -> bool:
        pattern = " ".join(watch.pattern)
        names = sorted(variables_of(watch.pattern) - (watch.free or frozenset()))
        chosen = " ".join(names) or "(1 AS ?one)"
        text = f"{self.prologue}\nSELECT DISTINCT {chosen} {{ {pattern} }}"
        for row in _rows(changed.query(text, base_iri=base)):
            terms = {name: str(row[name[1:]]) for name in names}
            if watch.free is not None:
                text = self._matching(watch, terms)
                if _is_there_at_each_step(both.query(text, base_iri=base), changed, gone):
                    continue
            if all(
                any(both.query(f"{self.prologue}\n{ask}", base_iri=base) for ask in asks)
                for asks in _questions(watch.besides, terms)
            ):
                return True
        return False

    def _matching(self, watch: Watch, terms: dict[str, str]) -> str:
        """What asks for the triples that match, with terms for some variables."""
        words = (terms.get(word, word) for word in watch.pattern)
        return f"{self.prologue}\nCONSTRUCT WHERE {{ {' '.join(words)} }}"


def watch_query(query: str) -> Watching | None:
    """What to watch for a query; None when it is to be asked anew whatever changes."""
    try:
        guard_query(query, _LONGEST, _DEEPEST, _MOST_TERMS)
    except RefusedQueryError:
        return None
    tokens = join_marks(tokenize(query))
    tree, head = sparql_grammar().read(tokens), first_after_prologue(tokens)
    if not isinstance(tree, Tree) or head is None or any(map(tree.trees, _DOUBTFUL)):
        return None
    if any(t.word in _DOUBTFUL_WORDS or t.text.startswith("_:") for t in tokens):
        return None
    reader = Reader(query, words_of(tree))
    try:
        for group in tree.trees(NESTED):
            reader.group(group)
    except DoubtError:
        return None
    return Watching(query[: head.start], tuple(reader.watches))


def _rows(
    results: ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples,
) -> Iterator[ox.QuerySolution]:
    if isinstance(results, ox.QuerySolutions):
        yield from results


def _is_there_at_each_step(
    found: ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples, changed: ox.Store, gone: ox.Store
) -> bool:
    """Whether any triple that matches is there at the beginning, and any at the end."""
    was = now = False
    for triple in found if isinstance(found, ox.QueryTriples) else ():
        quad = ox.Quad(*triple)
        was, now = (
            was or quad in gone or quad not in changed,
            now or quad not in gone,
        )
        if was and now:  # as one that did not change is: no need to see all
            return True
    return False


def _questions(besides: Must, terms: dict[str, str]) -> Iterator[Iterator[str]]:
    """What to ask, one of each: first what is cheap, and for each choice what holds besides with each."""
    yield iter([_ask(besides.words, terms)])
    for choice in besides.choices:
        yield (_ask((*besides.words, *group), terms) for group in choice)


def _ask(besides: Iterable[Words], terms: dict[str, str]) -> str:
    """Whether all that must hold does, with terms in the place of variables.

    A filter of a variable that nothing left here binds is left out: it would always fail.
    """
    lines: list[str] = []
    filters: list[Words] = []
    bound = {*terms}
    for words in besides:
        kind = words[0].lower()
        if kind == "filter":
            filters.append(words)
        elif kind == "values":
            lines.append(" ".join(words))
            same = sorted(variables_of(words) & terms.keys())
            lines += (f"FILTER (sameTerm({name}, {terms[name]}))" for name in same)
            bound |= variables_of(words)
        else:
            line = _with_terms(words, terms)
            if line[0] != '"':  # a path of no step may begin with a value, what it says is left out
                lines.append(f"{line} .")
                bound |= variables_of(words)
    lines += (_with_terms(words, terms) for words in filters if variables_of(words) <= bound)
    return f"ASK {{ {' '.join(lines)} }}"


def _with_terms(words: Words, terms: dict[str, str]) -> str:
    return " ".join(terms.get(word, word) for word in words)
