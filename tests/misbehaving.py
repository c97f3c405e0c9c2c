"""A server on a socket of this machine that answers SPARQL, search and reconciliation, or misbehaves."""

from __future__ import annotations

import json
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pyoxigraph as ox

from small_wikidata import turtle

Trick = Callable[["Handler"], None]


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.store = ox.Store()
        self.store.load(turtle().encode(), format=ox.RdfFormat.TURTLE)
        self.tricks: deque[Trick] = deque()  # one for each of the next requests
        self.agents: list[str] = []
        self.asked: list[str] = []  # path and body of each request
        self.busy = self.most_busy = 0
        self.identifier_space = "http://www.wikidata.org/entity/"
        self.slow = 0.0  # seconds for each answer
        self.lock = threading.Lock()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class Handler(BaseHTTPRequestHandler):
    server: Server

    def do_GET(self) -> None:
        self._serve("")

    def do_POST(self) -> None:
        self._serve(self.rfile.read(int(self.headers["Content-Length"])).decode())

    def _serve(self, body: str) -> None:
        server = self.server
        with server.lock:
            server.agents.append(self.headers["User-Agent"])
            server.asked.append(f"{self.path} {body}")
            server.busy += 1
            server.most_busy = max(server.most_busy, server.busy)
            trick = server.tricks.popleft() if server.tricks else None
        time.sleep(server.slow)
        try:
            trick(self) if trick else self.say(self._answer(body))
        except BrokenPipeError:
            pass  # whoever asked has given up
        finally:
            with server.lock:
                server.busy -= 1

    def _answer(self, body: str) -> bytes:
        place = urlsplit(self.path)
        said = {k: v[0] for k, v in parse_qs(body or place.query).items()}
        if place.path == "/sparql":
            found = self.server.store.query(said["query"])
            assert isinstance(found, ox.QuerySolutions)
            return found.serialize(format=ox.QueryResultsFormat.JSON) or b""
        if place.path == "/api":
            return _json({"search": [{"id": i} for i in self._items(said["search"])]})
        if "queries" not in said:
            space = self.server.identifier_space
            return _json({"name": "x", "identifierSpace": space, "schemaSpace": "http://x/"})
        queries = json.loads(said["queries"]).items()
        return _json(
            {
                key: {
                    "result": [{"id": i, "name": i, "score": 50} for i in self._items(q["query"])]
                }
                for key, q in queries
            }
        )

    def _items(self, words: str) -> list[str]:
        """The items with a label that begins like the words."""
        label = ox.NamedNode("http://www.w3.org/2000/01/rdf-schema#label")
        return sorted(
            {
                str(quad.subject.value).rpartition("/")[2]
                for quad in self.server.store.quads_for_pattern(None, label, None)
                if isinstance(quad.subject, ox.NamedNode)
                and isinstance(quad.object, ox.Literal)
                and quad.object.value[:4] == words[:4]
            }
        )

    def say(
        self, body: bytes, code: int = 200, kind: str = "application/json", **more: str
    ) -> None:
        self.send_response(code)
        self.send_header("Content-Type", kind)
        for name, value in more.items():
            self.send_header(name.replace("_", "-"), value)
        if "Content_Length" not in more:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        pass


def refuse(code: int, **headers: str) -> Trick:
    return lambda handler: handler.say(b"no", code, "text/plain", **headers)


def html(handler: Handler) -> None:
    handler.say(b"<!DOCTYPE html><p>Sorry", kind="text/html; charset=utf-8")


def hidden_html(handler: Handler) -> None:
    handler.say(b"\n<html>")


def empty(handler: Handler) -> None:
    handler.say(b"")


def cut(handler: Handler) -> None:
    handler.say(b'{"results": {"bindings": [{"item"')


def cut_short(handler: Handler) -> None:
    handler.say(b'{"results"', Content_Length="5000")


def hang_up(handler: Handler) -> None:
    handler.connection.close()


def sleep(handler: Handler) -> None:
    time.sleep(2.5)
    hang_up(handler)


def drip(handler: Handler) -> None:
    """Something all the time, and never the whole."""
    handler.send_response(200)
    handler.send_header("Content-Type", "application/json")
    handler.end_headers()
    for _ in range(40):
        handler.wfile.write(b" ")
        handler.wfile.flush()
        time.sleep(0.1)


def limited(handler: Handler) -> None:
    """How MediaWiki says that it is tired: with 200."""
    handler.say(_json({"error": {"code": "maxlag", "info": "Waiting for a server"}}))


def redirect(to: str) -> Trick:
    return lambda handler: handler.say(b"", 302, Location=to)


def _json(value: object) -> bytes:
    return json.dumps(value).encode()


@contextmanager
def serve() -> Iterator[Server]:
    server = Server()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
