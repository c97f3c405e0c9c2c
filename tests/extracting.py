"""Short documents and the facts read from them, as lines that a person can compare."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass

from lf2l_kg.base.gazetteer import Gazetteer
from lf2l_kg.base.ontology import Ontology
from lf2l_kg.base.records import Document, Fact, Mention
from lf2l_kg.extract import extract_facts
from lf2l_kg.read import parse_document


@dataclass(frozen=True)
class Reader:
    """Reads facts from a text with the project's own ontology and gazetteer."""

    ontology: Ontology
    gazetteer: Gazetteer

    def document(self, text: str, path: str = "essai.md") -> Document:
        """The text, indented or not, as a document."""
        return parse_document(path, textwrap.dedent(text).lstrip("\n").encode())

    def facts(self, text: str, path: str = "essai.md") -> list[Fact]:
        """All facts of a text."""
        return list(extract_facts(self.document(text, path), self.ontology, self.gazetteer))

    def lines(self, text: str) -> set[str]:
        """The facts as « Subject | property | object »; mentions as « Class: label »."""
        return {line(fact) for fact in self.facts(text)}

    def check(self, text: str, wanted: set[str], unwanted: set[str]) -> None:
        """Assert that some lines are read from a text, and others are not."""
        lines = self.lines(text)
        assert wanted <= lines, f"not read: {sorted(wanted - lines)}\nread: {sorted(lines)}"
        assert not unwanted & lines, f"wrongly read: {sorted(unwanted & lines)}"


def line(fact: Fact) -> str:
    """One fact on one line."""
    if fact.predicate == "mentions" and isinstance(fact.object, Mention):
        return f"{fact.object.kind}: {name(fact.object)}"
    value = fact.object if isinstance(fact.object, str) else name(fact.object)
    return f"{name(fact.subject)} | {fact.predicate} | {value}"


def name(mention: Mention) -> str:
    """A mention's label; of a theme the last part of its IRI."""
    return mention.label.rsplit("/", 1)[-1] if mention.kind == "Theme" else mention.label
