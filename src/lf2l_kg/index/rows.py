"""The rows of the index: all that follows from the facts and their evidence, table by table."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from itertools import count

from lf2l_kg.base.lines import read_literal

from .gathering import Gathered
from .membership import facets, places
from .naming import Named, read_names
from .searchable import Searchable, list_cards, list_names, list_words, sort_by_renown

Row = tuple[object, ...]
#: A table's name, and its rows in their order.
Table = tuple[str, Sequence[Row]]
_Node = tuple[int, str, str, str, str, str, str, str, int]  # see the table ``node``


class Rows:
    """Makes the rows of a dataset; numbers stand for nodes, in the order in which these are first met."""

    def __init__(self, gathered: Gathered, namespace: str) -> None:
        self._gathered = gathered
        self._start = f"<{namespace}"
        self._ids: dict[str, int] = defaultdict(count(1).__next__)
        self._facts: dict[str, list[tuple[str, str]]] = defaultdict(list)
        self._named: dict[str, Named] = {}
        self._inside: dict[str, list[str]] = defaultdict(list)  # the territories around a thing
        self._ranked: list[Searchable] = []

    def tables(self) -> Iterator[Table]:
        """All tables but those of the full text, which follows from them."""
        ids, start = self._ids, self._start
        facts = list(self._list_facts())
        yield "fact", facts
        incoming = Counter(row[3] for row in facts)
        yield "evidence", list(self._list_evidence())
        found = list(facets(self._facts, start))
        yield "member", sorted((ids[thing], facet, ids[value]) for thing, facet, value in found)
        for thing, facet, value in found:
            if facet == "territory" and value != thing:
                self._inside[thing].append(value)
        positions = places(self._facts, start)
        yield (
            "place",
            sorted((ids[t], *at, ids[whose] if whose else 0) for t, *at, whose in positions),
        )
        paths = self._facts.get(f"{start}sourcePath>", ())
        yield "path", sorted({ids[node]: read_literal(path)[0] for node, path in paths}.items())
        self._named = read_names(self._facts, start)
        nodes = list(self._list_nodes(incoming))
        yield "node", nodes
        self._ranked = sort_by_renown(self._list_things(nodes))
        yield "card", list_cards(self._ranked)
        yield "name", list_names(self._ranked)

    def full_text(self) -> Iterator[Table]:
        """What a search looks in; to be asked for when :meth:`tables` has given all."""
        said = self._find_quotes()
        words = list_words((t, said.get(t.name, ()), self._around(t)) for t in self._ranked)
        named, told = zip(*words, strict=True) if self._ranked else ((), ())
        yield "named", named
        yield "told", told

    def _list_facts(self) -> Iterator[Row]:
        ids, facts = self._ids, self._facts
        for number, (statement, origin) in enumerate(self._gathered.facts.items(), start=1):
            subject, predicate, value = statement.split(" ", 2)
            facts[predicate].append((subject, value))
            if value[0] == "<":
                yield number, ids[subject], ids[predicate], ids[value], "", "", "", origin
            else:
                yield (number, ids[subject], ids[predicate], 0, *read_literal(value), origin)

    def _list_evidence(self) -> Iterator[Row]:
        readings = self._gathered.readings
        for number, statement in enumerate(self._gathered.facts, start=1):
            found = readings.get(statement, ())
            for read in sorted(found, key=lambda r: (-r.confidence, r.document, r.rule)):
                head = number, self._ids[read.document], read.rule, read.confidence, read.reviewed
                said = sorted((quote.line, quote.exact) for quote in read.quotes)
                for position, (line, exact) in enumerate(said):
                    yield (*head, position, line, exact)

    def _list_nodes(self, incoming: Counter[object]) -> Iterator[_Node]:
        unnamed = Named()
        for node, number in self._ids.items():
            named = self._named.get(node, unnamed)
            yield number, node[1:-1], named.kind, *named.columns(), incoming[number]

    def _list_things(self, nodes: Sequence[_Node]) -> Iterator[Searchable]:
        """What a search finds: the things of our classes.

        Args:
            nodes: the rows of all nodes.
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
                    name=name,
                    named=self._named[name],
                    incoming=incoming,
                    key=key.partition("\x1f")[0],
                    territory=self._ids.get(where.get(name, ""), 0),
                )

    def _find_quotes(self) -> dict[str, dict[str, None]]:
        """The quotes of the facts about each thing, each once."""
        said: dict[str, dict[str, None]] = defaultdict(dict)
        for statement, readings in self._gathered.readings.items():
            about = said[statement[: statement.index(" ")]]
            for read in readings:
                about.update((quote.exact, None) for quote in read.quotes)
        return said

    def _around(self, thing: Searchable) -> list[str]:
        """The labels of what else a thing is looked for by: its class, the territories it is in."""
        inside = () if thing.is_document else self._inside.get(thing.name, ())
        around = [f"{self._start}{thing.named.kind}>", *sorted(inside)]
        found = (self._named.get(node) for node in around)
        return [label for named in found if named for label in named.labels.values()]
