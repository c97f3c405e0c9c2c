"""The shapes of our IRIs; every one is made here.

Source: docs/ARCHITECTURE.md, « Contracts », IRIs.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

#: The name of each class in an entity's IRI.
KINDS = {
    "Territory": "territory",
    "Project": "project",
    "Institution": "institution",
    "Person": "person",
    "Publication": "publication",
    "Event": "event",
    "Award": "award",
    "Document": "document",
    "Theme": "theme",
}

#: The graphs that are no document's; no document may have one of these as its slug.
LAYERS = ("geonames", "links", "sync", "themes", "wikidata")  # "sync": what triple stores note

_EVIDENCE = re.compile(r"/graph/[^/]+/evidence$")


def is_evidence_graph(name: str) -> bool:
    """Whether a graph holds the evidence of another. A document may be called « evidence »: its is none."""
    return name.endswith("/evidence") and _EVIDENCE.search(name) is not None


def evidence_graph(graph: str) -> str:
    """The companion graph that holds the evidence of a graph."""
    return f"{graph}/evidence"


@dataclass(frozen=True, slots=True)
class Iris:
    """Makes IRIs under one base, which ends in a slash."""

    base: str

    def entity(self, kind: str, slug: str) -> str:
        """``…/id/<kind>/<slug>`` for a class's local name and an ASCII slug."""
        return f"{self.base}id/{KINDS[kind]}/{slug}"

    def graph(self, slug: str) -> str:
        """The graph of the document (or of the layer: "geonames", "links") with this slug."""
        return f"{self.base}graph/{slug}"

    def observation(self, item: str) -> str:
        """What the IRIs begin with of what Wikidata has counted of one of its items."""
        return f"{self.base}observation/{item}-"

    def evidence(self, digest: str) -> str:
        """One statement's evidence in one document."""
        return f"{self.base}evidence/{digest}"

    def quote(self, digest: str) -> str:
        """One quoted piece of one document."""
        return f"{self.base}quote/{digest}"
