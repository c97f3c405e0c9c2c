"""Random requests, on a connection that is lent and on one of its own: the answers are the same."""

from __future__ import annotations

import http.client
import random
import time
from collections.abc import Iterator
from urllib.parse import quote

import pytest

from lent import Line, is_lent, needs_proc, new
from listening import Listening, listen_to_small, rows

REQUESTS = 400
QUERIES = (
    "SELECT * { ?s ?p ?o } ORDER BY ?s ?p ?o LIMIT 3",
    "SELECT ?x { BIND('é€𝄞' AS ?x) }",
    "SELECT (1 AS ?x) { FILTER(false) }",
    "ASK { ?s a <https://w3id.org/lf2l/ontology#Project> }",
    "CONSTRUCT { <x:y> <x:y> ?o } { <https://w3id.org/lf2l/id/project/halle> a ?o }",
    "DESCRIBE <https://w3id.org/lf2l/id/territory/velen>",
    "SELECT * {",
    "SELECT * { SERVICE <http://x/> { ?s ?p ?o } }",
    "INSERT DATA { <x:y> <x:y> <x:y> }",
    "SELECT (1/0 AS ?x) {}",
    "",
    rows(3),
    rows(4),
)
ACCEPT = (
    "*/*",
    "text/html",
    "text/csv",
    "application/sparql-results+json",
    "application/sparql-results+xml;q=0.2, text/tab-separated-values",
    "text/turtle, application/n-triples;q=0.5",
    "application/ld+json",
    "image/png",
    "text/*;q=0.3, */*;q=0",
    "é;q=x",
    "",
)
HEADERS = (
    "Accept-Encoding: gzip",
    "Accept-Encoding: zstd, gzip;q=0.5",
    "Accept-Encoding: identity;q=0",
    "Accept-Encoding: gzip;q=1, identity;q=0, *;q=0",
    "accept-encoding:\t br",
    "Accept: text/csv",
    "Accept-Language: fr",
    "Cookie: a=b",
    "Connection: keep-alive",
    "Connection: close",
    "Connection: x, close",
    "Connection: Upgrade\r\nUpgrade: h2c",
    "Upgrade: websocket",
    "Content-Length: 0",
    "Content-Length: x",
    "Expect: 100-continue",
    "Host: y",
    "If-None-Match: *",
    "Range: bytes=0-3",
    "Origin: http://x",
    "X: é",
    "X : y",
    "X:\r\n y",
    f"X: {'y' * 17_000}",
    "\0: y",
)
TARGETS = (
    "/sparql?query={}",
    "/sparql?query={}",
    "/sparql?query={}",
    "/sparql?query={}&",
    "/sparql?&query={}",
    "/sparql?query={}&query=ASK%7B%7D",
    "/sparql?query={}&format=csv",
    "/sparql?query={}&output=json",
    "/sparql?query={}&format=nonsense",
    "/sparql?query={}&default-graph-uri=https%3A//w3id.org/lf2l/graph/notes",
    "/sparql?query={}&named-graph-uri=x%20y",
    "/sparql?query={}&update=x",
    "/sparql?query={}#fragment",
    "/sparql?query={}%",
    "/sparql?query={}%E9",
    "/sparql?query={}é",
    "/sparql?query={}%00",
    "/sparql?query={}?",
    "/sparql?QUERY={}",
    "/%73parql?query={}",
    "//sparql?query={}",
    "/sparql/?query={}",
    "http://x/sparql?query={}",
    "sparql?query={}",
    "/sparql?",
)
FIRST = ("GET {} HTTP/1.1",) * 12 + (
    "GET {} HTTP/1.0",
    "GET {} HTTP/2.0",
    "GET  {} HTTP/1.1",
    "GET {}",
    "get {} HTTP/1.1",
    "HEAD {} HTTP/1.1",
    "OPTIONS {} HTTP/1.1",
    "DELETE {} HTTP/1.1",
)
Answer = tuple[int, list[tuple[str, str]], bytes]

pytestmark = needs_proc


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Listening]:
    with listen_to_small(tmp_path_factory.mktemp("fuzz"), timeout_s=10, workers=2) as running:
        yield running


def make_request(chance: random.Random) -> bytes:
    """One whole request, most of them nearly simple."""
    query = quote(f"{chance.choice(QUERIES)} # MARK", safe=chance.choice(("", "/ {}")))
    if chance.random() < 0.3:
        query = query.replace("%20", "+")
    target = chance.choice(TARGETS).format(query)
    lines = [chance.choice(FIRST).format(target)]
    if chance.random() < 0.95:
        lines.append("Host: x")
    if chance.random() < 0.8:
        lines.append(f"Accept: {chance.choice(ACCEPT)}")
    lines += chance.sample(HEADERS, chance.choice((0, 0, 0, 1, 1, 2, 3)))
    end = "\n" if chance.random() < 0.03 else "\r\n"
    return end.join([*lines, "", ""]).encode()


def ask(line: Line, request: bytes, mark: bytes, pieces: int = 1) -> Answer:
    """What comes of a request that is sent in some pieces.

    Args:
        line: where it is sent.
        request: with ``MARK`` in the query.
        mark: what to send in its place, so that nobody has asked this before.
        pieces: how many.
    """
    request = request.replace(b"MARK", mark)
    size = len(request) // pieces + 1
    for start in range(0, len(request), size):
        line.socket.sendall(request[start : start + size])
        time.sleep(0.002 * (pieces > 1))
    method = request.split()[0].decode()
    with http.client.HTTPResponse(line.socket, method=method) as response:
        response.begin()
        body = response.read()
        headers = [pair for pair in response.getheaders() if pair[0] != "date"]
        return response.status, headers, body.replace(mark, b"MARK")


def test_random_requests_are_answered_alike_lent_or_not(server: Listening) -> None:
    chance = random.Random(20261129)  # noqa: S311 - the same requests each time
    line, statuses = Line(server), set()
    assert is_lent(server, line)
    for number in range(REQUESTS):
        request = make_request(chance)
        for _ in range(2):
            line.ask(new())  # it is lent from then on
        lent = ask(line, request, b"L%03d" % number, chance.choice((1, 1, 1, 2, 5)))
        with Line(server) as fresh:
            assert ask(fresh, request, b"F%03d" % number) == lent, request
        statuses.add(lent[0])
        if ("connection", "close") in lent[1]:
            line.socket.close()
            line = Line(server)
    line.socket.close()
    assert statuses >= {200, 400, 403, 406}
