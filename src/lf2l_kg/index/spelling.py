"""What a word that nobody wrote may be meant to be."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from functools import cached_property

from rapidfuzz import process
from rapidfuzz.distance import OSA

from .folding import words_of
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

    def mend(self, words: list[str]) -> list[tuple[str, ...]] | None:
        """Each word in the ways it may be meant, the closest and most used first.

        A word that is known stays. One that is two known words written together is taken apart.

        Args:
            words: folded; the last one may be only the beginning of a word.

        Returns:
            None when a word is like no other, or all are known.
        """
        found: list[tuple[str, ...]] = []
        mended = 0
        for position, word in enumerate(words):
            is_last = position == len(words) - 1
            if word in self._uses or (is_last and self._begins(word)):
                found.append((word,))
                continue
            mended += 1
            if mended > _MOST_MENDED:
                return None
            spellings = self._near(word, self._by_length)
            apart = self._apart(word)
            if not spellings and apart:
                found += [(part,) for part in apart]
                continue
            if not spellings and is_last:
                spellings = self._near(word, self._beginnings)
            if not spellings:
                return None
            found.append(spellings)
        return found if mended else None

    def join(self, words: list[str]) -> list[str] | None:
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

    def _near(self, word: str, known: dict[int, list[str]]) -> tuple[str, ...]:
        """The closest words, the most used first; () when none is close."""
        if not _SHORTEST <= len(word) <= _LONGEST or word.isdigit():
            return ()
        for most in (1, 2) if len(word) >= _LONG else (1,):
            lengths = range(len(word) - most, len(word) + most + 1)
            near = [candidate for length in lengths for candidate in known.get(length, ())]
            found = process.extract(
                word, near, scorer=OSA.distance, score_cutoff=most, limit=_MOST_SPELLINGS
            )
            if found:
                best = found[0][1]
                return tuple(candidate for candidate, distance, _ in found if distance == best)
        return ()

    def _apart(self, word: str) -> tuple[str, str] | None:
        """Two known words that were written as one."""
        for at in range(_SHORTEST - 1, min(len(word), _LONGEST) - _SHORTEST + 2):
            parts = words_of(f"{word[:at]} {word[at:]}")
            if len(parts) == 2 and all(part in self._uses for part in parts):
                return parts[0], parts[1]
        return None
