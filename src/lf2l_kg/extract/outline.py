"""What the headings say: the theme, the territory and the projects that a section is about."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct

from lf2l_kg.base.records import Mention
from lf2l_kg.base.text import collapse, normalise

from .gazetted import find_known
from .lexicon import CueMatch, Lexicon
from .page import is_title
from .shapes import NUMBER, UPPER
from .view import Found, Stretch, View

_SEPARATOR = r"\s*(?:[,:]|\s[-–—])\s*"
_POPULATED = re.compile(
    rf"^(?P<place>[{UPPER}][^()?]*?)\s*\((?P<number>{NUMBER})\s*(?P<unit>[^\W\d]+)\.?\)"
    rf"(?:{_SEPARATOR}(?P<rest>\S.*))?$"
)
_PLACED = re.compile(rf"^(?P<place>[{UPPER}][^()?,:]*?)\s+[-–—]\s+(?P<rest>\S.*)$")
MOST_DIGITS = 10  # of a population; more is no number of people
_LONGEST_THEME_HEADING = 7  # words; a longer heading is a sentence that happens to name a theme


class Section(Struct, frozen=True):
    """A heading and what it says of the blocks below it."""

    block: int
    level: int
    end: int = 1 << 30  # the first block after the section
    themes: tuple[str, ...] = ()  # IRIs
    place: Found | None = None
    population: str = ""
    projects: tuple[Found, ...] = ()
    items: str = ""  # class of the things that list items below name; "" when not said

    @property
    def heading(self) -> Stretch:
        """The whole heading."""
        return Stretch(self.block, 0, 1 << 30)


class Surroundings(Struct, frozen=True):
    """What the headings above a block say of it, each the nearest that says it."""

    theme: Section | None = None
    place: Section | None = None
    region: Section | None = None
    items: str = ""


class Outline(Struct, frozen=True):
    """The sections of a document, and for each block those around it."""

    sections: tuple[Section, ...]
    around: tuple[Surroundings, ...]

    def theme_section(self, block: int) -> Section | None:
        """The nearest enclosing section that a theme heads."""
        return self.around[block].theme

    def place_section(self, block: int) -> Section | None:
        """The nearest enclosing section that a place heads."""
        return self.around[block].place

    def region_section(self, block: int) -> Section | None:
        """The place section, unless a heading between it and the block takes the block out of it.

        A heading that says what kind of things, or of which theme, stand below it does not; one
        that is not understood (« Nancy et environs ») does.
        """
        return self.around[block].region

    def project_section(self, block: int) -> Section | None:
        """The enclosing section whose heading names projects, unless a nearer place has none."""
        section = self.around[block].place
        return section if section and section.projects else None

    def item_class(self, block: int) -> str:
        """The class of what list items name here; "" when no heading says it."""
        return self.around[block].items


def read_outline(view: View) -> Outline:
    """Read all headings of a document."""
    sections: list[Section] = []
    around: list[Surroundings] = []
    enclosing: tuple[Section, ...] = ()  # the nearest last
    here = Surroundings()
    ends = _section_ends(view)
    for number in range(len(view.blocks)):
        if number in ends:
            sections.append(_read_heading(view, number, ends[number]))
            enclosing = (*(s for s in enclosing if number < s.end), sections[-1])
            here = _surroundings(enclosing)
        around.append(here)
    return Outline(tuple(sections), tuple(around))


def _surroundings(enclosing: tuple[Section, ...]) -> Surroundings:
    inwards = enclosing[::-1]
    silent = next((s for s in inwards if not (s.place or s.themes or s.items)), None)
    place = next((s for s in inwards if s.place), None)
    beyond = place and silent and silent.block > place.block
    return Surroundings(
        theme=next((s for s in inwards if s.themes), None),
        place=place,
        region=None if beyond else place,
        items=next((s.items for s in inwards if s.items), ""),
    )


def _section_ends(view: View) -> dict[int, int]:
    """For each heading the first block after its section: the next heading that is not below it."""
    ends: dict[int, int] = {}
    open_: list[int] = []
    for number, block in enumerate(view.blocks):
        if block.kind == "heading":
            while open_ and view.blocks[open_[-1]].level >= block.level:
                ends[open_.pop()] = number
            open_.append(number)
            ends[number] = len(view.blocks)
    return ends


def _read_heading(view: View, number: int, end: int) -> Section:
    text, level = view.blocks[number].text, view.blocks[number].level
    match = _POPULATED.match(text)
    if match and _is_population(view.lexicon, match["unit"]):
        population = re.sub(r"\D", "", match["number"])
        population = population if len(population) <= MOST_DIGITS else ""
        return _placed(view, number, end, match, population, 0.95)
    if is_title(view, text):
        return Section(number, level, end)
    match = _PLACED.match(text)
    if match and find_known(view.gazetteer, match["place"]):
        return _placed(view, number, end, match, "", 0.8)
    if find_known(view.gazetteer, text) and not text.rstrip().endswith("?"):
        place = Found(number, 0, len(text), "Territory", collapse(text), "heading.place", 0.85)
        return Section(number, level, end, place=place)
    if len(text.split()) > _LONGEST_THEME_HEADING:
        return Section(number, level, end)
    contexts = list(view.cues("context", number))
    return Section(
        number,
        level,
        end,
        themes=_heading_themes(view, number, contexts),
        items=contexts[0].cue.announces if contexts else "",
    )


def _heading_themes(view: View, number: int, contexts: list[CueMatch]) -> tuple[str, ...]:
    """The themes that a heading names, unless they only stand inside a name (« Lorraine Fab Lab »)."""
    matches = view.themes(number)
    rest = text = view.blocks[number].text
    for start, end in [(m.start, m.end) for m in matches] + [(c.start, c.end) for c in contexts]:
        rest = rest[:start] + " " * (end - start) + rest[end:]
    words = [
        w for w in re.findall(r"[^\W\d_]{4,}", rest) if w.casefold() not in ("dans", "pour", "avec")
    ]
    named = len(words) > 1 or any(w[:1].isupper() and not text.startswith(w) for w in words)
    return () if named else tuple(dict.fromkeys(m.iri for m in matches))


def _is_population(lexicon: Lexicon, unit: str) -> bool:
    cue = lexicon.find_cue("value", unit)
    return cue is not None and cue.announces == "population"


def _placed(
    view: View, number: int, end: int, match: re.Match[str], population: str, confidence: float
) -> Section:
    """A heading « Commune (N hab) - Projet + Projet »."""
    label = collapse(match["place"])
    place = Found(
        number,
        match.start("place"),
        match.end("place"),
        "Territory",
        label,
        "heading.commune",
        confidence,
    )
    projects = tuple(_projects(number, match, label, confidence)) if match["rest"] else ()
    return Section(
        number,
        view.blocks[number].level,
        end,
        place=place,
        population=population,
        projects=projects,
    )


def _projects(number: int, match: re.Match[str], scope: str, confidence: float) -> Iterator[Found]:
    start = match.start("rest")
    for piece in re.split(r"(\s+\+\s+)", match["rest"]):
        label = collapse(piece)
        if label and label != "+" and normalise(label):
            at = start + len(piece) - len(piece.lstrip())
            yield Found(
                number, at, start + len(piece.rstrip()), "Project", label,
                "heading.project", confidence, scope,
            )  # fmt: skip
        start += len(piece)


def project_mention(found: Found) -> Mention:
    """The mention of a heading's project or place."""
    return Mention(found.kind, found.label, found.scope)
