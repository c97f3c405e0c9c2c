"""The ontology's cues and themes, compiled to what is searched for in a text.

All patterns run on text in the form of :func:`lf2l_kg.base.text.plain`, so case, accents and the
kind of apostrophe do not matter, and positions are those of the text itself.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from typing import Literal, NamedTuple, TypeVar

from lf2l_kg.base.ontology import Cue, CueKind, Ontology
from lf2l_kg.base.text import plain

from .notation import cue_phrase, inflect, inflected_forms
from .phrases import Phrase, PhraseIndex
from .words import Words


class CueMatch(NamedTuple):
    """A cue found at ``start`` to ``end`` of a text."""

    start: int
    end: int
    cue: Cue


class ThemeMatch(NamedTuple):
    """A theme's label found at ``start`` to ``end`` of a text."""

    start: int
    end: int
    iri: str


@dataclass(frozen=True, slots=True)
class Hits:
    """What the lexicon finds in one text: cues by kind, and themes, each in the text's order."""

    cues: dict[CueKind, tuple[CueMatch, ...]]
    themes: tuple[ThemeMatch, ...]


class Lexicon:
    """What extraction searches for."""

    def __init__(self, ontology: Ontology) -> None:
        self.ontology = ontology
        cues = sorted(ontology.cues, key=lambda cue: (cue.pattern, cue.iri))
        self._index: PhraseIndex[CueKind | Literal["theme"], Cue | _Label] = PhraseIndex(
            [*map(cue_phrase, cues), *_theme_phrases(ontology)], chained=frozenset(("relation",))
        )
        self.source_hosts = frozenset(c.pattern for c in ontology.cues if c.kind == "host")

    def search(self, text: str, plain_text: str, words: Words | None = None) -> Hits:
        """All that a text holds; cues of one kind do not overlap, nor do themes (but see ``chained``)."""
        found = self._index.search(text, plain_text, words)
        themes = [
            ThemeMatch(start, end, label.iri)
            for start, end, label in found.pop("theme", ())
            if isinstance(label, _Label) and (not label.is_acronym or text[start:end].isupper())
        ]
        cues: dict[CueKind, tuple[CueMatch, ...]] = {
            kind: tuple(
                CueMatch(s, e, cue)
                for s, e, cue in matches
                if isinstance(cue, Cue) and _agrees(cue.pattern, text[s:e])
            )
            for kind, matches in found.items()
            if kind != "theme"
        }
        return Hits(cues, tuple(themes))

    def search_blocks(
        self, text: str, plain_text: str, words: Words, starts: Sequence[int]
    ) -> tuple[Hits, ...]:
        """What each of some blocks holds, searched at once; positions are those in its block.

        Args:
            text: the blocks joined by a character that no phrase holds.
            plain_text: its plain form.
            words: those of the plain form.
            starts: where each block begins, and one more for the end.
        """
        whole = self.search(text, plain_text, words)
        cues: list[dict[CueKind, tuple[CueMatch, ...]]] = [{} for _ in starts[1:]]
        themes: list[tuple[ThemeMatch, ...]] = [() for _ in starts[1:]]
        for kind, matches in whole.cues.items():
            for number, at, group in _by_block(matches, starts):
                cues[number][kind] = tuple([CueMatch(s - at, e - at, cue) for s, e, cue in group])
        for number, at, labels in _by_block(whole.themes, starts):
            themes[number] = tuple([ThemeMatch(s - at, e - at, iri) for s, e, iri in labels])
        return tuple(map(Hits, cues, themes))

    def find_cue(self, kind: CueKind, text: str) -> Cue | None:
        """The cue that a whole text is, or None."""
        found = _search_label(self, text).cues.get(kind, ())
        return found[0].cue if found and (found[0].start, found[0].end) == (0, len(text)) else None

    def find_theme(self, text: str) -> str | None:
        """The theme that a whole text names, or None."""
        found = _search_label(self, text).themes
        return found[0].iri if found and (found[0].start, found[0].end) == (0, len(text)) else None


@lru_cache(maxsize=1 << 12)
def _search_label(lexicon: Lexicon, text: str) -> Hits:
    """What a name holds: many rules ask for the same one, and documents share theirs."""
    return lexicon.search(text, plain(text))


Match = TypeVar("Match", CueMatch, ThemeMatch)


def _by_block(
    matches: tuple[Match, ...], starts: Sequence[int]
) -> Iterator[tuple[int, int, Iterable[Match]]]:
    """(number of a block, where it begins, its matches) of the blocks that have some."""
    for number, group in groupby(matches, key=lambda match: bisect_right(starts, match[0]) - 1):
        yield number, starts[number], group


_LONG = 4  # letters from which accents do not matter


def _agrees(pattern: str, words: str) -> bool:
    """Whether a short word has its accents: « dès 2008 » is a date, « des » is an article."""
    return len(pattern) >= _LONG or pattern.isascii() or words.casefold() == pattern


@lru_cache(maxsize=4)
def compile_lexicon(ontology: Ontology) -> Lexicon:
    """Compile once for each ontology read."""
    return Lexicon(ontology)


@dataclass(frozen=True, slots=True)
class _Label:
    """A label of a theme; an acronym must be written in capitals: « ESS », not « ess »."""

    iri: str
    is_acronym: bool


def _theme_phrases(ontology: Ontology) -> Iterator[Phrase[Literal["theme"], _Label]]:
    """The labels of all themes; singular and plural, hyphen or space are one."""
    seen: set[str] = set()
    for iri, concept in sorted(ontology.concepts.items()):
        for _, label in (*concept.labels, *concept.alt_labels):
            pattern = _label_pattern(label)
            if pattern not in seen:
                seen.add(pattern)
                yield Phrase("theme", _starts(label), pattern, _Label(iri, label.isupper()))


def _starts(label: str) -> frozenset[tuple[str, str]]:
    """What a theme's label can begin with; its first two words may be written as one."""
    first, *rest = re.findall(r"\w+", plain(label))
    if not rest:
        return frozenset((form, "") for form in inflected_forms(first))
    seconds = inflected_forms(rest[0])
    pairs = {(a, b) for a in inflected_forms(first) for b in seconds}
    return frozenset(pairs | {(a + b, "") for a, b in pairs})


def _label_pattern(label: str) -> str:
    if label.isupper():
        return re.escape(plain(label))
    words = re.split(r"[\s-]+", plain(label).replace("'", "' ").strip())
    gap = r"[\s-]*(?:[/–]\s*)?"
    return gap.join(map(inflect, words)).replace(f"'{gap}", "'")
