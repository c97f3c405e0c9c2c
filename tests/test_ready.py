"""The answers that a release brings: which they are does not depend on the machine."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import replace
from pathlib import Path
from threading import Timer

import msgspec
import pyoxigraph as ox
import pytest

from lf2l_kg.base.dataset import Dataset
from lf2l_kg.base.errors import QueryError
from lf2l_kg.base.products import Products
from lf2l_kg.query import check_questions, ready
from lf2l_kg.query.apart import Apart
from lf2l_kg.query.evaluate import Limits
from lf2l_kg.query.job import Answered, Job
from lf2l_kg.query.ready import (
    NOT_ASKED,
    Answers,
    Asking,
    Before,
    ReadyAnswer,
    answer_ready,
    ready_queries,
)
from lf2l_kg.query.unordered import without_order
from lf2l_kg.query.watching import Watching
from lf2l_kg.release import Release, adopting, switch_current
from releasing import bytes_of, document_quads, release_of, settings_for, small_quads

BASE = "https://exemple.org/"
TERM = ox.NamedNode(f"{BASE}terme")
SHORT = "SELECT (1 AS ?un) {}"
WATCHED = (
    "SELECT * { ?s <a:p>* ?o { ?s <a:q> 1 } UNION { ?o <a:q> ?x FILTER (?x > 2) } "
    "FILTER NOT EXISTS { ?s <a:r> ?any } }"
)
#: Its values are not in one order for the engine, which ends when it finds that out.
_MIXED = " ".join(f'{n * 7 % 1009} "{n * 9 % 1009}"^^<a:t>' for n in range(500))
FATAL = f"SELECT * {{ VALUES ?x {{ {_MIXED} }} }} ORDER BY ?x"
ALSO = "SELECT (2 AS ?deux) {}"
_VALUES = " ".join(map(str, range(25)))
LONG = f"SELECT (COUNT(*) AS ?n) {{ {' '.join(f'VALUES ?{name} {{ {_VALUES} }}' for name in 'abcdef')} }}"


def asked(answers: bytes) -> list[str]:
    return [answer["query"] for answer in json.loads(answers)]


def store_of(folder: Path, quads: Iterable[ox.Quad] = ()) -> Path:
    """A folder with a store, as a release has one."""
    store = ox.Store(str(folder / "store"))
    store.extend(quads)
    store.flush()
    return folder


def written(folder: Path, **texts: str) -> Path:
    """A folder of questions."""
    (folder / "questions").mkdir(parents=True)
    for name, text in texts.items():
        (folder / "questions" / f"{name}.rq").write_text(text, encoding="utf-8")
    return folder


def test_a_question_that_takes_too_long_or_ends_the_engine_is_named_and_left_to_the_server(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ready, "_SECONDS", 1.0)
    monkeypatch.setattr(ready, "_WORTH_ANOTHER", 0.0)
    folder = written(tmp_path / "queries", longue=LONG, courte=SHORT, fatale=FATAL, aussi=ALSO)
    settings = replace(settings_for(tmp_path / "r"), queries=folder)
    release = release_of(tmp_path / "r", settings=settings)
    assert asked((release.path / "answers.json").read_bytes()) == sorted([SHORT, ALSO])
    late, died = sorted(release.findings, key=lambda found: found.path, reverse=True)
    assert {late.code, died.code} == {"unanswered-question"}
    assert (late.path, died.path) == ("longue.rq", "fatale.rq")
    assert "simplifiez" in late.message.fr
    assert "outside of the folder of queries" in late.message.en
    assert "ORDER BY" in died.message.fr


def test_questions_are_checked_without_being_evaluated(tmp_path: Path) -> None:
    folder = written(
        tmp_path / "queries", fatale=FATAL, longue=LONG, fausse="SELECT {", nouvelle="CLEAR ALL"
    )
    wrong = check_questions(folder)
    assert [(Path(found.path).stem, found.code) for found in wrong] == [
        ("fausse", "malformed-query"),
        ("nouvelle", "refused-query"),
    ]


def test_a_question_with_a_relative_iri_is_read_as_it_is_asked(tmp_path: Path) -> None:
    folder = written(tmp_path / "queries", relative="SELECT ?o { <id/territory/velen> ?p ?o }")
    assert check_questions(folder, BASE) == []
    assert [found.code for found in check_questions(folder)] == ["malformed-query"]


def test_what_takes_too_much_memory_ends_its_own_process(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ready, "_MEMORY", 64 << 20)
    large = LONG.replace("(COUNT(*) AS ?n)", "*") + " ORDER BY ?a ?b ?c ?d ?e ?f"
    answers = answer_ready(store_of(tmp_path), {large: "grande.rq", SHORT: "courte.rq"}, BASE)
    assert asked(answers.content) == [SHORT]
    assert [failure.path for failure in answers.failures.values()] == ["grande.rq"]


def test_a_question_that_was_not_answered_is_asked_again_and_told_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    queries = written(tmp_path / "queries", courte=SHORT, fatale=FATAL)
    monkeypatch.setattr(adopting, "_LARGEST", 1.0)
    said = [
        [found.path for found in made.findings]
        for made in releases(tmp_path / "r", queries, Products(tmp_path / "products"))
    ]
    assert said == [["fatale.rq"], ["fatale.rq"]]


def test_who_interrupts_waits_for_no_question(tmp_path: Path) -> None:
    queries = {LONG.replace("?n", f"?n{number}"): f"{number}.rq" for number in range(4)}
    answering: list[Future[Answers]] = []

    def interrupt(asking: Asking, others: ThreadPoolExecutor) -> None:
        with asking.giving_up():
            answering.append(others.submit(asking.answer))
            wait(answering, 1.0)
            raise KeyboardInterrupt

    with Asking(store_of(tmp_path), queries, BASE) as asking, ThreadPoolExecutor(1) as others:
        with pytest.raises(KeyboardInterrupt):
            interrupt(asking, others)
        assert wait(answering, 20).done
        assert answering[0].exception() is not None  # half of the answers are none


@pytest.mark.skipif(not hasattr(signal, "SIGSTOP"), reason="no process can be stopped for a while")
def test_time_that_a_machine_works_at_something_else_does_not_count(tmp_path: Path) -> None:
    with Apart(store_of(tmp_path), seconds=1.0, memory=1 << 30) as apart:
        process = apart.start()
        process.send_signal(signal.SIGSTOP)
        going_on = Timer(1.5, process.send_signal, [signal.SIGCONT])
        going_on.start()
        answered = apart.run(Job(SHORT, "application/sparql-results+json", ""), Limits())
        going_on.join()
    assert answered.outcome.rows == 1


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="tells what lives by /proc")
def test_a_process_whose_asker_is_killed_ends_although_the_engine_works(tmp_path: Path) -> None:
    said = (
        "from pathlib import Path; from lf2l_kg.query.apart import Apart\n"
        "from lf2l_kg.query.job import Job; from lf2l_kg.query.evaluate import Limits\n"
        f"with Apart(Path({str(store_of(tmp_path))!r}), seconds=60.0, memory=1 << 30) as apart:\n"
        "    print(apart.start().pid, flush=True)\n"
        f"    apart.run(Job({LONG!r}, 'text/csv', ''), Limits())\n"
    )
    with subprocess.Popen([sys.executable, "-c", said], stdout=subprocess.PIPE) as asker:
        assert asker.stdout is not None
        answers = Path(f"/proc/{int(asker.stdout.readline())}/stat")
        assert not until(lambda: not lives(answers), 2.0)  # it works
        asker.kill()
    assert until(lambda: not lives(answers), 20.0)


def lives(stat: Path) -> bool:
    """Whether a process lives, by its file of the system's."""
    try:
        return stat.read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def until(holds: Callable[[], bool], seconds: float) -> bool:
    """Whether something holds within some seconds."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if holds():
            return True
        time.sleep(0.05)
    return False


@pytest.mark.skipif(not hasattr(signal, "SIGSTOP"), reason="no process can be stopped for a while")
def test_a_process_that_does_not_go_on_is_ended(tmp_path: Path) -> None:
    job = Job(SHORT, "application/sparql-results+json", "")
    with Apart(store_of(tmp_path), seconds=0.05, memory=1 << 30) as apart:
        apart.start().send_signal(signal.SIGSTOP)
        with pytest.raises(QueryError, match="no answer within"):
            apart.run(job, Limits())
    with Apart(store_of(tmp_path), seconds=5.0, memory=1 << 30) as apart:
        apart.start().kill()  # before it is asked: the next one answers
        apart.start().wait()
        assert apart.run(job, Limits()).outcome.rows == 1


def test_what_cannot_be_answered_or_changes_each_time_is_left_to_the_server(tmp_path: Path) -> None:
    queries = {
        "courte.rq": SHORT,
        "fausse.rq": "SELECT {",
        "heure.rq": "SELECT (NOW() AS ?t) {}",
        "noeud.rq": "SELECT (BNODE() AS ?b) {}",
        "graphe.rq": "CONSTRUCT { [] <a:p> 1 } {}",
        "ordre.rq": "SELECT * { { ?x <a:p> ?y } UNION { ?x <a:p>/<a:q> ?y } }",
        "même.rq": f"# la même\n{SHORT}",
    }
    answers = answer_ready(store_of(tmp_path), ready_queries(queries), BASE)
    assert (asked(answers.content), answers.findings) == ([SHORT], ())


def releases(folder: Path, queries: Path, products: Products) -> list[Release]:
    """Two of them: the store of the second is that of the first with a change."""
    settings = replace(settings_for(folder), queries=queries)
    first, second = small_quads(), [*small_quads(), *document_quads("a", "gand")]
    made = []
    for quads in (first, second):
        made += [
            release_of(folder, Dataset.from_quads(quads), settings=settings, products=products)
        ]
        switch_current(folder, made[-1].name)
    return made


def test_only_what_a_change_can_have_changed_is_asked_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = {"tout": "SELECT * { ?s ?p ?o } ORDER BY ?s ?p ?o", "rien": "SELECT * { ?s <a:b> ?o }"}
    queries = written(tmp_path / "queries", **texts)
    monkeypatch.setattr(adopting, "_LARGEST", 1.0)
    wanted = releases(tmp_path / "anew", queries, Products())[1].path
    run, times = Apart.run, list[str]()

    def count(self: Apart, job: Job, limits: Limits, base_iri: str) -> Answered:
        times.append(job.query)
        return run(self, job, limits, base_iri)

    monkeypatch.setattr(Apart, "run", count)
    found = releases(tmp_path / "kept", queries, Products(tmp_path / "products"))[1].path
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
    bound: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ready, "_LIMITS", Limits(max_answer=bound))
    quads = [ox.Quad(ox.NamedNode(f"{BASE}{n}"), TERM, ox.Literal(n % 7)) for n in range(20)]
    release = store_of(tmp_path, quads)
    queries = {
        "SELECT ?s ?o { ?s ?p ?o } ORDER BY DESC(?o) ?s": "rangées.rq",
        "SELECT DISTINCT ?o { ?s ?p ?o } ORDER BY ?o": "distinctes.rq",
        "SELECT ?s { ?s ?p ?o } ORDER BY ?s LIMIT 2": "premières.rq",
        "SELECT ?s { ?s ?p 6 } ORDER BY ?s": "rangée.rq",
    }
    asking = Asking(release, queries, BASE)
    wanted = asking.answer().content
    kept = {answer.query: answer for answer in msgspec.json.decode(wanted, type=list[ReadyAnswer])}
    with asking:
        for known in (kept, {query: kept.get(query) for query in queries}, dict.fromkeys(queries)):
            assert asking.answer(Before(known, {}, [*queries])).content == wanted


def test_what_to_watch_for_a_question_is_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    first = Before({SHORT: None}, NOT_ASKED.watch([SHORT, WATCHED]))
    kept = msgspec.msgpack.decode(
        msgspec.msgpack.encode(first.watching), type=dict[str, Watching | None]
    )
    assert kept == first.watching
    monkeypatch.setattr(ready, "watch_query", {LONG: None}.__getitem__)
    assert Before({}, kept).watch([SHORT, LONG]) == {SHORT: kept[SHORT], LONG: None}
