"""Facts that the arrangement states: headings, the sections under them, names side by side."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

from lf2l_kg.base.expressions import expression
from lf2l_kg.base.records import Fact, Mention
from lf2l_kg.base.text import collapse
from lf2l_kg.extract.names.sections import whole_name
from lf2l_kg.extract.names.settled import Names
from lf2l_kg.extract.names.topic import section_projects, state, stretch_of
from lf2l_kg.extract.page.outline import Outline, Section
from lf2l_kg.extract.text.gazetted import find_known, is_town, is_wide
from lf2l_kg.extract.text.shapes import NAME, UPPER
from lf2l_kg.extract.text.view import Name, Stretch, View

from .lists import own_place

_ITS_TOWN = expression(r"\s(?:de\s+|d[’'])(?P<town>[A-ZÀ-Þ][^()]*)$")


def _beside_place(view: View, names: Names, first: Name) -> bool:
    """« Collectif citoyen (Nancy) »."""
    following = next((n for n in names.by_block[first.block] if n.start >= first.end), None)
    gap = view.blocks[first.block].text[first.end : following.start] if following else ""
    return bool(
        following
        and following.mention.kind == "Territory"
        and re.fullmatch(r"\s*[(,]\s*|\s+(?:à|en|au|aux)\s+", gap)
    )


def heading_facts(view: View, outline: Outline, names: Names) -> Iterator[Fact]:
    """« Albi (50 000 hab) - Jardins »: population, place of the projects, theme of the section above."""
    for section in outline.sections:
        themes = outline.theme_section(section.block)
        projects = section_projects(names, outline, section.block) if section.projects else ()
        for project in projects:
            yield from _themed(view, project, themes, section.heading)
        place = section.place and names.at(section.block, section.place.start, section.place.end)
        if not place:
            continue
        here = section.heading
        if section.population:
            yield state(
                view, "heading.population", 0.95, place.mention, "population", section.population,
                here,
            )  # fmt: skip
        for project in projects:
            yield state(view, "heading.located-in", 0.95, project, "locatedIn", place.mention, here)
        yield from _held(view, outline, names, section, place)
    yield from _of_page(view, outline, names)


def _of_page(view: View, outline: Outline, names: Names) -> Iterator[Fact]:
    """On the page of a town: the projects that its headings are the names of are there."""
    page = names.given
    if page is None or page.kind != "Territory":
        return
    for section in outline.sections:
        name = whole_name(view, names, section.block)
        elsewhere = outline.place_section(section.block) is not None
        if name is not None and name.mention.kind == "Project" and not elsewhere:
            where = section.heading
            yield state(view, "heading.of-page", 0.7, name.mention, "locatedIn", page, where)


def _held(
    view: View, outline: Outline, names: Names, section: Section, place: Name
) -> Iterator[Fact]:
    """The wider place of a heading's town: named beside it, else heading the section around."""
    outer = section.outer and names.at(section.block, section.outer.start, section.outer.end)
    if outer:
        yield state(
            view, "heading.part-of", 0.9, place.mention, "partOf", outer.mention, section.heading
        )
    known = view.gazetteer.find(place.mention.label)
    around = outline.region_around(section.block)
    region = (
        around and around.place and names.at(around.block, around.place.start, around.place.end)
    )
    town = known[0].kind == "city" if known else place.rule == "heading.sibling"
    if region and town and around:
        wider = view.gazetteer.find(region.mention.label)
        if wider and wider[0].kind != "city":
            yield state(
                view, "heading.region", 0.8, place.mention, "partOf", region.mention,
                section.heading, around.heading,
            )  # fmt: skip


def _themed(view: View, thing: Mention, section: Section | None, where: Stretch) -> Iterator[Fact]:
    if section is None:
        return
    for iri in section.themes:
        yield state(
            view,
            "heading.theme",
            0.85,
            thing,
            "hasTheme",
            Mention("Theme", iri),
            where,
            section.heading,
        )


def item_facts(view: View, outline: Outline, names: Names) -> Iterator[Fact]:
    """What a list item's first name takes from the headings above it: theme, region."""
    for number, block in enumerate(view.blocks):
        first = next(iter(names.by_block[number]), None)
        row = block.kind == "cell" and block.row > 0 and block.column == 0
        if first is None or first.start > 3 or not (row or block.kind in ("item", "paragraph")):
            continue
        place = outline.region_section(number) if not row else None
        listed = block.kind != "paragraph"
        if place and place.place and (listed or place.place.rule == "heading.place"):
            yield from _in_region(view, names, first, place, listed=listed)
        if listed and first.mention.kind in ("Project", "Institution"):
            yield from _themed(
                view, first.mention, outline.theme_section(number), stretch_of(first)
            )


def _names_another(view: View, first: Name, region: Name) -> bool:
    """Whether a thing's name says where it is: « Épicerie à Nancy », « le CCAM de Vandœuvre »."""
    if own_place(view, first):
        return True
    of = _ITS_TOWN.search(first.mention.label)
    return bool(
        of and of["town"] != region.mention.label and find_known(view.gazetteer, of["town"])
    )


def _in_region(
    view: View, names: Names, first: Name, place: Section, *, listed: bool
) -> Iterator[Fact]:
    """Below « ### Grand Est »: a place is part of it, a listed thing is located in it."""
    region = names.at(place.block, 0, 1 << 30)
    if region is None or region.mention == first.mention:
        return
    outer = view.gazetteer.find(region.mention.label)
    inner = view.gazetteer.find(first.mention.label)
    if first.mention.kind == "Territory" and outer and inner and inner[0].kind == "city":
        if outer[0].kind == "city":
            return
        predicate = "partOf"
    elif listed and first.mention.kind in ("Project", "Institution", "Event"):
        if _names_another(view, first, region) or _beside_place(view, names, first):
            return  # a nearer place is stated
        predicate = "locatedIn"
    else:
        return
    yield state(
        view,
        "heading.region",
        0.8,
        first.mention,
        predicate,
        region.mention,
        stretch_of(first),
        place.heading,
    )


_BESIDE = expression(r"^\s*(?:\([^()]*\)\s*)?(?:,\s*(?:(?:en|au|aux|dans le|dans la)\s+)?|\(\s*)$")
_EVENT_AT = expression(r"[»”\"\s]*,?\s*(?:à|au|in)\s+|[»”\"\s]*,\s+")
_AT_PLACE = expression(r"^\s*(?:à|en|au|aux)\s+$")
_INSIDE = expression(r"^\s*(?:de la|de l[’']|du|des|de)\s*$")
_OF_TOWN = expression(r"\s+(?:de\s+|d[’'])")
_OWN_NAME = expression(rf"^\S*[{UPPER}]\S*[{UPPER}]|\s[{UPPER}]")  # more than a class noun


def neighbour_facts(view: View, outline: Outline, names: Names) -> Iterator[Fact]:
    """Two names side by side: « Genk, en Belgique », « Le Wip, Colombelles », « Institut de l'École X »."""
    del outline
    for number, row in enumerate(names.by_block):
        text = view.blocks[number].text
        for left, right in itertools.pairwise(row):
            gap = text[left.end : right.start]
            opens = view.blocks[number].kind == "item" and left.mention == row[0].mention
            relation = _relation(view, left, right, gap, opens=opens and row[0].start == 0)
            if relation and left.mention != right.mention:
                rule, predicate, confidence = relation
                yield state(
                    view, rule, confidence, left.mention, predicate, right.mention, stretch_of(left)
                )


_KIND_OF_PLACE = expression(
    r"\s*,\s*(?:(?:la|le|une?|petite?|grande?|ancienne?)\s+)*(?:village|ville|commune|cité|bourg|bourgade|port)\b"
    rf"[^,.;()]{{0,40}}?\s(?:de la|de l[’']|du|de|d[’']|en|au)\s*(?P<outer>{NAME})"
)


def apposition_facts(view: View, outline: Outline, names: Names) -> Iterator[Fact]:
    """« Bras-sur-Meuse, un village de France »: a town is part of the country or region."""
    del outline
    for number, row in enumerate(names.by_block):
        text = view.blocks[number].text
        for name in row:
            match = (
                _KIND_OF_PLACE.match(text, name.end) if name.mention.kind == "Territory" else None
            )
            if match is None:
                continue
            wide = [p for p in view.gazetteer.find(match["outer"]) if p.kind != "city"]
            narrow = view.gazetteer.find(name.mention.label)
            if wide and narrow and narrow[0].kind == "city":
                known = names.at(number, *match.span("outer"))
                outer = known.mention if known else Mention("Territory", collapse(match["outer"]))
                yield state(
                    view, "place.kind-of", 0.75, name.mention, "partOf", outer, stretch_of(name)
                )


def _relation(
    view: View, left: Name, right: Name, gap: str, *, opens: bool
) -> tuple[str, str, float] | None:
    """(rule, property, confidence) for two neighbours, or None.

    ``opens``: the one on the left is what its list item is about.
    """
    kinds, text = (left.mention.kind, right.mention.kind), view.blocks[left.block].text
    held = kinds == ("Event", "Territory") and _EVENT_AT.fullmatch(gap)
    if kinds == ("Territory", "Territory") and _BESIDE.match(gap):
        return ("place.part-of", "partOf", 0.85) if _holds(view, left, right) else None
    if kinds == ("Institution", "Institution") and _INSIDE.match(gap):
        return "name.part-of", "partOf", 0.8
    if held or (kinds[0] in ("Project", "Institution") and kinds[1] == "Territory"):
        if opens and re.fullmatch(r"\s*(?:,|\s[-–—/]\s)\s*", gap):
            return "item.located-in", "locatedIn", 0.8
        if re.fullmatch(r"\s*®?\s*\(\s*", gap) and text[right.end : right.end + 1] == ")":
            return "name.located-in", "locatedIn", 0.75
        if (
            held
            or _AT_PLACE.match(gap)
            or (kinds[0] == "Institution" and _of_town(view, left, right, gap))
        ):
            return "name.located-in", "locatedIn", 0.75
    return None


def _of_town(view: View, left: Name, right: Name, gap: str) -> bool:
    """« Université Birkbeck | de | Londres »: a name of its own, and a town after it."""
    label = left.mention.label
    is_named = _OWN_NAME.search(label) or not view.lexicon.find_cue("class", label)
    if not _OF_TOWN.fullmatch(gap) or not is_named:
        return False
    places = find_known(view.gazetteer, right.mention.label)
    return is_town(places) and not is_wide(places)


def _holds(view: View, inner: Name, outer: Name) -> bool:
    """Whether a place can hold another: a country anything but a country, a region a city."""
    left, right = view.gazetteer.find(inner.mention.label), view.gazetteer.find(outer.mention.label)
    if not right:
        return outer.rule == "name.class-noun" and bool(left)  # « Lanester, agglo Lorient »
    if outer.rule == "name.class-noun" and right[0].kind == "city":
        return bool(left)
    order = {"city": 0, "region": 1, "country": 2}
    small = order[left[0].kind] if left else 0  # a village that the gazetteer does not know
    return small < order[right[0].kind]
