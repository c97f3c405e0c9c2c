"""Many phrases searched for at once, in one pass over a text."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

Group = TypeVar("Group", bound=Hashable)
Meaning = TypeVar("Meaning")
Group_co = TypeVar("Group_co", bound=Hashable, covariant=True)
Meaning_co = TypeVar("Meaning_co", covariant=True)

#: Whether a phrase may stand at a position: given the text, its plain form and the position.
Guard = Callable[[str, str, int], bool]

_WORD = re.compile(r"\w+")
_WORD_END = r"(?:(?<=')|(?!\w))"
_GROUP = re.compile(r"\[([^\[\]()]*)\]|\(([^\[\]()]*)\)")
_KEY = 4  # letters of its first word by which a phrase is found


@dataclass(frozen=True, slots=True)
class Phrase(Generic[Group_co, Meaning_co]):
    """A regular expression for plain text, without groups, with what it means."""

    group: Group_co
    words: frozenset[str]  # a match starts with one of them
    pattern: str
    meaning: Meaning_co
    guard: Guard | None = None


class PhraseIndex(Generic[Group, Meaning]):
    """Phrases of several groups.

    Of phrases of one group that start together the longest match wins, then the first given.
    """

    def __init__(self, phrases: Iterable[Phrase[Group, Meaning]]) -> None:
        self._by_key: dict[str, list[tuple[Group, re.Pattern[str], Meaning, Guard | None]]] = (
            defaultdict(list)
        )
        for phrase in phrases:
            entry = (
                phrase.group,
                re.compile(phrase.pattern + _WORD_END),
                phrase.meaning,
                phrase.guard,
            )
            for key in sorted({word[:_KEY] for word in phrase.words}):
                self._by_key[key].append(entry)

    def search(self, text: str, plain_text: str) -> dict[Group, list[tuple[int, int, Meaning]]]:
        """(start, end, meaning) of the phrases in a text, in order, by group.

        Those of one group do not overlap; a group of which none is found has no entry.
        """
        found: dict[Group, list[tuple[int, int, Meaning]]] = {}
        by_key = self._by_key
        for word in _WORD.finditer(plain_text):
            candidates = by_key.get(word[0][:_KEY])
            if candidates is not None:
                _match(candidates, text, plain_text, word.start(), found)
        return found


def _match(
    candidates: list[tuple[Group, re.Pattern[str], Meaning, Guard | None]],
    text: str,
    plain_text: str,
    start: int,
    found: dict[Group, list[tuple[int, int, Meaning]]],
) -> None:
    """Add the longest match of each group at a position, unless an earlier one covers it."""
    for group, pattern, meaning, guard in candidates:
        match = pattern.match(plain_text, start)
        if match is None:
            continue
        before = found.get(group)
        last = before[-1] if before else (-1, -1, meaning)
        longer = last[0] == start and match.end() > last[1]
        if not (start >= last[1] or longer) or (guard and not guard(text, plain_text, start)):
            continue
        if longer and before:
            before[-1] = (start, match.end(), meaning)
        else:
            found.setdefault(group, []).append((start, match.end(), meaning))


def first_words(notation: str) -> set[str]:
    """The first words that a notation with ``[optional]`` and ``(one|other)`` parts can spell."""
    group = _GROUP.search(notation)
    head = notation[: group.start()] if group else notation
    word = _WORD.search(head)
    if group is None or (word and word.end() < len(head)):
        return {word[0]} if word else set()
    tail = notation[group.end() :]
    return {w for option in _options(group) for w in first_words(head + option + tail)}


def expansions(notation: str) -> set[str]:
    """What a notation with ``[optional]`` and ``(one|other)`` parts can spell."""
    group = _GROUP.search(notation)
    if group is None:
        return {notation}
    head, tail = notation[: group.start()], notation[group.end() :]
    return {spelled for option in _options(group) for spelled in expansions(head + option + tail)}


def _options(group: re.Match[str]) -> list[str]:
    return ["", *group[1].split("|")] if group[1] is not None else group[2].split("|")
