"""The answers that a release brings: which they are does not depend on the machine."""

from __future__ import annotations

import json
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest

from lf2l_kg.base.dataset import Dataset
from lf2l_kg.base.errors import QueryError
from lf2l_kg.base.processes import python_command
from lf2l_kg.query import beside as beside_module
from lf2l_kg.query import ready
from lf2l_kg.query.beside import Answering, answer_beside
from lf2l_kg.query.evaluate import Limits
from lf2l_kg.query.job import Answered, run_job
from lf2l_kg.query.ready import answer_ready
from lf2l_kg.query.unordered import without_order
from lf2l_kg.release import adopting, making, switch_current
from releasing import bytes_of, document_quads, release_of, settings_for, small_quads

BASE = "https://exemple.org/"
TERM = ox.NamedNode(f"{BASE}terme")
SHORT = "SELECT (1 AS ?un) {}"
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
    assert asked(answer_ready(ox.Store(), {"courte.rq": SHORT}, BASE)) == [SHORT]


def test_what_cannot_be_answered_or_changes_each_time_is_left_to_the_server() -> None:
    queries = {
        "courte.rq": SHORT,
        "fausse.rq": "SELECT {",
        "heure.rq": "SELECT (NOW() AS ?t) {}",
        "même.rq": f"# la même\n{SHORT}",
    }
    assert asked(answer_ready(ox.Store(), queries, BASE)) == [SHORT]


def test_what_goes_wrong_within_is_not_taken_for_a_question_that_takes_long(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fail(*_: object) -> Answered:
        raise TimeoutError

    monkeypatch.setattr(ready, "run_job", fail)
    with pytest.raises(TimeoutError):
        answer_ready(ox.Store(), {"courte.rq": SHORT}, BASE)


def two_releases(folder: Path, queries: Path) -> Path:
    """The second one, whose store is that of the first with a change."""
    settings = replace(settings_for(folder), queries=queries)
    switch_current(folder, release_of(folder, settings=settings).name)
    added = document_quads("a", "gand")
    return release_of(folder, Dataset.from_quads([*small_quads(), *added]), settings=settings).path


def test_answers_found_beside_other_work_are_those_found_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "queries").mkdir()
    (tmp_path / "queries" / "tout.rq").write_text("SELECT * { ?s ?p ?o } ORDER BY ?s ?p ?o")
    monkeypatch.setattr(adopting, "_LARGEST", 1.0)
    alone = two_releases(tmp_path / "alone", tmp_path / "queries")
    monkeypatch.setattr(making, "_LARGE", 0)
    begun: list[Path] = []

    class Watched(Answering):
        def __init__(self, release: Path, *given: Any) -> None:
            begun.append(release)
            super().__init__(release, *given)

    monkeypatch.setattr(making, "Answering", Watched)
    other = two_releases(tmp_path / "other", tmp_path / "queries")
    assert len(begun) == 1
    assert asked((other / "answers.json").read_bytes())
    assert bytes_of(other) == bytes_of(alone)


def test_a_process_that_was_killed_loses_no_answer(tmp_path: Path) -> None:
    release = release_of(tmp_path).path
    with Answering(release, {"courte.rq": SHORT}, BASE) as answering:
        answering._process.kill()
        assert asked(answering.result()) == [SHORT]


def test_a_question_that_takes_too_long_is_named_from_beside_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program, option, code, *given = python_command(answer_beside)
    hurry = "from lf2l_kg.query import ready; ready._SECONDS, ready._LOOK = 0.1, 0.01\n"
    command = [program, option, code.replace("getattr(", f"{hurry}getattr(", 1), *given]
    monkeypatch.setattr(beside_module, "python_command", lambda _: command)
    release = release_of(tmp_path).path
    with (
        Answering(release, {"longue.rq": LONG}, BASE) as answering,
        pytest.raises(QueryError) as caught,
    ):
        answering.result()
    assert caught.value.path == "longue.rq"
    assert "simplifiez" in caught.value.message.fr


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
        "rangées.rq": "SELECT ?s ?o { ?s ?p ?o } ORDER BY DESC(?o) ?s",
        "distinctes.rq": "SELECT DISTINCT ?o { ?s ?p ?o } ORDER BY ?o",
        "premières.rq": "SELECT ?s { ?s ?p ?o } ORDER BY ?s LIMIT 2",
        "rangée.rq": "SELECT ?s { ?s ?p 6 } ORDER BY ?s",
    }
    wanted = answer_ready(store, queries, BASE)
    for small in ({"-"}, {queries["rangées.rq"]}, {*queries.values()}):
        assert answer_ready(store, queries, BASE, small) == wanted
