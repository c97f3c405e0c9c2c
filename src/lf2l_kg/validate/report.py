"""Judge a dataset: SHACL results, each at the place that a person can mend."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Iterator
from urllib.parse import urljoin

import pyoxigraph as ox
from msgspec import Struct

from lf2l_kg.base.dataset import Dataset
from lf2l_kg.base.messages import Message
from lf2l_kg.base.ontology import RDF, XSD, Ontology
from lf2l_kg.base.records import Report, Result, Severity

from .places import Places, Statement
from .portions import divide_dataset
from .shacl import SH, ShaclResult, check_portions, term_of_line

_DCTERMS = "http://purl.org/dc/terms/"
_PROV = "http://www.w3.org/ns/prov#"
_RANKS: dict[Severity, int] = {"error": 0, "warning": 1, "info": 2}
_SEVERITY_NAMES: dict[Severity, str] = {"error": "Violation", "warning": "Warning", "info": "Info"}


class Placed(Struct, frozen=True):
    """A result at one place, with what its record leaves out."""

    result: Result
    found: ShaclResult
    value: str  # the value node as in lines of N-Triples; "" for none

    def order(self) -> tuple[object, ...]:
        """Where it stands in the report."""
        return _order(self.result), self.found.component, self.value or "None", self.found.focus


def validate_dataset(dataset: Dataset, ontology: Ontology) -> Report:
    """Check the dataset against the ontology's shapes.

    A value that several documents state gives one result in each; several values where one is meant
    give one result for each value. What no document states is placed nowhere: ``path`` is "".

    Returns:
        The report, its results by severity (errors first), then by place. It conforms when none of
        them is an error.

    Raises:
        InputError: when a shape is malformed.
    """
    portions = divide_dataset(dataset, ontology)
    found = [result for results in check_portions(portions, ontology) for result in results]
    return write_report(dataset, ontology, place_results(dataset, ontology, found))


def place_results(
    dataset: Dataset, ontology: Ontology, found: Collection[ShaclResult]
) -> list[Placed]:
    """What SHACL found, each result at each place that states what is wrong.

    Where results on a node are placed follows from the evidence of what is said of that node, and with
    it as object.
    """
    focus_nodes = {result.focus for result in found}
    places = Places.read(dataset, ontology.namespace, focus_nodes) if found else Places({}, {})
    return [placed for one in found for placed in _place(one, places)]


def write_report(dataset: Dataset, ontology: Ontology, placed: Iterable[Placed]) -> Report:
    """The report on a dataset, from all results in their places, in any order."""
    by_result: dict[Result, Placed] = {}
    for one in sorted(placed, key=Placed.order):
        by_result.setdefault(one.result, one)
    conforms = all(result.severity != "error" for result in by_result)
    return Report(
        dataset_digest=dataset.digest,
        conforms=conforms,
        results=tuple(by_result),
        turtle=_turtle(list(by_result.values()), dataset.digest, conforms, ontology.namespace),
    )


def _place(found: ShaclResult, places: Places) -> Iterator[Placed]:
    """The result at each place that states what is wrong."""
    paths = (found.path,) if found.path else found.hints
    statements = places.find(found.focus_node.value, paths, found.value)
    for statement in statements or (None,):
        value = found.value
        if value is None and statement and statement.predicate == found.path:
            value = statement.object
        yield Placed(_result(found, statement, value), found, "" if value is None else str(value))


def _result(
    found: ShaclResult, statement: Statement | None, value: ox.NamedNode | ox.Literal | None
) -> Result:
    return Result(
        path=statement.place.path if statement else "",
        line=statement.place.line if statement else 0,
        column=statement.place.column if statement else 0,
        severity=found.severity,
        shape=found.shape,
        focus_node=found.focus_node.value,
        result_path=found.path,
        value=value.value if value is not None and value != found.focus_node else "",
        message=found.message,
    )


def _order(result: Result) -> tuple[object, ...]:
    return (
        _RANKS[result.severity],
        result.path == "",
        (result.path, result.line, result.column),
        (result.shape, result.focus_node, result.result_path, result.value),
        (result.message.fr, result.message.en),
    )


def _turtle(placed: list[Placed], digest: str, conforms: bool, namespace: str) -> str:
    """The validation report in RDF, its nodes named after what they hold.

    ``sh:conformanceDisallows`` says that warnings and advice do not stand in the way. The dataset is
    identified by its digest, which is made from those of its parts: an ``ni:`` name (RFC 6920) would
    promise that it is the hash of the whole.

    Source: https://www.w3.org/TR/shacl12-core/#conformance-checking
    """
    report = ox.NamedNode(urljoin(namespace, f"report/{digest[:16]}"))
    dataset = ox.NamedNode(f"{report.value}#dataset")
    triples = [
        ox.Triple(report, ox.NamedNode(RDF + "type"), ox.NamedNode(SH + "ValidationReport")),
        ox.Triple(report, ox.NamedNode(SH + "conforms"), ox.Literal(conforms)),
        ox.Triple(
            report, ox.NamedNode(SH + "conformanceDisallows"), ox.NamedNode(SH + "Violation")
        ),
        ox.Triple(report, ox.NamedNode(_PROV + "wasDerivedFrom"), dataset),
        ox.Triple(dataset, ox.NamedNode(_DCTERMS + "identifier"), ox.Literal(digest)),
    ]
    for one in placed:
        node = ox.NamedNode(f"{report.value}#{_name(one.result)}")
        triples.append(ox.Triple(report, ox.NamedNode(SH + "result"), node))
        triples += [ox.Triple(node, ox.NamedNode(p), o) for p, o in _described(one, namespace)]
    data = ox.serialize(
        triples,
        format=ox.RdfFormat.TURTLE,
        prefixes={"sh": SH, "lf2l": namespace, "prov": _PROV, "dcterms": _DCTERMS, "xsd": XSD},
    )
    return (data or b"").decode()


def _name(result: Result) -> str:
    return hashlib.sha256(repr(_order(result)).encode()).hexdigest()[:16]


def _described(placed: Placed, namespace: str) -> Iterator[tuple[str, ox.NamedNode | ox.Literal]]:
    result, found = placed.result, placed.found
    yield RDF + "type", ox.NamedNode(SH + "ValidationResult")
    yield SH + "resultSeverity", ox.NamedNode(SH + _SEVERITY_NAMES[result.severity])
    yield SH + "sourceShape", ox.NamedNode(result.shape)
    yield SH + "sourceConstraintComponent", ox.NamedNode(found.component)
    yield SH + "focusNode", found.focus_node
    if result.result_path:
        yield SH + "resultPath", ox.NamedNode(result.result_path)
    if placed.value:
        yield SH + "value", term_of_line(placed.value)
    yield from _messages(result.message)
    if result.path:
        yield namespace + "sourcePath", ox.Literal(result.path)
        yield namespace + "line", ox.Literal(result.line)
        yield namespace + "column", ox.Literal(result.column)


def _messages(message: Message) -> Iterator[tuple[str, ox.Literal]]:
    yield SH + "resultMessage", ox.Literal(message.fr, language="fr")
    yield SH + "resultMessage", ox.Literal(message.en, language="en")
