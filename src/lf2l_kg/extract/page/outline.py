"""What the headings say: the theme, the territory and the projects that a section is about."""

from __future__ import annotations

import re
from dataclasses import replace

from msgspec import Struct

from lf2l_kg.base.expressions import expression
from lf2l_kg.base.records import Mention
from lf2l_kg.base.text import collapse
from lf2l_kg.extract.text.gazetted import find_known
from lf2l_kg.extract.text.lexicon import CueMatch
from lf2l_kg.extract.text.shapes import NAME
from lf2l_kg.extract.text.view import Found, Stretch, View

from .described import is_title
from .headings import PlaceHeading, read_place_heading, read_project_heading, read_things
from .siblings import read_siblings

_OF_PLACE = expression(rf"\s+(?:(?:de la|du|des|de|en|à)\s+|de l[’']|d[’'])(?P<place>{NAME})\s*")
_LONGEST_THEME_HEADING = 7  # words; a longer heading is a sentence that happens to name a theme


class Section(Struct, frozen=True):
    """A heading and what it says of the blocks below it."""

    block: int
    level: int
    end: int = 1 << 30  # the first block after the section
    themes: tuple[str, ...] = ()  # IRIs
    place: Found | None = None
    outer: Found | None = None  # the wider place that the heading names with it
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
    outer_region: Section | None = None  # the region that the nearest heading itself stands in
    projects: Section | None = None
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

    def region_around(self, block: int) -> Section | None:
        """The region section that a heading itself stands in."""
        return self.around[block].outer_region

    def project_section(self, block: int) -> Section | None:
        """The enclosing section whose heading names projects, unless a nearer place has none."""
        return self.around[block].projects

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
            enclosing = tuple(s for s in enclosing if number < s.end)
            sections.append(_read_heading(view, number, ends[number], enclosing))
            enclosing = (*enclosing, sections[-1])
            here = _surroundings(enclosing[::-1])
        around.append(here)
    return Outline(tuple(sections), tuple(around))


def _surroundings(inwards: tuple[Section, ...]) -> Surroundings:
    """What some headings say of the blocks below them all, the nearest heading first."""
    of_projects = next((s for s in inwards if s.place or s.projects), None)
    return Surroundings(
        theme=next((s for s in inwards if s.themes), None),
        place=next((s for s in inwards if s.place), None),
        region=_region(inwards),
        outer_region=_region(inwards[1:]),
        projects=of_projects if of_projects and of_projects.projects else None,
        items=next((s.items for s in inwards if s.items), ""),
    )


def _region(inwards: tuple[Section, ...]) -> Section | None:
    telling = next((s for s in inwards if s.place or not (s.themes or s.items)), None)
    return telling if telling and telling.place else None


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


def _read_heading(view: View, number: int, end: int, above: tuple[Section, ...]) -> Section:
    text, level = view.blocks[number].text, view.blocks[number].level
    placed = read_place_heading(view, number)
    if placed and text.rstrip().endswith(
        "?"
    ):  # « Toul (16 000 hab) - Boussole ? »: only the rest is asked
        placed = replace(placed, rest=None) if _is_asked(text, placed) else None
    if placed and (placed.population or not is_title(view, text)):
        return _placed(view, number, end, placed)
    if is_title(view, text):
        return Section(number, level, end, themes=_themes_of_place(view, number))
    known = find_known(view.gazetteer, text) and not text.rstrip().endswith("?")
    if known or number in view.once(read_siblings):
        rule, sure = ("heading.place", 0.85) if known else ("heading.sibling", 0.7)
        place = Found(number, 0, len(text), "Territory", collapse(text), rule, sure)
        return Section(number, level, end, place=place)
    if any(s.items == "Project" for s in above) and (named := read_project_heading(view, number)):
        return Section(number, level, end, projects=(named,))
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


def _is_asked(text: str, heading: PlaceHeading) -> bool:
    """Whether the question mark at the end of a heading asks for the thing, and not for the place."""
    return bool(heading.population and heading.rest and text[slice(*heading.rest)].strip(" ?"))


def _themes_of_place(view: View, number: int) -> tuple[str, ...]:
    """The theme of « Tiers-lieux du Perche », a directory; « Fab lab du Perche » would be one thing."""
    text = view.blocks[number].text
    theme = next(iter(view.themes(number)), None)
    if theme is None or theme.start or not _OF_PLACE.fullmatch(text, theme.end):
        return ()
    return (theme.iri,) if text[: theme.end].split("-")[-1].split()[0][-1] in "sx" else ()


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
    if named:
        return _themes_of_place(view, number)
    return tuple(dict.fromkeys(m.iri for m in matches))


def _placed(view: View, number: int, end: int, heading: PlaceHeading) -> Section:
    """A heading « Commune (N hab) - Projet + Projet »."""
    place = _place(view, number, heading.place, heading.confidence)
    things = heading.rest and read_things(
        view, number, heading.rest, place.label, heading.confidence
    )
    return Section(
        number,
        view.blocks[number].level,
        end,
        place=place,
        outer=_place(view, number, heading.outer, 0.85) if heading.outer else None,
        population=heading.population,
        projects=tuple(things) if things else (),
    )


def _place(view: View, number: int, span: tuple[int, int], confidence: float) -> Found:
    label = collapse(view.blocks[number].text[slice(*span)])
    return Found(number, *span, "Territory", label, "heading.commune", confidence)


def project_mention(found: Found) -> Mention:
    """The mention of a heading's project or place."""
    return Mention(found.kind, found.label, found.scope)
