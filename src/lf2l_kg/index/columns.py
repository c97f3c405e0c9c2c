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


class Columns:
    """The class, the themes and the territories of each thing."""

    def __init__(self, index: Index) -> None:
        self.kinds = ["", *(kind for _, kind in index.rows(_CARDS))]
        self._under = {
            facet: _members(index, facet, len(self.kinds)) for facet in (THEME, TERRITORY)
        }

    def count_kinds(self, ranks: Iterable[int]) -> list[tuple[str, int]]:
        """How many things are of each class, the most frequent first."""
        counts = Counter(map(self.kinds.__getitem__, ranks))
        return sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))

    def count_under(self, facet: str, ranks: Iterable[int], most: int) -> list[tuple[int, int]]:
        """How many things are under each theme or territory (a node), the most frequent first."""
        members = self._under[facet].__getitem__
        counts = Counter(chain.from_iterable(map(members, ranks)))
        enough = sorted(counts.values())[-most:][:1]  # what the last one given has at least
        best = [(-count, value) for value, count in counts.items() if [count] >= enough]
        return [(value, -count) for count, value in sorted(best)[:most]]

    def is_under(self, facet: str, rank: int, value: int) -> bool:
        """Whether a thing is under a theme or a territory (a node)."""
        return value in self._under[facet][rank]


def _members(index: Index, facet: str, count: int) -> list[Sequence[int]]:
    """For each rank what it is under; things that are under the same share one tuple."""
    found: dict[int, list[int]] = defaultdict(list)
    for rank, value in index.rows(_MEMBERS, (facet,)):
        found[rank].append(value)
    shared: dict[tuple[int, ...], tuple[int, ...]] = {}
    rows = (tuple(found.get(rank, ())) for rank in range(count))
    return [shared.setdefault(row, row) for row in rows]
