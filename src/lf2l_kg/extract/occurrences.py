"""Where known names stand in a text, without a regular expression a document: names differ in each."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator

from lf2l_kg.base.text import plain

from .words import Words

_GAP = re.compile(r"[\s-]+")
_OTHER_GAPS = "".join(c for c in map(chr, range(0x3001)) if c == "-" or (c.isspace() and c != " "))
_LONG_GAP = re.compile(r"   *")  # two spaces or more; sought by the two
_WORD = re.compile(r"\w+")
_INFLECTED = 4  # letters from which a word may stand in the plural


def form_of(label: str) -> str:
    """A label in plain form, its words one space apart."""
    return _GAP.sub(" ", plain(label)).strip()


class Forms:
    """Names in plain form, looked up at every word of a text.

    Between the words of a name white space and hyphens are one. A name of long words only is also
    found in the singular and plural. Of names that start at one place the longest form wins.
    """

    def __init__(self, forms: Iterable[str]) -> None:
        """Index forms as :func:`form_of` gives them; one without any word is never found."""
        self._exact: set[str] = set()
        self._bare: dict[str, str] = {}  # the first form given of those with one stem
        self._inflected: dict[str, tuple[int, str]] = {}  # by stem, the rank of the form to prefer
        self._shapes: dict[str, set[tuple[int, int]]] = defaultdict(set)
        self._counts: dict[str, set[int]] = defaultdict(set)
        for form in forms:
            self._add(form)

    def _add(self, form: str) -> None:
        first = _WORD.search(form)
        if first is None:
            return
        words = form.split(" ")
        stem = _stem(words)
        self._bare.setdefault(stem, form)
        if all(len(word) >= _INFLECTED and word.isalpha() for word in words):
            rank = (-len(form), form)
            self._inflected[stem] = min(rank, self._inflected.get(stem, rank))
            bare = words[0].rstrip("sx")
            for word in (bare, f"{bare}s", f"{bare}x"):
                self._counts[word].add(len(words))
        else:
            self._shapes[first[0]].add((first.start(), len(form)))
        self._exact.add(form)

    def find(self, text: str, words: Words) -> Iterator[tuple[int, int, str]]:
        """(start, end, form) of the names in a plain text, in order and apart."""
        shapes, counts = self._shapes, self._counts
        hits = [n for n, word in enumerate(words.words) if word in shapes or word in counts]
        if not hits:
            return
        simple = _Simple(text)
        found: list[tuple[int, int, str, int]] = []
        for number in hits:
            at = simple.position(words.starts[number])
            for before, length in shapes.get(words.words[number], ()):
                if rank := self._at(simple.text, at - before, length):
                    found.append((at - before, *rank, at - before + length))
            for count in counts.get(words.words[number], ()):
                run = words.words[number : number + count]
                rank = self._run(simple.text, at, run) if len(run) == count else None
                if rank:
                    found.append((at, *rank, at + len(" ".join(run))))
        found.sort()
        reached = 0
        for start, _, _, end in found:
            if start >= reached:
                reached = end
                written = simple.text[start:end]
                known = written if written in self._exact else self._bare[_stem(written.split(" "))]
                yield simple.origin(start), simple.origin(end - 1) + 1, known

    def _at(self, text: str, start: int, length: int) -> tuple[int, str] | None:
        """The rank of the name of a length that stands at a place as it is, or None."""
        end = start + length
        if start < 0 or text[start:end] not in self._exact or _is_word(text, end):
            return None
        return None if start and _is_word(text, start - 1) else (-length, text[start:end])

    def _run(self, text: str, start: int, words: list[str]) -> tuple[int, str] | None:
        """The rank of the name that some words are the singular or plural of, or None."""
        rank = self._inflected.get(_stem(words))
        plural = all(word[-2:].rstrip("sx") or len(word) < 2 for word in words)
        return rank if rank and plural and text.startswith(" ".join(words), start) else None


def _stem(words: list[str]) -> str:
    return " ".join([word.rstrip("sx") for word in words])


def _is_word(text: str, at: int) -> bool:
    character = text[at : at + 1]
    return character.isalnum() or character == "_"


class _Simple:
    """A text whose gaps between words are one space each, and where each place stands in it."""

    def __init__(self, text: str) -> None:
        for gap in _OTHER_GAPS:
            text = text.replace(gap, " ")
        self.text = _LONG_GAP.sub(" ", text)
        self._starts, self._origins = [0], [0]  # from each start on both run in step
        for long_gap in _LONG_GAP.finditer(text):
            self._starts.append(self._starts[-1] + long_gap.start() - self._origins[-1] + 1)
            self._origins.append(long_gap.end())

    def position(self, origin: int) -> int:
        """The place in the simple text of a place outside of gaps in the text."""
        at = bisect_right(self._origins, origin) - 1
        return self._starts[at] + origin - self._origins[at]

    def origin(self, position: int) -> int:
        """The place in the text of a place in the simple text."""
        at = bisect_right(self._starts, position) - 1
        return self._origins[at] + position - self._starts[at]
