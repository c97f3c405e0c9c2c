"""Where graphs come from: a release on this machine, or one on a site, whose every graph is checked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import Protocol
from urllib.parse import urlencode

from lf2l_kg.base.errors import RemoteError
from lf2l_kg.base.iris import is_evidence_graph
from lf2l_kg.base.messages import Message

from .dump import Dump
from .http import Client
from .manifest import FILE_NAME, Manifest, parse_manifest
from .refusals import refused

_FEW = 50  # graphs that an endpoint is asked for one by one; of more, all that is stated is fetched


class Source(Protocol):
    """A release to take graphs from."""

    @property
    def manifest(self) -> Manifest:
        """What it holds."""
        ...

    def graphs(self, names: Sequence[str]) -> Iterator[tuple[str, bytes]]:
        """Some graphs, each with its N-Triples, in the order of their names."""
        ...


class Directory:
    """A release directory."""

    def __init__(self, release: Path) -> None:
        self._release = release
        self.manifest = parse_manifest(self.read(FILE_NAME), str(release))

    def place(self, name: str) -> str:
        """The path of a file."""
        return str(self._release / name)

    def read(self, name: str) -> bytes:
        """All of a file."""
        return (self._release / name).read_bytes()

    def read_part(self, name: str, offset: int, size: int) -> bytes:
        """Some bytes of a file."""
        with (self._release / name).open("rb") as stream:
            stream.seek(offset)
            return stream.read(size)

    def graphs(self, names: Sequence[str]) -> Iterator[tuple[str, bytes]]:
        """Some graphs, each with its N-Triples.

        Raises:
            InputError: when the dump is damaged.
        """
        dump = Dump(self, self.manifest)
        return ((name, dump.graph(name)) for name in sorted(names))


class Site:
    """A release on a site: one that ``lf2l-kg serve`` runs, or a static host of an export or a release.

    What is stated in a few graphs is asked of the endpoint. Where there is none, or it does not give
    exactly the quads that the manifest has the digest of (an endpoint may write ``51.0`` as ``51``),
    and for evidence, the part of the dump that holds the graph is fetched; where a host gives no
    parts, all of it.
    """

    def __init__(self, url: str, client: Client) -> None:
        self._client, self._root = client, url.rstrip("/")
        self.files, self.manifest = self._find()
        self._has_endpoint = True
        self._whole: dict[str, bytes] = {}  # what a host gave that was asked for a part

    def _find(self) -> tuple[str, Manifest]:
        for files in (f"{self._root}/dumps", self._root):
            reply = self._client.send("GET", f"{files}/{FILE_NAME}")
            if reply.is_good and reply.body[:1] == b"{":
                return files, parse_manifest(reply.body, f"{files}/{FILE_NAME}")
            if reply.status not in (200, 404):  # a server that is there, and cannot or will not
                raise refused(f"{files}/{FILE_NAME}", reply)
        raise RemoteError(_no_manifest(self._root), value=self._root)

    def place(self, name: str) -> str:
        """The address of a file."""
        return f"{self.files}/{name}"

    def read(self, name: str) -> bytes:
        """All of a file.

        Raises:
            RemoteError: when the site does not give it.
        """
        if name in self._whole:
            return self._whole[name]
        reply = self._client.send("GET", self.place(name))
        if not reply.is_good:
            raise refused(self.place(name), reply)
        return reply.body

    def read_part(self, name: str, offset: int, size: int) -> bytes | None:
        """Some bytes of a file; None when the host gives no parts.

        Raises:
            RemoteError: when it cannot be reached.

        Source: https://www.rfc-editor.org/rfc/rfc9110#name-range-requests
        """
        if name in self._whole:
            return self._whole[name][offset : offset + size]
        headers = {"Range": f"bytes={offset}-{offset + size - 1}"}
        reply = self._client.send("GET", self.place(name), headers=headers)
        if reply.status == 200:
            self._whole[name] = reply.body
            return reply.body[offset : offset + size]
        return reply.body if reply.status == 206 and len(reply.body) == size else None

    def graphs(self, names: Sequence[str]) -> Iterator[tuple[str, bytes]]:
        """Some graphs, each with its N-Triples.

        Raises:
            RemoteError: when the site does not give them.
            InputError: when what it gives is not what its manifest says.
        """
        stated = {name for name in names if not is_evidence_graph(name)}
        dump = self._dump
        for name in sorted(names):
            asked = self._ask(name) if name in stated and len(stated) <= _FEW else None
            yield name, dump.graph(name) if asked is None else asked

    @cached_property
    def _dump(self) -> Dump:
        return Dump(self, self.manifest)

    def _ask(self, name: str) -> bytes | None:
        """A graph by the endpoint; None when there is none, or it gives another."""
        if not self._has_endpoint:
            return None
        query = f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH <{name}> {{ ?s ?p ?o }} }}"
        address = f"{self._root}/sparql?{urlencode({'query': query})}"
        reply = self._client.send("GET", address, headers={"Accept": "application/n-triples"})
        if not reply.is_good or "n-triples" not in reply.headers.get("content-type", ""):
            self._has_endpoint = False
            return None
        lines = (line for line in reply.body.split(b"\n") if line)
        quads = sorted(line[:-2] + f" <{name}> .\n".encode() for line in lines)
        return reply.body if self._dump.is_right(name, b"".join(quads)) else None


def find_source(address: str, client: Client) -> Source:
    """A site when the address is a URL, else a release directory."""
    return Site(address, client) if "://" in address else Directory(Path(address))


def _no_manifest(root: str) -> Message:
    return Message(
        fr=f"{root}\u00a0: pas de manifeste à cette adresse, ni sous dumps/\u00a0; donnez l’adresse d’un "
        "site qui publie ces données («\u00a0lf2l-kg check\u00a0» l’examine)",
        en=f"{root}: no manifest at this address, nor below dumps/; give the address of a site that "
        "publishes these data (`lf2l-kg check` looks at it)",
    )
