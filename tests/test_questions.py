"""The competency questions, asked of the documents that the project publishes.

The answers in ``expected/questions/*.tsv`` were written by hand from the documents.
"""

from __future__ import annotations

import re
from itertools import chain
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
from rdflib.query import ResultRow

from lf2l_kg.assemble import assemble_dataset
from lf2l_kg.base.gazetteer import Gazetteer
from lf2l_kg.base.iris import Iris
from lf2l_kg.base.ontology import Ontology
from lf2l_kg.base.records import Fact
from lf2l_kg.base.settings import load_settings
from lf2l_kg.extract import extract_facts
from lf2l_kg.read import read_documents
from lf2l_kg.resolve import Entities, read_register, resolve_entities

ROOT = Path(__file__).resolve().parents[1]
EXPECTED = ROOT / "tests" / "expected" / "questions"
QUESTIONS = sorted((ROOT / "queries" / "questions").glob("*.rq"))
EXAMPLES = sorted((ROOT / "queries").glob("*.rq"))


SETTINGS = load_settings(here=ROOT)


@pytest.fixture(scope="module")
def facts(ontology: Ontology, gazetteer: Gazetteer) -> list[Fact]:
    """What the published documents say."""
    documents = read_documents(SETTINGS.documents, SETTINGS)
    return [
        fact
        for fact in chain.from_iterable(extract_facts(d, ontology, gazetteer) for d in documents)
        if fact.evidence.confidence >= SETTINGS.threshold
    ]


@pytest.fixture(scope="module")
def entities(facts: list[Fact]) -> Entities:
    """What they speak of."""
    return resolve_entities(facts, read_register(SETTINGS.identities), Iris(SETTINGS.base_iri))


@pytest.fixture(scope="module")
def store(
    facts: list[Fact], entities: Entities, ontology: Ontology, gazetteer: Gazetteer
) -> ox.Store:
    """The published documents as a release's store holds them.

    The default graph merges all graphs but those of the evidence.
    """
    iris = Iris(SETTINGS.base_iri)
    dataset = assemble_dataset(facts, entities, ontology, iris, gazetteer, SETTINGS.language)
    store = ox.Store()
    quads = list(dataset.quads())
    store.extend(quads)
    store.extend(
        ox.Quad(q.subject, q.predicate, q.object)
        for q in quads
        if isinstance(q.graph_name, ox.NamedNode) and not q.graph_name.value.endswith("/evidence")
    )
    return store


def answer(store: ox.Store, query: Path) -> str:
    """The answer as a person reads it: a line of names, then a line for each solution."""
    solutions = store.query(query.read_text(encoding="utf-8"))
    assert isinstance(solutions, ox.QuerySolutions)
    rows = [[variable.value for variable in solutions.variables]]
    for solution in solutions:
        rows.append(["" if term is None else term.value for term in solution])
    return "".join("\t".join(row) + "\n" for row in rows)


def test_every_iri_of_the_published_documents_stands_in_the_register(entities: Entities) -> None:
    known = {row.iri for row in read_register(SETTINGS.identities).rows}
    new = {entity.iri for entity in entities.entities} - known
    assert new == set(), "run `make publish` and commit data/identities.tsv"


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda path: path.stem)
def test_a_question_has_the_answer_that_the_documents_give(store: ox.Store, question: Path) -> None:
    expected = (EXPECTED / f"{question.stem}.tsv").read_text(encoding="utf-8")
    assert answer(store, question) == expected


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.stem)
def test_an_example_query_finds_something(store: ox.Store, example: Path) -> None:
    assert answer(store, example).count("\n") > 1


@pytest.fixture(scope="module")
def other_store(store: ox.Store) -> rdflib.Dataset:
    """The same quads in rdflib."""
    dataset = rdflib.Dataset()
    dataset.parse(data=store.dump(format=ox.RdfFormat.N_QUADS), format="nquads")
    return dataset


# rdflib’s own parser and engine use names that rdflib has deprecated.
@pytest.mark.filterwarnings(
    r"ignore:Dataset\.(default_context|contexts) is deprecated:DeprecationWarning"
)
@pytest.mark.parametrize("query", [*QUESTIONS, *EXAMPLES], ids=lambda path: path.stem)
def test_another_engine_gives_the_same_answer(
    store: ox.Store, other_store: rdflib.Dataset, query: Path
) -> None:
    result = other_store.query(query.read_text(encoding="utf-8"))
    rows = [[str(variable) for variable in result.vars or ()]]
    for row in result:
        assert isinstance(row, ResultRow)
        rows.append(["" if term is None else str(term) for term in row])
    assert "".join("\t".join(row) + "\n" for row in rows) == answer(store, query)


@pytest.mark.parametrize("query", [*QUESTIONS, *EXAMPLES], ids=lambda path: path.stem)
def test_the_head_of_a_query_says_what_it_asks_takes_and_gives(query: Path) -> None:
    head = query.read_text(encoding="utf-8").split("\n\n")[0].splitlines()
    assert len(head) >= 5
    assert all(line.startswith("#") for line in head)
    assert head[2] == "#"
    assert head[3].startswith("# Takes: ")
    assert any(line.startswith("# Gives: ") for line in head)


@pytest.mark.parametrize("query", [*QUESTIONS, *EXAMPLES], ids=lambda path: path.stem)
def test_the_rows_of_an_answer_have_an_order(query: Path) -> None:
    text = query.read_text(encoding="utf-8")
    assert re.search(r"^ORDER BY .*\S", text, re.MULTILINE)


def test_every_question_has_an_expected_answer_and_every_answer_its_question() -> None:
    assert [path.stem for path in QUESTIONS] == sorted(path.stem for path in EXPECTED.glob("*.tsv"))
    assert [path.stem[:4] for path in QUESTIONS] == [f"cq{n:02}" for n in range(1, 28)]
