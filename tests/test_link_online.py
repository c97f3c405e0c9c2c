"""Services are asked politely, and what they answer is not believed before it is whole."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from threading import Event
from typing import Any
from urllib.parse import unquote_plus

import pytest

import misbehaving
from lf2l_kg.base.errors import InputError, NetworkError
from lf2l_kg.base.namespaces import WIKIDATA
from lf2l_kg.link import Decision, propose_links
from lf2l_kg.link.courier import PARALLEL, Courier, Request
from lf2l_kg.link.endpoint import Endpoint, TwoEndpoints
from lf2l_kg.link.refresh import find_changes
from lf2l_kg.link.searching import Candidate, ItemSearch, Query, Reconciliation, Result
from misbehaving import Server, refuse, serve
from small_wikidata import small_slice, town

SCHEMAS = Path(__file__).resolve().parents[2] / "shared" / "conformance" / "reconciliation" / "0.2"
CONTACT = "someone@example.org"


@pytest.fixture(scope="module")
def running() -> Iterator[Server]:
    with serve() as server:
        yield server


@pytest.fixture
def server(running: Server) -> Server:
    running.tricks.clear()
    running.agents.clear()
    running.asked.clear()
    running.slow, running.most_busy = 0.0, 0
    running.identifier_space = "http://www.wikidata.org/entity/"
    return running


class Waits:
    """Stands in for the clock: remembers how long it was asked to wait."""

    def __init__(self) -> None:
        self.seconds: list[float] = []

    def __call__(self, seconds: float) -> None:
        self.seconds.append(seconds)


@pytest.fixture
def waits() -> Waits:
    return Waits()


@pytest.fixture
def courier(tmp_path: Path, waits: Waits) -> Courier:
    return Courier(CONTACT, tmp_path / "cache", timeout=1.0, sleep=waits)


def call(server: Server, words: str = "Valmont") -> Request:
    return Request(f"{server.url}/api", parameters=(("search", words),))


def query(server: Server) -> Request:
    return Request(f"{server.url}/sparql", "SELECT ?s WHERE { ?s ?p ?o } LIMIT 1")


# --- Manners ------------------------------------------------------------------------------------


def test_without_a_contact_nothing_is_asked(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        Courier("", tmp_path)
    assert "contact = " in caught.value.message.en


def test_every_request_says_who_asks(server: Server, courier: Courier) -> None:
    courier.fetch([call(server), query(server)])
    assert len(server.agents) == 2
    assert all(agent == f"lf2l-kg ({CONTACT})" for agent in server.agents)


def test_no_more_than_five_are_asked_at_once(server: Server, courier: Courier) -> None:
    server.slow = 0.02
    answers = courier.fetch([call(server, f"Valm{n}") for n in range(20)])
    assert len(answers) == 20
    assert 1 < server.most_busy <= PARALLEL == 5


def test_answers_come_in_the_order_of_the_questions(server: Server, courier: Courier) -> None:
    first, second = courier.fetch([call(server, "Meur"), call(server, "Valm")])
    assert [hit["id"] for hit in first["search"]] == ["Q120", "Q150"]
    assert [hit["id"] for hit in second["search"]] == ["Q121", "Q131", "Q141"]


def test_what_is_on_the_disk_is_not_asked_again(
    server: Server, courier: Courier, tmp_path: Path
) -> None:
    before = courier.fetch([call(server)])
    assert courier.fetch([call(server)]) == before
    assert len(server.asked) == 1
    (path,) = (tmp_path / "cache").rglob("*.json")
    assert {"date", "url", "answer"} <= set(json.loads(path.read_text()))
    young = Courier(CONTACT, tmp_path / "cache", max_age=timedelta(0))
    young.fetch([call(server)])
    path.write_text('{"date": "20')  # a disk may have lost part of it
    courier.fetch([call(server)])
    assert len(server.asked) == 3


def test_a_run_that_was_stopped_goes_on_where_it_stopped(server: Server, courier: Courier) -> None:
    requests = [call(server, f"Valm{n}") for n in range(8)]
    courier.fetch(requests[:3])
    server.tricks.append(refuse(403))
    with pytest.raises(NetworkError):
        courier.fetch(requests)
    courier.fetch(requests)
    bodies = [asked for asked in server.asked if "Valm1" in asked]
    assert len(bodies) == 1


def test_a_question_asked_twice_is_sent_once(server: Server, courier: Courier) -> None:
    first, second = courier.fetch([call(server), call(server)])
    assert first == second
    assert len(server.asked) == 1


def test_who_stops_does_not_wait_for_a_tired_service(server: Server, tmp_path: Path) -> None:
    def stop(done: int, _: int) -> None:
        if done:
            raise KeyboardInterrupt

    Courier(CONTACT, tmp_path).fetch([call(server, "Meur")])
    courier = Courier(
        CONTACT, tmp_path, progress=stop
    )  # with the real clock: else this takes minutes
    server.tricks.append(refuse(429, Retry_After="200"))
    with pytest.raises(KeyboardInterrupt):
        courier.fetch([call(server), call(server, "Meur")])


def test_who_stops_does_not_wait_for_a_service_that_hangs(server: Server, tmp_path: Path) -> None:
    hung, leave = Event(), Event()

    def hang(_: misbehaving.Handler) -> None:
        hung.set()
        leave.wait(60)

    def stop(done: int, _: int) -> None:
        if done:
            hung.wait(60)
            raise KeyboardInterrupt

    Courier(CONTACT, tmp_path).fetch([call(server, "Meur")])
    courier = Courier(CONTACT, tmp_path, progress=stop)
    server.tricks.append(hang)
    with pytest.raises(KeyboardInterrupt):
        courier.fetch([call(server), call(server, "Meur")])
    assert not leave.is_set()
    assert server.busy == 1  # the request is still open: nobody has waited for its end
    leave.set()


def test_progress_is_told(server: Server, tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    courier = Courier(CONTACT, tmp_path, progress=lambda done, total: told.append((done, total)))
    courier.fetch([call(server, f"Valm{n}") for n in range(4)])
    assert told == [(0, 4), (1, 4), (2, 4), (3, 4), (4, 4)]


# --- When the service is tired, or broken ---------------------------------------------------------


@pytest.mark.parametrize(("header", "seconds"), [("7", 7.0), ("0", 0.0), ("later", 1.0)])
@pytest.mark.parametrize(("ask", "code"), [(call, 429), (call, 503), (query, 429)])
def test_a_tired_service_is_left_in_peace_as_long_as_it_says(
    server: Server,
    courier: Courier,
    waits: Waits,
    *,
    ask: Any,
    code: int,
    header: str,
    seconds: float,
) -> None:
    server.tricks.append(refuse(code, Retry_After=header))
    courier.fetch([ask(server)])
    assert waits.seconds == [seconds]
    assert len(server.asked) == 2


def test_a_date_to_come_back_at_is_understood(
    server: Server, courier: Courier, waits: Waits
) -> None:
    server.tricks.append(refuse(429, Retry_After="Wed, 21 Oct 2015 07:28:00 GMT"))
    courier.fetch([call(server)])
    assert waits.seconds == [0.0]


def test_a_service_that_wants_peace_for_long_ends_the_run(
    server: Server, courier: Courier, waits: Waits
) -> None:
    server.tricks.append(refuse(429, Retry_After="86400"))
    with pytest.raises(NetworkError) as caught:
        courier.fetch([call(server)])
    assert waits.seconds == []
    assert "run again in 1440 minutes" in caught.value.message.en


@pytest.mark.parametrize(
    "trick",
    [
        refuse(500),
        refuse(502),
        misbehaving.html,
        misbehaving.hidden_html,
        misbehaving.empty,
        misbehaving.cut,
        misbehaving.cut_short,
        misbehaving.hang_up,
        misbehaving.limited,
    ],
)
@pytest.mark.parametrize("ask", [call, query])
def test_what_is_no_answer_is_asked_again_and_never_kept(
    server: Server, courier: Courier, waits: Waits, ask: Any, trick: Any, tmp_path: Path
) -> None:
    server.tricks.append(trick)
    (answer,) = courier.fetch([ask(server)])
    assert answer.keys() & {"search", "results"}
    assert waits.seconds == [1.0]
    server.tricks.extend([trick] * 6)
    waits.seconds.clear()
    with pytest.raises(NetworkError):
        courier.fetch([Request(f"{server.url}/api", parameters=(("search", "Other"),))])
    assert waits.seconds == [1.0, 2.0, 4.0, 8.0, 16.0]
    assert len(list((tmp_path / "cache").rglob("*.json"))) == 1


@pytest.mark.parametrize("trick", [misbehaving.sleep, misbehaving.drip])
@pytest.mark.parametrize("ask", [call, query])
def test_a_service_that_is_too_slow_is_given_up(
    server: Server, courier: Courier, waits: Waits, ask: Any, trick: Any
) -> None:
    server.tricks.append(trick)
    (answer,) = courier.fetch([ask(server)])
    assert answer
    assert waits.seconds == [1.0]


@pytest.mark.parametrize("ask", [call, query])
@pytest.mark.parametrize("code", [400, 401, 403, 404, 414])
def test_a_refusal_for_good_is_not_asked_again(
    server: Server, courier: Courier, ask: Any, code: int
) -> None:
    server.tricks.append(refuse(code))
    with pytest.raises(NetworkError) as caught:
        courier.fetch([ask(server)])
    assert len(server.asked) == 1
    assert caught.value.path.startswith(server.url)


def test_a_redirect_is_followed_but_not_to_a_file(server: Server, courier: Courier) -> None:
    server.tricks.append(misbehaving.redirect("/api?search=Meur"))
    (answer,) = courier.fetch([call(server)])
    assert answer["search"][0]["id"] == "Q120"
    server.tricks.append(misbehaving.redirect("file:///etc/passwd"))
    with pytest.raises(NetworkError):
        courier.fetch([call(server, "x")])


@pytest.mark.parametrize("code", [301, 302, 303, 307, 308])
def test_a_query_is_sent_again_whole_to_where_it_is_redirected(
    server: Server, courier: Courier, code: int
) -> None:
    elsewhere = refuse(code, Location="/sparql?moved")
    server.tricks.append(elsewhere)
    if code < 304:
        server.tricks.append(refuse(400))  # what urllib makes of it, a GET without the query
    (answer,) = courier.fetch([query(server)])
    assert answer["results"]["bindings"]
    assert server.asked[-1].startswith("/sparql?moved query=SELECT")


def test_a_query_is_not_sent_round_in_circles_nor_elsewhere_than_the_web(
    server: Server, courier: Courier
) -> None:
    for location in ("/sparql", "file:///etc/passwd"):
        server.tricks.extend([refuse(308, Location=location)] * 9)
        server.asked.clear()
        with pytest.raises(NetworkError):
            courier.fetch([query(server)])
        assert len(server.asked) <= 6
        server.tricks.clear()


def test_those_refused_together_wait_together(server: Server, tmp_path: Path) -> None:
    slept: list[float] = []

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        time.sleep(min(seconds, 0.5))

    server.slow = 0.05  # so that all five are under way
    server.tricks.extend([refuse(429, Retry_After="1")] * 5)
    Courier(CONTACT, tmp_path, sleep=sleep).fetch([call(server, f"Valm{n}") for n in range(5)])
    assert max(slept) == pytest.approx(1.0, abs=0.3)
    assert sum(slept) < 3.0


@pytest.mark.parametrize("url", ["file:///etc/passwd", "ftp://x.example/", "x", ""])
def test_only_http_addresses_are_asked(courier: Courier, url: str) -> None:
    with pytest.raises(NetworkError):
        courier.fetch([Request(url)])


def test_nobody_at_the_address_is_told(courier: Courier, waits: Waits) -> None:
    with pytest.raises(NetworkError):
        courier.fetch([Request("http://127.0.0.1:9/")])
    assert len(waits.seconds) == 5


# --- Items from services ------------------------------------------------------------------------


def test_an_endpoint_proposes_what_a_slice_does(
    server: Server, courier: Courier, tmp_path: Path
) -> None:
    subjects = [
        town("Valmont", identifiers=(("P1566", "9131"),)),
        town("Valmont", parents=("Meurthe",), country="France", population=1000),
        town("saint-élophe", parents=("Meurthe",), country="France"),
        town("Atelier des Possibles", "Institution", identifiers=(("P856", "possibles.example"),)),
    ]
    subjects = [
        type(s)(f"{s.iri}{n}", s.kind, s.label, s.aliases, s.identifiers, s.country, s.parents, (),
                s.population)
        for n, s in enumerate(subjects)
    ]  # fmt: skip
    endpoint = Endpoint(f"{server.url}/sparql", courier)
    online = propose_links(subjects, (), endpoint)
    offline = propose_links(subjects, (), small_slice(tmp_path))
    firsts = [(p.candidates[0].item.id, p.candidates[0].safe) for p in online]
    assert firsts == [("Q131", "identifier"), ("Q121", ""), ("Q122", "label"), ("Q140", "")]
    assert firsts == [(p.candidates[0].item.id, p.candidates[0].safe) for p in offline]
    assert online[1].candidates[0].features == offline[1].candidates[0].features
    assert online[1].candidates[0].item == offline[1].candidates[0].item


@pytest.mark.parametrize(
    "name", ["ST ÉLOPHE", "saint-élophe", "Saint Élophe", "St. Élophe", "SAINT-ÉLOPHE"]
)
def test_a_name_is_asked_for_as_it_is_usually_written(
    server: Server, courier: Courier, name: str
) -> None:
    found = Endpoint(f"{server.url}/sparql", courier).by_label([town(name)])
    assert [item.id for item in found[town(name).iri]] == ["Q122"]
    again = Endpoint(f"{server.url}/sparql", courier).by_label([town(name.lower())])
    assert len(again[town(name).iri]) == 1


def test_an_isni_is_asked_for_with_its_spaces_too(server: Server, courier: Courier) -> None:
    lab = town("Atelier", "Institution", identifiers=(("P213", "0000000121946418"),))
    Endpoint(f"{server.url}/sparql", courier).by_identifier([lab])
    asked = unquote_plus(server.asked[0])
    assert '"0000000121946418"' in asked
    assert '"0000 0001 2194 6418"' in asked


def test_a_name_cannot_break_out_of_a_query(server: Server, courier: Courier) -> None:
    endpoint = Endpoint(f"{server.url}/sparql", courier)
    mean = town('" } ?s ?p ?o . { "\\', identifiers=(("P856", "x> } #"), ("P374", '") } {')))
    (proposal,) = propose_links([mean], (), endpoint)
    assert proposal.candidates == ()


@pytest.mark.parametrize("service", [ItemSearch, Reconciliation])
def test_a_near_spelling_is_found_by_a_search_service(
    server: Server, courier: Courier, service: Any
) -> None:
    path = "api" if service is ItemSearch else "reconcile"
    search = service(f"{server.url}/{path}", courier)
    endpoint = Endpoint(f"{server.url}/sparql", courier, search)
    (proposal,) = propose_links([town("Valmont-sur-Orme", parents=("Meurthe",))], (), endpoint)
    assert proposal.candidates[0].item.id == "Q121"
    assert proposal.safe is None


def test_a_reconciliation_service_of_something_else_is_refused(
    server: Server, courier: Courier
) -> None:
    server.identifier_space = "https://d-nb.info/gnd/"
    with pytest.raises(NetworkError) as caught:
        Reconciliation(f"{server.url}/reconcile", courier).find([town("Valmont")])
    assert "d-nb.info" in caught.value.message.en


@pytest.mark.parametrize("answer", [b"[]", b'{"search": 3}', b'{"search": [{"id": 4}]}', b"7"])
def test_json_of_another_shape_is_told(server: Server, courier: Courier, answer: bytes) -> None:
    server.tricks.append(lambda handler: handler.say(answer))
    with pytest.raises(NetworkError):
        ItemSearch(f"{server.url}/api", courier).find([town("Valmont")])
    server.tricks.append(lambda handler: handler.say(answer))
    with pytest.raises(NetworkError):
        Endpoint(f"{server.url}/sparql", courier).by_label([town("Valmont")])


def test_an_item_of_the_scholarly_graph_is_not_told_to_be_deleted(
    server: Server, courier: Courier
) -> None:
    class Nothing(Endpoint):
        def read_raw(self, ids: object) -> dict[str, Any]:  # noqa: ARG002 -- a graph without it
            return {}

    main, scholarly = (
        kind(f"{server.url}/sparql?{name}", courier)
        for kind, name in ((Nothing, "a"), (Endpoint, "b"))
    )
    linked = Decision("https://x.example/p", "owl:sameAs", f"{WIKIDATA}Q140", "accepted", "x:y", 1)
    changes = find_changes([linked], TwoEndpoints(main, scholarly), Path("links.tsv"))
    assert "item-deleted" not in {change.code for change in changes}
    changes = find_changes([linked], TwoEndpoints(main, main), Path("links.tsv"))
    assert {change.code for change in changes} == {"item-deleted"}


def test_publications_are_looked_for_in_the_scholarly_graph(
    server: Server, courier: Courier
) -> None:
    both = TwoEndpoints(
        Endpoint(f"{server.url}/sparql", courier),
        Endpoint(f"{server.url}/sparql?scholarly", courier),
    )
    article = town("An article", "Publication", identifiers=(("P356", "10.1000/X"),))
    propose_links([article], (), both)
    assert server.asked
    assert all("scholarly" in asked for asked in server.asked)
    propose_links([town("Valmont", parents=("Meurthe",))], (), both)
    assert not all("scholarly" in asked for asked in server.asked)


# --- The Reconciliation API's own schemas ---------------------------------------------------------


def test_our_queries_are_valid_by_the_schema() -> None:
    jsonschema = pytest.importorskip("jsonschema")
    schema = SCHEMAS / "schemas" / "reconciliation-query-batch.json"
    if not schema.is_file():
        pytest.skip("the schemas are not on this machine")
    import msgspec

    judge = jsonschema.Draft7Validator(json.loads(schema.read_text()))  # it names no draft itself
    assert judge.is_valid(
        msgspec.to_builtins({"q0": Query("Valmont"), "q1": Query("X", type="Q5")})
    )
    assert not judge.is_valid({"q0": {"queries": "x"}})


def test_the_schemas_own_results_are_read_and_the_invalid_ones_are_not() -> None:
    examples = SCHEMAS / "examples"
    if not examples.is_dir():
        pytest.skip("the examples are not on this machine")
    import msgspec

    for path in (examples / "reconciliation-result-batch" / "valid").glob("*.json"):
        assert msgspec.convert(json.loads(path.read_text()), dict[str, Result])
    for path in (examples / "reconciliation-candidate" / "valid").glob("*.json"):
        assert msgspec.convert(json.loads(path.read_text()), Candidate).id
    invalid = [*(examples / "reconciliation-result-batch").glob("invalid/*.json")]
    for path in invalid:
        with pytest.raises(msgspec.ValidationError):
            msgspec.convert(json.loads(path.read_text()), dict[str, Result])
