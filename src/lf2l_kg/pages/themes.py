"""The themes as a tree."""

from __future__ import annotations

from msgspec import Struct

from lf2l_kg.base.namespaces import SKOS
from lf2l_kg.index import Node

from .edition import Edition
from .frame import Frame

_BROADER = f"{SKOS}broader"
_DEEPEST = 12  # levels of the tree


class Branch(Struct, frozen=True):
    """A theme and those below it."""

    label: str
    language: str  # of the label, when it is not the page's; "" else
    href: str
    count: int  # of things under it, or under one below it
    below: list[Branch]


def theme_tree(edition: Edition, frame: Frame) -> list[Branch]:
    """The themes without a broader one, each with its branches; all in alphabetical order."""
    nodes = edition.index.nodes("Theme")
    known = {node.iri for node in nodes}
    below: dict[str, list[Node]] = {}
    for narrow, broad in edition.index.relations("Theme", _BROADER):
        if broad.iri in known and broad.iri != narrow.iri:
            below.setdefault(broad.iri, []).append(narrow)
    inside = {node.iri for branches in below.values() for node in branches}
    counts = edition.index.members("theme")

    def branch(node: Node, level: int) -> Branch:
        narrower = below.get(node.iri, ()) if level < _DEEPEST else ()
        return Branch(
            node.label(frame.language),
            node.label_language(frame.language),
            frame.addresses.thing(node.iri),
            counts.get(node.iri, 0),
            [branch(each, level + 1) for each in narrower],
        )

    return [branch(node, 1) for node in nodes if node.iri not in inside]
