"""Shapes put to pySHACL in another form, which gives the same results in a fraction of the time.

pySHACL checks every alternative of ``sh:or`` as a shape of its own, and words a result for each that
fails, though only their sum counts: « mentions » has nine. A property shape below a node shape is
called for one focus node after the other, one with targets of its own for all of them at once. And what
stands beside the nodes of a portion would be judged by the little that is said of it there.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from lf2l_kg.base.namespaces import SH

if TYPE_CHECKING:
    from rdflib.graph import Graph
    from rdflib.term import Node

_UNION = "urn:lf2l:union:"
_NOTHING = "urn:lf2l:nothing"  # a class of no node
_TARGETS = ("targetClass", "targetNode", "targetSubjectsOf", "targetObjectsOf")


def spread_targets(shapes: Graph) -> None:
    """Give the named property shapes of a node shape its targets, and take them out of it.

    Source: https://www.w3.org/TR/shacl/#targets, https://www.w3.org/TR/shacl/#PropertyConstraintComponent
    """
    import rdflib

    sh = rdflib.Namespace(SH)
    for shape in set(shapes.subjects(sh.property)):
        below = list(shapes.objects(shape, sh.property))
        targets = [(sh[kind], one) for kind in _TARGETS for one in shapes.objects(shape, sh[kind])]
        if not targets or _means_more(shapes, shape, below):
            continue
        for one in below:
            is_shared = len(list(shapes.subjects(sh.property, one))) > 1
            if isinstance(one, rdflib.URIRef) and not is_shared:
                shapes.remove((shape, sh.property, one))
                for kind, target in targets:
                    shapes.add((one, kind, target))


def _means_more(shapes: Graph, shape: Node, below: list[Node]) -> bool:
    """Whether a shape's properties are more than checks of its targets.

    It may be used by another shape, have targets as a class, be closed but for these properties, or
    be deactivated; and counts of disjoint values look at their siblings.
    """
    import rdflib

    sh = rdflib.Namespace(SH)
    return any(
        pattern in shapes
        for pattern in (
            (None, None, shape),
            (shape, sh.path, None),
            (shape, sh.closed, None),
            (shape, sh.deactivated, None),
            (shape, rdflib.RDF.type, rdflib.RDFS.Class),
            *((one, sh.qualifiedValueShapesDisjoint, None) for one in below),
        )
    )


def merge_classes(shapes: Graph, data: Graph) -> None:
    """Replace each ``sh:or`` between classes alone by ``sh:class``, and tell the data what that class holds.

    An instance of one of some classes is an instance of their union. A shape that has a ``sh:class``
    beside its alternatives stays as it is.

    Source: https://www.w3.org/TR/shacl/#OrConstraintComponent
    """
    import rdflib

    sh = rdflib.Namespace(SH)
    for number, (shape, members) in enumerate(list(shapes.subject_objects(sh["or"]))):
        classes = _classes(shapes, members)
        if not classes or (shape, sh["class"], None) in shapes:
            continue
        union = rdflib.URIRef(f"{_UNION}{number}")
        shapes.remove((shape, sh["or"], members))
        shapes.add((shape, sh["class"], union))
        for one in classes:
            data.add((one, rdflib.RDFS.subClassOf, union))


def name_targets(shapes: Graph, data: Graph, others: Collection[str]) -> None:
    """Replace the target classes of named shapes by their instances, but for some nodes.

    A shape without a name is left as it is: pySHACL writes it out in each of its results, with all targets.

    Args:
        shapes: to be used with these data alone.
        data: all that the results follow from.
        others: the nodes whose results nobody wants, as they stand in lines.

    Source: https://www.w3.org/TR/shacl/#targetClass
    """
    import rdflib

    if not others:
        return
    sh, left_out = rdflib.Namespace(SH), {rdflib.URIRef(one[1:-1]) for one in others}
    targets: dict[Node, set[Node]] = {}
    for shape, one in list(shapes.subject_objects(sh.targetClass)):
        if not isinstance(shape, rdflib.URIRef):
            continue
        if one not in targets:
            classes = data.transitive_subjects(rdflib.RDFS.subClassOf, one)
            nodes = {node for kind in classes for node in data.subjects(rdflib.RDF.type, kind)}
            targets[one] = nodes - left_out
        shapes.remove((shape, sh.targetClass, one))
        shapes.add((shape, sh.targetClass, rdflib.URIRef(_NOTHING)))  # it stays one with targets
        for node in targets[one]:
            shapes.add((shape, sh.targetNode, node))


def component_of(shapes: Graph, shape: Node | None, component: Node | None) -> str:
    """The IRI of the constraint component that gave a result, as the shapes are written."""
    import rdflib

    sh = rdflib.Namespace(SH)
    merged = component == sh.ClassConstraintComponent and any(
        str(one).startswith(_UNION) for one in shapes.objects(shape, sh["class"])
    )
    return str(sh.OrConstraintComponent if merged else component)


def _classes(shapes: Graph, members: Node) -> list[Node]:
    """The classes of a list of alternatives; [] unless each is nothing but a class."""
    import rdflib

    found: list[Node] = []
    for alternative in shapes.items(members):
        said = list(shapes.predicate_objects(alternative))
        if len(said) != 1 or said[0][0] != rdflib.URIRef(SH + "class"):
            return []
        found.append(said[0][1])
    return found
