"""What follows from facts for pages and searches: names, what a thing is under, where it is, its words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping

from lf2l_kg.base.lines import read_literal

from .membership import Facts, facets, places
from .naming import Named, read_names
from .searchable import Ranked, Searchable, list_words

#: The number of a node, by the node as it stands in lines.
Number = Callable[[str], int]
#: The quotes of the facts about each thing, each once, in the order of the facts and of their readings.
Quotes = Mapping[str, dict[str, None]]
_Node = tuple[int, str, str, str, str, str, str, str, int]  # see the table ``node``


class Derived:
    """What follows from some facts; of a thing it is whole when all is there that the thing is next to.

    Nothing of it depends on the order of things, nor on the numbers that stand for them.
    """

    def __init__(self, facts: Facts, start: str, number: Number) -> None:
        """Go through the facts.

        Args:
            facts: those of a thing in the order of the dataset.
            start: what the ontology's terms begin with, as they stand in lines.
            number: of the nodes.
        """
        self._facts, self._start, self._number = facts, start, number
        self.named = read_names(facts, start)
        self._under = list(facets(facts, start))
        self._inside: dict[str, list[str]] = defaultdict(list)  # the territories around a thing
        for thing, facet, value in self._under:
            if facet == "territory" and value != thing:
                self._inside[thing].append(value)

    def node(self, name: str, incoming: int) -> _Node:
        """The row of a node, to which so many facts point."""
        named = self.named.get(name) or Named()
        return self._number(name), name[1:-1], named.kind, *named.columns(), incoming

    def members(self) -> list[tuple[int, str, int]]:
        """The rows of ``member``."""
        number = self._number
        return sorted((number(thing), facet, number(value)) for thing, facet, value in self._under)

    def places(self) -> list[tuple[int, float, float, int]]:
        """The rows of ``place``."""
        number, found = self._number, places(self._facts, self._start)
        return sorted((number(t), *at, number(of) if of else 0) for t, *at, of in found)  # type: ignore[misc]  # latitude and longitude

    def paths(self) -> list[tuple[int, str]]:
        """The rows of ``path``."""
        paths = self._facts.get(f"{self._start}sourcePath>", ())
        return sorted({self._number(node): read_literal(path)[0] for node, path in paths}.items())

    def things(self, nodes: Iterable[_Node]) -> Iterator[Searchable]:
        """What a search finds: the things of our classes.

        Args:
            nodes: their rows.
        """
        where = {
            node: territory
            for name in ("partOf", "locatedIn")  # the latter prevails
            for node, territory in reversed(self._facts.get(f"{self._start}{name}>", ()))
        }
        for number, iri, kind, *_, key, incoming in nodes:
            if kind:
                name = f"<{iri}>"
                yield Searchable(
                    node=number,
                    iri=iri,
                    named=self.named[name],
                    incoming=incoming,
                    key=key.partition("\x1f")[0],
                    territory=self._number(where[name]) if name in where else 0,
                )

    def words(
        self, ranked: Ranked, quotes: Quotes
    ) -> Iterator[tuple[tuple[int, str, str, str, str], tuple[int, str]]]:
        """The rows of ``named`` and of ``told``, a pair for each thing."""
        return list_words(
            (rank, thing, quotes.get(f"<{thing.iri}>", ()), self._around(thing))
            for rank, thing in ranked
        )

    def _around(self, thing: Searchable) -> list[str]:
        """The labels of what else a thing is looked for by: its class, the territories it is in."""
        inside = () if thing.is_document else self._inside.get(f"<{thing.iri}>", ())
        around = [f"{self._start}{thing.named.kind}>", *sorted(inside)]
        found = (self.named.get(node) for node in around)
        return [label for named in found if named for label in named.labels.values()]
