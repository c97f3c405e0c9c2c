"""The server as it runs, asked over a real socket."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

from serving import BASE, Reply, write_release

_DIGITS = " ".join(map(str, range(10)))
#: Years of work for any engine: a product of nine copies of the data, with nothing to skip.
SLOW = "SELECT (COUNT(*) AS ?n) { " + " . ".join(f"?a{n} ?b{n} ?c{n}" for n in range(9)) + " }"

SERVE = """
import json
import sys
from pathlib import Path
from lf2l_kg.base.settings import Settings
from lf2l_kg.serve import run_server

if __name__ == "__main__":
    settings = Settings(base_iri=sys.argv[2], **json.loads(sys.argv[3]))
    tell = lambda url: print(url, flush=True)
    run_server(Path(sys.argv[1]), settings, "127.0.0.1", 0, tell, log="json")
"""


@dataclass(frozen=True)
class Listening:
    """A running server. Every request is on a connection of its own."""

    url: str  # http://127.0.0.1:PORT/
    process: subprocess.Popen[str]
    log: Path  # what it says on its standard error output

    @property
    def address(self) -> tuple[str, int]:
        """Host and port."""
        host, _, port = self.url[7:-1].rpartition(":")
        return host, int(port)

    @property
    def sparql(self) -> str:
        """The endpoint's address."""
        return f"{self.url}sparql"

    def send(
        self,
        method: str,
        path: str,
        accept: str = "",
        body: bytes = b"",
        headers: Sequence[tuple[str, str]] = (),
    ) -> Reply:
        """Any request, with these headers and no others but Host and Content-Length.

        Args:
            method: any word.
            path: as it stands on the request's first line.
            accept: the Accept header; "" for none.
            body: of a POST.
            headers: the others; a name may come several times.
        """
        connection = http.client.HTTPConnection(self.url[7:-1], timeout=30)
        with contextlib.closing(connection):
            has_host = any(name == "Host" for name, _ in headers)
            connection.putrequest(method, path, skip_host=has_host, skip_accept_encoding=True)
            first = [("Accept", accept)] if accept else []
            if body or method == "POST":
                first.append(("Content-Length", str(len(body))))
            for name, value in [*first, *headers]:
                connection.putheader(name, value)
            connection.endheaders(body or None)
            reply = connection.getresponse()
            found = {name.lower(): value for name, value in reply.getheaders()}
            return Reply(reply.status, found, reply.read())

    def get(self, path: str, accept: str = "", *headers: tuple[str, str]) -> Reply:
        """GET."""
        return self.send("GET", path, accept, headers=headers)

    def post(self, body: bytes, kind: str, *headers: tuple[str, str]) -> Reply:
        """POST to the endpoint."""
        return self.send("POST", "/sparql", "", body, [("Content-Type", kind), *headers])

    def ask(self, query: str, accept: str = "", **parameters: str) -> Reply:
        """A query by GET."""
        return self.get("/sparql?" + urlencode({"query": query, **parameters}), accept)


@contextlib.contextmanager
def listen(
    folder: Path, releases: Path, base_iri: str = BASE, **settings: int | str
) -> Iterator[Listening]:
    """A server over a folder of releases, until the end of the block.

    Args:
        folder: for the script that is run, and the log.
        releases: the folder of releases.
        base_iri: the project's.
        settings: others that differ from the defaults.
    """
    script, log = folder / "serve.py", folder / "serve.log"
    script.write_text(SERVE)
    with log.open("wb") as errors:
        process = subprocess.Popen(
            [sys.executable, str(script), str(releases), base_iri, json.dumps(settings)],
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
            start_new_session=True,  # so that all its processes can be stopped at once
        )
    assert process.stdout is not None
    try:
        with process.stdout as said:
            yield Listening(said.readline().strip(), process, log)
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGINT)
        try:
            process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


@contextlib.contextmanager
def listen_to_small(folder: Path, **settings: int | str) -> Iterator[Listening]:
    """A server over the small release, until the end of the block.

    Args:
        folder: for the release, too.
        settings: that differ from the defaults.
    """
    write_release(folder / "releases")
    with listen(folder, folder / "releases", BASE, **settings) as running:
        yield running


def rows(number: int) -> str:
    """A query with 10^number rows."""
    values = " ".join(f"VALUES ?d{n} {{ {_DIGITS} }}" for n in range(number))
    return f"SELECT * {{ {values} }}"


def until(holds: Callable[[], bool]) -> bool:
    """Whether something holds within some seconds."""
    for _ in range(400):
        if holds():
            return True
        time.sleep(0.025)
    return False


def running(server: Listening) -> float:
    """How many queries are being evaluated."""
    lines = server.get("/metrics").text.splitlines()
    names = ("lf2l_kg_queries_quick ", "lf2l_kg_queries_slow ")
    return sum(float(line.split()[1]) for line in lines if line.startswith(names))


def release_of(server: Listening) -> str:
    """The release that is served."""
    return str(json.loads(server.get("/readyz").body)["release"])


def point_at(releases: Path, name: str) -> None:
    """Switch ``current``."""
    link = releases / "next"
    link.symlink_to(name)
    link.rename(releases / "current")
