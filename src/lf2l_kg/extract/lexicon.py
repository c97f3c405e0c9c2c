"""The ontology's cues and themes, compiled to what is searched for in a text.

All patterns run on text in the form of :func:`lf2l_kg.base.text.plain`, so case, accents and the
kind of apostrophe do not matter, and positions are those of the text itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from ..base.ontology import Cue, CueKind, Ontology
from ..base.text import plain

# « de » and « à » in a cue also cover their contractions and elisions.
_CONTRACTIONS = {"de": r"(?:de|du|des|d')", "a": r"(?:a|au|aux)"}
_WORD_ENDS = r"(?:(?<=')|(?!\w))"


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


class CueIndex:
    """All cues of one kind as one pattern; of cues that start together the longest wins."""

    def __init__(self, cues: list[Cue]) -> None:
        cues = sorted(cues, key=lambda cue: (-len(cue.pattern), cue.pattern, cue.iri))
        self._cues = cues
        branches = [f"(?P<c{n}>{cue_pattern(cue)})" for n, cue in enumerate(cues)]
        self._regex = (
            re.compile(r"(?<!\w)(?:" + "|".join(branches) + r")" + _WORD_ENDS) if cues else None
        )

    def search(self, plain_text: str, start: int = 0, end: int | None = None) -> Iterator[CueMatch]:
        """The cues in a plain text, in order, without overlap."""
        if self._regex is None:
            return
        for match in self._regex.finditer(
            plain_text, start, len(plain_text) if end is None else end
        ):
            cue = self._cues[int(str(match.lastgroup)[1:])]
            yield CueMatch(match.start(), match.end(), cue)

    def matches(self, plain_text: str) -> Cue | None:
        """The cue that is the whole text."""
        for match in self.search(plain_text):
            if match.start == 0 and match.end == len(plain_text):
                return match.cue
        return None


def cue_pattern(cue: Cue) -> str:
    """A cue's notation (see the head of ``cues.ttl``) as a regular expression without groups."""
    tokens = re.findall(r"\s*…\s*|[\[\]()|]|[^\[\]()|\s…-]+|[\s-]+", plain(cue.pattern))
    out: list[str] = []
    for token in tokens:
        match token:
            case "[" | "(":
                out.append("(?:")
            case "]":
                out.append(")?")
            case ")" | "|":
                out.append(token)
            case _ if "…" in token:
                out.append(r"(?:\s+[\w'-]+){0,4}?\s+")
            case _ if token.isspace():
                out.append(r"\s+")
            case _ if not token.strip(" -"):
                out.append(r"[\s-]*")
            case _:
                out.append(_word(token, whole=cue.kind in ("relation", "role")))
    return "".join(out)


def _word(token: str, *, whole: bool) -> str:
    return _CONTRACTIONS.get(token, re.escape(token)) if whole else re.escape(token)


class ThemeIndex:
    """The labels of all themes; singular and plural, hyphen or space are one."""

    def __init__(self, ontology: Ontology) -> None:
        labels: dict[str, tuple[str, str]] = {}
        for iri, concept in sorted(ontology.concepts.items()):
            for _, label in (*concept.labels, *concept.alt_labels):
                labels.setdefault(_label_pattern(label), (iri, label))
        ordered = sorted(labels.items(), key=lambda item: (-len(item[0]), item[0]))
        self._themes = [theme for _, theme in ordered]
        branches = [f"(?P<t{n}>{pattern})" for n, (pattern, _) in enumerate(ordered)]
        self._regex = (
            re.compile(r"(?<!\w)(?:" + "|".join(branches) + r")(?!\w)") if branches else None
        )

    def search(self, text: str, start: int = 0, end: int | None = None) -> Iterator[ThemeMatch]:
        """The themes named in a text (not in its plain form), in order, without overlap."""
        if self._regex is None:
            return
        simple = plain(text)
        for match in self._regex.finditer(simple, start, len(text) if end is None else end):
            iri, label = self._themes[int(str(match.lastgroup)[1:])]
            if label.isupper() and not text[match.start() : match.end()].isupper():
                continue  # « ESS » is a theme, « ess » is not
            yield ThemeMatch(match.start(), match.end(), iri)

    def find(self, text: str) -> str | None:
        """The theme that a whole text names, or None."""
        for match in self.search(text):
            if match.start == 0 and match.end == len(text):
                return match.iri
        return None


def _label_pattern(label: str) -> str:
    if label.isupper():
        return re.escape(plain(label))
    words = re.split(r"[\s-]+", plain(label).replace("'", "' ").strip())
    parts = [_inflected(word) for word in words]
    return r"[\s-]*(?:[/–]\s*)?".join(parts).replace(r"'[\s-]*(?:[/–]\s*)?", "'")


def _inflected(word: str) -> str:
    stem = word.rstrip("sx") if len(word) > 3 else word
    return re.escape(stem) + ("(?:e?s|x)?" if len(word) > 3 else "")


@dataclass(frozen=True, slots=True)
class Lexicon:
    """What extraction searches for."""

    ontology: Ontology
    class_nouns: CueIndex
    relations: CueIndex
    values: CueIndex
    roles: CueIndex
    awards: CueIndex
    contexts: CueIndex
    stops: CueIndex
    themes: ThemeIndex


@lru_cache(maxsize=4)
def compile_lexicon(ontology: Ontology) -> Lexicon:
    """Compile once for each ontology read."""

    def index(kind: CueKind) -> CueIndex:
        return CueIndex([cue for cue in ontology.cues if cue.kind == kind])

    return Lexicon(
        ontology=ontology,
        class_nouns=index("class"),
        relations=index("relation"),
        values=index("value"),
        roles=index("role"),
        awards=index("award"),
        contexts=index("context"),
        stops=index("stop"),
        themes=ThemeIndex(ontology),
    )
