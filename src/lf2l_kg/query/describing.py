"""The triples that a store has of one thing."""

from __future__ import annotations

import pyoxigraph as ox

_DEFAULT = ox.DefaultGraph()


def describe(store: ox.Store, iri: str) -> list[ox.Triple]:
    """The triples whose subject is a thing, sorted; [] when the store does not know it.

    Evidence and quotes are not in the default graph: of what is not there, any graph is asked.
    """
    node = ox.NamedNode(iri)
    found = {quad.triple for quad in store.quads_for_pattern(node, None, None, _DEFAULT)}
    if not found:
        found = {quad.triple for quad in store.quads_for_pattern(node, None, None)}
    return sorted(found, key=str)
