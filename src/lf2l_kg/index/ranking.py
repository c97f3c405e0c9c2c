"""The ranks of things: numbers in the order of their renown, with room between them for others."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import groupby

from .searchable import Ranked, Renown, Searchable

_ROOM = 1 << 10  # between two ranks, so that a thing that comes in between gets one of its own

#: What stands next to a place: the ranks before and after it; 0 for none.
Neighbours = tuple[int, int]


def rank_things(things: Iterable[Searchable]) -> Ranked:
    """All things, the best known first."""
    ordered = sorted(things, key=lambda thing: thing.renown)
    return [(rank * _ROOM, thing) for rank, thing in enumerate(ordered, start=1)]


def rank_between(
    things: Iterable[Searchable], neighbours: Callable[[Renown], Neighbours]
) -> Ranked | None:
    """Some things that come in between others that keep their ranks.

    Args:
        things: those that have no rank.
        neighbours: of a place, among things that have one.

    Returns:
        None when there is no room left between two of the others.
    """
    ordered = sorted(things, key=lambda thing: thing.renown)
    found: list[tuple[int, Searchable]] = []
    for (before, after), group in groupby(ordered, lambda thing: neighbours(thing.renown)):
        here = [*group]
        step = (after - before) // (len(here) + 1) if after else _ROOM
        if not step:
            return None
        found += [(before + step * place, thing) for place, thing in enumerate(here, start=1)]
    return found


def find_neighbours(
    renown: Renown, next_from: Callable[[int], tuple[int, Renown] | None]
) -> Neighbours:
    """The ranks around a place, found by halves: ranks are in the order of renown.

    Args:
        renown: of the thing whose place it is.
        next_from: gives the first thing with this rank or a higher one, by its rank; None for none.
    """
    before, low, high = 0, 1, 1 << 62
    after = 0
    while low < high:
        middle = (low + high) // 2
        found = next_from(middle)
        if found is None:
            high = middle
        elif found[1] < renown:
            before, low = found[0], found[0] + 1
        else:
            after, high = found[0], middle
    return before, after
