"""The rows of the index: all that follows from the facts and their evidence, table by table."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from itertools import count

from lf2l_kg.base.lines import read_literal

from .deriving import Derived
from .evidence import evidence_rows, hash_fact, keep_reading, key_of
from .gathering import Gathered
from .ranking import rank_things, spread
from .searchable import Ranked, list_cards, list_names

Row = tuple[object, ...]
#: A table's name, and its rows in their order.
Table = tuple[str, Sequence[Row]]


class Rows:
    """Makes the rows of a dataset; numbers stand for nodes, in the order in which these are first met."""

    def __init__(self, gathered: Gathered, namespace: str) -> None:
        self._gathered = gathered
        self._start = f"<{namespace}"
        self._ids: dict[str, int] = defaultdict(count(1).__next__)
        self._facts: dict[str, list[tuple[str, str]]] = defaultdict(list)
        self._quotes: dict[str, dict[str, None]] = defaultdict(dict)
        self._derived: Derived | None = None
        self._ranked: Ranked = ()

    def tables(self) -> Iterator[Table]:
        """All tables but those of the full text, which follows from them."""
        ids = self._ids
        facts = list(self._list_facts())
        yield "fact", facts
        incoming = Counter(row[3] for row in facts)
        yield "evidence", list(self._list_evidence())
        yield "unstated", sorted((number,) for number in self._list_unstated())
        self._derived = derived = Derived(self._facts, self._start, ids.__getitem__)
        yield "member", derived.members()
        yield "place", derived.places()
        yield "path", derived.paths()
        nodes = [derived.node(name, incoming[number]) for name, number in ids.items()]
        yield "node", nodes
        self._ranked = rank_things(derived.things(nodes))
        yield "card", list_cards(self._ranked)
        yield "name", list_names(self._ranked)

    def full_text(self) -> Iterator[Table]:
        """What a search looks in; to be asked for when :meth:`tables` has given all."""
        if self._derived and self._ranked:
            words = self._derived.words(self._ranked, self._quotes)
            named, told = zip(*words, strict=True)
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
            found = readings.get(statement)
            if found:
                about = self._quotes[statement[: statement.index(" ")]]
                rows = evidence_rows(map(keep_reading, found), self._ids)
                for place, row in spread(rows):
                    about[row[-1]] = None
                    yield number, place, *row

    def _list_unstated(self) -> set[int]:
        facts = self._gathered.facts
        return {
            hash_fact(*key_of(statement))
            for statement in self._gathered.readings
            if statement not in facts
        }
