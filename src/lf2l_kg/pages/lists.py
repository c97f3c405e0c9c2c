"""The things of a class, in the order of a French dictionary, on as many pages as they need."""

from __future__ import annotations

import re

from msgspec import Struct

from lf2l_kg.base.text import fold
from lf2l_kg.index import Node

from .edition import Edition
from .frame import Frame
from .rendering import render
from .vocabulary import text_in

_ON_A_PAGE = 300
_ALWAYS = {"Project": 0, "Territory": 0}  # every page leads to these lists
_PATH = re.compile(r"list/([A-Za-z][\w-]*?)(?:-([2-9]|[1-9]\d{1,5}))?")

#: Classes in the order in which people look for them; others follow by name.
_ORDER = (
    "Territory",
    "Project",
    "Institution",
    "Theme",
    "Person",
    "Publication",
    "Event",
    "Award",
    "Document",
)


class Kind(Struct, frozen=True):
    """A class that has members."""

    name: str  # local name
    label: str
    count: int
    href: str


class Entry(Struct, frozen=True):
    """A thing in a list."""

    label: str
    language: str
    href: str


def kinds(edition: Edition, frame: Frame) -> list[Kind]:
    """The classes that have members, the best known first."""
    counts = edition.index.counts()
    names = [*(n for n in _ORDER if n in counts), *(n for n in sorted(counts) if n not in _ORDER)]
    return [
        Kind(
            name, _label(edition, frame, name), counts[name], frame.addresses.page(list_path(name))
        )
        for name in names
    ]


def list_path(name: str, number: int = 1) -> str:
    """The path of a page of the list of a class."""
    if name == "Theme":
        return "themes"
    return f"list/{name.lower()}" if number == 1 else f"list/{name.lower()}-{number}"


def list_paths(edition: Edition) -> list[str]:
    """The paths of all pages of all lists."""
    return [
        list_path(name, number)
        for name, count in (_ALWAYS | edition.index.counts()).items()
        if name != "Theme"
        for number in range(1, _pages(count) + 1)
    ]


def list_page(edition: Edition, frame: Frame) -> str | None:
    """The page of a list; None when there is no class or no page of that name."""
    found = _PATH.fullmatch(frame.path)
    counts = _ALWAYS | edition.index.counts()
    names = {name.lower(): name for name in counts if name != "Theme"}
    name = names.get(found[1]) if found else None
    number = int(found[2] or 1) if found else 1
    if name is None or number > _pages(counts[name]):
        return None
    nodes = edition.index.nodes(name, _ON_A_PAGE, (number - 1) * _ON_A_PAGE)
    pages = [
        (other, frame.addresses.page(list_path(name, other)), other == number)
        for other in range(1, _pages(counts[name]) + 1)
    ]
    return render(
        "list.html",
        frame,
        kind=name.lower(),
        label=_label(edition, frame, name),
        definition=_definition(edition, frame, name),
        total=counts[name],
        letters=_letters(nodes, frame),
        pages=pages if len(pages) > 1 else [],
        kinds=kinds(edition, frame),
    )


def _pages(count: int) -> int:
    return max(-(-count // _ON_A_PAGE), 1)


def _letters(nodes: list[Node], frame: Frame) -> list[tuple[str, list[Entry]]]:
    """The things under their first letters."""
    found: dict[str, list[Entry]] = {}
    for node in nodes:
        label = node.label(frame.language)
        first = fold(node.label("fr"))[:1].upper()
        letter = first if first.isalpha() else "#"
        entry = Entry(label, node.label_language(frame.language), frame.addresses.thing(node.iri))
        found.setdefault(letter, []).append(entry)
    return list(found.items())


def _label(edition: Edition, frame: Frame, name: str) -> str:
    return edition.vocabulary.plural(f"{edition.vocabulary.namespace}{name}", frame.language)


def _definition(edition: Edition, frame: Frame, name: str) -> str:
    term = edition.vocabulary.terms.get(f"{edition.vocabulary.namespace}{name}")
    return text_in(term.definitions, frame.language) if term else ""
