"""Which things a document relates to which themes."""

from __future__ import annotations

from collections.abc import Iterator

from lf2l_kg.base.records import Fact, Mention

from .names import Names
from .outline import Outline
from .topic import find_topic, state, stretch_of
from .view import Stretch, View

_THEMED = ("Project", "Institution")


def theme_facts(view: View, outline: Outline, names: Names) -> Iterator[Fact]:
    """A theme in a thing's own name, or in a sentence about it."""
    for name in names:
        if name.mention.kind in _THEMED:
            inside = (
                m for m in view.themes(name.block) if name.start <= m.start and m.end <= name.end
            )
            for match in inside:
                theme = Mention("Theme", match.iri)
                yield state(
                    view, "theme.in-name", 0.8, name.mention, "hasTheme", theme, stretch_of(name)
                )
    for number, block in enumerate(view.blocks):
        if block.kind in ("heading", "code"):
            continue
        for match in view.themes(number):
            if names.at(number, match.start, match.end):
                continue
            topic = find_topic(view, outline, names, number, match.start, _THEMED)
            if topic and topic.kind in _THEMED:
                where = Stretch(number, match.start, match.end)
                yield state(
                    view,
                    "theme.in-text",
                    0.7,
                    topic,
                    "hasTheme",
                    Mention("Theme", match.iri),
                    where,
                )


def theme_mentions(view: View) -> Iterator[tuple[Mention, Stretch]]:
    """Every theme that a document names, with where."""
    for number, block in enumerate(view.blocks):
        if block.kind != "code":
            for match in view.themes(number):
                yield Mention("Theme", match.iri), Stretch(number, match.start, match.end)
