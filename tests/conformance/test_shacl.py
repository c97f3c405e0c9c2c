"""The W3C's SHACL core tests, through the very path that our datasets take.

Source: https://w3c.github.io/data-shapes/data-shapes-test-suite/
"""

from __future__ import annotations

import dataclasses
from collections import Counter
from pathlib import Path
from random import Random

import pyoxigraph as ox
import pytest

from lf2l_kg.base.dataset import Dataset
from lf2l_kg.base.namespaces import RDF, SH
from lf2l_kg.base.ontology import Ontology
from lf2l_kg.validate import ShaclResult, check_portions, divide_dataset, find_affected

CORE = Path(__file__).resolve().parents[3] / "shared" / "conformance" / "shacl" / "core"
MF = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#"
SHT = "http://www.w3.org/ns/shacl-test#"

NOT_PASSED = {
    "misc/severity-002": "our records know three severities: any other counts as an error",
    "property/uniqueLang-002": 'rdflib reads "1"^^xsd:boolean as true, and sh:uniqueLang wants "true"',
}

Subject = ox.NamedNode | ox.BlankNode
Term = ox.NamedNode | ox.BlankNode | ox.Literal


@dataclasses.dataclass(frozen=True)
class Case:
    name: str
    data: Path
    shapes: Path
    conforms: bool
    results: Counter[tuple[str, str, str]]  # (constraint component, severity, path), IRIs or ""


class Graph:
    """The triples of a test file."""

    def __init__(self, path: Path) -> None:
        self.objects: dict[tuple[str, str], list[Term]] = {}
        for quad in ox.parse(path.read_bytes(), ox.RdfFormat.TURTLE, base_iri=path.as_uri()):
            assert isinstance(quad.subject, ox.NamedNode | ox.BlankNode)
            assert isinstance(quad.object, ox.NamedNode | ox.BlankNode | ox.Literal)
            key = (str(quad.subject), quad.predicate.value)
            self.objects.setdefault(key, []).append(quad.object)

    def all(self, subject: Term, predicate: str) -> list[Term]:
        return self.objects.get((str(subject), predicate), [])

    def one(self, subject: Term, predicate: str) -> Term:
        (value,) = self.all(subject, predicate)
        return value

    def iri(self, subject: Term, predicate: str) -> str:
        return next((o.value for o in self.all(subject, predicate) if type(o) is ox.NamedNode), "")


def cases() -> list[Case]:
    found = []
    for path in sorted(CORE.glob("*/*.ttl")):
        graph = Graph(path)
        for (subject, predicate), objects in sorted(graph.objects.items()):
            validate = ox.NamedNode(SHT + "Validate")
            if predicate == RDF + "type" and validate in objects:
                found.append(case(path, graph, ox.NamedNode(subject.strip("<>"))))
    return found


def case(path: Path, graph: Graph, test: ox.NamedNode) -> Case:
    action, report = graph.one(test, MF + "action"), graph.one(test, MF + "result")
    files = [
        path.parent / graph.iri(action, SHT + kind).rpartition("/")[2]
        for kind in ("dataGraph", "shapesGraph")
    ]
    return Case(
        name=f"{path.parent.name}/{path.stem}",
        data=files[0],
        shapes=files[1],
        conforms=graph.one(report, SH + "conforms").value == "true",
        results=Counter(
            (
                graph.iri(result, SH + "sourceConstraintComponent"),
                graph.iri(result, SH + "resultSeverity").removeprefix(SH),
                graph.iri(result, SH + "resultPath"),
            )
            for result in graph.all(report, SH + "result")
        ),
    )


def parse(path: Path) -> list[ox.Quad]:
    return list(ox.parse(path.read_bytes(), ox.RdfFormat.TURTLE, base_iri=path.as_uri()))


def with_shapes(ontology: Ontology, shapes: Path) -> Ontology:
    data = ox.serialize((quad.triple for quad in parse(shapes)), format=ox.RdfFormat.TURTLE)
    files = {"shapes.ttl": data or b"", "lf2l.ttl": b"", "themes.ttl": b""}
    return dataclasses.replace(ontology, files=files)


@pytest.mark.skipif(not CORE.is_dir(), reason="the W3C tests are not on this machine")
def test_the_w3c_core_tests_are_all_there() -> None:
    assert len(cases()) == 98


@pytest.mark.parametrize(
    "case",
    [
        pytest.param(
            case,
            id=case.name,
            marks=[
                pytest.mark.xfail(reason=reason, strict=True)
                for name, reason in NOT_PASSED.items()
                if name == case.name
            ],
        )
        for case in (cases() if CORE.is_dir() else [])
    ],
)
def test_a_w3c_core_case_gives_the_results_it_states(case: Case, ontology: Ontology) -> None:
    severities = {"error": "Violation", "warning": "Warning", "info": "Info"}
    ground = with_shapes(ontology, case.shapes)
    portions = divide_dataset(Dataset.from_quads(parse(case.data)), ground)
    found = [result for results in check_portions(portions, ground) for result in results]
    assert (not found) == case.conforms
    assert case.results == Counter(
        (result.component, severities[result.severity], result.path) for result in found
    )


@pytest.mark.skipif(not CORE.is_dir(), reason="the W3C tests are not on this machine")
def test_portions_checked_apart_give_the_results_of_all_at_once(ontology: Ontology) -> None:
    divided: list[str] = []
    for one in cases():
        ground = with_shapes(ontology, one.shapes)
        portions = divide_dataset(Dataset.from_quads(parse(one.data)), ground)
        if len(portions) > 1 and one.name not in divided:
            divided.append(one.name)
            whole = [found for results in check_portions(portions, ground) for found in results]
            apart = [
                found
                for portion in portions
                for results in check_portions([portion], ground)
                for found in results
            ]
            assert Counter(apart) == Counter(whole), one.name
    assert len(divided) > 60
    assert "path/path-sequence-001" not in divided
    assert "path/path-inverse-001" in divided


@pytest.mark.skipif(not CORE.is_dir(), reason="the W3C tests are not on this machine")
def test_after_a_change_only_results_on_affected_nodes_are_others(ontology: Ontology) -> None:
    random = Random("changes")  # noqa: S311 - nothing secret
    told = 0
    for one in cases():
        ground = with_shapes(ontology, one.shapes)
        after = Dataset.from_quads(parse(one.data))
        wanted = check_all(after, ground)
        named = [line for line in after.stated if "_:" not in line and "shacl#" not in line]
        for line in random.sample(named, min(len(named), 4)):
            before = Dataset(tuple([other for other in after.stated if other != line]))
            affected = find_affected(before.stated, after.stated, ((), (line,)), ground)
            if affected is None:
                continue
            was = check_all(before, ground)
            same = [result for result in was if result.focus not in affected.nodes]
            for results in check_portions(affected.portions, ground):
                same += [result for result in results if result.focus in affected.nodes]
            assert Counter(same) == Counter(wanted), one.name
            told += Counter(was) != Counter(wanted)
    assert told > 40


def check_all(data: Dataset, ground: Ontology) -> list[ShaclResult]:
    found = check_portions(divide_dataset(data, ground), ground)
    return [result for results in found for result in results]
