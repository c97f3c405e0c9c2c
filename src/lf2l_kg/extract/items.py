"""Names in list items below a heading that tells what they are: « - Le Wip, Colombelles »."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lf2l_kg.base.text import collapse

from .gazetted import find_known
from .outline import Outline
from .shapes import NAME, is_proper
from .view import Found, View

_WORDS_OF_A_NAME = 7
_LONGEST_HEAD = 120  # characters before the description; more is prose
_DESCRIPTION = re.compile(r"\s*:\s+|\s[-–—]\s")
_CELL = re.compile(r"\s*,\s*")
_AT = re.compile(rf"^(?P<name>.+?)\s+(?:à|en)\s+(?P<place>{NAME})$")


def find_items(view: View, outline: Outline) -> Iterator[Found]:
    """What each item is about, and the places that its cells name."""
    for number, block in enumerate(view.blocks):
        if block.kind != "item" or block.text.rstrip().endswith("?"):
            continue
        kind = outline.item_class(number)
        if not kind and outline.theme_section(number) is None:
            continue
        separator = _DESCRIPTION.search(block.text)
        head = block.text[: separator.start()] if separator else block.text
        if len(head) <= _LONGEST_HEAD and not _leads_within_the_site(view, number):
            yield from _cells(view, number, head, kind or "Project")
            yield from _last_place(view, number, len(head))


def _leads_within_the_site(view: View, number: int) -> bool:
    """« [Nos ressources](/ressources) » names nothing."""
    return any(
        span.kind == "link" and span.start == 0 and not span.target.startswith(("http", "www."))
        for span in view.blocks[number].spans
    )


def _cells(view: View, number: int, head: str, kind: str) -> Iterator[Found]:
    """The first cell names a thing, the others places that the gazetteer knows.

    When a link names the thing (« Lanester, agglo Lorient, [budget](…) ») the first cell is a place.
    """
    spans = view.blocks[number].spans
    linked = any(span.kind == "link" and span.start > 0 for span in spans)
    cells, at = _CELL.split(head), 0
    placed = len(cells) > 1 and bool(find_known(view.gazetteer, _bare(cells[1])))
    for cell in cells:
        start = head.index(cell, at)
        at = start + len(cell)
        label = _bare(cell)
        if (start > 0 or linked) and label and find_known(view.gazetteer, label):
            yield _place(number, start, label)
        elif start == 0:
            yield from _thing(view, number, label, kind, placed=placed)


def _thing(view: View, number: int, label: str, kind: str, *, placed: bool) -> Iterator[Found]:
    """A short name; in small letters only when a place follows it."""
    at = _AT.match(label)
    end = at.end("name") if at else len(label.split(" / ", maxsplit=1)[0])
    words = len(label[:end].split())
    stopped = view.lexicon.begins_with_stop(view.blocks[number].text)
    if not 0 < words <= _WORDS_OF_A_NAME or stopped or re.search(r"[.:;!?/]", label[:end]):
        return
    is_theme = view.lexicon.find_theme(label[:end]) is not None  # « - Ateliers citoyens : … »
    if placed or (is_proper(label) and not is_theme):
        yield Found(number, 0, end, kind, collapse(label[:end]), "item.name", 0.65)


def _last_place(view: View, number: int, after: int) -> Iterator[Found]:
    """« RECYCLAB : atelier de recyclage, Nancy »: the description may end with a place."""
    text = view.blocks[number].text
    comma = text.rfind(",")
    if comma > after:
        label = text[comma + 1 :].strip(" .")
        if label and find_known(view.gazetteer, label):
            yield _place(number, text.index(label, comma), label)


def _place(number: int, start: int, label: str) -> Found:
    return Found(
        number, start, start + len(label), "Territory", collapse(label), "item.place", 0.75
    )


def _bare(cell: str) -> str:
    """A cell without the brackets at its end: « Lormont (33) » → "Lormont"."""
    return re.sub(r"\s*\([^()]*\)$", "", cell)
