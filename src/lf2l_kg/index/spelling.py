"""What a word that nobody wrote may be meant to be."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator
from functools import cached_property

from rapidfuzz import process
from rapidfuzz.distance import OSA

from .folding import EMPTY, words_of
from .reading import Index

_SHORTEST = 4  # letters of a word that may be misspelt
_LONG = 6  # letters of a word of which two may be wrong
_LONGEST = 30  # letters of a word that is compared with others
_MOST_SPELLINGS = 6
_MOST_MENDED = 4  # words of one question


class Vocabulary:
    """All words of an index. May be used by several threads."""

    def __init__(self, index: Index) -> None:
        self._index = index

    def prepare(self) -> None:
        """Read the words, before the first mistake waits for them."""
        _ = self._by_length

    @cached_property
    def _uses(self) -> dict[str, int]:
        """How many things hold each word, in the order of the words."""
        return dict(self._index.rows("SELECT term, doc FROM word ORDER BY term"))

    @cached_property
    def _sorted(self) -> list[str]:
        return sorted(self._uses)

    @cached_property
    def _by_length(self) -> dict[int, list[str]]:
        """The words by their length, the most used first; no numbers."""
        found = defaultdict(list)
        for word in sorted(self._uses, key=lambda word: (-self._uses[word], word)):
            if len(word) >= _SHORTEST - 1 and not word[0].isdigit():
                found[len(word)].append(word)
        return dict(found)

    @cached_property
    def _beginnings(self) -> dict[int, list[str]]:
        """The beginnings of longer words by their length, of the most used words first."""
        found: dict[int, dict[str, None]] = defaultdict(dict)
        for words in self._by_length.values():
            for word in words:
                for length in range(_SHORTEST, len(word)):
                    found[length][word[:length]] = None
        return {length: list(beginnings) for length, beginnings in found.items()}

    def meanings(self, words: list[str]) -> Iterator[tuple[tuple[str, ...], ...]]:
        """What a question may be meant to be, the likeliest first: each word in some spellings.

        First the words that nobody wrote are mended, then words are written as one, and then any word
        may be a mistake.

        Args:
            words: folded; the last one may be only the beginning of a word.
        """
        mended = self._mend(words)
        if mended is not None:
            yield mended
        joined = self._join(words)
        if joined is not None:
            yield tuple((word,) for word in joined)
        doubted = self._mend(words, even_known=True)
        if doubted is not None and doubted != mended:
            yield doubted

    def _mend(
        self, words: list[str], *, even_known: bool = False
    ) -> tuple[tuple[str, ...], ...] | None:
        """Each word in the ways it may be meant; None when one is like no other."""
        found: list[tuple[str, ...]] = []
        tried = 0
        for position, word in enumerate(words):
            is_last = position == len(words) - 1
            is_known = word in EMPTY or word in self._uses or (is_last and self._begins(word))
            kept: tuple[str, ...] = (word,) if is_known else ()
            if not kept or even_known:
                tried += 1
                if tried > _MOST_MENDED:
                    return None
                kept += self._near(word, is_begun=is_last)
            if not kept:
                apart = self._apart(word)
                if apart is None:
                    return None
                found += [(part,) for part in apart]
            else:
                found.append(kept)
        return tuple(found)

    def _join(self, words: list[str]) -> list[str] | None:
        """The words with the first two written as one that are known as one; None when none are."""
        for position in range(len(words) - 1):
            whole = words[position] + words[position + 1]
            if whole in self._uses:
                return [*words[:position], whole, *words[position + 2 :]]
        return None

    def _begins(self, start: str) -> bool:
        """Whether a word begins so."""
        at = bisect_left(self._sorted, start)
        return at < len(self._sorted) and self._sorted[at].startswith(start)

    def _near(self, word: str, *, is_begun: bool) -> tuple[str, ...]:
        """The closest words, or beginnings of words, the most used first; () when none is close."""
        if not _SHORTEST <= len(word) <= _LONGEST or word.isdigit():
            return ()
        for most in (1, 2) if len(word) >= _LONG else (1,):
            begun = is_begun and len(word) > _SHORTEST
            for known in (self._by_length, self._beginnings) if begun else (self._by_length,):
                found = _closest(word, known, most)
                if found:
                    return found
        return ()

    def _apart(self, word: str) -> tuple[str, str] | None:
        """Two known words that were written as one."""
        for at in range(_SHORTEST - 1, min(len(word), _LONGEST) - _SHORTEST + 2):
            parts = words_of(f"{word[:at]} {word[at:]}")
            if len(parts) == 2 and all(part in self._uses for part in parts):
                return parts[0], parts[1]
        return None


def _closest(word: str, known: dict[int, list[str]], most: int) -> tuple[str, ...]:
    """The words that so many letters part from another; all of them are as close."""
    lengths = range(len(word) - most, len(word) + most + 1)
    near = [other for length in lengths for other in known.get(length, ()) if other != word]
    found = process.extract(
        word, near, scorer=OSA.distance, score_cutoff=most, limit=_MOST_SPELLINGS
    )
    return tuple(candidate for candidate, distance, _ in found if distance == found[0][1])
