"""The SPARQL endpoint: protocol, formats, refusals, limits."""

from __future__ import annotations

import asyncio
import gzip
import io
import json
import os
import shutil
import time
from pathlib import Path
from urllib.parse import quote

import pyoxigraph as ox
import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from lf2l_kg.base.messages import Message
from lf2l_kg.base.records import Finding
from lf2l_kg.base.settings import Settings
from lf2l_kg.query import Limits
from lf2l_kg.query.job import Job
from lf2l_kg.query.plain import may_be_kept, plain_form
from lf2l_kg.query.ready import answer_ready, ready_queries
from lf2l_kg.serve import create_app
from lf2l_kg.serve.evaluation.places import PoolLimits
from lf2l_kg.serve.evaluation.pool import Pool
from lf2l_kg.serve.evaluation.worker import WorkerLimits
from lf2l_kg.serve.journal import Entry, Journal
from lf2l_kg.serve.kept import Kept, KeptAnswers
from listening import SLOW, until
from serving import BASE, BROWSER, EVIL, Client, write_release

SELECT = "SELECT ?s ?o { ?s <https://w3id.org/lf2l/ontology#population> ?o }"
CONSTRUCT = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"
FORM = "application/x-www-form-urlencoded"


@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        ("", "application/sparql-results+json"),
        ("*/*", "application/sparql-results+json"),
        ("application/sparql-results+json", "application/sparql-results+json"),
        ("application/json", "application/json"),
        ("application/sparql-results+xml", "application/sparql-results+xml"),
        ("text/csv", "text/csv"),
        ("text/tab-separated-values", "text/tab-separated-values"),
        ("text/csv;q=0.1, application/sparql-results+xml;q=0.2", "application/sparql-results+xml"),
    ],
)
@pytest.mark.parametrize("query", [SELECT, "ASK { ?s ?p ?o }"])
def test_each_format_of_results_can_be_read_back(
    client: Client, accept: str, kind: str, query: str
) -> None:
    reply = client.ask(query, accept)
    assert (reply.status, reply.kind) == (200, kind)
    assert "Accept" in reply.headers["vary"]
    if kind == "text/csv":
        wanted = "s,o\r\nhttps://w3id.org/lf2l/id/territory/velen,66000\r\n"
        assert reply.text == (wanted if query == SELECT else "true\r\n")
        return
    found = ox.QueryResultsFormat.from_media_type(kind) or ox.QueryResultsFormat.JSON
    results = ox.parse_query_results(reply.body, format=found)
    if isinstance(results, ox.QueryBoolean):
        assert bool(results)
    else:
        assert [row["o"].value for row in results] == ["66000"]


@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        ("", "text/turtle"),
        ("text/turtle", "text/turtle"),
        ("application/n-triples", "application/n-triples"),
        ("application/ld+json", "application/ld+json"),
        ("application/rdf+xml", "application/rdf+xml"),
    ],
)
@pytest.mark.parametrize("query", [CONSTRUCT, f"DESCRIBE <{BASE}id/territory/velen>"])
def test_each_format_of_graphs_can_be_read_back(
    client: Client, accept: str, kind: str, query: str
) -> None:
    reply = client.ask(query, accept)
    assert (reply.status, reply.kind) == (200, kind)
    found = ox.RdfFormat.from_media_type(kind)
    graph = {str(quad.triple) for quad in ox.parse(reply.body, format=found)}
    assert any("ontology#population" in triple for triple in graph)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("json", "application/sparql-results+json"),
        ("xml", "application/sparql-results+xml"),
        ("csv", "text/csv"),
        ("tsv", "text/tab-separated-values"),
        ("text/csv", "text/csv"),
        ("html", "text/html"),
    ],
)
def test_a_format_can_be_named_in_the_address(client: Client, name: str, kind: str) -> None:
    assert client.ask(SELECT, "text/csv", format=name).kind == kind


@pytest.mark.parametrize(
    ("query", "accept", "name"),
    [(SELECT, "text/turtle", ""), (CONSTRUCT, "text/csv", ""), (SELECT, "", "ttl")],
)
def test_a_format_that_does_not_fit_is_406(
    client: Client, query: str, accept: str, name: str
) -> None:
    assert client.ask(query, accept, **({"format": name} if name else {})).status == 406


def test_both_forms_of_post_answer_as_get_does(client: Client) -> None:
    body = client.ask(SELECT).body
    form = f"query={quote(SELECT)}".encode()
    assert client.send("POST", "/sparql", body=form, content_type=FORM).body == body
    direct = client.send(
        "POST", "/sparql", body=SELECT.encode(), content_type="application/sparql-query"
    )
    assert direct.body == body


def test_the_dataset_of_the_protocol_is_the_one_asked(client: Client) -> None:
    graph, evidence = f"{BASE}graph/notes", f"{BASE}graph/notes/evidence"
    count = "SELECT (COUNT(*) AS ?n) { ?s <http://www.w3.org/ns/oa#exact> ?o }"
    assert client.ask(count, "text/csv").text.split()[1] == "0"
    parameter = {"default-graph-uri": evidence}
    assert client.ask(count, "text/csv", **parameter).text.split()[1] == "1"
    named = "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }"
    parameter = {"named-graph-uri": graph}
    assert client.ask(named, "text/csv", **parameter).text.split() == ["g", graph]
    assert client.ask("ASK { ?s ?p ?o }", "text/csv", **parameter).text.strip() == "false"
    assert client.ask(SELECT, **{"default-graph-uri": "not an iri"}).status == 400


def test_relative_iris_are_under_the_base(client: Client) -> None:
    reply = client.ask("SELECT ?n { <id/territory/velen> <ontology#population> ?n }", "text/csv")
    assert reply.text.split() == ["n", "66000"]


def test_a_browser_gets_a_form_then_a_table(client: Client) -> None:
    form = client.get("/sparql", BROWSER)
    assert form.kind == "text/html"
    assert "<textarea" in form.text
    table = client.ask(SELECT, BROWSER)
    assert table.kind == "text/html"
    assert '<a href="/id/territory/velen.html"' in table.text
    assert "format=csv" in table.text
    assert "&lt;script&gt;" in client.ask(CONSTRUCT, BROWSER).text


def test_what_a_query_holds_is_escaped_on_its_page(client: Client) -> None:
    page = client.ask(f'SELECT ("{EVIL}" AS ?x) ("{EVIL}" AS ?y) {{}}', BROWSER).text
    assert EVIL not in page
    link = client.ask("SELECT (IRI('javascript:alert(1)') AS ?x) {}", BROWSER).text
    assert 'href="javascript:' not in link


def test_the_service_describes_itself(client: Client) -> None:
    for accept in ("", "text/turtle", "application/ld+json", "application/rdf+xml"):
        reply = client.get("/sparql", accept)
        found = ox.RdfFormat.from_media_type(reply.kind)
        triples = {str(quad.triple) for quad in ox.parse(reply.body, format=found)}
        sd = "http://www.w3.org/ns/sparql-service-description#"
        address = "<http://data.example/sparql>"
        assert f"{address} <{sd}endpoint> {address}" in triples
        assert f"{address} <{sd}supportedLanguage> <{sd}SPARQL11Query>" in triples
    assert "64 KiB" in client.get("/sparql").text


def test_a_malformed_query_is_400_with_its_place(client: Client) -> None:
    reply = client.ask("SELECT *\nWHERE { ?s ?p }", accept="text/plain")
    assert (reply.status, reply.kind) == (400, "text/plain")
    assert "ligne 2, colonne 15" in reply.text


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"update=CLEAR%20ALL", FORM, 403),
        (b"CLEAR ALL", "application/sparql-update", 403),
        (b"CLEAR ALL", "application/sparql-query", 400),
        (b"PREFIX a: <b:c> BASE <d:e> INSERT DATA {}", "application/sparql-query", 400),
        (b"LOAD <http://127.0.0.1:1/x>", "application/sparql-query", 400),
        (b"query=ASK{}&query=ASK{}", FORM, 400),
        (b"", FORM, 400),
        (b"query=%FF", FORM, 400),
        (b"\xff", "application/sparql-query", 400),
        (b"ASK {}", "text/plain", 415),
        (b"ASK {}", "", 415),
        (b"&" * 1000, FORM, 400),
        (b"query=" + b"a" * (300 << 10), FORM, 413),
    ],
)
def test_what_is_no_query_is_refused(client: Client, body: bytes, kind: str, status: int) -> None:
    reply = client.send("POST", "/sparql", body=body, content_type=kind)
    assert reply.status == status
    assert len(reply.text) > 20


def test_nothing_can_be_written(client: Client) -> None:
    before = client.ask("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }").body
    for text in ("DELETE WHERE { ?s ?p ?o }", "CLEAR ALL", "INSERT DATA { <a:b> <a:b> <a:b> }"):
        assert client.ask(text).status == 400
    assert client.ask("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }").body == before


def test_service_is_refused_before_anything_is_called(client: Client) -> None:
    reply = client.ask("SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }")
    assert (reply.status, "SERVICE" in reply.text) == (400, True)


def test_from_an_address_fetches_nothing(client: Client) -> None:
    reply = client.ask("ASK FROM <http://127.0.0.1:9/> { ?s ?p ?o }")
    assert json.loads(reply.body)["boolean"] is False


def test_a_deep_query_gets_an_answer_and_the_server_lives(client: Client) -> None:
    for text in ("SELECT * {" + "{" * 5000 + "}" * 5001, "ASK { FILTER(" + "!" * 30000 + "true) }"):
        assert client.ask(text).status in (200, 400, 413)
    assert client.ask("ASK {}").status == 200


def test_a_long_query_is_refused(client: Client) -> None:
    reply = client.ask("ASK { } #" + "x" * (64 << 10))
    assert (reply.status, "64" in reply.text or "65536" in reply.text) == (413, True)


def test_an_answer_past_the_bound_is_no_answer(releases: Path) -> None:
    with Client(releases, limits=Limits(max_answer=500)) as client:
        for query in ("SELECT * { ?s ?p ?o }", CONSTRUCT):
            reply = client.ask(query)
            assert (reply.status, "LIMIT" in reply.text) == (413, True)


@pytest.mark.parametrize("kind", ["json", "xml", "csv", "tsv"])
def test_an_answer_with_more_rows_than_allowed_is_no_answer(releases: Path, kind: str) -> None:
    with Client(releases, limits=Limits(max_rows=3)) as client:
        assert client.ask("SELECT * { ?s ?p ?o } LIMIT 3", format=kind).status == 200
        reply = client.ask("SELECT * { ?s ?p ?o } LIMIT 4", format=kind)
        assert (reply.status, "LIMIT" in reply.text) == (413, True)


def test_a_slow_query_is_503_with_the_dump_and_others_go_on(releases: Path) -> None:
    limits = PoolLimits(workers=1, timeout_s=1.0, light_s=0.1)
    with Client(releases, pool_limits=limits) as client:
        slow, quick = client.together(f"/sparql?query={quote(SLOW)}", "/sparql?query=ASK{}")
        assert (slow.status, slow.headers["retry-after"]) == (503, "60")
        assert "/dumps/dump.nq.zst" in slow.text
        assert quick.status == 200
        assert client.ask("ASK {}").status == 200


def test_without_a_place_a_query_is_turned_away(releases: Path) -> None:
    limits = PoolLimits(workers=1, slow=0, waiting=0, timeout_s=0.5)
    with Client(releases, pool_limits=limits) as client:
        _, full = client.together(f"/sparql?query={quote(SLOW)}", "/sparql?query=ASK{}")
        assert (full.status, full.headers["retry-after"]) == (503, "10")
        assert client.ask("ASK {}").status == 200


def test_a_query_that_takes_too_much_memory_is_503_and_the_server_lives(releases: Path) -> None:
    values = "VALUES ?x { " + " ".join(f'"{n:040}"' for n in range(1000)) + " }"
    more = " ".join(f"?s{i} ?p{i} ?o{i} ." for i in range(4))
    greedy = f"SELECT (GROUP_CONCAT(?x) AS ?all) {{ {values} {more} }}"
    with Client(releases, pool_limits=PoolLimits(memory=64 << 20, timeout_s=60)) as client:
        reply = client.ask(greedy)
        assert (reply.status, "64\u00a0Mi" in reply.text or "64 Mi" in reply.text) == (503, True)
        assert client.ask("ASK {}").status == 200


def test_all_answers_in_files_have_a_bounded_room_together(releases: Path) -> None:
    digits = " ".join(map(str, range(10)))
    values = " ".join(f"VALUES ?d{n} {{ {digits} }}" for n in range(4))
    long, short = (
        Job(f"SELECT * {{ {values} }}", kind, "")
        for kind in ("application/sparql-results+json", "text/csv")
    )

    async def ask() -> None:
        limits = PoolLimits(workers=1, slow=1, files=4_000_000)
        pool = Pool(releases / "current", limits, WorkerLimits(Limits(), BASE, 1 << 30))
        await pool.start()
        try:
            file = (await pool.run(long)).file
            assert file is not None
            with file:
                assert os.fstat(file.fileno()).st_size > 1_500_000
                refused = (await pool.run(long)).outcome.failure
                assert (refused and refused.kind) == "NoRoomError"
                assert (await pool.run(short)).outcome.failure is None
            del file
            answered = await pool.run(long)
            assert answered.outcome.failure is None
            if answered.file is not None:
                answered.file.close()
        finally:
            pool.kill()

    asyncio.run(ask())


def test_a_release_that_is_deleted_is_told_at_once(tmp_path: Path) -> None:
    path = write_release(tmp_path)
    with Client(tmp_path, pool_limits=PoolLimits(workers=1, wait_s=60)) as client:
        assert client.ask("ASK {}").status == 200
        shutil.rmtree(path)
        live = client.app.endpoint.follower.live
        assert live is not None
        for evaluator in live.pool._supply.idle:
            evaluator.kill("replaced")
        replies = [client.ask(f"ASK {{ FILTER({n} = {n}) }}") for n in range(3)]
        for reply in replies:
            assert (reply.status, reply.headers["retry-after"]) == (503, "30")
            assert path.name in reply.text
        assert client.ask("ASK {}").status == 200  # it was kept
        ready = client.get("/readyz")
        assert (ready.status, json.loads(ready.body)["release"]) == (503, path.name)


def test_a_release_whose_pages_cannot_be_made_still_answers_queries(tmp_path: Path) -> None:
    (write_release(tmp_path) / "ontology.ttl").unlink()
    with Client(tmp_path) as client:
        home = client.get("/")
        assert (home.status, "lf2l-kg build" in home.text) == (503, True)
        assert client.ask("ASK { ?s ?p ?o }").text.endswith("true}")
        assert client.get("/sparql", "text/turtle").status == 200


def test_many_at_once_all_get_an_answer_or_a_reason(releases: Path) -> None:
    with Client(releases, pool_limits=PoolLimits(workers=1, waiting=10)) as client:
        asked = [f"/sparql?query={quote(f'ASK {{ FILTER({n} = {n}) }}')}" for n in range(30)]
        statuses = [reply.status for reply in client.together(*asked)]
        assert set(statuses) == {200, 503}
        assert statuses.count(200) >= 11
        assert client.ask("ASK {}").status == 200


# Answers that are kept


def test_an_answer_is_known_again_by_its_tag(client: Client) -> None:
    path = f"/sparql?query={quote(SELECT)}"
    first = client.get(path)
    again = client.get(path, if_none_match=first.headers["etag"])
    assert (again.status, again.body) == (304, b"")
    assert again.headers["etag"] == first.headers["etag"]
    assert client.get(path, if_none_match='"other", W/' + first.headers["etag"]).status == 304
    assert client.get(path, if_none_match='"other"').status == 200
    assert client.get(path, "text/csv").headers["etag"] != first.headers["etag"]


def test_what_changes_each_time_is_not_kept(client: Client) -> None:
    first, second = (client.ask("SELECT (STRUUID() AS ?x) {}") for _ in range(2))
    assert first.body != second.body
    assert (first.headers["cache-control"], "etag" in first.headers) == ("no-store", False)


@pytest.mark.parametrize(
    ("query", "same"),
    [
        ("SELECT (NOW() AS ?x) {}", False),
        ("SELECT (now # why\n () AS ?x) {}", False),
        ("SELECT (1+RAND() AS ?x) {}", False),
        ("SELECT (1/RAND() AS ?x) {}", False),
        ("SELECT ?x { ?x ?y ?z } ORDER BYRAND()", False),
        ("SELECT ?now { ?now a <http://a/#rand> ; rand:x <http://a/uuid> }", True),
        ("SELECT ?randomised { ?nowhere ?p ?o }", True),
    ],
)
def test_what_has_a_clock_or_a_die_in_it_is_known(query: str, same: bool) -> None:
    assert may_be_kept(query) is same


def test_an_error_in_json_says_its_place(client: Client) -> None:
    reply = client.ask("SELECT *\nWHERE { ?s ?p }", accept="application/json")
    said = json.loads(reply.body)
    assert (reply.status, said["status"], said["line"], said["column"]) == (400, 400, 2, 15)


def test_spaces_and_comments_around_lines_do_not_make_another_query() -> None:
    assert plain_form("  ASK\t\r\n# why\n\n {}") == "ASK\n{}"
    kept = "ASK { FILTER('''a\n # b''' = 'a') }"
    assert plain_form(kept) == kept


@given(st.text(alphabet="ASK{} #\n\t'<>\"", max_size=30))
def test_the_plain_form_is_its_own_plain_form(query: str) -> None:
    assert plain_form(plain_form(query)) == plain_form(query)


def test_kept_answers_take_no_more_than_their_room() -> None:
    kept = KeptAnswers(100_000)
    jobs = [Job(f"ASK {n}", "", "") for n in range(200)]
    for number, job in enumerate(jobs):
        kept.keep(job, "ask", _kept(5000))
        kept.know(f"GET /sparql?query={number}".encode(), job)
        assert kept.size <= 100_000
    assert kept.find(jobs[0]) is None
    assert kept.find_raw(b"GET /sparql?query=199") is not None
    kept.keep(Job("large", "", ""), "ask", _kept(50_000))
    assert kept.find(Job("large", "", "")) is None


def _kept(size: int) -> Kept:
    return Kept((), b"", b"x" * size, "", "", 0)


# Large answers


def test_a_large_answer_is_compressed_as_asked_and_whole(client: Client) -> None:
    digits = " ".join(map(str, range(10)))
    names = [f"?d{n}" for n in range(4)]
    values = " ".join(f"VALUES {name} {{ {digits} }}" for name in names)
    query = f"SELECT * {{ {values} }}"
    plain = client.ask(query)
    assert plain.status == 200
    assert len(plain.body) > 1_000_000
    assert int(plain.headers["content-length"]) == len(plain.body)
    assert len(json.loads(plain.body)["results"]["bindings"]) == 10_000
    path = f"/sparql?query={quote(query)}"
    for encoding, undo in (("gzip", gzip.decompress), ("zstd", unzstd)):
        reply = client.get(path, accept_encoding=f"br, {encoding}")
        assert reply.headers["content-encoding"] == encoding
        assert undo(reply.body) == plain.body


def unzstd(content: bytes) -> bytes:
    return zstandard.ZstdDecompressor().decompressobj().decompress(content)


def test_requests_are_counted(client: Client) -> None:
    before = client.ask("ASK {}").status
    text = client.get("/metrics").text
    assert before == 200
    assert 'lf2l_kg_requests_total{room="sparql",status="200"}' in text
    assert "lf2l_kg_request_seconds_bucket" in text

    def idle() -> float:
        lines = client.get("/metrics").text.splitlines()
        name = "lf2l_kg_processes_idle "
        return next(float(row.removeprefix(name)) for row in lines if row.startswith(name))

    # One for each quick place and a spare, and those in whose place one was started, as for a long query or
    # a desk: of these stay as many as there are places in all. One may be starting still.
    limits = PoolLimits()
    assert until(lambda: limits.workers < idle() <= limits.workers + limits.slow)


# What a release brings


def test_the_projects_own_questions_are_answered_before_they_are_asked(tmp_path: Path) -> None:
    release = write_release(tmp_path)
    shipped = "# Combien ?\n  SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
    (release / "answers.json").write_bytes(
        answer_ready(release, ready_queries({"shipped.rq": shipped}), BASE).content
    )
    with Client(tmp_path) as client:
        assert client.get("/readyz").status == 200
        assert client.app.endpoint.follower.gauges()["kept_answers"] == 1.0
        plain = client.ask(shipped)
        assert client.app.endpoint.follower.gauges()["kept_answers"] == 1.0
        assert json.loads(plain.body)["results"]["bindings"][0]["n"]["value"] == "23"
        assert (
            client.get(
                f"/sparql?query={quote(shipped)}", if_none_match=plain.headers["etag"]
            ).status
            == 304
        )


def test_a_damaged_release_is_not_served(tmp_path: Path) -> None:
    write_release(tmp_path)
    damaged = Finding("x", 0, 0, "error", "damaged-release", Message(fr="abîmé", en="damaged"))
    app = create_app(tmp_path, Settings(), check=lambda _: [damaged])
    with Client(tmp_path, app=app) as client:
        reply = client.ask("ASK {}")
        assert (reply.status, "abîmé" in reply.text) == (503, True)


# Under pressure


def test_after_an_overload_every_place_is_free_again(releases: Path) -> None:
    limits = PoolLimits(workers=1, wait_s=0.05, waiting=1000, timeout_s=2.0)
    with Client(releases, pool_limits=limits) as client:
        values = " ".join(map(str, range(30)))
        three = " ".join(f"VALUES ?v{n} {{ {values} }}" for n in range(3))
        asked = [
            f"/sparql?query={quote(f'SELECT (SUM(?v0 + {n}) AS ?s) {{ {three} }}')}"
            for n in range(60)
        ]
        statuses = {reply.status for reply in client.together(*asked)}
        assert 503 in statuses
        client.wait(2.5)
        counts = client.app.endpoint.follower.gauges()
        assert (counts["queries_quick"], counts["queries_slow"]) == (0.0, 0.0)
        assert client.ask("ASK {}").status == 200


def test_a_place_that_comes_at_the_last_moment_is_not_lost(releases: Path) -> None:
    async def run() -> tuple[int, int]:
        limits = PoolLimits(workers=1, wait_s=0.01)
        pool = Pool(releases / "current", limits, WorkerLimits(Limits(), BASE, limits.memory))
        await pool.start()
        first = pool._begin()
        assert first is not None
        waiting = asyncio.create_task(pool._wait())
        await asyncio.sleep(0)
        time.sleep(0.02)
        pool._end(first)
        taken = await waiting
        pool._end(taken)
        found = pool.counts
        pool.kill()
        return found["quick"], found["waiting"]

    assert asyncio.run(run()) == (0, 0)


def test_a_posted_query_is_never_unchanged(client: Client) -> None:
    kind = "application/sparql-query"
    reply = client.send("POST", "/sparql", body=b"ASK {}", content_type=kind, if_none_match="*")
    assert (reply.status, reply.kind) == (200, "application/sparql-results+json")


def test_a_log_that_nobody_can_write_stops_nothing() -> None:
    class Full(io.StringIO):
        def write(self, text: str, /) -> int:
            raise OSError(28, "No space left on device", text)

    journal = Journal("text", Full())
    journal.add(Entry("GET", "/a b", 200, 1, 0.1))
    journal.close()
    assert b'lf2l_kg_requests_total{room="other",status="200"} 1.0' in journal.metrics()


def test_a_line_of_the_log_cannot_be_forged() -> None:
    output = io.StringIO()
    journal = Journal("text", output)
    journal.add(Entry("GET", "/a 200 0 B 1 ms\nGET /b", 404, 1, 0.1))
    journal.close()
    assert output.getvalue().count("\n") == 1
    assert "GET /a%20200%200%20B%201%20ms%0AGET%20/b 404 1 B" in output.getvalue()


def test_requests_without_lines_are_counted_as_those_with_lines() -> None:
    seconds = (0.0001, 0.001, 0.3, 20.0)
    silent, loud = Journal("none"), Journal("text", io.StringIO())
    silent.count("/sparql", 200, *seconds[:3])
    silent.count("/id/project/x", 503, seconds[3])
    for one in seconds[:3]:
        loud.add(Entry("GET", "/sparql", 200, 1, one))
    loud.add(Entry("GET", "/id/project/x", 503, 1, seconds[3]))
    loud.close()
    assert (silent.writes, loud.writes) == (False, True)
    assert silent.metrics() == loud.metrics()
    assert b'lf2l_kg_requests_total{room="sparql",status="200"} 3.0' in silent.metrics()
