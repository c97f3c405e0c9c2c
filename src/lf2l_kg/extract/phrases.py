"""Many phrases searched for at once, in one pass over a text."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Hashable, Iterable
from typing import Generic, TypeVar

Group = TypeVar("Group", bound=Hashable)
Meaning = TypeVar("Meaning")

_WORD = re.compile(r"\w+")
_WORD_END = r"(?:(?<=')|(?!\w))"
_KEY = 4  # letters of its first word by which a phrase is found


class PhraseIndex(Generic[Group, Meaning]):
    """Phrases of several groups as regular expressions without groups, each with what it means.

    Of phrases of one group that start together the longest match wins, then the first given.
    """

    def __init__(self, phrases: Iterable[tuple[Group, frozenset[str], str, Meaning]]) -> None:
        """Index (group, first words, pattern, meaning): a match starts with one of the words."""
        self._by_key: dict[str, list[tuple[Group, re.Pattern[str], Meaning]]] = defaultdict(list)
        for group, words, pattern, meaning in phrases:
            compiled = re.compile(pattern + _WORD_END)
            for key in sorted({word[:_KEY] for word in words}):
                self._by_key[key].append((group, compiled, meaning))

    def search(self, plain_text: str) -> dict[Group, list[tuple[int, int, Meaning]]]:
        """(start, end, meaning) of the phrases in a plain text, in order, by group.

        Those of one group do not overlap; a group of which none is found has no entry.
        """
        found: dict[Group, list[tuple[int, int, Meaning]]] = {}
        by_key = self._by_key
        for word in _WORD.finditer(plain_text):
            candidates = by_key.get(word[0][:_KEY])
            if candidates is not None:
                _match(candidates, plain_text, word.start(), found)
        return found


def _match(
    candidates: list[tuple[Group, re.Pattern[str], Meaning]],
    text: str,
    start: int,
    found: dict[Group, list[tuple[int, int, Meaning]]],
) -> None:
    """Add the longest match of each group at a position, unless an earlier one covers it."""
    for group, pattern, meaning in candidates:
        match = pattern.match(text, start)
        if match is None:
            continue
        before = found.setdefault(group, [])
        if not before or start >= before[-1][1]:
            before.append((start, match.end(), meaning))
        elif before[-1][0] == start and match.end() > before[-1][1]:
            before[-1] = (start, match.end(), meaning)


def first_words(notation: str) -> set[str]:
    """The first words that a notation with ``[optional]`` and ``(one|other)`` parts can spell."""
    return {word[0] for spelled in expansions(notation) if (word := _WORD.search(spelled))}


def expansions(notation: str) -> set[str]:
    """What a notation with ``[optional]`` and ``(one|other)`` parts can spell."""
    group = re.search(r"\[([^\[\]()]*)\]|\(([^\[\]()]*)\)", notation)
    if group is None:
        return {notation}
    options = ["", group[1]] if group[1] is not None else group[2].split("|")
    head, tail = notation[: group.start()], notation[group.end() :]
    return {spelled for option in options for spelled in expansions(head + option + tail)}
