"""Judge a dataset: SHACL results, each at the place that a person can mend."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Sequence

import pyoxigraph as ox
from msgspec import Struct

from lf2l_kg.base.dataset import Dataset
from lf2l_kg.base.ontology import Ontology
from lf2l_kg.base.records import Report, Result, Severity

from .places import Places, Statement
from .portions import divide_dataset
from .shacl import ShaclResult, check_portions
from .turtle import describe_in_turtle, write_turtle

_RANKS: dict[Severity, int] = {"error": 0, "warning": 1, "info": 2}


class Placed(Struct, frozen=True, array_like=True):
    """A result at one place, with what its record leaves out."""

    result: Result
    found: ShaclResult
    value: str  # the value node as in lines of N-Triples; "" for none
    name: str  # of its node in a report
    turtle: str  # what stands behind that

    @classmethod
    def of(cls, result: Result, found: ShaclResult, value: str, namespace: str) -> Placed:
        """A result at its place, with what a report of the ontology's namespace holds of it."""
        turtle = describe_in_turtle(result, found, value, namespace)
        return cls(result, found, value, _name(result), turtle)

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
    """What SHACL found, each result at each place that states what is wrong, in the order of a report.

    Where results on a node are placed follows from the evidence of what is said of that node, and with
    it as object.
    """
    focus_nodes = {result.focus for result in found}
    places = Places.read(dataset, ontology.namespace, focus_nodes) if found else Places({}, {})
    placed = [at for one in found for at in _place(one, places, ontology.namespace)]
    return sorted(placed, key=Placed.order)


def write_report(dataset: Dataset, ontology: Ontology, placed: Sequence[Placed]) -> Report:
    """The report on a dataset, from all results in their places, in its order; equal ones are one."""
    once = [
        one
        for number, one in enumerate(placed)
        if not number or one.result != placed[number - 1].result
    ]
    conforms = not once or once[0].result.severity != "error"
    described = ((one.name, one.turtle) for one in once)
    return Report(
        dataset_digest=dataset.digest,
        conforms=conforms,
        results=tuple([one.result for one in once]),
        turtle=write_turtle(described, dataset.digest, conforms, ontology.namespace),
    )


def _place(found: ShaclResult, places: Places, namespace: str) -> Iterator[Placed]:
    """The result at each place that states what is wrong."""
    paths = (found.path,) if found.path else found.hints
    statements = places.find(found.focus_node.value, paths, found.value)
    for statement in statements or (None,):
        value = found.value
        if value is None and statement and statement.predicate == found.path:
            value = statement.object
        result = _result(found, statement, value)
        yield Placed.of(result, found, "" if value is None else str(value), namespace)


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


def _name(result: Result) -> str:
    return hashlib.sha256(repr(_order(result)).encode()).hexdigest()[:16]
