"""What VoID says of a dataset: how much of each class and property, and links to other datasets.

Source: https://www.w3.org/TR/void/#statistics, #class-property-partitions, #linkset
"""

from __future__ import annotations

from urllib.parse import quote

import pyoxigraph as ox

from lf2l_kg.base.ontology import Ontology

from .distributions import Distribution
from .graph import Graph, typed
from .manifest import Counts, Published
from .statistics import TARGETS, Statistics

_DATASET = "#dataset"


def add_void(
    graph: Graph,
    counts: Counts,
    statistics: Statistics,
    distributions: list[Distribution],
    ontology: Ontology,
    published: Published,
) -> None:
    """Describe the dataset's content."""
    numbers = {
        "triples": counts.triples,
        "entities": sum(counts.entities.values()),
        "documents": counts.documents,
        "classes": len(statistics.classes),
        "properties": len(statistics.properties),
        "distinctSubjects": statistics.subjects,
        "distinctObjects": statistics.objects,
    }
    graph.add(_DATASET, "rdf:type", "void:Dataset")
    for name, number in numbers.items():
        graph.add(_DATASET, f"void:{name}", typed(number, "integer"))
    graph.add(_DATASET, "void:uriSpace", ox.Literal(f"{published.base_iri}id/"))
    graph.add(_DATASET, "void:sparqlEndpoint", f"{published.base_iri}sparql")
    graph.add(_DATASET, "void:vocabulary", ontology.namespace)
    for dump in distributions:
        if dump.is_rdf:
            graph.add(_DATASET, "void:dataDump", f"{published.base_iri}dumps/{dump.file}")
    for format_ in ("Turtle", "JSON-LD", "N-Quads"):
        graph.add(_DATASET, "void:feature", f"http://www.w3.org/ns/formats/{format_}")
    _add_partitions(graph, statistics)
    _add_linksets(graph, statistics)


def _add_partitions(graph: Graph, statistics: Statistics) -> None:
    for kind, unit, counts in (
        ("class", "entities", statistics.classes),
        ("property", "triples", statistics.properties),
    ):
        for iri, count in counts:
            part = f"#{kind}-{quote(iri, safe='')}"
            graph.add(_DATASET, f"void:{kind}Partition", part)
            graph.add(part, f"void:{kind}", iri)
            graph.add(part, f"void:{unit}", typed(count, "integer"))


def _add_linksets(graph: Graph, statistics: Statistics) -> None:
    for name, predicate, count in statistics.linksets:
        space, home = TARGETS[name]
        links = f"#links-{name}-{predicate.rpartition('#')[2]}"
        graph.add(_DATASET, "void:subset", links)
        graph.add(links, "rdf:type", "void:Linkset")
        graph.add(links, "void:subjectsTarget", _DATASET)
        graph.add(links, "void:objectsTarget", f"#{name}")
        graph.add(links, "void:linkPredicate", predicate)
        graph.add(links, "void:triples", typed(count, "integer"))
        graph.add(f"#{name}", "rdf:type", "void:Dataset")
        graph.add(f"#{name}", "void:uriSpace", ox.Literal(space))
        graph.add(f"#{name}", "foaf:homepage", home)
