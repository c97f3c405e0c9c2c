"""The page of a thing: the template of its most specific class, filled."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from importlib import resources
from typing import Any

import pyoxigraph as ox
from markupsafe import Markup

from lf2l_kg.base.namespaces import RDF
from lf2l_kg.index import Description, Fact, Node
from lf2l_kg.query import Format

from .bare import facts_of
from .edition import Edition
from .frame import Frame
from .lines import read_lines
from .map import draw_position, position_title
from .neighbours import draw_neighbours
from .provenance import edit_address
from .rendering import render
from .schema_org import describe_thing
from .thing import ThingView, view_thing
from .vocabulary import Vocabulary

#: The formats of a thing's data: (extension, media type).
FORMATS: tuple[tuple[Format, str], ...] = (
    ("ttl", "text/turtle"),
    ("jsonld", "application/ld+json"),
    ("nt", "application/n-triples"),
    ("rdf", "application/rdf+xml"),
)
_MOST_INCOMING = 200
_MOST_LINES = 600  # facts of a document that are looked at


def thing_page(edition: Edition, frame: Frame, iri: str) -> str | None:
    """The page of a thing; None when the release says nothing of it, and nothing points to it."""
    told = edition.index.describe(iri, _MOST_INCOMING)
    if told is None or not (told.facts or told.incoming):
        return None
    return _render(edition, frame, told)


def bare_page(edition: Edition, frame: Frame, iri: str, triples: Sequence[ox.Triple]) -> str | None:
    """The page of what the index leaves out, from its triples; None when there are none."""
    facts = tuple(facts_of(triples, edition.index))
    if not facts:
        return None
    return _render(edition, frame, Description(Node(iri, ""), facts, (), {}, None))


def _render(edition: Edition, frame: Frame, told: Description) -> str:
    vocabulary = edition.vocabulary
    view = view_thing(told, vocabulary, frame)
    template = template_of(told.facts, vocabulary)
    return render(
        template,
        frame,
        thing=view,
        data=[(name, kind, frame.addresses.data(frame.path, name)) for name, kind in FORMATS],
        json_ld=describe_thing(told, vocabulary, frame),
        neighbours=draw_neighbours(view, frame),
        map=_position(told, frame),
        **(_of_document(edition, frame, view) if template == "thing-document.html" else {}),
    )


def _position(told: Description, frame: Frame) -> Markup:
    """Where the thing is, on a small map; "" when nobody knows."""
    place = told.place
    if place is None:
        return Markup("")
    kind = place.node.kind.lower()
    label = (place.territory or place.node).label(frame.language)
    title = position_title(label, place.latitude, place.longitude, frame)
    return draw_position(place.latitude, place.longitude, kind, title)


def _of_document(edition: Edition, frame: Frame, view: ThingView) -> dict[str, Any]:
    facts = edition.index.read_from(view.iri, _MOST_LINES)
    lines, more = read_lines(view.iri, facts, edition.vocabulary, frame)
    path = view.row("sourcePath")
    where = path.values[0].text if path else ""
    return {
        "lines": lines,
        "more_lines": more or len(facts) == _MOST_LINES,
        "edit": edit_address(frame.settings.edit_url, where, 1),
    }


def template_of(facts: Sequence[Fact], vocabulary: Vocabulary) -> str:
    """The template of the most specific of a thing's classes that has one; the general one else."""
    classes = [f.object.iri for f in facts if f.predicate.iri == f"{RDF}type" and f.object]
    for iri in vocabulary.lineage(classes):
        name = f"thing-{vocabulary.terms[iri].name.lower()}.html"
        if name in _templates():
            return name
    return "thing.html"


@lru_cache(maxsize=1)
def _templates() -> frozenset[str]:
    folder = resources.files("lf2l_kg.pages") / "templates"
    return frozenset(entry.name for entry in folder.iterdir())
