"""The W3C tests of SPARQL 1.1: their manifests, and answers compared as the suite means it.

Source: https://github.com/w3c/rdf-tests, ``sparql/sparql11``
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox
import pytest

from lf2l_kg.query import Answer

SUITE = Path(__file__).resolve().parents[3] / "shared" / "conformance" / "sparql11"
ROOT = "manifest-all.ttl"
MF = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#"
QT = "http://www.w3.org/2001/sw/DataAccess/tests/test-query#"
RS = "http://www.w3.org/2001/sw/DataAccess/tests/result-set#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"

#: Where the engine (Oxigraph 0.5) does otherwise; each is expected to fail, so that we learn when it no
#: longer does.
NOT_PASSED = {
    "aggregates/agg-empty-group-count-graph": "GRAPH ?g around no triple pattern leaves ?g unbound",
    "bindings/graph": "GRAPH ?g around no triple pattern leaves ?g unbound",
    "functions/bnode01": "BNODE(label) gives a new node each time, also within one row",
    "negation/graph-minus": "MINUS inside GRAPH ?g takes ?g for a shared variable",
    "property-path/zero_or_more_set_start": "a constant that is not in the data is no match of p*",
    "property-path/zero_or_more_set_end": "a constant that is not in the data is no match of p*",
    "property-path/zero_or_one_set_start": "a constant that is not in the data is no match of p?",
    "property-path/zero_or_one_set_end": "a constant that is not in the data is no match of p?",
}


_READ_ONLY = "nothing is written over SPARQL: an update is refused"
#: What is not asked of an endpoint that only reads, by folder or kind of test.
NOT_DUE = {
    "entailment": "the dataset is queried as it stands: simple entailment",
    "delete-insert": _READ_ONLY,
    "UpdateEvaluationTest": _READ_ONLY,
    "PositiveUpdateSyntaxTest11": _READ_ONLY,
    "NegativeUpdateSyntaxTest11": _READ_ONLY,
}


@dataclass(frozen=True)
class Case:
    """One entry of a manifest; ``not_due`` says why it is not run, "" when it is."""

    name: str  # folder/entry
    kind: str
    not_due: str
    query: Path | None = None
    data: tuple[Path, ...] = ()
    graphs: tuple[Path, ...] = ()
    result: Path | None = None

    @property
    def folder(self) -> str:
        """The folder of its manifest."""
        return self.name.partition("/")[0]

    @property
    def text(self) -> str:
        """The query, relative to its own file."""
        assert self.query is not None
        return f"BASE <{self.query.as_uri()}>\n{self.query.read_text(encoding='utf-8')}"


class Manifest:
    """A Turtle file, looked up by subject and predicate."""

    def __init__(self, path: Path) -> None:
        self.folder = path.parent
        self.base = path.as_uri()
        self._store = ox.Store()
        self._store.load(path.read_bytes(), ox.RdfFormat.TURTLE, base_iri=self.base)

    def objects(
        self, subject: object, predicate: str
    ) -> list[ox.NamedNode | ox.BlankNode | ox.Literal]:
        """The values of a property."""
        node = ox.NamedNode(predicate)
        assert isinstance(subject, ox.NamedNode | ox.BlankNode)
        found = []
        for quad in self._store.quads_for_pattern(subject, node, None):
            assert not isinstance(quad.object, ox.Triple)
            found.append(quad.object)
        return found

    def subjects(self, predicate: str) -> list[ox.NamedNode | ox.BlankNode]:
        """What has a property."""
        found = []
        for quad in self._store.quads_for_pattern(None, ox.NamedNode(predicate), None):
            assert not isinstance(quad.subject, ox.Triple)
            found.append(quad.subject)
        return found

    def members(self, subject: object, predicate: str) -> Iterator[ox.NamedNode | ox.BlankNode]:
        """The members of a list, in order."""
        for head in self.objects(subject, predicate):
            node = head
            while node != ox.NamedNode(RDF + "nil"):
                (first,) = self.objects(node, RDF + "first")
                assert not isinstance(first, ox.Literal)
                yield first
                (node,) = self.objects(node, RDF + "rest")

    def files(self, subject: object, predicate: str) -> tuple[Path, ...]:
        """The files that a property names."""
        return tuple(
            self.folder / node.value.rpartition("/")[2] for node in self.objects(subject, predicate)
        )


def cases() -> list[Case]:
    """Every entry of every manifest; [] when the suite is not there."""
    if not SUITE.is_dir():
        return []
    found = []
    top = Manifest(SUITE / ROOT)
    for included in top.members(ox.NamedNode(top.base), MF + "include"):
        folder = included.value.rsplit("/", 2)[1]
        manifest = Manifest(SUITE / folder / "manifest.ttl")
        head = ox.NamedNode(manifest.base)
        found += [
            read_case(manifest, folder, entry) for entry in manifest.members(head, MF + "entries")
        ]
    return found


def read_case(manifest: Manifest, folder: str, entry: ox.NamedNode | ox.BlankNode) -> Case:
    (type_,) = manifest.objects(entry, RDF + "type")
    name, kind = f"{folder}/{entry.value.rpartition('#')[2]}", type_.value.removeprefix(MF)
    not_due = NOT_DUE.get(folder) or NOT_DUE.get(kind, "")
    if not_due or kind in ("ProtocolTest", "ServiceDescriptionTest"):
        return Case(name, kind, not_due)
    (action,) = manifest.objects(entry, MF + "action")
    if isinstance(action, ox.BlankNode):
        (query,) = manifest.files(action, QT + "query")
        data, graphs = (manifest.files(action, QT + p) for p in ("data", "graphData"))
    else:
        query, data, graphs = manifest.folder / action.value.rpartition("/")[2], (), ()
    result = manifest.files(entry, MF + "result")
    return Case(name, kind, not_due, query, data, graphs, result[0] if result else None)


CASES = cases()
#: Those that call another server, which is refused; tested apart.
CALLING = [case for case in CASES if case.folder in ("service", "syntax-fed")]


def chosen(*kinds: str) -> list[object]:
    """The due cases of some kinds, for parametrize, those that the engine does not pass marked."""
    return [
        pytest.param(
            case,
            id=case.name,
            marks=[pytest.mark.xfail(reason=NOT_PASSED[case.name], raises=AssertionError)]
            if case.name in NOT_PASSED
            else [],
        )
        for case in CASES
        if case.kind in kinds and not case.not_due and case not in CALLING
    ]


def rdf_format(path: Path) -> ox.RdfFormat:
    found = ox.RdfFormat.from_extension(path.suffix[1:])
    assert found is not None, path
    return found


def graph_of(answer: Answer) -> list[str]:
    """An answer as RDF, so that two are the same up to the names of blank nodes and the order of rows.

    It goes through a store, which writes "1.0" and "01" as one number: the suite compares values.
    """
    if answer.form == "graph":
        quads = list(ox.parse(answer.content, format=ox.RdfFormat.N_TRIPLES))
        rows = rows_of_result_set([quad.triple for quad in quads])
        if rows is not None:
            quads = [ox.Quad(t.subject, t.predicate, t.object) for t in rows]
    else:
        results = ox.parse_query_results(answer.content, format=ox.QueryResultsFormat.JSON)
        quads = list(rows_as_quads(results))
    store = ox.Store()
    store.extend(quads)
    dataset = ox.Dataset(store)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return sorted(str(quad) for quad in dataset)


def rows_as_quads(results: ox.QuerySolutions | ox.QueryBoolean) -> Iterator[ox.Quad]:
    if isinstance(results, ox.QueryBoolean):
        ask = ox.NamedNode("x:ask")
        yield ox.Quad(ask, ask, ox.Literal(bool(results)))
        return
    names = [variable.value for variable in results.variables]
    for row in results:
        node = ox.BlankNode()
        yield ox.Quad(node, ox.NamedNode("x:row"), ox.Literal(True))
        for name in names:
            if row[name] is not None:
                yield ox.Quad(node, ox.NamedNode(f"x:{name}"), row[name])


def expected(path: Path) -> Answer:
    """The result as the suite states it."""
    if path.suffix in (".srx", ".srj", ".tsv"):
        kind = ox.QueryResultsFormat.from_extension(path.suffix[1:])
        assert kind is not None
        results = ox.parse_query_results(path.read_bytes(), format=kind)
        content = results.serialize(format=ox.QueryResultsFormat.JSON)
        form = "ask" if isinstance(results, ox.QueryBoolean) else "select"
        return Answer("ask" if form == "ask" else "select", content or b"")
    triples = ox.parse(path.read_bytes(), format=rdf_format(path), base_iri=path.as_uri())
    lines = "".join(sorted(f"{quad.triple} .\n" for quad in triples))
    return Answer("graph", lines.encode())


def rows_of_result_set(triples: list[ox.Triple]) -> list[ox.Triple] | None:
    """The rows of a result set written as RDF, in the form of ``graph_of``; None when it is none."""
    values: dict[
        tuple[object, str], list[ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple]
    ] = {}
    for triple in triples:
        key = triple.subject, triple.predicate.value.removeprefix(RS)
        values.setdefault(key, []).append(triple.object)
    solutions = [(s, node) for (s, p), nodes in values.items() if p == "solution" for node in nodes]
    if not solutions:
        return None
    rows = []
    for _, solution in solutions:
        row = ox.BlankNode()
        rows.append(ox.Triple(row, ox.NamedNode("x:row"), ox.Literal(True)))
        for binding in values.get((solution, "binding"), []):
            (name,), (value,) = values[(binding, "variable")], values[(binding, "value")]
            assert isinstance(name, ox.Literal)
            rows.append(ox.Triple(row, ox.NamedNode(f"x:{name.value}"), value))
    return rows


def csv_rows(text: str) -> list[list[tuple[str, str]]]:
    """Rows sorted, each with its cells by column: the standard orders neither for SELECT *."""
    return sorted(
        sorted((name, number(cell)) for name, cell in row.items())
        for row in csv.DictReader(text.splitlines())
    )


def number(cell: str) -> str:
    """A cell with numbers in one form: the engine keeps values, not how they were written."""
    try:
        return repr(float(cell))
    except ValueError:
        return "_:" if cell.startswith("_:") else cell
