"""The cues and the shapes for people: each at the fragment that its IRI ends in."""

from __future__ import annotations

from msgspec import Struct

from .edition import Edition
from .frame import Frame
from .ontology_page import TermLink, link_term
from .rendering import render
from .rules import Cue, Shape, read_cues, read_shapes
from .vocabulary import text_in


class RuleView(Struct, frozen=True):
    """A cue or a shape with the terms that it is about; ``message`` is a shape's."""

    rule: Cue | Shape
    terms: list[TermLink]
    message: str


def cues_page(edition: Edition, frame: Frame) -> str:
    """The words that announce each term.

    Raises:
        InputError: when the cues of the release are damaged.
    """
    cues = [_view(edition, frame, cue, "") for cue in read_cues(edition)]
    return render("cues.html", frame, cues=cues)


def shapes_page(edition: Edition, frame: Frame) -> str:
    """What is checked of the data.

    Raises:
        InputError: when the shapes of the release are damaged.
    """
    shapes = [
        _view(edition, frame, shape, text_in(shape.messages, frame.language))
        for shape in read_shapes(edition)
    ]
    return render("shapes.html", frame, shapes=shapes)


def _view(edition: Edition, frame: Frame, rule: Cue | Shape, message: str) -> RuleView:
    page = frame.addresses.page("ontology")
    return RuleView(rule, [link_term(edition, frame, iri, page) for iri in rule.terms], message)
