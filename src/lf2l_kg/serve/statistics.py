"""How much a release holds, counted once.

Source: https://www.w3.org/TR/void/#statistics
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib.resources import files

import pyoxigraph as ox

from .current import ServedRelease

Counts = tuple[tuple[str, int], ...]  # (IRI, number), sorted

_KEY = "statistics"


@dataclass(frozen=True, slots=True)
class Statistics:
    """Numbers about the default graph, and the names of the others."""

    triples: int
    entities: int  # things with a class, under the project's IRI for entities
    subjects: int
    objects: int
    classes: Counts  # with the number of members
    properties: Counts  # with the number of triples
    graphs: tuple[str, ...]  # IRIs, sorted


def read_statistics(release: ServedRelease, base_iri: str) -> Statistics:
    """Count, the first time a release is asked about: some seconds for a million triples.

    Args:
        release: the one being served.
        base_iri: the project's; its entities are under ``id/``.
    """
    known = release.kept.get(_KEY)
    if not isinstance(known, Statistics):
        known = release.kept[_KEY] = _count(release.store, f"{base_iri}id/")
    return known


def _count(store: ox.Store, space: str) -> Statistics:
    properties = _rows(store, "properties")
    return Statistics(
        triples=_total(properties),
        entities=_total(_rows(store, "entities", space=space)),
        subjects=_total(_rows(store, "subjects")),
        objects=_total(_rows(store, "objects")),
        classes=_rows(store, "classes"),
        properties=properties,
        graphs=tuple(
            sorted(name.value for name in store.named_graphs() if isinstance(name, ox.NamedNode))
        ),
    )


def _rows(store: ox.Store, name: str, **values: str) -> Counts:
    """The rows of a query of ours: ("" for none, number), sorted."""
    text = (files(__package__) / "counts" / f"{name}.rq").read_text(encoding="utf-8")
    terms: dict[ox.Variable, ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple] = {
        ox.Variable(name): ox.Literal(value) for name, value in values.items()
    }
    results = store.query(text, substitutions=terms)
    if not isinstance(results, ox.QuerySolutions):
        raise TypeError(name)
    has_iri = ox.Variable("iri") in results.variables
    return tuple(
        sorted((row["iri"].value if has_iri else "", int(row["count"].value)) for row in results)
    )


def _total(counts: Counts) -> int:
    return sum(count for _, count in counts)
