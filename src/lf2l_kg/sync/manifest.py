"""What a manifest says of a release, as far as others rely on it."""

from __future__ import annotations

import msgspec
import pyoxigraph as ox

from lf2l_kg.base.errors import RemoteError
from lf2l_kg.base.messages import Message

FILE_NAME = "manifest.json"


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
