"""Asking over a connection that stays open, with as little of a client as can be; and ``wrk``."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

from made import target
from processes import Running

ACCEPT = "application/sparql-results+json, application/n-triples"
_PATHS = """
local paths, n = {}, tonumber(os.getenv("FIRST")) or 0
for path in io.lines(os.getenv("PATHS")) do paths[#paths + 1] = path end
request = function() n = n + 1; return wrk.format("GET", paths[n % #paths + 1]) end
"""


@dataclass(frozen=True, slots=True)
class Reply:
    """A response, whole."""

    status: int
    head: bytes
    body: bytes
    seconds: float


class BrokenReplyError(Exception):
    """The connection ended before the response did."""


class Line:
    """One connection, kept open."""

    def __init__(self, server: Running, timeout: float = 60) -> None:
        self._server = server
        self._timeout = timeout
        self._socket: socket.socket | None = None

    def __enter__(self) -> Line:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """The next question opens it again."""
        if self._socket is not None:
            self._socket.close()
            self._socket = None

    def ask(self, query: str, accept: str = ACCEPT) -> Reply:
        """A query by GET.

        Raises:
            BrokenReplyError: when the response is cut.
            OSError: when there is no connection.
        """
        head = f"GET {self._server.path}{target(query)} HTTP/1.1\r\nHost: localhost\r\n"
        return self.send(f"{head}Accept: {accept}\r\n\r\n".encode())

    def send(self, request: bytes) -> Reply:
        """Any request, as its bytes; see :meth:`ask`."""
        began = time.perf_counter()
        if self._socket is None:
            address = ("127.0.0.1", self._server.port)
            self._socket = socket.create_connection(address, timeout=self._timeout)
            self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        try:
            self._socket.sendall(request)
            status, head, body = _receive(self._socket)
        except BaseException:
            self.close()
            raise
        if b"connection: close" in head:
            self.close()
        return Reply(status, head, body, time.perf_counter() - began)


def _receive(connection: socket.socket) -> tuple[int, bytes, bytes]:
    content = bytearray()
    end = -1
    while end < 0:
        content += _piece(connection)
        end = content.find(b"\r\n\r\n")
    head, body = bytes(content[:end]).lower(), content[end + 4 :]
    status = int(head[9:12])
    length = re.search(rb"content-length: *(\d+)", head)
    if length:
        while len(body) < int(length[1]):
            body += _piece(connection)
    elif b"transfer-encoding: chunked" in head:
        while not body.endswith(b"\r\n0\r\n\r\n") and body != b"0\r\n\r\n":
            body += _piece(connection)
    return status, head, bytes(body)


def _piece(connection: socket.socket) -> bytes:
    piece = connection.recv(1 << 20)
    if not piece:
        raise BrokenReplyError
    return piece


def has_wrk() -> bool:
    """Whether ``wrk`` (a Debian package) is on this machine."""
    return shutil.which("wrk") is not None


def per_second(
    server: Running, asked: str | Path, clients: int, seconds: float, first: int = 0
) -> float:
    """Answers a second, measured by ``wrk``.

    Args:
        server: who is asked.
        asked: one query over and over; or a file with the addresses of many, one a line.
        clients: connections, all busy.
        seconds: how long.
        first: the line of the file to begin at.
    """
    url = f"http://127.0.0.1:{server.port}{server.path}"
    command = ["wrk", "-t1", f"-c{clients}", f"-d{seconds:g}s", "--timeout", "30s"]
    command += ["-H", f"Accept: {ACCEPT}"]
    environment = dict(os.environ)
    if isinstance(asked, str):
        command.append(url + target(asked))
    else:
        script = asked.with_suffix(".lua")
        script.write_text(_PATHS)
        environment |= {"PATHS": str(asked), "FIRST": str(first)}
        command += ["-s", str(script), url]
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)  # noqa: S603 - our own command
    wrong = re.search(r"Non-2xx or 3xx responses: (\d+)", done.stdout)
    found = re.search(r"Requests/sec:\s+([\d.]+)", done.stdout)
    if wrong or not found:
        raise SystemExit(f"wrk against port {server.port}: {done.stdout}{done.stderr}")
    return float(found[1])


def write_addresses(file: Path, server: Running, queries: Iterable[str]) -> Path:
    """A file for :func:`per_second`."""
    file.write_text("".join(f"{server.path}{target(query)}\n" for query in queries))
    return file
