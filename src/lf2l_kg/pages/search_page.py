"""The page of a search: what was found, the best first, and what it can be narrowed down to."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlencode

from msgspec import Struct
from msgspec.structs import replace

from lf2l_kg.index import Excerpt, Facet, Hit, Node, Question, Results

from .edition import Edition
from .frame import Frame
from .rendering import render

PAGE = 20  # hits on a page
_MOST_CHOICES = 12  # of a facet


class FoundThing(Struct, frozen=True):
    """A hit, ready to be shown."""

    name: Excerpt
    language: str  # of the name, when it is not the page's; "" else
    href: str
    kind: str  # "territory" …
    kind_label: str
    place: str  # where it is; "" when nobody says so
    alias: Excerpt | None
    about: Excerpt | None
    quote: Excerpt | None
    line: int
    document: str
    document_href: str


class Choice(Struct, frozen=True):
    """A value of a facet, as a link."""

    label: str
    language: str  # when it is not the page's; "" else
    kind: str  # "territory" …
    count: int
    href: str  # which chooses it, or takes the choice back
    is_chosen: bool


class Choices(Struct, frozen=True):
    """A facet."""

    name: str  # "class", "theme" or "territory"
    values: list[Choice]


def search_page(edition: Edition, frame: Frame, question: Question, offset: int = 0) -> str:
    """The page of a search, its first or a later one; in files, the form that a script fills.

    Args:
        edition: what is searched.
        frame: of the page.
        question: what is asked, with the choices.
        offset: how many hits are passed over.
    """
    results = edition.searcher.search(question, PAGE, offset)
    before, after = max(offset - PAGE, 0), offset + PAGE
    return render(
        "search.html",
        frame,
        question=question,
        results=results,
        first=offset + 1,
        things=[_found(edition, frame, hit, results) for hit in results.hits],
        facets=_facets(edition, frame, question, results),
        kept=_pairs(frame, replace(question, text="")),
        previous=_address(frame, question, before) if offset else "",
        next=_address(frame, question, after) if after < results.total else "",
    )


def _found(edition: Edition, frame: Frame, hit: Hit, results: Results) -> FoundThing:
    node, language, quote = hit.node, frame.language, hit.quote
    return FoundThing(
        name=results.marker.excerpt(node.label(language)),
        language=node.label_language(language),
        href=frame.addresses.thing(node.iri),
        kind=node.kind.lower(),
        kind_label=_kind_label(edition, frame, node.kind),
        place=hit.territory.label(language) if hit.territory else "",
        alias=hit.alias,
        about=hit.description,
        quote=quote.excerpt if quote else None,
        line=quote.line if quote else 0,
        document=quote.document.label(language) if quote else "",
        document_href=frame.addresses.thing(quote.document.iri) if quote else "",
    )


def _kind_label(edition: Edition, frame: Frame, kind: str) -> str:
    return edition.vocabulary.label(f"{edition.vocabulary.namespace}{kind}", frame.language)


def _facets(edition: Edition, frame: Frame, question: Question, results: Results) -> list[Choices]:
    """The facets that have anything to choose between."""
    classes = [
        Choice(
            label=_kind_label(edition, frame, facet.value),
            language="",
            kind=facet.value.lower(),
            count=facet.count,
            href=_toggle(frame, question, "kind", facet.value),
            is_chosen=facet.value == question.kind,
        )
        for facet in results.classes
    ]
    found = [
        Choices("class", classes),
        Choices("theme", _nodes(frame, question, "theme", results.themes)),
        Choices("territory", _nodes(frame, question, "territory", results.territories)),
    ]
    return [facet for facet in found if facet.values]


def _nodes(frame: Frame, question: Question, name: str, facets: Iterable[Facet]) -> list[Choice]:
    """The choices of a theme or a territory; the chosen one first."""
    chosen = getattr(question, name)
    found = [
        Choice(
            label=node.label(frame.language),
            language=node.label_language(frame.language),
            kind=node.kind.lower(),
            count=facet.count,
            href=_toggle(frame, question, name, node.iri),
            is_chosen=node.iri == chosen,
        )
        for facet in facets
        for node in [facet.node or Node(facet.value, "")]
    ]
    return sorted(found, key=lambda choice: not choice.is_chosen)[:_MOST_CHOICES]


def _toggle(frame: Frame, question: Question, name: str, value: str) -> str:
    """The address of the search with a choice made, or taken back when it is made."""
    chosen = "" if getattr(question, name) == value else value
    return _address(frame, replace(question, **{name: chosen}))


def _address(frame: Frame, question: Question, offset: int = 0) -> str:
    pairs = _pairs(frame, question)
    if offset:
        pairs.append(("offset", str(offset)))
    return f"{frame.addresses.page('search')}?{urlencode(pairs)}"


def _pairs(frame: Frame, question: Question) -> list[tuple[str, str]]:
    """The parameters of a search. IRIs of ours are told without what they all begin with."""
    base = frame.addresses.base_iri
    pairs = [
        ("q", question.text),
        ("class", question.kind),
        ("theme", question.theme.removeprefix(base)),
        ("territory", question.territory.removeprefix(base)),
    ]
    return [(name, value) for name, value in pairs if value]
