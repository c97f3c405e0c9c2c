"""What the index leaves out, as statements for a page: evidence, quotes, graphs."""

from __future__ import annotations

from collections.abc import Iterable

import pyoxigraph as ox

from lf2l_kg.base.namespaces import RDF, XSD
from lf2l_kg.index import Fact, Index, Node

_STRINGS = frozenset({f"{XSD}string", f"{RDF}langString"})


def facts_of(triples: Iterable[ox.Triple], index: Index) -> list[Fact]:
    """Triples as facts without evidence; what they are joined to has its label of the index."""
    found = []
    for triple in triples:
        if not isinstance(triple.subject, ox.NamedNode):
            continue
        end = triple.object
        literal = end if isinstance(end, ox.Literal) else None
        datatype = literal.datatype.value if literal else ""
        found.append(
            Fact(
                subject=_node(triple.subject.value, index),
                predicate=_node(triple.predicate.value, index),
                object=_node(end.value, index) if isinstance(end, ox.NamedNode) else None,
                value=literal.value if literal else "",
                datatype="" if datatype in _STRINGS else datatype,
                language=(literal.language if literal else None) or "",
                origin="",
                readings=(),
            )
        )
    return found


def _node(iri: str, index: Index) -> Node:
    return index.node(iri) or Node(iri, "")
