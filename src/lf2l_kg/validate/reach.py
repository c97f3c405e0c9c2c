"""How far shapes look from a focus node: whether its results follow from what is next to it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import pyoxigraph as ox

from lf2l_kg.base.namespaces import RDF, RDFS, SH
from lf2l_kg.base.ontology import Ontology

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
    """How far an ontology's shapes look; None when it is further than that, or cannot be told.

    It is read without rdflib, which takes half a second to import: most often nothing is to be checked.
    """
    return _Shapes(ox.parse(ontology.files["shapes.ttl"], format=ox.RdfFormat.TURTLE)).find_reach()


class _Shapes:
    """The statements of a graph of shapes, by subject and predicate."""

    def __init__(self, triples: Iterable[ox.Quad]) -> None:
        self._about: dict[object, dict[str, list[object]]] = defaultdict(dict)
        for triple in dict.fromkeys(triples):
            said = self._about[triple.subject]
            said.setdefault(triple.predicate.value, []).append(triple.object)

    def find_reach(self) -> Reach | None:
        """How far the shapes look; see :func:`read_reach`."""
        predicates = {predicate for said in self._about.values() for predicate in said}
        used = {p.removeprefix(SH) for p in predicates if p.startswith(SH)}
        if not used <= _KNOWN:
            return None
        backwards = {_iri(one) for one in self._all("targetObjectsOf")}
        for path in self._all("inversePath"):
            backwards |= self._properties(path) or set()
        nested = {one for term in (*_NESTED, *_LISTED) for one in self._all(term)}
        klass = ox.NamedNode(RDFS + "Class")
        starts = [
            shape
            for shape, said in self._about.items()
            if shape not in nested
            or klass in said.get(RDF + "type", ())
            or any(p.startswith(SH + "target") for p in said)
        ]
        if all(self._is_near(shape, 0, ()) for shape in starts):
            return Reach(frozenset(backwards))
        return None

    def _of(self, subject: object, term: str) -> list[object]:
        """What a subject has for a term of SHACL."""
        return self._about[subject].get(SH + term, []) if subject in self._about else []

    def _all(self, term: str) -> list[object]:
        """What any subject has for a term of SHACL."""
        return [one for subject in self._about for one in self._of(subject, term)]

    def _is_near(self, shape: object, steps: int, above: tuple[object, ...]) -> bool:
        """Whether a shape, asked of a node so many steps from the focus node, looks no further than one."""
        if shape in above or (steps and self._of(shape, "closed")):
            return False
        paths = self._of(shape, "path")
        if any(steps or not self._properties(path) for path in paths):
            return False
        inner = [one for term in _NESTED for one in self._of(shape, term)]
        for term in _LISTED:
            for members in self._of(shape, term):
                inner += self._members(members)
        return all(self._is_near(one, steps + len(paths), (*above, shape)) for one in inner)

    def _properties(self, path: object) -> set[str] | None:
        """The properties of a path of one step, forwards or backwards; None when it is longer.

        Source: https://www.w3.org/TR/shacl/#property-paths
        """
        if isinstance(path, ox.NamedNode):
            return {path.value}
        said = [(p, one) for p, those in self._about.get(path, {}).items() for one in those]
        if len(said) != 1 or said[0][0] not in (SH + "inversePath", SH + "alternativePath"):
            return None
        kind, inner = said[0]
        found: set[str] = set()
        for member in [inner] if kind == SH + "inversePath" else self._members(inner):
            properties = self._properties(member)
            if properties is None:
                return None
            found |= properties
        return found

    def _members(self, start: object) -> Iterator[object]:
        """The members of a list, of which a malformed one may have no end."""
        waiting, seen = [start], set[object]()
        while waiting:
            node = waiting.pop()
            if node not in seen:
                seen.add(node)
                said = self._about.get(node, {})
                yield from said.get(RDF + "first", ())
                waiting += said.get(RDF + "rest", ())


def _iri(term: object) -> str:
    return term.value if isinstance(term, ox.NamedNode | ox.Literal) else str(term)
