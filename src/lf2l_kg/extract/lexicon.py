"""The ontology's cues and themes, compiled to what is searched for in a text.

All patterns run on text in the form of :func:`lf2l_kg.base.text.plain`, so case, accents and the
kind of apostrophe do not matter, and positions are those of the text itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from lf2l_kg.base.ontology import Cue, CueKind, Ontology
from lf2l_kg.base.text import plain

from .notation import cue_phrase, inflect, inflected_forms
from .phrases import Phrase, PhraseIndex


@dataclass(frozen=True, slots=True)
class CueMatch:
    """A cue found at ``start`` to ``end`` of a text."""

    start: int
    end: int
    cue: Cue


@dataclass(frozen=True, slots=True)
class ThemeMatch:
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

    def search(self, text: str, plain_text: str) -> Hits:
        """All that a text holds; cues of one kind do not overlap, nor do themes (but see ``chained``)."""
        found = self._index.search(text, plain_text)
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

    def find_cue(self, kind: CueKind, text: str) -> Cue | None:
        """The cue that a whole text is, or None."""
        found = self.search(text, plain(text)).cues.get(kind, ())
        return found[0].cue if found and (found[0].start, found[0].end) == (0, len(text)) else None

    def find_theme(self, text: str) -> str | None:
        """The theme that a whole text names, or None."""
        found = self.search(text, plain(text)).themes
        return found[0].iri if found and (found[0].start, found[0].end) == (0, len(text)) else None


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
