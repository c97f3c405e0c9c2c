"""Run SHACL core over a dataset; the only module that knows pySHACL and rdflib."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyoxigraph as ox

from lf2l_kg.base.dataset import Dataset
from lf2l_kg.base.errors import InputError
from lf2l_kg.base.messages import Message
from lf2l_kg.base.ontology import Ontology
from lf2l_kg.base.records import Severity

if TYPE_CHECKING:
    import rdflib
    from rdflib.graph import Graph
    from rdflib.term import Node

SH = "http://www.w3.org/ns/shacl#"
#: How the names of evidence graphs end.
EVIDENCE = "/evidence"

_SEVERITIES: dict[str, Severity] = {
    SH + "Violation": "error",
    SH + "Warning": "warning",
    SH + "Info": "info",
}


@dataclass(frozen=True, slots=True)
class ShaclResult:
    """One validation result, before it is placed in a document.

    Source: https://www.w3.org/TR/shacl/#results-validation-result
    """

    severity: Severity
    shape: str  # IRI
    component: str  # IRI of the constraint component
    focus_node: ox.NamedNode | ox.Literal
    path: str  # IRI; "" for a node shape or a path that is not one property
    hints: tuple[str, ...]  # where to look when there is no path: what makes the shape apply
    value: ox.NamedNode | ox.Literal | None
    message: Message


def run_shacl(dataset: Dataset, ontology: Ontology) -> tuple[ShaclResult, ...]:
    """Check the dataset, evidence apart, together with the ontology against its shapes.

    Nothing is fetched: neither ``owl:imports`` nor anything else. Nothing is inferred but what SHACL
    itself asks for, ``rdfs:subClassOf``.

    Returns:
        The results in no particular order; () when there is nothing to say.

    Raises:
        InputError: when a shape is malformed.
    """
    import pyshacl
    import rdflib
    from pyshacl.errors import ConstraintLoadError, ReportableRuntimeError, ShapeLoadError

    from .rdflib_terms import graph_of

    logger = logging.getLogger("rdflib.term")
    was_disabled, logger.disabled = logger.disabled, True  # it logs each ill-typed literal
    try:
        shapes = graph_of(ox.parse(ontology.files["shapes.ttl"], format=ox.RdfFormat.TURTLE))
        _, found, text = pyshacl.validate(
            graph_of(_triples(dataset, ontology)),
            shacl_graph=shapes,
            inference="none",
            advanced=False,
            do_owl_imports=False,
            inplace=True,
        )
    except (ConstraintLoadError, ReportableRuntimeError, ShapeLoadError) as error:
        raise _malformed(str(error)) from error
    finally:
        logger.disabled = was_disabled
    if not isinstance(found, rdflib.Graph):
        raise _malformed(text)
    sh = rdflib.Namespace(SH)
    return tuple(_result(found, shapes, node) for node in found.objects(None, sh.result))


def _malformed(reason: str) -> InputError:
    reason = " ".join(reason.split())
    return InputError(
        Message(
            fr=f"une forme SHACL est mal écrite : {reason} ; corrigez-la",
            en=f"a SHACL shape is malformed: {reason}; mend it",
        ),
        path="shapes.ttl",
    )


def _triples(dataset: Dataset, ontology: Ontology) -> Iterable[ox.Quad]:
    for quad in dataset.quads():
        graph = quad.graph_name
        if not (isinstance(graph, ox.NamedNode) and graph.value.endswith(EVIDENCE)):
            yield quad
    for name in ("lf2l.ttl", "themes.ttl"):
        yield from ox.parse(ontology.files[name], format=ox.RdfFormat.TURTLE)


def _result(found: Graph, shapes: Graph, node: Node) -> ShaclResult:
    import rdflib

    from .rdflib_terms import term_of

    sh = rdflib.Namespace(SH)
    shape, path = found.value(node, sh.sourceShape), found.value(node, sh.resultPath)
    component = str(found.value(node, sh.sourceConstraintComponent))
    named = _named_shape(shapes, shape)
    hints = sorted(str(p) for p in shapes.objects(named, sh.targetSubjectsOf)) if named else []
    severity = str(found.value(node, sh.resultSeverity))
    focus_node = term_of(found.value(node, sh.focusNode))
    return ShaclResult(
        severity=_SEVERITIES.get(severity, "error"),
        shape=str(named) if named else component,
        component=component,
        focus_node=focus_node if focus_node is not None else ox.NamedNode("urn:blank"),
        path=str(path) if isinstance(path, rdflib.URIRef) else "",
        hints=() if path is not None else tuple(hints),
        value=term_of(found.value(node, sh.value)),
        message=_message(list(found.objects(node, sh.resultMessage))),
    )


def _named_shape(shapes: Graph, shape: Node | None) -> rdflib.URIRef | None:
    """The shape itself, or the nearest shape with an IRI that holds it."""
    import rdflib

    while isinstance(shape, rdflib.BNode):
        shape = min(shapes.subjects(None, shape), key=str, default=None)
    return shape if isinstance(shape, rdflib.URIRef) else None


def _message(texts: list[Node]) -> Message:
    """The shape's message in both languages; where one is missing, what there is."""
    by_language: dict[str, str] = {}
    for text in sorted(_literals(texts)):
        by_language.setdefault(text[0], text[1])
    any_text = next(iter(by_language.values()), "")
    return Message(fr=by_language.get("fr", any_text), en=by_language.get("en", any_text))


def _literals(nodes: list[Node]) -> Iterator[tuple[str, str]]:
    from rdflib.term import Literal

    for node in nodes:
        if isinstance(node, Literal):
            yield (node.language or "", str(node))
