"""Run SHACL core over a dataset; the only module that knows pySHACL and rdflib."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING

import pyoxigraph as ox
from msgspec import Struct

from lf2l_kg.base.errors import InputError
from lf2l_kg.base.messages import Message
from lf2l_kg.base.namespaces import SH
from lf2l_kg.base.ontology import Ontology
from lf2l_kg.base.records import Severity

from .portions import Portion
from .rewriting import component_of, merge_classes, name_targets, spread_targets

if TYPE_CHECKING:
    import rdflib
    from rdflib.graph import Graph
    from rdflib.term import Node

    from .rdflib_terms import Terms

#: rdflib logs each ill-typed literal; pySHACL, each malformed shape, which we say ourselves.
_TALKATIVE = ("rdflib.term", "pyshacl-validate")
_BLANK = ox.NamedNode("urn:blank")  # stands for a node without an IRI
_SEVERITIES: dict[str, Severity] = {
    SH + "Violation": "error",
    SH + "Warning": "warning",
    SH + "Info": "info",
}


class ShaclResult(Struct, frozen=True, array_like=True):
    """One validation result, before it is placed in a document. Terms are as in lines of N-Triples.

    Source: https://www.w3.org/TR/shacl/#results-validation-result
    """

    severity: Severity
    shape: str  # IRI
    component: str  # IRI of the constraint component
    focus: str
    path: str  # IRI; "" for a node shape or a path that is not one property
    hints: tuple[str, ...]  # where to look when there is no path: what makes the shape apply
    object: str  # the value node; "" for none
    message: Message

    @property
    def focus_node(self) -> ox.NamedNode | ox.Literal:
        """The focus node as a term."""
        return term_of_line(self.focus)

    @property
    def value(self) -> ox.NamedNode | ox.Literal | None:
        """The value node as a term."""
        return term_of_line(self.object) if self.object else None


#: What checks portions: the results on each.
Check = Callable[[Sequence[Portion]], list[tuple[ShaclResult, ...]]]


def check_portions(
    portions: Sequence[Portion], ontology: Ontology
) -> list[tuple[ShaclResult, ...]]:
    """Check some portions of a dataset against the ontology's shapes, together with the ontology.

    Nothing is fetched: neither ``owl:imports`` nor anything else. Nothing is inferred but what SHACL
    itself asks for, ``rdfs:subClassOf``.

    Returns:
        For each portion the results on its nodes, in no particular order.

    Raises:
        InputError: when a shape is malformed.
    """
    return prepare_check(ontology)(portions) if portions else []


def prepare_check(ontology: Ontology) -> Check:
    """Load the engine, the shapes and the ontology, which takes longer than to check few portions.

    Returns:
        What does the rest of :func:`check_portions`, once.
    """
    import pyshacl  # noqa: F401 - most of what takes long

    from .rdflib_terms import Terms, graph_of

    terms = Terms()
    with _silent(*_TALKATIVE):
        shapes = graph_of(ox.parse(ontology.files["shapes.ttl"], format=ox.RdfFormat.TURTLE), terms)
        files = [ontology.files[name] for name in ("lf2l.ttl", "themes.ttl")]
        triples = (t for file in files for t in ox.parse(file, format=ox.RdfFormat.TURTLE))
        data = graph_of(triples, terms)
        merge_classes(shapes, data)
        spread_targets(shapes)
    return partial(_check, shapes, data, terms)


def _check(
    shapes: Graph, data: Graph, terms: Terms, portions: Sequence[Portion]
) -> list[tuple[ShaclResult, ...]]:
    """Check portions against shapes, together with the data that are there, which are added to."""
    by_number: dict[int, list[ShaclResult]] = {portion.number: [] for portion in portions}
    for result in _run_shacl(shapes, data, terms, portions):
        number = portions[0].number_of(result.focus)
        if number in by_number:  # what is next to a portion's nodes is not whole
            by_number[number].append(result)
    return [tuple(by_number[portion.number]) for portion in portions]


def _run_shacl(
    shapes: Graph, data: Graph, terms: Terms, portions: Sequence[Portion]
) -> Iterator[ShaclResult]:
    import pyshacl
    import rdflib

    from .rdflib_terms import add_triples

    lines = dict.fromkeys(line for portion in portions for line in portion.statements)
    triples = ox.parse("\n".join(lines), format=ox.RdfFormat.N_TRIPLES, lenient=True)
    with _silent(*_TALKATIVE):
        add_triples(data, triples, terms)
        whole = {node for portion in portions for node in portion.nodes}
        name_targets(shapes, data, {line.split(" ", 1)[0] for line in lines} - whole)
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
    for node in found.objects(None, sh.result):
        yield _result(found, shapes, node)


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


def term_of_line(text: str) -> ox.NamedNode | ox.Literal:
    """The term that stands so in a line."""
    if text[0] == "_":
        return _BLANK
    if text[0] == "<":
        return ox.NamedNode(text[1:-1])
    (triple,) = ox.parse(f"<urn:s> <urn:p> {text} .", format=ox.RdfFormat.N_TRIPLES, lenient=True)
    assert isinstance(triple.object, ox.Literal)  # noqa: S101 (it begins with a quotation mark)
    return triple.object


def _result(found: Graph, shapes: Graph, node: Node) -> ShaclResult:
    import rdflib

    from .rdflib_terms import term_of

    sh = rdflib.Namespace(SH)
    shape, path = found.value(node, sh.sourceShape), found.value(node, sh.resultPath)
    component = component_of(shapes, shape, found.value(node, sh.sourceConstraintComponent))
    named = _named_shape(shapes, shape)
    hints = sorted(str(p) for p in shapes.objects(named, sh.targetSubjectsOf)) if named else []
    severity = str(found.value(node, sh.resultSeverity))
    focus, value = found.value(node, sh.focusNode), term_of(found.value(node, sh.value))
    return ShaclResult(
        severity=_SEVERITIES.get(severity, "error"),
        shape=str(named) if named else component,
        component=component,
        focus=str(term_of(focus) or f"_:{focus}"),
        path=str(path) if isinstance(path, rdflib.URIRef) else "",
        hints=() if path is not None else tuple(hints),
        object="" if value is None else str(value),
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
