"""What the front matter states, through the short names of ``ontology/context.jsonld``."""

from __future__ import annotations

from collections.abc import Iterator

from lf2l_kg.base.ontology import Property
from lf2l_kg.base.records import Evidence, Fact, Mention, Quote
from lf2l_kg.base.text import collapse
from lf2l_kg.extract.text.view import View

from .described import (
    described_thing,
    entries_of,
    find_heading,
    language_of,
    read_page,
    read_title,
)
from .statements import Statement, address_of, evidence_of, meaning_of, read_statements, subject_of
from .values import is_prose


def front_matter_facts(view: View) -> Iterator[Fact]:
    """The document's title, and what the front matter says of the thing that the page is about."""
    me, thing = Mention("Document", view.document.path), described_thing(view)
    yield from _named(view, me)
    for entry in entries_of(view, "altLabel"):
        if not entry.value.startswith(("/", "http")):  # Hugo's aliases are addresses
            yield Fact(
                thing or me,
                "altLabel",
                collapse(entry.value),
                evidence_of(view, entry, "alias"),
                language_of(view, entry),
            )
    for statement in view.once(read_statements):
        yield from _stated(view, thing, statement)


def _named(view: View, me: Mention) -> Iterator[Fact]:
    """The title is the document's, and presents the thing that the page is about.

    A document without any title states where it stands, so that every one is published that can be read.
    """
    page, heading = view.once(read_page), view.once(find_heading)
    title = view.once(read_title)
    if title is not None:
        yield Fact(me, "prefLabel", *title)
    elif heading is not None:
        yield Fact(me, "prefLabel", *heading)
    elif words := _first_words(view):
        yield Fact(me, "sourcePath", me.label, Evidence(me.label, (words,), "document.path", 1.0))
    if page is None:
        return
    yield Fact(me, "mentions", page.thing, page.evidence)
    if page.title != page.thing.label:
        yield Fact(page.thing, "altLabel", page.title, page.evidence)


def _first_words(view: View) -> Quote | None:
    """What a document begins with; None when it is empty."""
    if view.blocks:
        return view.quote(view.sentences[0][0])
    return next((entry.quote for entry in view.document.front_matter), None)


def _stated(view: View, thing: Mention | None, statement: Statement) -> Iterator[Fact]:
    wanted = _fitting(view, thing, statement)
    subject = subject_of(view, thing, wanted)
    if subject is None:
        return
    entry, meaning = statement.entry, meaning_of(view, statement)
    evidence = evidence_of(view, entry, wanted.name)
    address = address_of(statement)
    if address:  # « contact: bonjour@… »
        yield Fact(subject, "email", address, evidence_of(view, entry, "email"))
        return
    for value in meaning.values:
        if not statement.reverse:
            language = language_of(view, entry) if is_prose(wanted) else ""
            yield Fact(subject, wanted.name, value, evidence, language)
        elif isinstance(value, Mention):
            yield Fact(value, wanted.name, subject, evidence)
    yield from meaning.facts


def _fitting(view: View, thing: Mention | None, statement: Statement) -> Property:
    """The property meant: what a territory lies in, it is a part of."""
    wanted = statement.wanted
    if thing is not None and thing.kind == "Territory" and wanted.name == "locatedIn":
        return view.lexicon.ontology.properties.get("partOf", wanted)
    return wanted
