"""Where graphs come from: a release on this machine, or one on a site, whose every byte is checked."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from functools import cached_property
from pathlib import Path
from typing import Protocol
from urllib.parse import urlencode

import msgspec
import pyoxigraph as ox
import zstandard

from lf2l_kg.base.errors import InputError, RemoteError
from lf2l_kg.base.messages import Message

from .http import Client, refused

_DUMP = "dump.nq.zst"
_LARGEST = 1 << 33  # bytes of a dump, unpacked


class File(msgspec.Struct, frozen=True):
    """What a manifest says of a file."""

    sha256: str
    size: int
    content_sha256: str
    content_size: int


class Graph(msgspec.Struct, frozen=True):
    """What a manifest says of a graph."""

    digest: str
    quads: int


class Published(msgspec.Struct, frozen=True):
    """What of the settings we need."""

    base_iri: str


class Manifest(msgspec.Struct, frozen=True):
    """What we need of a manifest; other fields may come and go."""

    digest: str
    published: Published
    graphs: dict[str, Graph]
    files: dict[str, File]


class Source(Protocol):
    """A release to take graphs from."""

    @property
    def manifest(self) -> Manifest:
        """What it holds."""
        ...

    def graph(self, name: str) -> bytes:
        """The N-Triples of a graph."""
        ...


class Directory:
    """A release directory."""

    def __init__(self, release: Path) -> None:
        self._release = release
        self.manifest = parse_manifest((release / "manifest.json").read_bytes(), str(release))

    @cached_property
    def _graphs(self) -> dict[str, list[str]]:
        return _unpack((self._release / _DUMP).read_bytes(), self.manifest, str(self._release))

    def graph(self, name: str) -> bytes:
        """The N-Triples of a graph.

        Raises:
            InputError: when the dump is damaged.
        """
        return _triples(self._graphs[name], name)


class Site:
    """A release on a site: one that ``lf2l-kg serve`` runs, or a static host of a release directory.

    A graph is asked of the endpoint, alone. When there is none, or it does not give exactly the quads
    that the manifest has the digest of (an endpoint may write ``51.0`` as ``51``), the dump is fetched.
    """

    def __init__(self, url: str, client: Client) -> None:
        self._client, self._root = client, url.rstrip("/")
        self.files, self.manifest = self._find()
        self._has_endpoint = True

    def _find(self) -> tuple[str, Manifest]:
        for files in (f"{self._root}/dumps", self._root):
            reply = self._client.send("GET", f"{files}/manifest.json")
            if reply.is_good and reply.body[:1] == b"{":
                return files, parse_manifest(reply.body, f"{files}/manifest.json")
        raise refused(f"{self._root}/dumps/manifest.json", reply)

    def graph(self, name: str) -> bytes:
        """The N-Triples of a graph.

        Raises:
            RemoteError: when what the site gives is not what its manifest says.
        """
        found = self._ask(name) if self._has_endpoint else None
        return found if found is not None else _triples(self._graphs[name], name)

    def _ask(self, name: str) -> bytes | None:
        query = f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH <{name}> {{ ?s ?p ?o }} }}"
        address = f"{self._root}/sparql?{urlencode({'query': query})}"
        reply = self._client.send("GET", address, headers={"Accept": "application/n-triples"})
        if not reply.is_good or "n-triples" not in reply.headers.get("content-type", ""):
            self._has_endpoint = False
            return None
        lines = sorted(line for line in reply.body.decode("utf-8", "replace").split("\n") if line)
        quads = sorted(f"{line[:-2]} <{name}> ." for line in lines)
        digest = hashlib.sha256("".join(f"{quad}\n" for quad in quads).encode()).hexdigest()
        return reply.body if digest == self.manifest.graphs[name].digest else None

    @cached_property
    def _graphs(self) -> dict[str, list[str]]:
        url = f"{self.files}/{_DUMP}"
        reply = self._client.send("GET", url)
        if not reply.is_good:
            raise refused(url, reply)
        return _unpack(reply.body, self.manifest, url)


def find_source(address: str, client: Client) -> Source:
    """A site when the address is a URL, else a release directory."""
    return Site(address, client) if "://" in address else Directory(Path(address))


def parse_manifest(data: bytes, name: str) -> Manifest:
    """What we need of a manifest.

    Raises:
        RemoteError: when it cannot be read.
    """
    try:
        manifest = msgspec.json.decode(data, type=Manifest)
        for graph in (*manifest.graphs, manifest.published.base_iri):
            ox.NamedNode(graph)  # it goes into queries and requests
    except (msgspec.MsgspecError, UnicodeDecodeError, ValueError) as error:
        raise RemoteError(
            Message(
                fr=f"{name}\u00a0: ce n’est pas un manifeste lisible ({error})\u00a0; vérifiez l’adresse",
                en=f"{name}: this is no readable manifest ({error}); check the address",
            ),
            value=name,
        ) from error
    return manifest


def _unpack(data: bytes, manifest: Manifest, name: str) -> dict[str, list[str]]:
    """Graph → its N-Quads lines, once the dump is known to be the one that the manifest means."""
    record = manifest.files.get(_DUMP)
    good = record is not None and hashlib.sha256(data).hexdigest() == record.sha256
    if record is None or not good or record.content_size > _LARGEST:
        raise InputError(
            Message(
                fr="le dump n’est pas celui du manifeste\u00a0; réessayez, ou signalez-le à l’éditeur",
                en="the dump is not the one of the manifest; try again, or tell its publisher",
            ),
            path=name,
        )
    text = zstandard.ZstdDecompressor().decompress(data, max_output_size=_LARGEST).decode()
    graphs: dict[str, list[str]] = defaultdict(list)
    for line in text.split("\n")[:-1]:
        graphs[line[line.rindex(" <") + 2 : -len("> .")]].append(line)
    return graphs


def _triples(lines: list[str], name: str) -> bytes:
    end = len(f" <{name}> .")
    return "".join(f"{line[:-end]} .\n" for line in lines).encode()
