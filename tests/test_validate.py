"""Stage 5, validate: what the shapes reject, and where a person is sent to mend it."""

from __future__ import annotations

import dataclasses
import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any
from unittest.mock import patch

import pyoxigraph as ox
import pytest
import rdflib
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from lf2l_kg.base.dataset import Dataset
from lf2l_kg.base.errors import InputError
from lf2l_kg.base.ledger import Ledger
from lf2l_kg.base.messages import Message
from lf2l_kg.base.namespaces import OA, OWL, RDF, RDFS, SH, SKOS, XSD
from lf2l_kg.base.ontology import Ontology
from lf2l_kg.base.products import Products
from lf2l_kg.base.records import Report, Result
from lf2l_kg.base.resources import packaged
from lf2l_kg.engines.judged import validate_changed
from lf2l_kg.engines.local import validate_portions
from lf2l_kg.validate import (
    Placed,
    ShaclResult,
    affected,
    check_portions,
    divide_dataset,
    render_json,
    render_sarif,
    render_text,
    shacl,
    validate_dataset,
)
from lf2l_kg.validate.portions import Portion
from lf2l_kg.validate.rewriting import name_targets
from lf2l_kg.validate.turtle import write_turtle

BASE = "https://w3id.org/lf2l/"
LF2L = BASE + "ontology#"
SHAPES = BASE + "shapes#"
EXAMPLES = packaged("ontology") / "examples"
TILLEUL = "territory/tilleul"

Value = str | int | ox.Literal


def entity(name: str) -> ox.NamedNode:
    return ox.NamedNode(f"{BASE}id/{name}")


def term(predicate: str, value: Value) -> ox.NamedNode | ox.Literal:
    """Text is a label, a term of ours (``lf2l:Name``) or an entity (``kind/slug``)."""
    if isinstance(value, ox.Literal):
        return value
    if isinstance(value, int):
        return ox.Literal(value)
    if predicate == "prefLabel":
        return ox.Literal(value, language="fr")
    if value.startswith("lf2l:"):
        return ox.NamedNode(LF2L + value.removeprefix("lf2l:"))
    return entity(value)


def stated(document: str, line: int, subject: str, predicate: str, value: Value) -> list[ox.Quad]:
    """A fact at line:column 1 of ``document``.md, with its evidence, as assemble writes them."""
    iris = {"type": RDF + "type", "prefLabel": SKOS + "prefLabel"}
    graph = ox.NamedNode(f"{BASE}graph/{document}")
    evidence_graph = ox.NamedNode(f"{graph.value}/evidence")
    source = ox.NamedNode(f"{BASE}id/document/{document}")
    evidence = ox.NamedNode(f"{BASE}evidence/{document}-{line}-{predicate}")
    quote = ox.NamedNode(f"{BASE}quote/{document}-{line}")
    fact = ox.Quad(
        entity(subject),
        ox.NamedNode(iris.get(predicate, LF2L + predicate)),
        term(predicate, value),
        graph,
    )
    about: dict[str, Any] = {
        RDF + "subject": fact.subject,
        RDF + "predicate": fact.predicate,
        RDF + "object": fact.object,
        LF2L + "statedIn": quote,
        "http://www.w3.org/ns/prov#wasDerivedFrom": source,
    }
    place: dict[str, Any] = {
        OA + "hasSource": source,
        OA + "exact": ox.Literal("mots"),
        LF2L + "line": ox.Literal(line),
        LF2L + "column": ox.Literal(1),
    }
    return [
        fact,
        ox.Quad(source, ox.NamedNode(LF2L + "sourcePath"), ox.Literal(f"{document}.md"), graph),
        ox.Quad(source, ox.NamedNode(RDF + "type"), ox.NamedNode(LF2L + "Document"), graph),
        ox.Quad(source, ox.NamedNode(SKOS + "prefLabel"), ox.Literal(document), graph),
        *(ox.Quad(evidence, ox.NamedNode(p), o, evidence_graph) for p, o in about.items()),
        *(ox.Quad(quote, ox.NamedNode(p), o, evidence_graph) for p, o in place.items()),
    ]


def dataset(*facts: tuple[str, int, str, str, Value]) -> Dataset:
    return Dataset.from_quads(quad for fact in facts for quad in stated(*fact))


def territory(document: str = "a", line: int = 1) -> list[tuple[str, int, str, str, Value]]:
    return [
        (document, line, TILLEUL, "type", "lf2l:Territory"),
        (document, line, TILLEUL, "prefLabel", "Tilleul"),
    ]


def of_shape(report: Report, name: str) -> list[Result]:
    return [result for result in report.results if result.shape == SHAPES + name]


def places(results: list[Result]) -> list[tuple[str, int, str]]:
    return [(result.path, result.line, result.value) for result in results]


def example(path: Path) -> Dataset:
    graph = ox.NamedNode(f"{BASE}graph/example")
    return Dataset.from_quads(
        ox.Quad(t.subject, t.predicate, t.object, graph)
        for t in ox.parse(path.read_bytes(), format=ox.RdfFormat.TURTLE)
    )


@pytest.fixture(scope="session")
def judged(ontology: Ontology) -> dict[Path, list[Result]]:
    """The results on each example: many are judged at once, for it takes long to load the shapes."""
    batches: list[tuple[set[str], list[tuple[Path, Dataset]]]] = []
    alone = []
    for number, path in enumerate(sorted(EXAMPLES.glob("*/*.ttl"))):
        data = apart(example(path), f"-{number}", ontology)
        subjects, names = named(data)
        themes = {f"<{iri}>" for iri in ontology.concepts}
        if subjects & themes:  # others may have that theme
            alone.append([(path, data)])
            continue
        names -= themes
        taken = next((b for b in batches if not b[0] & names), None)
        if taken is None:
            batches.append(taken := (set(), []))
        taken[0].update(names)
        taken[1].append((path, data))
    found: dict[Path, list[Result]] = {}
    for examples in [*alone, *(examples for _, examples in batches)]:
        whole = Dataset.from_quads(quad for _, data in examples for quad in data.quads())
        results = validate_dataset(whole, ontology).results
        for path, data in examples:
            _, nodes = named(data)
            found[path] = [result for result in results if f"<{result.focus_node}>" in nodes]
        assert {r for rs in found.values() for r in rs} >= set(results)
    return found


def apart(data: Dataset, ending: str, ontology: Ontology) -> Dataset:
    """An example whose own things are others than those of any other: their names have its ending."""

    def rename(term: Any) -> Any:
        is_own = isinstance(term, ox.NamedNode) and term.value.startswith(f"{BASE}id/")
        if is_own and term.value not in ontology.concepts:
            return ox.NamedNode(term.value + ending)
        return term

    return Dataset.from_quads(
        ox.Quad(rename(q.subject), q.predicate, rename(q.object), q.graph_name)
        for q in data.quads()
    )


def named(data: Dataset) -> tuple[set[str], set[str]]:
    """What an example speaks of, and all that it names but classes."""
    quads = list(data.quads())
    subjects = {str(quad.subject) for quad in quads}
    objects = {quad.object for quad in quads if quad.predicate.value != RDF + "type"}
    return subjects, subjects | {str(o) for o in objects if isinstance(o, ox.NamedNode)}


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("valid/*.ttl")), ids=lambda p: p.stem)
def test_a_valid_example_gives_no_result(path: Path, judged: dict[Path, list[Result]]) -> None:
    assert judged[path] == []


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("invalid/*.ttl")), ids=lambda p: p.stem)
def test_an_invalid_example_is_rejected_by_its_shape(
    path: Path, judged: dict[Path, list[Result]]
) -> None:
    shape = SHAPES + path.stem.partition("--")[0]
    results = [result for result in judged[path] if result.shape == shape]
    assert results
    for result in results:
        assert result.message.fr
        assert result.message.en
        assert result.message.fr != result.message.en


def test_examples_judged_at_once_are_judged_as_each_alone(
    judged: dict[Path, list[Result]], ontology: Ontology
) -> None:
    for path in sorted(EXAMPLES.glob("*/*.ttl"))[::16]:
        alone = validate_dataset(example(path), ontology)
        assert Counter(r.shape for r in alone.results) == Counter(r.shape for r in judged[path])
        assert alone.conforms == all(result.severity != "error" for result in alone.results)


def test_the_themes_and_the_ontology_raise_no_result_themselves(ontology: Ontology) -> None:
    assert validate_dataset(Dataset(()), ontology).results == ()


def test_the_report_names_the_dataset_it_judged(ontology: Ontology) -> None:
    data = dataset(*territory())
    assert validate_dataset(data, ontology).dataset_digest == data.digest


def test_a_wrong_value_is_shown_where_it_stands(ontology: Ontology) -> None:
    zero = ox.Literal("000", datatype=ox.NamedNode(XSD + "integer"))
    data = dataset(*territory(), ("a", 7, TILLEUL, "population", zero))
    results = validate_dataset(data, ontology).results
    assert places(list(results)) == [("a.md", 7, "000")]
    assert results[0].result_path == LF2L + "population"
    assert results[0].focus_node == f"{BASE}id/{TILLEUL}"


def test_a_wrong_value_is_shown_in_every_document_once(ontology: Ontology) -> None:
    data = dataset(
        *territory(),
        ("b", 9, TILLEUL, "population", 0),
        ("a", 7, TILLEUL, "population", 0),
        ("a", 8, TILLEUL, "population", 0),
    )
    found = of_shape(validate_dataset(data, ontology), "TerritoryShape-populationSize")
    assert places(found) == [("a.md", 7, "0"), ("b.md", 9, "0")]


def test_of_values_that_disagree_each_is_shown(ontology: Ontology) -> None:
    data = dataset(
        *territory(),
        ("b", 4, TILLEUL, "population", 24000),
        ("a", 7, TILLEUL, "population", 2400),
    )
    found = of_shape(validate_dataset(data, ontology), "TerritoryShape-population")
    assert places(found) == [("a.md", 7, "2400"), ("b.md", 4, "24000")]


def test_what_is_missing_is_shown_at_the_label(ontology: Ontology) -> None:
    project = "project/four"
    data = dataset(
        ("a", 2, project, "homepage", ox.Literal("https://four.example/", datatype=ANY_URI)),
        ("a", 5, project, "prefLabel", "Four"),
        ("a", 5, project, "type", "lf2l:Project"),
    )
    found = of_shape(validate_dataset(data, ontology), "ProjectShape-locatedIn")
    assert places(found) == [("a.md", 5, "")]


def test_what_has_no_label_is_shown_where_it_is_spoken_of(ontology: Ontology) -> None:
    data = dataset(
        ("a", 3, TILLEUL, "population", 2400), ("b", 1, TILLEUL, "type", "lf2l:Territory")
    )
    found = of_shape(validate_dataset(data, ontology), "EntityShape-label")
    assert places(found) == [("a.md", 3, "")]


@pytest.mark.parametrize(
    ("start", "end", "datatype", "warned"),
    [
        ("2021", "2022", "gYear", False),
        ("2022", "2022", "gYear", False),
        ("2022", "2021", "gYear", True),
        ("2019-12", "2020-01", "gYearMonth", False),
        ("2020-02", "2020-01", "gYearMonth", True),
        ("2020-02-01", "2020-02-29", "date", False),
        ("2020-03-01", "2020-02-29", "date", True),
    ],
)
def test_dates_of_one_precision_are_compared(
    start: str, end: str, datatype: str, warned: bool, ontology: Ontology
) -> None:
    xsd = ox.NamedNode(XSD + datatype)
    data = dataset(
        ("a", 1, "event/fete", "type", "lf2l:Event"),
        ("a", 1, "event/fete", "prefLabel", "Fête"),
        ("a", 1, "event/fete", "startDate", ox.Literal(start, datatype=xsd)),
        ("a", 1, "event/fete", "endDate", ox.Literal(end, datatype=xsd)),
    )
    report = validate_dataset(data, ontology)
    assert bool(of_shape(report, "DateOrderShape")) == warned
    assert report.conforms


@pytest.mark.parametrize(
    ("value", "datatype"),
    [("2022-02-30", "date"), ("2022-13", "gYearMonth"), ("22", "gYear"), ("2022", "date")],
)
def test_a_date_that_does_not_exist_is_an_error_and_not_a_crash(
    value: str, datatype: str, ontology: Ontology
) -> None:
    wrong = ox.Literal(value, datatype=ox.NamedNode(XSD + datatype))
    data = dataset(
        ("a", 1, "event/fete", "type", "lf2l:Event"),
        ("a", 1, "event/fete", "prefLabel", "Fête"),
        ("a", 4, "event/fete", "startDate", wrong),
        ("a", 5, "event/fete", "endDate", wrong),
    )
    report = validate_dataset(data, ontology)
    assert places(of_shape(report, "DatatypeShape-startDate")) == [("a.md", 4, value)]
    assert not report.conforms


def test_what_is_only_said_of_something_else_is_shown_there(ontology: Ontology) -> None:
    data = dataset(("a", 3, "project/four", "locatedIn", TILLEUL))
    bare = ox.Quad(entity(TILLEUL), ox.NamedNode(RDF + "type"), ox.NamedNode(LF2L + "Territory"))
    report = validate_dataset(data.union(Dataset.from_quads([bare])), ontology)
    found = of_shape(report, "EntityShape-label")
    assert places(found) == [("a.md", 3, "")]


def test_a_node_shape_on_one_property_is_shown_where_that_is_stated(ontology: Ontology) -> None:
    event = "event/fete"
    data = dataset(
        ("a", 1, event, "type", "lf2l:Event"),
        ("a", 1, event, "prefLabel", "Fête"),
        ("a", 6, event, "startDate", ox.Literal("2022", datatype=YEAR)),
        ("a", 8, event, "endDate", ox.Literal("2021", datatype=YEAR)),
    )
    found = of_shape(validate_dataset(data, ontology), "DateOrderShape")
    assert places(found) == [("a.md", 6, "")]


def test_what_no_document_states_is_shown_by_its_iri(ontology: Ontology) -> None:
    report = validate_dataset(
        example(EXAMPLES / "invalid/EntityShape-label--no-label.ttl"), ontology
    )
    assert places(list(report.results)) == [("", 0, "")]
    assert render_text(report, "en").startswith(f"{BASE}id/{TILLEUL}: error: ")


def test_evidence_is_not_judged(ontology: Ontology) -> None:
    graph = ox.NamedNode(f"{BASE}graph/a/evidence")
    wrong = ox.Quad(entity(TILLEUL), ox.NamedNode(LF2L + "population"), ox.Literal("x"), graph)
    assert validate_dataset(Dataset.from_quads([wrong]), ontology).results == ()


def test_warnings_and_advice_do_not_stand_in_the_way(ontology: Ontology) -> None:
    report = validate_dataset(
        dataset(
            ("a", 1, "project/four", "type", "lf2l:Project"),
            ("a", 1, "project/four", "prefLabel", "Four"),
        ),
        ontology,
    )
    assert {result.severity for result in report.results} == {"warning", "info"}
    assert report.conforms


def test_results_come_by_severity_then_by_place(mixed: Report) -> None:
    ranks = ["error", "warning", "info"]
    keys = [(ranks.index(r.severity), r.path, r.line) for r in mixed.results]
    assert keys == sorted(keys)
    assert {result.severity for result in mixed.results} == set(ranks)


def test_the_order_of_the_quads_does_not_matter(ontology: Ontology) -> None:
    quads = list(MIXED.quads())
    again = validate_dataset(Dataset.from_quads(reversed(quads)), ontology)
    assert again == validate_dataset(MIXED, ontology)


def test_the_same_dataset_gives_the_same_bytes_in_another_process(
    tmp_path: Path, mixed: Report
) -> None:
    """Sets of strings come in another order under another hash seed."""
    (tmp_path / "data.nq").write_bytes(MIXED.serialize())
    code = (
        "import pathlib, sys\n"
        "from lf2l_kg.base.dataset import Dataset\n"
        "from lf2l_kg.base.ontology import load_ontology\n"
        "from lf2l_kg.base.resources import packaged\n"
        "from lf2l_kg.validate import render_sarif, validate_dataset\n"
        "data = Dataset.parse(pathlib.Path(sys.argv[1]).read_bytes(), 'data.nq')\n"
        "report = validate_dataset(data, load_ontology(packaged('ontology')))\n"
        "sys.stdout.write(report.turtle + render_sarif(report, 'fr'))\n"
    )
    outputs = {
        subprocess.run(
            [sys.executable, "-c", code, tmp_path / "data.nq"],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": os.pathsep.join(sys.path)},
            capture_output=True,
            check=True,
            encoding="utf-8",
        ).stdout
        for seed in ("1", "2")
    }
    assert outputs == {mixed.turtle + render_sarif(mixed, "fr")}


def test_where_nothing_is_to_be_checked_the_engine_is_not_loaded() -> None:
    """It takes half a second, at each build with nothing new."""
    code = (
        "import sys\n"
        "from lf2l_kg.base.ontology import load_ontology\n"
        "from lf2l_kg.base.resources import packaged\n"
        "from lf2l_kg.validate import find_affected\n"
        "ontology = load_ontology(packaged('ontology'))\n"
        "affected = find_affected((), (), ((), ()), ontology)\n"
        "assert affected is not None and affected.portions == ()\n"
        "assert not {'rdflib', 'pyshacl'} & sys.modules.keys()\n"
    )
    path = {"PYTHONPATH": os.pathsep.join(sys.path)}
    subprocess.run([sys.executable, "-c", code], env={**os.environ, **path}, check=True)


def test_a_list_of_shapes_without_an_end_is_refused(ontology: Ontology) -> None:
    shapes = b"""@prefix sh: <http://www.w3.org/ns/shacl#> .
        @prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
        <x:s> a sh:NodeShape ; sh:targetSubjectsOf rdf:type ; sh:and _:l .
        _:l rdf:first [ sh:nodeKind sh:IRI ] ; rdf:rest _:l ."""
    files = {**ontology.files, "shapes.ttl": shapes}
    with pytest.raises(InputError):
        validate_dataset(MIXED, dataclasses.replace(ontology, files=files))


def test_a_malformed_shape_is_refused_with_the_reason(ontology: Ontology) -> None:
    wrong = b"@prefix sh: <http://www.w3.org/ns/shacl#> . <x:s> a sh:PropertyShape ."
    files = {**ontology.files, "shapes.ttl": wrong}
    with pytest.raises(InputError) as caught:
        validate_dataset(MIXED, dataclasses.replace(ontology, files=files))
    assert caught.value.path == "shapes.ttl"
    assert "sh:path" in caught.value.message.en


@pytest.mark.parametrize(
    ("constraint", "reason"),
    [
        ('sh:pattern "("', "unterminated"),
        ("sh:pattern 3", "int"),
        ("sh:minCount 1, 2", "sh:minCount"),
        ('sh:sparql [ sh:select "SELECT" ]', "SelectQuery"),
    ],
)
def test_a_shape_that_the_engine_stumbles_over_is_refused_and_said_once(
    constraint: str, reason: str, ontology: Ontology, capsys: pytest.CaptureFixture[str]
) -> None:
    wrong = (
        f"@prefix sh: <{SH}> . <x:s> a sh:NodeShape ; sh:targetClass <{LF2L}Territory> ;"
        f" sh:property [ sh:path <{SKOS}prefLabel> ; {constraint} ] ."
    )
    files = {**ontology.files, "shapes.ttl": wrong.encode()}
    with pytest.raises(InputError, match=reason):
        validate_dataset(dataset(*territory()), dataclasses.replace(ontology, files=files))
    assert capsys.readouterr().err == ""


def test_a_shape_without_a_message_still_says_which_it_is(ontology: Ontology) -> None:
    shape = (
        f"<x:s> a <{SH}NodeShape> ; <{SH}targetClass> <{LF2L}Territory> ;"
        f" <{SH}property> [ <{SH}path> <{LF2L}population> ; <{SH}minCount> 1 ] ."
    )
    files = {**ontology.files, "shapes.ttl": shape.encode()}
    report = validate_dataset(dataset(*territory()), dataclasses.replace(ontology, files=files))
    (result,) = report.results
    assert result.shape == "x:s"
    assert "x:s" in result.message.fr
    assert "x:s" in result.message.en


@pytest.mark.parametrize(
    "beside",
    [
        "",
        f"<{SH}closed> true ; <{SH}ignoredProperties> ( <{RDF}type> <{SKOS}prefLabel> ) ;",
        f"<{SH}not> [ <{SH}path> <{LF2L}population> ; <{SH}minCount> 2 ] ;",
    ],
)
def test_what_a_shape_says_of_its_properties_holds_for_each_of_its_targets(
    beside: str, ontology: Ontology
) -> None:
    shape = (
        f"<x:s> a <{SH}NodeShape> ; {beside} <{SH}targetClass> <{LF2L}Territory> ; <{SH}property> <x:p> ."
        f" <x:p> <{SH}path> <{LF2L}partOf> ; <{SH}severity> <{SH}Warning> ;"
        f" <{SH}or> ( [ <{SH}class> <{LF2L}Territory> ] [ <{SH}class> <{LF2L}Event> ] ) ."
    )
    files = {**ontology.files, "shapes.ttl": shape.encode()}
    data = dataset(
        *territory(),
        ("a", 3, TILLEUL, "partOf", TILLEUL),
        ("a", 4, "project/erable", "type", "lf2l:Project"),
        ("a", 5, TILLEUL, "partOf", "project/erable"),
        ("a", 6, "project/erable", "partOf", "project/erable"),  # a project is no target
    )
    report = validate_dataset(data, dataclasses.replace(ontology, files=files))
    (result,) = report.results
    assert (result.shape, result.severity, result.line) == ("x:p", "warning", 5)
    assert (
        f"{SH}OrConstraintComponent" in report.turtle or "sh:OrConstraintComponent" in report.turtle
    )


def test_values_that_differ_in_datatype_alone_are_reported_alike_each_time(
    ontology: Ontology,
) -> None:
    data = dataset(
        *territory(),
        ("a", 7, TILLEUL, "population", ox.Literal("x", language="en")),
        ("a", 8, TILLEUL, "population", ox.Literal("x", language="fr")),
        ("a", 9, TILLEUL, "population", ox.Literal("x")),
    )
    report = validate_dataset(data, ontology)
    found = of_shape(report, "DatatypeShape-population")
    assert places(found) == [("a.md", 7, "x"), ("a.md", 8, "x"), ("a.md", 9, "x")]
    assert {validate_dataset(data, ontology).turtle for _ in range(3)} == {report.turtle}


def test_imports_are_not_fetched(ontology: Ontology, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: object) -> None:
        raise AssertionError(args)

    monkeypatch.setattr("socket.socket.connect", refuse)
    imports = f"\n<x:o> a <{OWL}Ontology> ; <{OWL}imports> <http://192.0.2.1/> .\n".encode()
    files = {name: data + imports for name, data in ontology.files.items() if name.endswith("ttl")}
    assert validate_dataset(MIXED, dataclasses.replace(ontology, files=files)).results


def test_text_has_a_line_for_each_result_and_a_last_line_that_counts(mixed: Report) -> None:
    lines = render_text(mixed, "fr").splitlines()
    assert len(lines) == len(mixed.results) + 1
    assert lines[0] == (
        "a.md:7:1: error: La population n’est pas un nombre entier\u00a0; écrivez-la en chiffres,"
        " comme «\u00a053 000 habitants\u00a0». (territory/tilleul, «\u00a0deux mille\u00a0»)"
        " [DatatypeShape-population]"
    )
    assert lines[-1] == (
        "1 erreur, 3 avertissements, 1 remarque\u00a0: le jeu de données n’est pas conforme."
    )


def test_text_is_in_english_too(mixed: Report) -> None:
    lines = render_text(mixed, "en").splitlines()
    assert lines[0] == (
        "a.md:7:1: error: The population is not a whole number; write it in figures, such as"
        " “53 000 habitants”. (territory/tilleul, “deux mille”) [DatatypeShape-population]"
    )
    assert lines[-1] == "1 error, 3 warnings, 1 remark: the dataset does not conform."


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("fr", "0 erreur, 0 avertissement, 0 remarque\u00a0: le jeu de données est conforme.\n"),
        ("en", "0 errors, 0 warnings, 0 remarks: the dataset conforms.\n"),
    ],
)
def test_text_of_an_empty_report_is_its_last_line(language: Any, line: str) -> None:
    assert render_text(Report("", True, (), ""), language) == line


def test_a_document_cannot_steer_the_terminal_or_forge_a_line(ontology: Ontology) -> None:
    evil = ox.Literal("\u001b[2J\nx.md:1:1: error: \u202e" + "long " * 99)
    data = dataset(*territory(), ("a", 7, TILLEUL, "population", evil))
    text = render_text(validate_dataset(data, ontology), "fr")
    assert "\u001b" not in text
    assert "\u202e" not in text
    assert not any(line.startswith("x.md") for line in text.splitlines())
    assert max(map(len, text.splitlines())) < 300


def test_json_holds_every_result(mixed: Report) -> None:
    told = json.loads(render_json(mixed, "en"))
    assert told["conforms"] is False
    assert told["dataset_digest"] == MIXED.digest
    assert told["counts"] == {"error": 1, "warning": 3, "info": 1}
    assert [(r["path"], r["line"], r["shape"]) for r in told["results"]] == [
        (r.path, r.line, r.shape) for r in mixed.results
    ]
    assert told["results"][0]["message"] == mixed.results[0].message.en


def test_sarif_places_each_result_and_names_its_rule(mixed: Report) -> None:
    log = json.loads(render_sarif(mixed, "fr"))
    assert log["version"] == "2.1.0"
    (run,) = log["runs"]
    assert run["columnKind"] == "unicodeCodePoints"
    rules = run["tool"]["driver"]["rules"]
    levels = {"error": "error", "warning": "warning", "info": "note"}
    for told, result in zip(run["results"], mixed.results, strict=True):
        rule = rules[told["ruleIndex"]]
        assert rule["id"] == told["ruleId"] == result.shape.removeprefix(SHAPES)
        assert rule["shortDescription"]["text"] == result.message.fr
        assert rule["helpUri"] == result.shape
        assert told["level"] == levels[result.severity]
        assert told["message"]["text"].startswith(result.message.fr)
        physical = told["locations"][0]["physicalLocation"]
        assert physical["artifactLocation"]["uri"] == result.path
        assert physical["region"] == {"startLine": result.line, "startColumn": result.column}
    fingerprints = [r["partialFingerprints"]["shapeFocusValue/v1"] for r in run["results"]]
    assert len(set(fingerprints)) == len(fingerprints)


def test_sarif_escapes_paths(mixed: Report) -> None:
    odd = structs.replace(mixed.results[0], path="été/1#2 %.md")
    log = json.loads(render_sarif(structs.replace(mixed, results=(odd,)), "fr"))
    (location,) = log["runs"][0]["results"][0]["locations"]
    uri = location["physicalLocation"]["artifactLocation"]["uri"]
    assert uri == "%C3%A9t%C3%A9/1%232%20%25.md"


def test_sarif_leaves_out_a_place_that_is_not_known(ontology: Ontology) -> None:
    bare = validate_dataset(example(EXAMPLES / "invalid/EntityShape-label--no-label.ttl"), ontology)
    (location,) = json.loads(render_sarif(bare, "fr"))["runs"][0]["results"][0]["locations"]
    assert "physicalLocation" not in location
    assert location["logicalLocations"][0]["fullyQualifiedName"] == f"{BASE}id/{TILLEUL}"


def test_the_turtle_report_is_a_shacl_report_without_blank_nodes(mixed: Report) -> None:
    quads = list(ox.parse(mixed.turtle.encode(), format=ox.RdfFormat.TURTLE))
    assert all(isinstance(quad.subject, ox.NamedNode) for quad in quads)
    assert not any(isinstance(quad.object, ox.BlankNode) for quad in quads)
    store = ox.Store()
    store.extend(quads)
    (report,) = store.quads_for_pattern(None, ox.NamedNode(SH + "conforms"), None)
    assert report.object == ox.Literal(False)
    derived = ox.NamedNode("http://www.w3.org/ns/prov#wasDerivedFrom")
    (judged,) = store.quads_for_pattern(report.subject, derived, None)
    assert isinstance(judged.object, ox.NamedNode)
    (named,) = store.quads_for_pattern(judged.object, None, None)
    assert named.object == ox.Literal(mixed.dataset_digest)
    results = list(store.quads_for_pattern(report.subject, ox.NamedNode(SH + "result"), None))
    assert len(results) == len(mixed.results)
    for quad in results:
        described = {
            q.predicate.value.rpartition("#")[2]
            for q in store.quads_for_pattern(quad.object, None, None)  # type: ignore[arg-type]  # an IRI
        }
        assert described >= {
            "type", "focusNode", "resultSeverity", "sourceShape", "sourceConstraintComponent",
            "resultMessage", "sourcePath", "line", "column",
        }  # fmt: skip


@given(
    namespace=st.sampled_from((LF2L, "https://w3id.org/", "http://x.org/a#b/")),
    texts=st.lists(st.tuples(st.text(), st.text(), st.integers(0, 2)), max_size=4),
)
def test_the_turtle_report_is_written_by_results_as_it_would_be_at_once(
    namespace: str, texts: list[tuple[str, str, int]]
) -> None:
    results = [
        Result(path, line, 1, "info", SHAPES + "S", entity("a").value, "", "", Message(said, path))
        for path, said, line in texts
    ]
    found = ShaclResult(
        "info", SHAPES + "S", SH + "C", str(entity("a")), "", (), "", Message("", "")
    )
    value = str(ox.Literal(texts[0][1])) if texts else ""
    placed = [Placed.of(one, found, value, namespace) for one in results]
    described = [(f"{number}{one.name}", one.turtle) for number, one in enumerate(placed)]
    report = write_turtle(described, "d1" * 32, True, namespace)
    triples = [*ox.parse(report, format=ox.RdfFormat.TURTLE)]
    assert len({triple.subject for triple in triples}) == 2 + len(results)
    prefixes = {
        "sh": SH,
        "lf2l": namespace,
        "prov": "http://www.w3.org/ns/prov#",
        "dcterms": "http://purl.org/dc/terms/",
        "xsd": XSD,
    }
    at_once = ox.serialize(triples, format=ox.RdfFormat.TURTLE, prefixes=prefixes)
    assert at_once == report.encode()


ANY_URI, YEAR = ox.NamedNode(XSD + "anyURI"), ox.NamedNode(XSD + "gYear")

#: One error, three warnings, one piece of advice.
MIXED = dataset(
    *territory(),
    ("a", 7, TILLEUL, "population", ox.Literal("deux mille")),
    ("b", 2, "project/four", "type", "lf2l:Project"),
    ("b", 2, "project/four", "prefLabel", "Four"),
)


@pytest.fixture(scope="session")
def mixed(ontology: Ontology) -> Report:
    return validate_dataset(MIXED, ontology)


def test_our_own_shapes_look_no_further_than_one_step_so_that_parts_can_be_checked_apart(
    ontology: Ontology,
) -> None:
    assert len(divide_dataset(Dataset(()), ontology)) > 1


def test_portions_validated_by_several_processes_give_what_one_gives(
    ontology: Ontology, monkeypatch: pytest.MonkeyPatch
) -> None:
    quads = [
        quad
        for number in range(40)
        for quad in stated(f"d{number}", 1, f"territory/t{number}", "type", "lf2l:Territory")
    ]
    portions = divide_dataset(Dataset.from_quads(quads), ontology)
    monkeypatch.setattr("lf2l_kg.engines.local.STATEMENTS", 20)
    one, many = (
        list(validate_portions(portions, ontology, processes=processes)) for processes in (1, 2)
    )
    whole = check_portions(portions, ontology)
    assert [*map(Counter, many)] == [*map(Counter, one)] == [*map(Counter, whole)]
    assert sum(map(len, one)) >= 40


def test_what_stands_beside_the_nodes_of_a_portion_is_not_judged_with_them(
    ontology: Ontology, monkeypatch: pytest.MonkeyPatch
) -> None:
    quads = [
        quad
        for number in range(40)
        for name, other in [(f"territory/t{number}", f"territory/t{(number + 1) % 40}")]
        for predicate, value in [("type", "lf2l:Territory"), ("partOf", other)]
        for quad in stated("d", number + 1, name, predicate, value)
    ]
    portions = divide_dataset(Dataset.from_quads(quads), ontology)
    judged: list[ShaclResult] = []
    run = shacl._run_shacl

    def note(*given: Any) -> Iterator[ShaclResult]:
        judged.extend(run(*given))
        return iter(judged)

    monkeypatch.setattr(shacl, "_run_shacl", note)
    whole = [Counter(results) for results in check_portions(portions, ontology)]
    for portion, expected in zip(portions, whole, strict=True):
        judged.clear()
        beside = [line for line in portion.statements if not line.startswith(portion.nodes)]
        assert [Counter(found) for found in check_portions([portion], ontology)] == [expected]
        assert bool(beside) == bool(portion.nodes)
        assert {one.focus for one in judged} <= {*portion.nodes}
    assert sum(map(len, whole)) >= 40


def test_a_node_of_a_class_below_that_of_a_shape_is_judged_in_a_portion_with_others_beside(
    ontology: Ontology,
) -> None:
    shapes = (
        f"<x:s> a <{SH}NodeShape> ; <{SH}targetClass> <x:Place> ;"
        f" <{SH}property> [ <{SH}path> <{LF2L}population> ; <{SH}minCount> 1 ] ."
    )
    below = f"<{LF2L}Territory> <{RDFS}subClassOf> <x:Middle> . <x:Middle> <{RDFS}subClassOf> <x:Place> ."
    added = {"shapes.ttl": shapes.encode(), "lf2l.ttl": ontology.files["lf2l.ttl"] + below.encode()}
    other = dataclasses.replace(ontology, files={**ontology.files, **added})
    statements = [f"<x:{n}> <{RDF}type> <{LF2L}Territory> ." for n in ("judged", "beside")]
    (results,) = check_portions([Portion(0, 1, ("<x:judged>",), (*statements,))], other)
    assert [result.focus for result in results] == ["<x:judged>"]


def test_the_targets_of_a_shape_without_a_name_are_left_as_they_are() -> None:
    # The engine writes such a shape out in each of its results.
    kinds = [rdflib.URIRef("x:s"), rdflib.BNode()]
    shapes, target = rdflib.Graph(), rdflib.URIRef(SH + "targetClass")
    for kind in kinds:
        shapes.add((kind, target, rdflib.URIRef("x:Place")))
    data = rdflib.Graph().parse(data="<x:a> a <x:Place> . <x:b> a <x:Place> .", format="turtle")
    name_targets(shapes, data, {"<x:b>"})
    about = [{str(value) for value in shapes.objects(kind)} for kind in kinds]
    assert about == [{"urn:lf2l:nothing", "x:a"}, {"x:Place"}]


_TERMS = [f"<{name}>" for name in "abcd"]
_SAID = st.tuples(
    st.sampled_from(_TERMS), st.sampled_from(_TERMS), st.sampled_from([*_TERMS, '" <a> <b> "'])
)


@given(
    said=st.lists(_SAID, max_size=12),
    terms=st.lists(st.sampled_from(_TERMS), max_size=3),
    values=st.lists(st.sampled_from(_TERMS), max_size=3),
    run=st.integers(1, 5),
    few=st.integers(0, 6),
)
def test_lines_with_some_terms_are_found_however_many_are_looked_through_at_once(
    said: list[tuple[str, str, str]], terms: list[str], values: list[str], run: int, few: int
) -> None:
    lines = [f"{' '.join(one)} <g> ." for one in said]
    with patch.multiple(affected, _RUN=run, _FEW=few):
        found = [*affected.lines_with(lines, terms, values)]
    expected = zip(lines, said, strict=True)
    assert found == [line for line, (_, p, v) in expected if p in terms or v in values]


def test_a_report_made_after_changes_from_what_is_kept_is_that_of_the_whole_dataset(
    tmp_path: Path, ontology: Ontology
) -> None:
    names = ("territory/t0", "territory/t1", "project/p0", "project/p1", "institution/i")
    said: list[tuple[str, str, Value]] = [
        *((name, "type", kind) for name in names for kind in ("lf2l:Territory", "lf2l:Project")),
        *((name, "prefLabel", label) for name in names for label in ("Un", "Deux")),
        *((one, "partOf", other) for one in names for other in names),
        *((name, "population", ox.Literal("deux mille")) for name in names),
    ]
    random = Random("changes")  # noqa: S311 - nothing secret
    products = Products(tmp_path / "products.sqlite", tmp_path)
    reports = []
    share, ends, lines = [random.random() for _ in said], [0] * len(said), [*range(len(said))]
    for number in range(15):
        for _ in range(3):  # what is said, or the document that says it, or where it does
            changing: Any = (share, ends, lines)[number % 3]
            drawn = (random.random(), random.randrange(3), random.randrange(1000))[number % 3]
            changing[random.randrange(len(said))] = drawn
        data = dataset(
            *(
                (f"d{ends[n]}", len(said) * lines[n] + n + 1, *one)
                for n, one in enumerate(said)
                if share[n] < 0.5
            )
        )
        reports.append(validate_changed(data, ontology, products, Ledger(products), processes=1))
        assert reports[-1] == validate_dataset(data, ontology)
    products.close()
    assert len({report.results for report in reports}) > 9
    assert all(len(report.results) > 9 for report in reports)


def test_a_malformed_shape_that_another_process_stumbles_over_is_told(
    ontology: Ontology, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lf2l_kg.engines.local.STATEMENTS", 0)
    shapes = ontology.files["shapes.ttl"] + (
        b"shapes:Bad a sh:NodeShape ; sh:targetClass lf2l:Territory ; sh:pattern 1 , 2 .\n"
    )
    malformed = dataclasses.replace(ontology, files={**ontology.files, "shapes.ttl": shapes})
    quads = stated("d", 1, "territory/t", "type", "lf2l:Territory")
    portions = divide_dataset(Dataset.from_quads(quads), malformed)
    with pytest.raises(InputError, match="SHACL shape is malformed") as raised:
        list(validate_portions(portions, malformed, processes=2))
    assert raised.value.path == "shapes.ttl"
    assert raised.value.message.fr.startswith("une forme SHACL")
