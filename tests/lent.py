"""Connections that stay open, and which processes have them."""

from __future__ import annotations

import json
import socket
from itertools import count
from pathlib import Path
from urllib.parse import quote

import pytest

from listening import Listening
from serving import Reply

JSON = "application/sparql-results+json"
#: Who has a connection is asked of the system.
needs_proc = pytest.mark.skipif(
    not Path("/proc/net/tcp").is_file(), reason="who has a connection is seen in Linux' /proc"
)
_numbers = count(1)


class Line:
    """A connection that stays open."""

    def __init__(self, server: Listening, receives: int = 0) -> None:
        self.socket = socket.socket()
        self.socket.settimeout(30)
        if receives:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receives)
        self.socket.connect(server.address)
        self._said = b""

    def __enter__(self) -> Line:
        return self

    def __exit__(self, *_: object) -> None:
        self.socket.close()

    def send(self, request: str) -> None:
        self.socket.sendall(request.encode())

    def read(self) -> Reply:
        """One response, to the byte."""
        while b"\r\n\r\n" not in self._said:
            self._said += self._piece()
        head, _, body = self._said.partition(b"\r\n\r\n")
        first, *lines = head.decode().split("\r\n")
        headers = {name.lower(): value for name, value in (line.split(": ", 1) for line in lines)}
        length = int(headers.get("content-length", 0))
        while len(body) < length:
            body += self._piece()
        self._said = body[length:]
        return Reply(int(first.split()[1]), headers, body[:length])

    def ask(self, query: str, accept: str = JSON) -> Reply:
        self.send(get(query, accept))
        return self.read()

    def _piece(self) -> bytes:
        piece = self.socket.recv(1 << 20)
        if not piece:
            raise EOFError
        return piece


def get(query: str, accept: str = JSON, more: str = "") -> str:
    """A query by GET."""
    return f"GET /sparql?query={quote(query)} HTTP/1.1\r\nHost: x\r\nAccept: {accept}\r\n{more}\r\n"


def new(number: int | None = None) -> str:
    """A question whose answer is a number; without one, nobody has asked it before."""
    return f"SELECT ?n {{ BIND({number if number is not None else -next(_numbers)} AS ?n) }}"


def answer(reply: Reply) -> str:
    """The one value of an answer."""
    assert reply.status == 200
    (row,) = json.loads(reply.body)["results"]["bindings"]
    return str(row["n"]["value"])


def is_lent(server: Listening, line: Line) -> bool:
    """Ask new questions until the connection is read from by a process that evaluates."""
    port = line.socket.getsockname()[1]
    for _ in range(50):
        assert line.ask(new()).status == 200
        if len(holders(server, port)) > 1:
            return True
    return False


def holders(server: Listening, port: int) -> set[int]:
    """The processes that have the server's end of a connection."""
    local, remote = server.address[1], port
    wanted = f":{local:04X} "
    inodes = {
        line.split()[9]
        for line in Path("/proc/net/tcp").read_text().splitlines()[1:]
        if wanted in f"{line.split()[1]} " and line.split()[2].endswith(f":{remote:04X}")
    }
    found = set()
    for process in Path("/proc").iterdir():
        if not process.name.isdecimal():
            continue
        try:
            files = [str(file.readlink()) for file in (process / "fd").iterdir()]
        except OSError:
            continue
        if any(f"socket:[{inode}]" in files for inode in inodes):
            found.add(int(process.name))
    return found


def main_process(server: Listening) -> int:
    """The one that takes connections."""
    children = Path(f"/proc/{server.process.pid}/task/{server.process.pid}/children")
    found = [int(child) for child in children.read_text().split()]
    (main,) = [
        child
        for child in found
        if b"resource_tracker" not in Path(f"/proc/{child}/cmdline").read_bytes()
    ]
    return main
