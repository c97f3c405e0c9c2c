"""What is counted of the things that a search finds, held in memory by their rank."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from itertools import chain

from .reading import Index

THEME, TERRITORY = "theme", "territory"
_CARDS = "SELECT c.rank, n.kind FROM card c JOIN node n ON n.id = c.node ORDER BY c.rank"
_MEMBERS = """
SELECT c.rank, m.value FROM member m JOIN card c ON c.node = m.node
WHERE m.facet = ? ORDER BY c.rank, m.value"""
_VALUES = """
SELECT n.id FROM node n WHERE n.id IN (SELECT value FROM member) ORDER BY n.iri"""


class Columns:
    """The class, the themes and the territories of each thing."""

    def __init__(self, index: Index) -> None:
        self.kinds: dict[int, str] = dict(index.rows(_CARDS))  # the best known thing first
        self._order = {value: place for place, (value,) in enumerate(index.rows(_VALUES))}
        self._under = {facet: _members(index, facet) for facet in (THEME, TERRITORY)}

    def count_kinds(self, ranks: Iterable[int]) -> list[tuple[str, int]]:
        """How many things are of each class, the most frequent first."""
        counts = Counter(map(self.kinds.__getitem__, ranks))
        return sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))

    def count_under(self, facet: str, ranks: Iterable[int], most: int) -> list[tuple[int, int]]:
        """How many things are under each theme or territory (a node), the most frequent first."""
        under = self._under[facet]
        counts = Counter(chain.from_iterable([under.get(rank, ()) for rank in ranks]))
        enough = sorted(counts.values())[-most:][:1]  # what the last one given has at least
        best = [(-count, value) for value, count in counts.items() if [count] >= enough]
        best.sort(key=lambda pair: (pair[0], self._order[pair[1]]))
        return [(value, -count) for count, value in best[:most]]

    def is_under(self, facet: str, rank: int, value: int) -> bool:
        """Whether a thing is under a theme or a territory (a node)."""
        return value in self._under[facet].get(rank, ())


def _members(index: Index, facet: str) -> dict[int, Sequence[int]]:
    """What the things are under that are under any, by rank; those under the same share one tuple."""
    found: dict[int, list[int]] = defaultdict(list)
    for rank, value in index.rows(_MEMBERS, (facet,)):
        found[rank].append(value)
    shared: dict[tuple[int, ...], tuple[int, ...]] = {}
    rows = ((rank, tuple(values)) for rank, values in found.items())
    return {rank: shared.setdefault(row, row) for rank, row in rows}
