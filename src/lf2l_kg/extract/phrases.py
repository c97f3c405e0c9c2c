"""Many phrases searched for at once, in one pass over a text."""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Hashable, Iterable
from functools import cached_property
from itertools import compress
from typing import Generic, TypeVar

from msgspec import Struct

from lf2l_kg.base.expressions import expression

from .words import Words, cut_words

Group = TypeVar("Group", bound=Hashable)
Meaning = TypeVar("Meaning")
Group_co = TypeVar("Group_co", bound=Hashable, covariant=True)
Meaning_co = TypeVar("Meaning_co", covariant=True)

#: Whether a phrase may stand at a position: given the text, its plain form and the position.
Guard = Callable[[str, str, int], bool]

_WORD = expression(r"\w+")
_WORD_END = r"(?:(?<=')|(?!\w))"
_GROUP = expression(r"\[([^\[\]()]*)\]|\(([^\[\]()]*)\)")


class Phrase(Struct, Generic[Group_co, Meaning_co], frozen=True):
    """A regular expression for plain text, without groups, with what it means.

    ``starts`` are all the pairs of words that a match can begin with, in plain form but for « à »;
    "" as the second word stands for any, or none.
    """

    group: Group_co
    starts: frozenset[tuple[str, str]]
    pattern: str
    meaning: Meaning_co
    guard: Guard | None = None


class _Entry(Generic[Group_co, Meaning_co]):
    """A phrase whose regular expression is compiled when a text first has its first words."""

    def __init__(self, phrase: Phrase[Group_co, Meaning_co]) -> None:
        self.pattern, self.guard = phrase.pattern, phrase.guard
        self.group, self.meaning = phrase.group, phrase.meaning

    @cached_property
    def match(self) -> Callable[[str, int], re.Match[str] | None]:
        """What matches the phrase at a position of a plain text."""
        return re.compile(self.pattern + _WORD_END).match


class PhraseIndex(Generic[Group, Meaning]):
    """Phrases of several groups, found by the two words that they begin with.

    Of phrases of one group that start together the longest match wins, then the first given. Others
    do not overlap, but in the ``chained`` groups one may begin in another and go on beyond its end:
    « organisé en | en partenariat avec ».
    """

    def __init__(
        self, phrases: Iterable[Phrase[Group, Meaning]], chained: Container[Group] = ()
    ) -> None:
        self._chained = chained
        self._by_word: dict[str, dict[str, list[_Entry[Group, Meaning]]]] = {}
        for phrase in phrases:
            entry = _Entry(phrase)
            for first, second in phrase.starts:
                by_second = self._by_word.setdefault(first, {})
                by_second.setdefault(second, []).append(entry)
        for word in ("a", "à"):  # one word in plain form
            self._by_word.setdefault(word, {})

    def search(
        self, text: str, plain_text: str, words: Words
    ) -> dict[Group, list[tuple[int, int, Meaning]]]:
        """(start, end, meaning) of the phrases in a text, in order, by group.

        A group of which none is found has no entry.

        Args:
            text: as written.
            plain_text: its plain form.
            words: those of the plain form.
        """
        found: dict[Group, list[tuple[int, int, Meaning]]] = {}
        known, (cut, starts) = self._by_word, words
        following = [*cut[1:], "\0"]  # no word follows the last
        for at in compress(range(len(cut)), map(known.__contains__, cut)):
            by_second = known[cut[at]]
            if cut[at] == "a" and text[starts[at]] != "a":
                by_second = known["à"]
            if "" in by_second:
                _match(by_second[""], text, plain_text, starts[at], found, self._chained)
            if following[at] in by_second:
                _match(by_second[following[at]], text, plain_text, starts[at], found, self._chained)
        return found

    def search_first(self, text: str, plain_text: str) -> dict[Group, tuple[int, int, Meaning]]:
        """(start, end, meaning) of the phrase of each group that starts at the first word of a text."""
        found = self.search(text, plain_text, cut_words(plain_text, 2))
        first = {group: matches[0] for group, matches in found.items()}
        return {g: m for g, m in first.items() if not _WORD.search(plain_text, 0, m[0])}


def _match(
    entries: list[_Entry[Group, Meaning]],
    text: str,
    plain_text: str,
    start: int,
    found: dict[Group, list[tuple[int, int, Meaning]]],
    chained: Container[Group],
) -> None:
    """Add the longest match of each group at a position, unless an earlier one covers it."""
    for entry in entries:
        match = entry.match(plain_text, start)
        if match is None:
            continue
        group, end, guard = entry.group, match.end(), entry.guard
        before = found.get(group)
        last_start, last_end, _ = before[-1] if before else (-1, -1, None)
        longer = last_start == start and end > last_end
        free = start >= last_end or (end > last_end and group in chained)
        if not (free or longer) or (guard and not guard(text, plain_text, start)):
            continue
        if before is None:
            found[group] = [(start, end, entry.meaning)]
        elif longer:
            before[-1] = (start, end, entry.meaning)
        else:
            before.append((start, end, entry.meaning))


def first_pairs(notation: str) -> set[tuple[str, str]]:
    """The two words that what a notation spells can begin with; "" where any word may follow."""
    group = _GROUP.search(notation)
    head = notation[: group.start()] if group else notation
    words = [w for w in _WORD.finditer(head) if group is None or w.end() < len(head)]
    if len(words) > 1 and "…" not in head[: words[1].start()]:
        return {(words[0][0], words[1][0])}
    if words and (group is None or "…" in head):
        return {(words[0][0], "")}
    if group is None:
        return set()
    tail = notation[group.end() :]
    return {pair for option in _options(group) for pair in first_pairs(head + option + tail)}


def expansions(notation: str) -> set[str]:
    """What a notation with ``[optional]`` and ``(one|other)`` parts can spell."""
    group = _GROUP.search(notation)
    if group is None:
        return {notation}
    head, tail = notation[: group.start()], notation[group.end() :]
    return {spelled for option in _options(group) for spelled in expansions(head + option + tail)}


def _options(group: re.Match[str]) -> list[str]:
    return ["", *group[1].split("|")] if group[1] is not None else group[2].split("|")
