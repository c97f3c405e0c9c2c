"""The answers that a release brings: which they are does not depend on the machine."""

from __future__ import annotations

import json
import time
from dataclasses import replace
from pathlib import Path

import msgspec
import pyoxigraph as ox
import pytest

from lf2l_kg.base.dataset import Dataset
from lf2l_kg.base.errors import QueryError
from lf2l_kg.base.products import Products
from lf2l_kg.query import ready
from lf2l_kg.query.evaluate import Limits
from lf2l_kg.query.job import Answered, Job, run_job
from lf2l_kg.query.ready import NOT_ASKED, Before, ReadyAnswer, answer_ready, ready_queries
from lf2l_kg.query.unordered import without_order
from lf2l_kg.query.watching import Watching
from lf2l_kg.release import adopting, switch_current
from releasing import bytes_of, document_quads, release_of, settings_for, small_quads

BASE = "https://exemple.org/"
TERM = ox.NamedNode(f"{BASE}terme")
SHORT = "SELECT (1 AS ?un) {}"
WATCHED = (
    "SELECT * { ?s <a:p>* ?o { ?s <a:q> 1 } UNION { ?o <a:q> ?x FILTER (?x > 2) } "
    "FILTER NOT EXISTS { ?s <a:r> ?any } }"
)
_VALUES = " ".join(map(str, range(25)))
LONG = f"SELECT (COUNT(*) AS ?n) {{ {' '.join(f'VALUES ?{name} {{ {_VALUES} }}' for name in 'abcde')} }}"


def asked(answers: bytes) -> list[str]:
    return [answer["query"] for answer in json.loads(answers)]


def test_a_question_that_takes_too_long_stops_a_release_and_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ready, "_SECONDS", 0.1)
    monkeypatch.setattr(ready, "_LOOK", 0.01)
    queries = tmp_path / "queries" / "questions"
    queries.mkdir(parents=True)
    (queries / "longue.rq").write_text(LONG, encoding="utf-8")
    (queries / "courte.rq").write_text(SHORT, encoding="utf-8")
    settings = replace(settings_for(tmp_path / "r"), queries=queries.parent)
    with pytest.raises(QueryError) as caught:
        release_of(tmp_path / "r", settings=settings)
    assert caught.value.path == "longue.rq"
    assert "simplifiez" in caught.value.message.fr
    assert not list((tmp_path / "r").glob("2*"))
    (queries / "longue.rq").unlink()
    release = release_of(tmp_path / "r", settings=settings).path
    assert asked((release / "answers.json").read_bytes()) == [SHORT]


@pytest.mark.skipif(not hasattr(time, "pthread_getcpuclockid"), reason="no clock of each thread")
def test_time_that_a_machine_works_at_something_else_does_not_count(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def wait(*given: object) -> Answered:
        time.sleep(0.5)
        return run_job(*given)  # type: ignore[arg-type]  # as given

    monkeypatch.setattr(ready, "_SECONDS", 0.2)
    monkeypatch.setattr(ready, "_LOOK", 0.05)
    monkeypatch.setattr(ready, "run_job", wait)
    assert asked(answer_ready(ox.Store(), {SHORT: "courte.rq"}, BASE)) == [SHORT]


def test_what_cannot_be_answered_or_changes_each_time_is_left_to_the_server() -> None:
    queries = {
        "courte.rq": SHORT,
        "fausse.rq": "SELECT {",
        "heure.rq": "SELECT (NOW() AS ?t) {}",
        "noeud.rq": "SELECT (BNODE() AS ?b) {}",
        "graphe.rq": "CONSTRUCT { [] <a:p> 1 } {}",
        "ordre.rq": "SELECT * { { ?x <a:p> ?y } UNION { ?x <a:p>/<a:q> ?y } }",
        "même.rq": f"# la même\n{SHORT}",
    }
    assert asked(answer_ready(ox.Store(), ready_queries(queries), BASE)) == [SHORT]


def test_what_goes_wrong_within_is_not_taken_for_a_question_that_takes_long(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fail(*_: object) -> Answered:
        raise TimeoutError

    monkeypatch.setattr(ready, "run_job", fail)
    with pytest.raises(TimeoutError):
        answer_ready(ox.Store(), {SHORT: "courte.rq"}, BASE)


def two_releases(folder: Path, queries: Path, products: Products) -> Path:
    """The second one, whose store is that of the first with a change."""
    settings = replace(settings_for(folder), queries=queries)
    first, second = small_quads(), [*small_quads(), *document_quads("a", "gand")]
    for quads in (first, second):
        made = release_of(folder, Dataset.from_quads(quads), settings=settings, products=products)
        switch_current(folder, made.name)
    return made.path


def test_only_what_a_change_can_have_changed_is_asked_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "queries").mkdir()
    texts = {"tout": "SELECT * { ?s ?p ?o } ORDER BY ?s ?p ?o", "rien": "SELECT * { ?s <a:b> ?o }"}
    for name, text in texts.items():
        (tmp_path / "queries" / f"{name}.rq").write_text(text, encoding="utf-8")
    monkeypatch.setattr(adopting, "_LARGEST", 1.0)
    wanted = two_releases(tmp_path / "anew", tmp_path / "queries", Products())
    run, times = ready._run, list[str]()

    def count(store: ox.Store, job: Job, base_iri: str) -> Answered | None:
        times.append(job.query)
        return run(store, job, base_iri)

    monkeypatch.setattr(ready, "_run", count)
    found = two_releases(tmp_path / "kept", tmp_path / "queries", Products(tmp_path / "products"))
    assert asked((found / "answers.json").read_bytes()) == sorted(texts.values())
    assert bytes_of(found) == bytes_of(wanted)
    assert sorted(times) == sorted([*texts.values(), texts["tout"]])


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ("SELECT ?s { ?s ?p ?o } ORDER BY ?s DESC(?p)", "SELECT ?s { ?s ?p ?o } "),
        ("PREFIX a: <b> SELECT * { {} } order by ?s", "PREFIX a: <b> SELECT * { {} } "),
        ("SELECT ?s { ?s ?p ?o }", ""),
        ("SELECT ?s { ?s ?p ?o } ORDER BY ?s LIMIT 3", ""),
        ("SELECT ?s { ?s ?p ?o } ORDER BY ?s LIMIT3", ""),
        ("SELECT ?s { ?s ?p ?o } ORDER BY ?s OFFSET 3", ""),
        ("SELECT ?s { ?s ?p ?o } GROUP BY ?s ORDER BY ?s", ""),
        ("SELECT ?s { ?s ?p ?o } ORDER BY ?s VALUES ?s { 1 }", ""),
        ("SELECT (1 AS ?un) { ?s ?p ?o } ORDER BY COUNT(*)", ""),
        ("SELECT (1 AS ?un) { ?s ?p ?o } ORDER BY DESC(COUNT(?s))", ""),
        ("SELECT ?s { { SELECT ?s { ?s ?p ?o } ORDER BY ?s } }", ""),
        ("CONSTRUCT { ?s ?p ?o } { ?s ?p ?o } ORDER BY ?s", ""),
        ("ASK { ?s ?p ?o }", ""),
        ("SELECT ?s { ?s ?p ?o } ORDER BY", ""),
        ("SELECT ?s { ?s ?p '} ORDER BY ?s' ", ""),
        ("", ""),
    ],
)
def test_an_order_is_left_away_where_the_rows_stay_the_same(query: str, wanted: str) -> None:
    assert without_order(query) == wanted


@pytest.mark.parametrize("bound", [60, 300, 1_000, 100_000])
def test_what_is_thought_to_be_small_changes_no_answer(
    bound: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ready, "_LIMITS", Limits(max_answer=bound))
    store = ox.Store()
    store.extend(ox.Quad(ox.NamedNode(f"{BASE}{n}"), TERM, ox.Literal(n % 7)) for n in range(20))
    queries = {
        "SELECT ?s ?o { ?s ?p ?o } ORDER BY DESC(?o) ?s": "rangées.rq",
        "SELECT DISTINCT ?o { ?s ?p ?o } ORDER BY ?o": "distinctes.rq",
        "SELECT ?s { ?s ?p ?o } ORDER BY ?s LIMIT 2": "premières.rq",
        "SELECT ?s { ?s ?p 6 } ORDER BY ?s": "rangée.rq",
    }
    wanted = answer_ready(store, queries, BASE)
    kept = {answer.query: answer for answer in msgspec.json.decode(wanted, type=list[ReadyAnswer])}
    for known in ({}, kept, {query: kept.get(query) for query in queries}, dict.fromkeys(queries)):
        assert answer_ready(store, queries, BASE, Before(known, {}, [*queries])) == wanted


def test_what_to_watch_for_a_question_is_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    first = Before({SHORT: None}, NOT_ASKED.watch([SHORT, WATCHED]))
    kept = msgspec.msgpack.decode(
        msgspec.msgpack.encode(first.watching), type=dict[str, Watching | None]
    )
    assert kept == first.watching
    monkeypatch.setattr(ready, "watch_query", {LONG: None}.__getitem__)
    assert Before({}, kept).watch([SHORT, LONG]) == {SHORT: kept[SHORT], LONG: None}
