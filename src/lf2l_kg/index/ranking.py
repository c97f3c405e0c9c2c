"""Ranks: numbers in the order of some things, of their renown most often, with room between for others."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import groupby
from typing import Any, TypeVar

from .searchable import Ranked, Searchable

Thing = TypeVar("Thing")
Key = TypeVar("Key", bound=tuple[Any, ...])

ROOM = 1 << 10  # between two ranks, so that a thing that comes in between gets one of its own

#: What stands next to a place: the ranks before and after it; 0 for none.
Neighbours = tuple[int, int]


def rank_things(things: Iterable[Searchable]) -> Ranked:
    """All things, the best known first."""
    return [*spread(sorted(things, key=lambda thing: thing.renown))]


def spread(ordered: Iterable[Thing]) -> Iterator[tuple[int, Thing]]:
    """Things with ranks in their order."""
    return ((number * ROOM, thing) for number, thing in enumerate(ordered, start=1))


def rank_between(
    things: Iterable[Thing], key: Callable[[Thing], Key], neighbours: Callable[[Key], Neighbours]
) -> list[tuple[int, Thing]] | None:
    """Some things that come in between others that keep their ranks.

    Args:
        things: those that have no rank.
        key: tells their order.
        neighbours: of a key, among things that have a rank.

    Returns:
        None when there is no room left between two of the others.
    """
    found: list[tuple[int, Thing]] = []
    ordered = sorted(things, key=key)
    for (before, after), group in groupby(ordered, lambda thing: neighbours(key(thing))):
        here = [*group]
        step = (after - before) // (len(here) + 1) if after else ROOM
        if not step:
            return None
        found += [(before + step * place, thing) for place, thing in enumerate(here, start=1)]
    return found


def find_neighbours(key: Key, next_from: Callable[[int], tuple[int, Key]], last: int) -> Neighbours:
    """The ranks around a place, found by halves: they are in the order of the keys.

    Args:
        key: of the thing whose place it is.
        next_from: gives the first thing with this rank or a higher one, its rank and its key.
        last: the highest rank; 0 when there is none.
    """
    before, after, low, high = 0, 0, 1, last + 1
    while low < high:
        middle = (low + high) // 2
        found = next_from(middle)
        if found[1] < key:
            before, low = found[0], found[0] + 1
        else:
            after, high = found[0], middle
    return before, after
