"""Names that are one slip of the pen apart, or share a rare word, without comparing each with each.

A slip (a letter more, less, changed, or two swapped) leaves one half of the name as it was. So each
name is kept under its two halves, and only those that share a half are compared.

Source: the pigeonhole principle of Mor and Fraenkel, https://doi.org/10.1145/358728.358752
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

_SHORTEST = 4  # letters; among shorter names, one slip apart is another name
_MOST = 4000  # names under one half that are worth comparing
_RARE = 300  # names that share a word, when the word still tells something
_ALIKE = 60.0  # of 100: how alike names must be that share a rare word
_FEW = 10  # names alike by their words that are worth a look


class Likeness:
    """The names of an index, by their halves."""

    def __init__(self, names: Iterable[str]) -> None:
        self._names = tuple(names)
        self._halves: dict[int, list[int]] = {}
        self._words: dict[str, list[int]] = {}
        for number, name in enumerate(self._names):
            for word in _words(name):
                self._words.setdefault(word, []).append(number)
            if len(name) >= _SHORTEST:
                middle = len(name) // 2
                self._halves.setdefault(hash((len(name), name[:middle])), []).append(number)
                self._halves.setdefault(hash((-len(name), name[middle:])), []).append(number)

    def find(self, name: str) -> list[str]:
        """The names nearly spelt like this one, itself not among them; sorted.

        Those one slip apart; when there is none, a few of those that share its rarest word.
        """
        return self._one_slip_apart(name) or self._alike_by_word(name)

    def _alike_by_word(self, name: str) -> list[str]:
        shared = [self._words[word] for word in _words(name) if word in self._words]
        rarest = min(shared, key=len, default=[])
        if len(rarest) > _RARE:
            return []
        scored = ((fuzz.token_sort_ratio(name, self._names[n]), self._names[n]) for n in rarest)
        best = heapq.nsmallest(_FEW, ((-score, near) for score, near in scored if score >= _ALIKE))
        return sorted(near for _, near in best if near != name)

    def _one_slip_apart(self, name: str) -> list[str]:
        if len(name) < _SHORTEST:
            return []
        numbers = set[int]()
        for spelling in (name, *_swapped(name)):
            for length in (len(name) - 1, len(name), len(name) + 1):
                middle = length // 2
                for key in ((length, spelling[:middle]), (-length, spelling[middle - length :])):
                    numbers.update(self._halves.get(hash(key), ())[:_MOST])
        near = (self._names[number] for number in numbers)
        return sorted(n for n in near if OSA.distance(name, n, score_cutoff=1) == 1)


def _words(name: str) -> set[str]:
    return set(name.replace("'", " ").split())


def _swapped(name: str) -> tuple[str, ...]:
    """The name with the two letters at its middle swapped: a slip that changes both halves."""
    middle = len(name) // 2
    if name[middle - 1] == name[middle]:
        return ()
    return (name[: middle - 1] + name[middle] + name[middle - 1] + name[middle + 1 :],)
