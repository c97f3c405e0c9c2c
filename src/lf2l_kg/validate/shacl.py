"""Run SHACL core over a dataset; the only module that knows pySHACL and rdflib."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyoxigraph as ox

from lf2l_kg.base.dataset import Dataset
from lf2l_kg.base.errors import InputError
from lf2l_kg.base.messages import Message
from lf2l_kg.base.ontology import Ontology
from lf2l_kg.base.records import Severity

from .rewriting import component_of, merge_classes, spread_targets

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

    from .rdflib_terms import graph_of

    # rdflib logs each ill-typed literal; pySHACL, each malformed shape, which we say ourselves.
    with _silent("rdflib.term", "pyshacl-validate"):
        shapes = graph_of(ox.parse(ontology.files["shapes.ttl"], format=ox.RdfFormat.TURTLE))
        data = graph_of(_triples(dataset, ontology))
        merge_classes(shapes, data)
        spread_targets(shapes)
        try:
            _, found, text = pyshacl.validate(
                data,
                shacl_graph=shapes,
                inference="none",
                advanced=False,
                do_owl_imports=False,
                inplace=True,
            )
        except Exception as error:  # beside its own, whatever a bad shape makes it stumble over
            raise _malformed(str(error)) from error
    if not isinstance(found, rdflib.Graph):
        raise _malformed(text)
    sh = rdflib.Namespace(SH)
    return tuple(_result(found, shapes, node) for node in found.objects(None, sh.result))


@contextmanager
def _silent(*names: str) -> Iterator[None]:
    """Keep these loggers from the terminal for a while."""
    loggers = [logging.getLogger(name) for name in names]
    before = [logger.disabled for logger in loggers]
    for logger in loggers:
        logger.disabled = True
    try:
        yield
    finally:
        for logger, was_disabled in zip(loggers, before, strict=True):
            logger.disabled = was_disabled


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
    evidence = f"{EVIDENCE}> ."
    lines = tuple([line for line in dataset.lines if not line.endswith(evidence)])
    yield from Dataset(lines).quads()
    for name in ("lf2l.ttl", "themes.ttl"):
        yield from ox.parse(ontology.files[name], format=ox.RdfFormat.TURTLE)


def _result(found: Graph, shapes: Graph, node: Node) -> ShaclResult:
    import rdflib

    from .rdflib_terms import term_of

    sh = rdflib.Namespace(SH)
    shape, path = found.value(node, sh.sourceShape), found.value(node, sh.resultPath)
    component = component_of(shapes, shape, found.value(node, sh.sourceConstraintComponent))
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
        message=_message(shapes, shape, named),
    )


def _named_shape(shapes: Graph, shape: Node | None) -> rdflib.URIRef | None:
    """The shape itself, or the nearest shape with an IRI that holds it."""
    import rdflib

    while isinstance(shape, rdflib.BNode):
        shape = min(shapes.subjects(None, shape), key=str, default=None)
    return shape if isinstance(shape, rdflib.URIRef) else None


def _message(shapes: Graph, shape: Node | None, named: rdflib.URIRef | None) -> Message:
    """The shape's message in both languages; where one is missing, the other."""
    import rdflib

    sh = rdflib.Namespace(SH)
    texts = {
        text.language or "": str(text)
        for text in sorted(shapes.objects(shape, sh.message), key=str)
        if isinstance(text, rdflib.Literal)
    }
    if not texts:
        return Message(
            fr=f"cette donnée est contraire à la forme {named} ; donnez à celle-ci un sh:message",
            en=f"this breaks the shape {named}; give that shape an sh:message",
        )
    some_text = min(texts.values())
    return Message(fr=texts.get("fr", some_text), en=texts.get("en", some_text))
