"""The ontology's cues and themes, compiled to what is searched for in a text.

All patterns run on text in the form of :func:`lf2l_kg.base.text.plain`, so case, accents and the
kind of apostrophe do not matter, and positions are those of the text itself.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache, partial
from typing import Literal

from msgspec import Struct

from lf2l_kg.base.ontology import Cue, CueKind, Ontology
from lf2l_kg.base.text import plain

from .notation import cue_phrase, cue_starts, inflect, inflected_forms
from .phrases import Phrase, PhraseIndex, Starts, list_starts
from .words import Words, cut_words


class CueMatch(Struct, frozen=True):
    """A cue found at ``start`` to ``end`` of a text."""

    start: int
    end: int
    cue: Cue


class ThemeMatch(Struct, frozen=True):
    """A theme's label found at ``start`` to ``end`` of a text."""

    start: int
    end: int
    iri: str


class Hits(Struct, frozen=True):
    """What the lexicon finds in one text: cues by kind, and themes, each in the text's order."""

    cues: dict[CueKind, tuple[CueMatch, ...]]
    themes: tuple[ThemeMatch, ...]


class BlockHits(Struct, frozen=True):
    """What the lexicon finds in some blocks, each block's in order; one without any has no entry."""

    cues: dict[CueKind, dict[int, tuple[CueMatch, ...]]]
    themes: dict[int, tuple[ThemeMatch, ...]]


class LexiconStarts(Struct, frozen=True):
    """What the phrases of a lexicon can begin with: all of it that takes long to be found out."""

    phrases: Starts
    stops: Starts


class Lexicon:
    """What extraction searches for."""

    def __init__(self, ontology: Ontology, starts: LexiconStarts | None = None) -> None:
        """Compile an ontology's cues and themes.

        Args:
            ontology: the cues of all its languages count.
            starts: those of a lexicon of this ontology, where they are at hand.
        """
        self.ontology = ontology
        cues = sorted(ontology.cues, key=lambda cue: (cue.pattern, cue.iri))
        sought = [cue for cue in cues if cue.kind not in ("stop", "host")]
        stops = [cue for cue in cues if cue.kind == "stop"]
        labels = list(_theme_labels(ontology))
        self.starts = starts or LexiconStarts(
            list_starts([*map(cue_starts, sought), *(_starts(label) for label, _ in labels)]),
            list_starts(map(cue_starts, stops)),
        )
        cues_and_themes: list[Callable[[], Phrase[CueKind | Literal["theme"], Cue | _Label]]] = [
            *(partial(cue_phrase, cue) for cue in sought),
            *(partial(_same, phrase) for _, phrase in labels),
        ]
        self._index: PhraseIndex[CueKind | Literal["theme"], Cue | _Label] = PhraseIndex(
            cues_and_themes, self.starts.phrases, chained=frozenset(("relation",))
        )
        self._stops = PhraseIndex([partial(cue_phrase, cue) for cue in stops], self.starts.stops)
        self.source_hosts = frozenset(c.pattern for c in ontology.cues if c.kind == "host")

    def search(self, text: str, plain_text: str) -> Hits:
        """All that one text holds; see :meth:`search_blocks`."""
        starts = (0, len(text) + 1)
        found = self.search_blocks(text, plain_text, cut_words(plain_text), starts)
        cues = {kind: by_block[0] for kind, by_block in found.cues.items()}
        return Hits(cues, found.themes.get(0, ()))

    def search_blocks(
        self, text: str, plain_text: str, words: Words, starts: Sequence[int]
    ) -> BlockHits:
        """What each of some blocks holds, searched at once; positions are those in its block.

        Cues of one kind do not overlap, nor do themes (but see ``chained``). Stops are not sought:
        only a whole label, or its beginning, is one.

        Args:
            text: the blocks joined by a character that no phrase holds.
            plain_text: its plain form.
            words: those of the plain form.
            starts: where each block begins, and one more for the end.
        """
        cues: dict[CueKind, dict[int, tuple[CueMatch, ...]]] = {}
        themes: dict[int, tuple[ThemeMatch, ...]] = {}
        for kind, matches in self._index.search(text, plain_text, words).items():
            for number, row in _by_block(matches, text, starts).items():
                if kind == "theme":
                    labels = [ThemeMatch(s, e, m.iri) for s, e, m in row if isinstance(m, _Label)]
                    themes[number] = tuple(labels)
                else:
                    found = [CueMatch(s, e, m) for s, e, m in row if isinstance(m, Cue)]
                    cues.setdefault(kind, {})[number] = tuple(found)
        return BlockHits(cues, themes)

    def find_cue(self, kind: CueKind, text: str) -> Cue | None:
        """The cue that a whole text is, or None."""
        meaning = _read_label(self, text).get(kind)
        return meaning if isinstance(meaning, Cue) else None

    def find_theme(self, text: str) -> str | None:
        """The theme that a whole text names, or None."""
        meaning = _read_label(self, text).get("theme")
        return meaning.iri if isinstance(meaning, _Label) else None

    def begins_with_stop(self, text: str) -> bool:
        """Whether the first words of a text are a stop."""
        found = self._stops.search_first(text, plain(text)).get("stop")
        return found is not None and found[0] == 0 and _is_written(found[2], text[: found[1]])

    def read_label(self, text: str) -> dict[CueKind | Literal["theme"], Cue | _Label]:
        """What a whole text means, by kind."""
        simple = plain(text)
        found = self._index.search_first(text, simple)
        stops = self._stops.search_first(text, simple)
        return {
            kind: meaning
            for kind, (start, end, meaning) in (*found.items(), *stops.items())
            if start == 0 and end == len(text) and _is_written(meaning, text)
        }


@lru_cache(maxsize=1 << 12)
def _read_label(lexicon: Lexicon, text: str) -> dict[CueKind | Literal["theme"], Cue | _Label]:
    """What a name means: many rules ask for the same one, and documents share theirs."""
    return lexicon.read_label(text)


def _by_block(
    matches: list[tuple[int, int, Cue | _Label]], text: str, starts: Sequence[int]
) -> dict[int, list[tuple[int, int, Cue | _Label]]]:
    """The matches in each block that has some, positions as in the block."""
    rows: dict[int, list[tuple[int, int, Cue | _Label]]] = {}
    for start, end, meaning in matches:
        if _is_written(meaning, text[start:end]):
            number = bisect_right(starts, start) - 1
            at = starts[number]
            rows.setdefault(number, []).append((start - at, end - at, meaning))
    return rows


_LONG = 4  # letters from which accents do not matter


def _is_written(meaning: Cue | _Label, words: str) -> bool:
    """Whether a short word has its accents, and a theme's acronym its capitals.

    « dès 2008 » is a date, « des » is an article; « ESS » is a theme, « ess » is none.
    """
    if isinstance(meaning, _Label):
        return not meaning.is_acronym or words.isupper()
    pattern = meaning.pattern
    return len(pattern) >= _LONG or pattern.isascii() or words.casefold() == pattern


def _same(phrase: Phrase[Literal["theme"], _Label]) -> Phrase[Literal["theme"], _Label]:
    return phrase


@lru_cache(maxsize=4)
def compile_lexicon(ontology: Ontology) -> Lexicon:
    """Compile once for each ontology read."""
    return Lexicon(ontology)


class _Label(Struct, frozen=True):
    """A label of a theme."""

    iri: str
    is_acronym: bool


def _theme_labels(ontology: Ontology) -> Iterator[tuple[str, Phrase[Literal["theme"], _Label]]]:
    """The labels of all themes, each with its phrase; singular and plural, hyphen or space are one."""
    seen: set[str] = set()
    for iri, concept in sorted(ontology.concepts.items()):
        for _, label in (*concept.labels, *concept.alt_labels):
            pattern = _label_pattern(label)
            if pattern not in seen:
                seen.add(pattern)
                yield label, Phrase("theme", pattern, _Label(iri, label.isupper()))


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
    if len(words) == 1:  # « communs » are not « communes »
        return re.escape(words[0].rstrip("sx")) + "[sx]?"
    gap = r"[\s-]*(?:[/–]\s*)?"
    return gap.join(map(inflect, words)).replace(f"'{gap}", "'")
