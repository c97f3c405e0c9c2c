"""Where known names stand in a text, without a regular expression a document: names differ in each."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import compress

from msgspec import Struct

from lf2l_kg.base.expressions import expression
from lf2l_kg.base.text import plain

from .words import Words

_GAP = expression(r"[\s-]+")
_OTHER_GAPS = "".join(c for c in map(chr, range(0x3001)) if c == "-" or (c.isspace() and c != " "))
_LONG_GAP = expression(r"   *")  # two spaces or more; sought by the two
_WORD = expression(r"\w+")
_INFLECTED = 4  # letters from which a word may stand in the plural


@lru_cache(maxsize=1 << 12)
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
        # By the first two words, "" for none: where the form starts before them and how long it is.
        self._shapes: dict[str, dict[str, set[tuple[int, int]]]] = {}
        # By the first word in the singular and plural, and the stem of the second: how many words.
        self._counts: dict[str, dict[str, set[int]]] = {}
        for form in forms:
            self._add(form)

    def _add(self, form: str) -> None:
        spelling = _spell(form)
        if spelling is None:
            return
        self._bare.setdefault(spelling.stem, form)
        self._exact.add(form)
        if spelling.count:
            rank = (-len(form), form)
            self._inflected[spelling.stem] = min(rank, self._inflected.get(spelling.stem, rank))
            for word in spelling.firsts:
                counts = self._counts.setdefault(word, {})
                counts.setdefault(spelling.second, set()).add(spelling.count)
        else:
            shapes = self._shapes.setdefault(spelling.firsts[0], {})
            shapes.setdefault(spelling.second, set()).add((spelling.before, len(form)))

    def find(self, text: str, words: Words) -> Iterator[tuple[int, int, str]]:
        """(start, end, form) of the names in a plain text, in order and apart."""
        known, cut = self._shapes.keys() | self._counts.keys(), words.words
        hits = list(compress(range(len(cut)), map(known.__contains__, cut)))
        if not hits:
            return
        simple = _Simple(text)
        found: list[tuple[int, int, str, int]] = []
        for number in hits:
            at = simple.position(words.starts[number])
            word, second = cut[number], cut[number + 1] if number + 1 < len(cut) else ""
            if word in self._shapes:
                by_second = self._shapes[word]
                for before, length in (*by_second.get("", ()), *by_second.get(second, ())):
                    start, end = at - before, at - before + length
                    written = simple.text[start:end] if start >= 0 else ""
                    whole = len(written) == length and written in self._exact
                    if whole and _is_apart(simple.text, start, end):
                        found.append((start, -length, written, end))
            if word in self._counts:
                counts, stem = self._counts[word], second.rstrip("sx")
                for count in (*counts.get("", ()), *counts.get(stem, ())):
                    found += self._inflection(simple.text, at, cut[number : number + count])
        found.sort()
        reached = 0
        for start, _, _, end in found:
            if start >= reached:
                reached = end
                written = simple.text[start:end]
                form = written if written in self._exact else self._bare[_stem(written.split(" "))]
                yield simple.origin(start), simple.origin(end - 1) + 1, form

    def _inflection(
        self, text: str, start: int, words: list[str]
    ) -> tuple[tuple[int, int, str, int], ...]:
        """(start, rank of the form, end) of the name that some words are, singular or plural; or ()."""
        rank = self._inflected.get(_stem(words))
        written = " ".join(words)
        if rank is None or not text.startswith(written, start):
            return ()
        whole = all(word[-2:].rstrip("sx") or len(word) < 2 for word in words)
        return ((start, *rank, start + len(written)),) if whole else ()


class _Spelling(Struct, frozen=True):
    """What a form is looked up by."""

    stem: str
    firsts: tuple[str, ...]  # the first word, in the singular and plural when it may be inflected
    second: str  # its second word, or that word's stem; "" for none
    count: int  # of its words when it may be inflected; else 0
    before: int  # characters before its first word


@lru_cache(maxsize=1 << 12)
def _spell(form: str) -> _Spelling | None:
    """How a form is looked up; None for one without any word."""
    cut = _WORD.findall(form)
    if not cut:
        return None
    words = form.split(" ")
    stems = [word.rstrip("sx") for word in words]
    stem, bare = " ".join(stems), stems[0]
    if len(min(words, key=len)) >= _INFLECTED and "".join(words).isalpha():
        second = stems[1] if len(stems) > 1 else ""
        return _Spelling(stem, (bare, f"{bare}s", f"{bare}x"), second, len(words), 0)
    second = cut[1] if len(cut) > 1 else ""
    return _Spelling(stem, (cut[0],), second, 0, form.index(cut[0]))


def _stem(words: list[str]) -> str:
    return " ".join([word.rstrip("sx") for word in words])


def _is_apart(text: str, start: int, end: int) -> bool:
    """Whether no word runs into the stretch or out of it."""
    return not (_is_word(text, end) or (start and _is_word(text, start - 1)))


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
        if len(self._starts) == 1:
            return origin
        at = bisect_right(self._origins, origin) - 1
        return self._starts[at] + origin - self._origins[at]

    def origin(self, position: int) -> int:
        """The place in the text of a place in the simple text."""
        if len(self._starts) == 1:
            return position
        at = bisect_right(self._starts, position) - 1
        return self._origins[at] + position - self._starts[at]
