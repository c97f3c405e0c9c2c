"""Which things a document relates to which themes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lf2l_kg.base.records import Fact, Mention

from .names import Names
from .outline import Outline
from .topic import find_earlier_topic, find_topic, state, stretch_of
from .view import Name, Stretch, View

_NOUN = r"(?:(?:les?|la)\s+|l[’'])?(?:[a-zà-ÿ-]+\s+)?[«“\"\s]*"  # « le projet … »
_SUCH_AS = re.compile(rf"[\s»”\")]{{0,4}}(?:tel(?:le)?s?\s+que|comme|such as)\s+{_NOUN}")
_OR = re.compile(rf"\s*®?\s*(?:,|ou|et|or|and)\s+{_NOUN}")
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
            if names.at(number, match.start, match.end) is None:
                yield from _in_text(
                    view, outline, names, Stretch(number, match.start, match.end), match.iri
                )


def _in_text(
    view: View, outline: Outline, names: Names, where: Stretch, iri: str
) -> Iterator[Fact]:
    number, theme = where.block, Mention("Theme", iri)
    for example in _examples(view.blocks[number].text, where.end, names.by_block[number]):
        yield state(view, "theme.such-as", 0.75, example, "hasTheme", theme, where)
    topic = find_topic(view, outline, names, number, where.start, _THEMED)
    if topic and topic.kind in _THEMED:
        yield state(view, "theme.in-text", 0.85, topic, "hasTheme", theme, where)
    elif topic is None and (earlier := find_earlier_topic(view, names, number, _THEMED)):
        yield state(view, "theme.carried-over", 0.65, earlier, "hasTheme", theme, where)


def _examples(text: str, at: int, row: tuple[Name, ...]) -> Iterator[Mention]:
    """« des démonstrateurs de ville intelligente tels que A ou B »: A and B."""
    if not _SUCH_AS.match(text, at):
        return
    first = True
    for name in (n for n in row if n.start >= at):
        gap = text[at : name.start]
        if not (_SUCH_AS.fullmatch(gap) if first else _OR.fullmatch(gap)):
            return
        if name.mention.kind in _THEMED:
            yield name.mention
        first, at = False, name.end


def theme_mentions(view: View) -> Iterator[tuple[Mention, Stretch]]:
    """Every theme that a document names, with where."""
    for number, block in enumerate(view.blocks):
        if block.kind != "code":
            for match in view.themes(number):
                yield Mention("Theme", match.iri), Stretch(number, match.start, match.end)
