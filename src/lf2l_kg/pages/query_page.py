"""The query page: a form that an editor takes the place of, examples, the terms that the editor offers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec
from msgspec import Struct

from lf2l_kg.base.messages import Message
from lf2l_kg.base.turtle import data_prefixes
from lf2l_kg.query import find_questions, question_title
from lf2l_kg.query.plain import plain_form
from lf2l_kg.query.ready import read_ready

from .edition import Edition
from .frame import Frame
from .rendering import render
from .vocabulary import STANDARD


class Example(Struct, frozen=True):
    """A query that is kept as a file."""

    name: str  # of the file, without .rq
    title: Message  # what it asks


def find_examples(folder: Path, release: Path | None = None) -> list[Example]:
    """The questions that a folder keeps as files, by name.

    Args:
        folder: of the files.
        release: one whose kept answers say which questions nothing in it answers: these are left out.
    """
    found = find_questions(folder)
    ready = read_ready(release) if release else ()
    empty = {one.query for one in ready if one.outcome.rows == 0}
    return [
        Example(name, question_title(text, name))
        for name, text in found.items()
        if not empty or plain_form(text) not in empty
    ]


def query_page(
    frame: Frame, query: str, examples: Sequence[Example], limits: Sequence[Message]
) -> str:
    """The page, as HTML.

    Args:
        frame: what stands around it.
        query: in the editor when the page opens; it is run where scripts are.
        examples: to choose from.
        limits: of the endpoint, as sentences.
    """
    return render("query.html", frame, query=query, examples=examples, limits=limits)


class QueryTerm(Struct, frozen=True):
    """A class, a property or a theme, for the completion of queries."""

    iri: str
    kind: str  # "class", "property" or "theme"
    labels: Mapping[str, str]  # language → label
    definitions: Mapping[str, str]


class QueryTerms(Struct, frozen=True):
    """What queries are written with. The format is told in ``web/README.md``."""

    prefixes: dict[str, str]
    terms: list[QueryTerm]


def query_terms(edition: Edition, base_iri: str) -> bytes:
    """The prefixes and the terms of a release, as JSON; always the same bytes for the same release.

    Args:
        edition: the release.
        base_iri: what the IRIs of its things begin with.
    """
    vocabulary = edition.vocabulary
    ours = [
        QueryTerm(term.iri, term.kind, term.labels, term.definitions)
        for _, term in sorted(vocabulary.terms.items())
    ]
    themes = [
        QueryTerm(node.iri, "theme", _texts(node.fr, node.en, node.other), {})
        for node in sorted(edition.index.nodes("Theme"), key=lambda node: node.iri)
    ]
    standard = [
        QueryTerm(iri, "property", {"fr": french, "en": english}, {})
        for iri, (french, english) in sorted(STANDARD.items())
    ]
    prefixes = data_prefixes(base_iri, vocabulary.namespace)
    return msgspec.json.encode(QueryTerms(prefixes, [*ours, *themes, *standard]))


def _texts(french: str, english: str, other: str) -> dict[str, str]:
    found = {"fr": french, "en": english, "": other if not (french or english) else ""}
    return {language: text for language, text in found.items() if text}
