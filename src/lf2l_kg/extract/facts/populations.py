"""How many people live in a territory, in running text: « Thionville (41 000 habitants) »."""

from __future__ import annotations

from collections.abc import Iterator

from lf2l_kg.base.expressions import expression
from lf2l_kg.base.records import Fact
from lf2l_kg.extract.names.nouns import clean_label
from lf2l_kg.extract.names.settled import Names
from lf2l_kg.extract.names.topic import state, stretch_of
from lf2l_kg.extract.page.outline import Outline
from lf2l_kg.extract.text.counts import count_after
from lf2l_kg.extract.text.view import Found, Name, View

_LEADS_ON = expression(r"\s*®?\s*(?:\(|[:,]|compt|abrite|rassemble|est peuplée?|peuplée?|avec)")
_BRACKETED = expression(r"\s*\([0-9\s.,]+\s*(?:hab\.?|habitants)\)")
_LED = expression(r"(?:À|A|En|Dans)\s+")
_DIGIT = expression(r"\d")


def find_populated(view: View) -> Iterator[Found]:
    """Places, mostly those that the gazetteer knows, where a number of inhabitants follows the name."""
    for number, _ in view.cued("value"):
        text = view.blocks[number].text
        if view.blocks[number].kind == "heading" or not _DIGIT.search(text):
            continue
        for start, end in view.proper_names(number):
            if not _LEADS_ON.match(text, end) or not count_after(view, text, end):
                continue
            known = view.gazetteer.find(text[start:end])
            if known or _BRACKETED.match(text, end):  # a place of no gazetteer, too
                led = _LED.match(text, start, end)
                start = led.end() if led else start  # noqa: PLW2901  « À Toul (16 000 habitants) »
                label, sure = clean_label(text[start:end]), 0.85 if known else 0.6
                yield Found(number, start, end, "Territory", label, "place.populated", sure)


def population_facts(view: View, outline: Outline, names: Names) -> Iterator[Fact]:
    """A number of inhabitants right after a territory's name."""
    del outline
    for name in names:
        if name.mention.kind == "Territory" and view.blocks[name.block].kind != "heading":
            yield from _stated(view, name)


def _stated(view: View, name: Name) -> Iterator[Fact]:
    count = count_after(view, view.blocks[name.block].text, name.end)
    if count:
        yield state(
            view, "text.population", 0.85, name.mention, "population", count, stretch_of(name)
        )
