"""Many phrases searched for at once, in one pass over a text."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Generic, TypeVar

Meaning = TypeVar("Meaning")

_WORD_START = re.compile(r"(?<!\w)\w")
_WORD_END = r"(?:(?<=')|(?!\w))"
_KEY = 2  # characters by which the phrases that can start at a word are found


class PhraseIndex(Generic[Meaning]):
    """Phrases as regular expressions without groups, each with what it means.

    Of phrases that start together the longest match wins, then the first given.
    """

    def __init__(self, phrases: Iterable[tuple[frozenset[str], str, Meaning]]) -> None:
        """Index (beginnings, pattern, meaning): a match starts with one of the beginnings."""
        self._by_key: dict[str, list[tuple[re.Pattern[str], Meaning]]] = defaultdict(list)
        for beginnings, pattern, meaning in phrases:
            compiled = re.compile(pattern + _WORD_END)
            for key in sorted({beginning[:_KEY] for beginning in beginnings}):
                self._by_key[key].append((compiled, meaning))

    def search(self, plain_text: str) -> Iterator[tuple[int, int, Meaning]]:
        """(start, end, meaning) of the phrases in a plain text, in order, without overlap."""
        last = 0
        for word in _WORD_START.finditer(plain_text):
            start = word.start()
            candidates = self._by_key.get(plain_text[start : start + _KEY])
            if candidates is None or start < last:
                continue
            found = [(m.end(), c[1]) for c in candidates if (m := c[0].match(plain_text, start))]
            if found:
                last, meaning = max(found, key=lambda f: f[0])
                yield start, last, meaning


def expansions(notation: str) -> set[str]:
    """What a notation with ``[optional]`` and ``(one|other)`` parts can spell."""
    group = re.search(r"\[([^\[\]()]*)\]|\(([^\[\]()]*)\)", notation)
    if group is None:
        return {notation}
    options = ["", group[1]] if group[1] is not None else group[2].split("|")
    head, tail = notation[: group.start()], notation[group.end() :]
    return {spelled for option in options for spelled in expansions(head + option + tail)}
