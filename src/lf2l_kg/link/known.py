"""Items that have been read, wherever from, and where they lie in each other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from .items import Item, Named, keys


class Known:
    """Items by their ids; what is worked out of them once is kept."""

    def __init__(self, items: Iterable[Item] = ()) -> None:
        self.items = {item.id: item for item in items}
        self._names: dict[str, Named] = {}
        self._above: dict[str, tuple[str, ...]] = {}

    def described(self, ids: Iterable[str]) -> list[Item]:
        """The items that are known among these, each once, in order."""
        return [self.items[i] for i in dict.fromkeys(ids) if i in self.items]

    def read(self, ids: Iterable[str]) -> list[Item]:
        """The items of these ids that there are, in order."""
        return self.described(ids)

    def named(self, item: Item) -> Named:
        """What one item is called."""
        found = self._names.get(item.id)
        if found is None:
            found = self._names[item.id] = Named(item.label, keys(item.names))
        return found

    def names_of(self, ids: Sequence[str]) -> Mapping[str, Named]:
        """What items are called; those of others may be with them."""
        for i in ids:
            if i not in self._names and i in self.items:
                self.named(self.items[i])
        return self._names

    def above(self, item: Item) -> Sequence[str]:
        """The ids of all the territories that an item is in, the nearest first, without countries."""
        found = self._above.get(item.id)
        if found is None:
            found = self._above[item.id] = tuple(self._climb(item))
        return found

    def _climb(self, item: Item) -> Iterator[str]:
        seen, left = {item.id, *item.countries}, list(item.parents)
        while left:
            if (place := left.pop(0)) not in seen:
                seen.add(place)
                yield place
                left += self.items[place].parents if place in self.items else ()
