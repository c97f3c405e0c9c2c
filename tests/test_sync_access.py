"""Credentials go to their server alone, before what is sent, and a refusal is told as one."""

from __future__ import annotations

import contextlib
import hashlib
import http.server
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import ClassVar

import pytest

from lf2l_kg.base.errors import InputError, RemoteError
from lf2l_kg.sync import Client, Credentials, GraphStore, find_credentials

ME = Credentials("moi", "été")
GRAPH = "http://x/graph/a"
MANY = (
    b"<http://x/s> <http://x/p> <http://x/o> .\n" * 200_000
)  # more than the system keeps on the way


class Guarded(http.server.BaseHTTPRequestHandler):
    """Asks for a digest, and closes on who has none, without a look at what is sent."""

    asks: ClassVar[str]
    takes: ClassVar[int]  # requests that a nonce is good for
    seen: ClassVar[list[str]]
    answered: ClassVar[int]

    def answer(self) -> None:
        given = self.headers.get("Authorization", "")
        self.seen.append(f"{self.command} {given.partition(' ')[0]}".strip())
        if not given or type(self).answered == self.takes:
            stale = ", stale=true" if given else ""
            type(self).answered = 0
            self.send_response(401)
            self.send_header("WWW-Authenticate", "Negotiate")
            self.send_header("WWW-Authenticate", f"{self.asks}{stale}")
            self.end_headers()
            self.close_connection = True
            return
        type(self).answered += 1
        self.rfile.read(int(self.headers.get("Content-Length", "0")))
        self.send_response(200 if is_right(given, self.command, self.path) else 401)
        self.send_header("WWW-Authenticate", self.asks)
        self.end_headers()

    do_GET = do_PUT = answer  # noqa: N815 - the names are given

    def log_message(self, *_: object) -> None:
        pass


def is_right(given: str, method: str, target: str) -> bool:
    """Whether an answer is that of RFC 7616 for our name and password."""
    fields = dict(part.split("=", 1) for part in given.removeprefix("Digest ").split(", "))
    field = {name: value.strip('"') for name, value in fields.items()}
    kind = {"MD5": "md5", "SHA-256": "sha256"}[field.get("algorithm", "MD5")]

    def digest(text: str) -> str:
        return hashlib.new(kind, text.encode()).hexdigest()

    secret = digest(f"{ME.user}:{field['realm']}:{ME.password}")
    once = f"{field['nonce']}:{field['nc']}:{field['cnonce']}:{field['qop']}"
    return field["response"] == digest(f"{secret}:{once}:{digest(f'{method}:{target}')}")


@contextlib.contextmanager
def served(handler: type[http.server.BaseHTTPRequestHandler]) -> Iterator[str]:
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/store"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture(params=["", ", algorithm=SHA-256"])
def guarded(request: pytest.FixtureRequest) -> Iterator[str]:
    Guarded.asks = f'Digest realm="SPARQL", nonce="n1", qop="auth,auth-int"{request.param}'
    Guarded.takes, Guarded.answered, Guarded.seen = 1 << 30, 0, []
    with served(Guarded) as url:
        yield url


def test_what_is_sent_goes_with_the_answer_to_what_was_asked_before(guarded: str) -> None:
    store = GraphStore(guarded, Client(ME), "http://x/notes")
    store.get(GRAPH)
    store.put(GRAPH, MANY)
    store.put(GRAPH, MANY)
    assert Guarded.seen == ["GET", "GET Digest", "PUT Digest", "PUT Digest"]


def test_what_is_asked_anew_is_answered_anew(guarded: str) -> None:
    Guarded.takes = 2
    store = GraphStore(guarded, Client(ME), "http://x/notes")
    for _ in range(3):
        store.put(GRAPH, b"")
    assert Guarded.seen == ["PUT", *["PUT Digest"] * 4]


def test_a_wrong_password_is_said_once_and_told(guarded: str) -> None:
    store = GraphStore(guarded, Client(Credentials("moi", "faux")), "http://x/notes")
    with pytest.raises(RemoteError) as caught:
        store.get(GRAPH)
    assert Guarded.seen == ["GET", "GET Digest"]
    assert "«\u00a0moi\u00a0»" in caught.value.message.fr
    assert "faux" not in caught.value.message.fr


def test_who_is_refused_at_once_is_told_that_and_not_of_a_broken_connection(guarded: str) -> None:
    with pytest.raises(RemoteError) as caught:
        GraphStore(guarded, Client(), "http://x/notes").put(GRAPH, MANY)
    assert "LF2L_KG_PASSWORD" in caught.value.message.fr


@pytest.mark.parametrize("method", ["GET", "PUT"])
def test_credentials_follow_no_redirection(guarded: str, method: str) -> None:
    class Leading(http.server.BaseHTTPRequestHandler):
        def lead(self) -> None:
            known = "Authorization" in self.headers
            self.send_response(307 if known else 401)
            self.send_header("WWW-Authenticate", 'Basic realm="x"')
            self.send_header("Location", guarded.replace("127.0.0.1", "localhost"))
            self.end_headers()

        do_GET = do_PUT = lead  # noqa: N815 - the names are given

        def log_message(self, *_: object) -> None:
            pass

    with served(Leading) as url, pytest.raises(RemoteError) as caught:
        GraphStore(url, Client(ME), "http://x/notes")._change(method, GRAPH, None)
    assert not any("Digest" in request or "Basic" in request for request in Guarded.seen)
    assert "localhost" in caught.value.message.en


def test_credentials_come_from_the_environment_or_a_netrc_file(tmp_path: Path) -> None:
    url = "https://store.example:8890/x"
    assert find_credentials(url, {}, tmp_path) is None
    (tmp_path / ".netrc").write_text(
        "machine store.example login me password secret\n", encoding="ascii"
    )
    (tmp_path / ".netrc").chmod(0o600)
    assert find_credentials(url, {}, tmp_path) == Credentials("me", "secret")
    assert find_credentials("https://other.example/", {}, tmp_path) is None
    asked = {"LF2L_KG_USER": "you", "LF2L_KG_PASSWORD": "hidden"}
    found = find_credentials(url, asked, tmp_path)
    assert found == Credentials("you", "hidden")
    assert "hidden" not in repr(found)


def test_a_malformed_netrc_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "mine").write_text("machine a login b strange\n", encoding="ascii")
    with pytest.raises(InputError) as caught:
        find_credentials("https://a/", {"NETRC": str(tmp_path / "mine")}, tmp_path)
    assert caught.value.path == str(tmp_path / "mine")
