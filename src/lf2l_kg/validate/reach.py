"""How far shapes look from a focus node: whether its results follow from what is next to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyoxigraph as ox

from lf2l_kg.base.ontology import Ontology

if TYPE_CHECKING:
    from rdflib.graph import Graph
    from rdflib.term import Node

_SH = "http://www.w3.org/ns/shacl#"

#: The terms of SHACL core whose meaning is known here. A shape with any other may look anywhere.
#: Source: https://www.w3.org/TR/shacl/#core-components
_KNOWN = frozenset((
    "path", "inversePath", "alternativePath",
    "class", "datatype", "nodeKind", "minCount", "maxCount", "minExclusive",
    "minInclusive", "maxExclusive", "maxInclusive", "minLength", "maxLength", "pattern", "flags",
    "languageIn", "uniqueLang", "equals", "disjoint", "lessThan", "lessThanOrEquals", "not", "and", "or",
    "xone", "node", "property", "qualifiedValueShape", "qualifiedMinCount", "qualifiedMaxCount",
    "qualifiedValueShapesDisjoint", "closed", "ignoredProperties", "hasValue", "in", "severity",
    "message", "name", "description", "order", "group", "defaultValue", "deactivated", "targetClass",
    "targetNode", "targetSubjectsOf", "targetObjectsOf",
    # reports, which say nothing of shapes
    "conforms", "focusNode", "result", "resultMessage", "resultPath", "resultSeverity", "shapesGraph",
    "sourceConstraintComponent", "sourceShape", "value",
))  # fmt: skip
_NESTED = ("property", "node", "not", "qualifiedValueShape")
_LISTED = ("and", "or", "xone")


@dataclass(frozen=True, slots=True)
class Reach:
    """All that results on a focus node can follow from, besides the ontology.

    The statements about it, the classes of what they join it to, and the statements whose object it is
    when their predicate is one of ``backwards``, with the classes of their subjects.
    """

    backwards: frozenset[str]  # IRIs


def read_reach(ontology: Ontology) -> Reach | None:
    """How far an ontology's shapes look; see :func:`find_reach`."""
    from .rdflib_terms import graph_of

    return find_reach(graph_of(ox.parse(ontology.files["shapes.ttl"], format=ox.RdfFormat.TURTLE)))


def find_reach(shapes: Graph) -> Reach | None:
    """How far the shapes look; None when it is further than that, or cannot be told."""
    import rdflib

    sh = rdflib.Namespace(_SH)
    used = {str(p).removeprefix(_SH) for p in shapes.predicates() if str(p).startswith(_SH)}
    if not used <= _KNOWN:
        return None
    backwards = {str(one) for one in shapes.objects(None, sh.targetObjectsOf)}
    for path in shapes.objects(None, sh.inversePath):
        backwards |= _properties(shapes, path) or set()
    nested = {one for term in (*_NESTED, *_LISTED) for _, one in shapes.subject_objects(sh[term])}
    starts = {s for s in shapes.subjects() if s not in nested} | {
        s for kind in used if kind.startswith("target") for s in shapes.subjects(sh[kind])
    }
    starts |= set(shapes.subjects(rdflib.RDF.type, rdflib.RDFS.Class))
    if all(_is_near(shapes, shape, 0, ()) for shape in starts):
        return Reach(frozenset(backwards))
    return None


def _is_near(shapes: Graph, shape: Node, steps: int, above: tuple[Node, ...]) -> bool:
    """Whether a shape, asked of a node so many steps from the focus node, looks no further than one."""
    import rdflib

    sh = rdflib.Namespace(_SH)
    if shape in above or (steps and (shape, sh.closed, None) in shapes):
        return False
    paths = list(shapes.objects(shape, sh.path))
    if any(steps or not _properties(shapes, path) for path in paths):
        return False
    inner = [one for term in _NESTED for one in shapes.objects(shape, sh[term])]
    for term in _LISTED:
        for members in shapes.objects(shape, sh[term]):
            inner += shapes.items(members)
    return all(_is_near(shapes, one, steps + len(paths), (*above, shape)) for one in inner)


def _properties(shapes: Graph, path: Node) -> set[str] | None:
    """The properties of a path of one step, forwards or backwards; None when it is longer.

    Source: https://www.w3.org/TR/shacl/#property-paths
    """
    import rdflib

    sh = rdflib.Namespace(_SH)
    if isinstance(path, rdflib.URIRef):
        return {str(path)}
    said = list(shapes.predicate_objects(path))
    if len(said) != 1 or said[0][0] not in (sh.inversePath, sh.alternativePath):
        return None
    kind, inner = said[0]
    found: set[str] = set()
    for member in [inner] if kind == sh.inversePath else list(shapes.items(inner)):
        properties = _properties(shapes, member)
        if properties is None:
            return None
        found |= properties
    return found
