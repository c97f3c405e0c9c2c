"""The home page: what this is, how much there is, where it is, what it is about, what is new."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup
from msgspec import Struct

from lf2l_kg.base.numbers import format_number, is_singular
from lf2l_kg.index import Node, Place

from .edition import Edition
from .frame import Frame
from .lists import kinds
from .map import Spot, draw_map
from .query_page import Example
from .rendering import render
from .themes import theme_tree

_MOST_SPOTS = 300  # on the map
_MOST_TERRITORIES = 14  # listed beside it
_MOST_RELEASES = 5
_MOST_EXAMPLES = 10


class Located(Struct, frozen=True):
    """A territory of the map, and what happens there."""

    label: str
    href: str
    count: int
    first: list[tuple[str, str]]  # (label, address) of some projects


def home_page(
    edition: Edition, frame: Frame, examples: Sequence[Example], description: Markup
) -> str:
    """The home page.

    Args:
        edition: the release.
        frame: the language and the addresses.
        examples: questions to try.
        description: the schema.org description of the data, as it is to stand in the page; "" for none.
    """
    places = edition.index.places()
    territories, spots = _located(places, frame)
    return render(
        "home.html",
        frame,
        kinds=kinds(edition, frame),
        map=_draw(spots, frame),
        territories=territories[:_MOST_TERRITORIES],
        themes=theme_tree(edition, frame),
        examples=examples[:_MOST_EXAMPLES],
        releases=edition.history[:_MOST_RELEASES],
        dataset=description,
    )


def _located(places: Sequence[Place], frame: Frame) -> tuple[list[Located], list[Spot]]:
    """The territories with what happens there, those with the most first; and all for the map."""
    there: dict[str, list[Node]] = {}
    for place in places:
        if place.territory is not None and place.node.kind == "Project":
            there.setdefault(place.territory.iri, []).append(place.node)
    own = [place for place in places if place.territory is None]
    own.sort(key=lambda place: -len(there.get(place.node.iri, ())))
    language, addresses = frame.language, frame.addresses
    listed, spots = [], []
    for place in own[:_MOST_SPOTS]:
        label, href = place.node.label(language), addresses.thing(place.node.iri)
        projects = there.get(place.node.iri, ())
        kind = place.node.kind.lower()
        note = _note(len(projects), frame)
        spots.append(Spot(label, href, kind, place.latitude, place.longitude, len(projects), note))
        first = [(p.label(language), addresses.thing(p.iri)) for p in projects[:3]]
        listed.append(Located(label, href, len(projects), first))
    return listed, spots


def _note(count: int, frame: Frame) -> str:
    if not count:
        return ""
    word = "projet" if frame.language == "fr" else "project"
    ending = "" if is_singular(count, frame.language) else "s"
    return f"{format_number(count, frame.language)} {word}{ending}"


def _draw(spots: list[Spot], frame: Frame) -> Markup:
    french = frame.language == "fr"
    title = "Les territoires et leurs projets" if french else "The territories and their projects"
    described = (
        "Un cercle par territoire, d’autant plus grand qu’il a de projets\u00a0; la liste est à côté."
        if french
        else "A circle for each territory, the larger the more projects it has; the list is beside it."
    )
    return draw_map(spots, title, described)
