"""``search.json``: what a browser searches where there is no server; ``web/README.md`` tells its form."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import msgspec

from lf2l_kg.base.namespaces import SKOS

from .things import Desk

_THINGS = """
SELECT id, iri, kind, fr, en, other, other_language, incoming FROM node
WHERE kind != '' ORDER BY incoming DESC, iri"""
_TEXTS = """
SELECT fact.subject, fact.value FROM fact JOIN node ON node.id = fact.predicate
WHERE node.iri = ? AND fact.object = 0 ORDER BY fact.id"""
_LONGEST = 300  # characters of a definition


def serialize_search(desk: Desk) -> bytes:
    """The names of all things that have a page, those that more facts point to first."""
    base, vocabulary = desk.task.settings.base_iri, desk.edition.vocabulary
    others = _texts(desk, f"{SKOS}altLabel")
    definitions = _texts(desk, f"{vocabulary.namespace}description", f"{SKOS}definition")
    kinds: set[str] = set()
    things = []
    for number, iri, kind, fr, en, other, language, incoming in desk.edition.index.rows(_THINGS):
        if not iri.startswith(f"{base}id/"):
            continue
        labels = {code: text for code, text in (("fr", fr), ("en", en), (language, other)) if text}
        thing: dict[str, Any] = {"path": iri.removeprefix(base), "class": kind.lower()}
        thing["labels"] = labels
        if others[number]:
            thing["others"] = others[number]
        if definitions[number]:
            thing["text"] = " ".join(definitions[number])[:_LONGEST]
        if incoming:
            thing["links"] = incoming
        things.append(thing)
        kinds.add(kind)
    classes = {
        kind.lower(): {
            "fr": vocabulary.label(f"{vocabulary.namespace}{kind}", "fr"),
            "en": vocabulary.label(f"{vocabulary.namespace}{kind}", "en"),
        }
        for kind in sorted(kinds)
    }
    return msgspec.json.encode({"version": 1, "classes": classes, "things": things})


def _texts(desk: Desk, *predicates: str) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    for predicate in predicates:
        for subject, text in desk.edition.index.rows(_TEXTS, (predicate,)):
            found[subject].append(text)
    return found
