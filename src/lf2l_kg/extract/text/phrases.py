"""Many phrases searched for at once, in one pass over a text."""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Hashable, Iterable
from functools import cached_property, lru_cache
from itertools import compress, pairwise
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
_SIGN = expression(r"[\[\](|)]")


class Phrase(Struct, Generic[Group_co, Meaning_co], frozen=True):
    """A regular expression for plain text, without groups, with what it means."""

    group: Group_co
    pattern: str
    meaning: Meaning_co
    guard: Guard | None = None


#: What phrases can begin with: first word → second → the numbers of the phrases. Words are in plain form but
#: for « à »; "" as the second one stands for any, or none.
Starts = dict[str, dict[str, list[int]]]


def list_starts(pairs: Iterable[Iterable[tuple[str, str]]]) -> Starts:
    """What phrases can begin with, from the pairs of words of each."""
    starts: Starts = {"a": {}, "à": {}}  # one word in plain form
    for number, ones in enumerate(pairs):
        for first, second in ones:
            starts.setdefault(first, {}).setdefault(second, []).append(number)
    return starts


class _Entry(Generic[Group_co, Meaning_co]):
    """A phrase that is made, and compiled, when a text first has its first words."""

    group: Group_co
    meaning: Meaning_co
    guard: Guard | None

    def __init__(self, make: Callable[[], Phrase[Group_co, Meaning_co]]) -> None:
        self._make = make

    @cached_property
    def match(self) -> Callable[[str, int], re.Match[str] | None]:
        """What matches the phrase at a position of a plain text; nothing else is there before."""
        phrase = self._make()
        self.group, self.meaning, self.guard = phrase.group, phrase.meaning, phrase.guard
        return re.compile(phrase.pattern + _WORD_END).match


class PhraseIndex(Generic[Group, Meaning]):
    """Phrases of several groups, found by the two words that they begin with.

    Of phrases of one group that start together the longest match wins, then the first given. Others
    do not overlap, but in the ``chained`` groups one may begin in another and go on beyond its end:
    « organisé en | en partenariat avec ».
    """

    def __init__(
        self,
        phrases: Iterable[Callable[[], Phrase[Group, Meaning]]],
        starts: Starts,
        chained: Container[Group] = (),
    ) -> None:
        self._entries = [_Entry(make) for make in phrases]
        self._starts = starts
        self._chained = chained

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
        known, (cut, starts) = self._starts, words
        following = [*cut[1:], "\0"]  # no word follows the last
        for at in compress(range(len(cut)), map(known.__contains__, cut)):
            by_second = known[cut[at]]
            if cut[at] == "a" and text[starts[at]] != "a":
                by_second = known["à"]
            if "" in by_second:
                self._match(by_second[""], text, plain_text, starts[at], found)
            if following[at] in by_second:
                self._match(by_second[following[at]], text, plain_text, starts[at], found)
        return found

    def search_first(self, text: str, plain_text: str) -> dict[Group, tuple[int, int, Meaning]]:
        """(start, end, meaning) of the phrase of each group that starts at the first word of a text."""
        found = self.search(text, plain_text, cut_words(plain_text, 2))
        first = {group: matches[0] for group, matches in found.items()}
        return {g: m for g, m in first.items() if not _WORD.search(plain_text, 0, m[0])}

    def _match(
        self,
        numbers: Iterable[int],
        text: str,
        plain_text: str,
        start: int,
        found: dict[Group, list[tuple[int, int, Meaning]]],
    ) -> None:
        """Add the longest match of each group at a position, unless an earlier one covers it."""
        for number in numbers:
            entry = self._entries[number]
            match = entry.match(plain_text, start)
            if match is None:
                continue
            group, end, guard = entry.group, match.end(), entry.guard
            before = found.get(group)
            last_start, last_end, _ = before[-1] if before else (-1, -1, None)
            longer = last_start == start and end > last_end
            free = start >= last_end or (end > last_end and group in self._chained)
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
    return {
        (first, second)
        for first, rest in _first_words(notation)
        for second in _following_words(rest)
    }


def _first_words(notation: str) -> set[tuple[str, str]]:
    """The words that what a notation spells can begin with, each with the notation of what follows."""
    head, options, tail = _split(notation)
    word = _WORD.search(head)
    if word and (not options or word.end() < len(head)):
        return {(word[0], notation[word.end() :])}
    return {one for option in options for one in _first_words(head + option + tail)}


@lru_cache(maxsize=64)  # all the forms of a verb are followed by the same
def _following_words(notation: str) -> frozenset[str]:
    """The first words of what follows a word; "" where that may be any, or none."""
    head, options, tail = _split(notation)
    word = _WORD.search(head)
    if word and (not options or word.end() < len(head)) and "…" not in head[: word.start()]:
        return frozenset((word[0],))
    if not options or "…" in head:
        return frozenset(("",))
    return frozenset().union(*[_following_words(head + option + tail) for option in options])


def expansions(notation: str) -> set[str]:
    """What a notation with ``[optional]`` and ``(one|other)`` parts can spell."""
    head, options, tail = _split(notation)
    if not options:
        return {notation}
    return {spelled for option in options for spelled in expansions(head + option + tail)}


def _split(notation: str) -> tuple[str, list[str], str]:
    """What stands before the first part in brackets, the notations of what that can spell, and the rest."""
    depth, cuts = 0, list[int]()
    for sign in _SIGN.finditer(notation):
        if sign[0] in "[(":
            depth += 1
            cuts = cuts or [sign.start()]
        elif sign[0] == "|" and depth == 1:
            cuts.append(sign.start())
        elif sign[0] in "])" and (depth := depth - 1) == 0:
            ends = pairwise([*cuts, sign.start()])
            options = [notation[start + 1 : end] for start, end in ends]
            return (
                notation[: cuts[0]],
                ["", *options] if sign[0] == "]" else options,
                notation[sign.end() :],
            )
    return notation, [], ""
