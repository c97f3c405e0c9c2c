"""The ontology's cues and themes, compiled to what is searched for in a text.

All patterns run on text in the form of :func:`lf2l_kg.base.text.plain`, so case, accents and the
kind of apostrophe do not matter, and positions are those of the text itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import get_args

from ..base.ontology import Cue, CueKind, Ontology
from ..base.text import plain
from .phrases import PhraseIndex, expansions

# « de » and « à » in the cues of relations and functions cover their contractions and elisions.
_CONTRACTIONS = {"de": ("de", "du", "des", "d'"), "a": ("a", "au", "aux")}
_UP_TO_FOUR_WORDS = r"(?:\s+[\w'-]+){0,4}?\s+"
_SHORTEST_INFLECTED = 4  # letters; « des », « bus » stay as they are


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


class Lexicon:
    """What extraction searches for."""

    def __init__(self, ontology: Ontology) -> None:
        self.ontology = ontology
        self._cues = {
            kind: PhraseIndex(_cue_phrase(cue) for cue in _ordered(ontology, kind))
            for kind in get_args(CueKind)
        }
        self._themes = PhraseIndex(_theme_phrases(ontology))
        self.source_hosts = frozenset(c.pattern for c in ontology.cues if c.kind == "host")

    def cues(self, kind: CueKind, plain_text: str) -> tuple[CueMatch, ...]:
        """The cues of one kind in a plain text, in order, without overlap."""
        return tuple(CueMatch(*found) for found in self._cues[kind].search(plain_text))

    def find_cue(self, kind: CueKind, text: str) -> Cue | None:
        """The cue that a whole text is, or None."""
        whole = next(iter(self.cues(kind, plain(text))), None)
        return whole.cue if whole and (whole.start, whole.end) == (0, len(text)) else None

    def themes(self, text: str) -> tuple[ThemeMatch, ...]:
        """The themes that a text names, in order, without overlap."""
        return tuple(
            ThemeMatch(start, end, iri)
            for start, end, (iri, acronym) in self._themes.search(plain(text))
            if not acronym or text[start:end].isupper()  # « ESS » is a theme, « ess » is not
        )

    def find_theme(self, text: str) -> str | None:
        """The theme that a whole text names, or None."""
        whole = next(iter(self.themes(text)), None)
        return whole.iri if whole and (whole.start, whole.end) == (0, len(text)) else None


@lru_cache(maxsize=4)
def compile_lexicon(ontology: Ontology) -> Lexicon:
    """Compile once for each ontology read."""
    return Lexicon(ontology)


def _ordered(ontology: Ontology, kind: CueKind) -> list[Cue]:
    return sorted((c for c in ontology.cues if c.kind == kind), key=lambda c: (c.pattern, c.iri))


def _cue_phrase(cue: Cue) -> tuple[frozenset[str], str, Cue]:
    """A cue's notation (see the head of ``cues.ttl``) as a phrase."""
    notation = plain(cue.pattern)
    contracted = cue.kind in ("relation", "role")
    out: list[str] = []
    for token in re.findall(r"\s*…\s*|[\[\]()|]|[^\[\]()|\s…-]+|[\s-]+", notation):
        match token:
            case "[" | "(":
                out.append("(?:")
            case "]":
                out.append(")?")
            case ")" | "|":
                out.append(token)
            case _ if "…" in token:
                out.append(_UP_TO_FOUR_WORDS)
            case _ if token.isspace():
                out.append(r"\s+")
            case _ if not token.strip(" -"):
                out.append(r"[\s-]*")
            case _ if contracted and token in _CONTRACTIONS:
                out.append(f"(?:{'|'.join(_CONTRACTIONS[token])})")
            case _:
                out.append(_inflected(token) if cue.kind == "class" else re.escape(token))
    return frozenset(_beginnings(notation, contracted=contracted)), "".join(out), cue


def _beginnings(notation: str, *, contracted: bool) -> Iterator[str]:
    for spelled in expansions(notation):
        first = re.split(r"[\s-]", spelled, maxsplit=1)[0]
        for form in _CONTRACTIONS.get(first, (spelled,)) if contracted else (spelled,):
            yield f"{form} "


def _theme_phrases(ontology: Ontology) -> Iterator[tuple[frozenset[str], str, tuple[str, bool]]]:
    """The labels of all themes; singular and plural, hyphen or space are one."""
    seen: set[str] = set()
    for iri, concept in sorted(ontology.concepts.items()):
        for _, label in (*concept.labels, *concept.alt_labels):
            pattern = _label_pattern(label)
            if pattern not in seen:
                seen.add(pattern)
                yield frozenset({plain(label)}), pattern, (iri, label.isupper())


def _label_pattern(label: str) -> str:
    if label.isupper():
        return re.escape(plain(label))
    words = re.split(r"[\s-]+", plain(label).replace("'", "' ").strip())
    gap = r"[\s-]*(?:[/–]\s*)?"
    return gap.join(map(_inflected, words)).replace(f"'{gap}", "'")


def _inflected(word: str) -> str:
    if len(word) < _SHORTEST_INFLECTED:
        return re.escape(word)
    return re.escape(word.rstrip("sx")) + "(?:e?s|x)?"
