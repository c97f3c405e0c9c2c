"""A triple store behind the Graph Store Protocol, and what we noted there of each graph.

Source: https://www.w3.org/TR/sparql11-http-rdf-update/
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from urllib.parse import quote

import pyoxigraph as ox

from lf2l_kg.base.namespaces import OWL, XSD

from .http import Client, Reply
from .refusals import refused

_TYPE = "application/n-triples"
#: Says which version of a graph a store holds: the SHA-256 of its sorted N-Quads.
_VERSION = f"{OWL}versionInfo"
#: Noted instead of a version: we may have put the graph there, or begun to; nobody knows how far that went.
UNKNOWN = "?"


class GraphStore:
    """A store that graphs are put into.

    Args:
        url: of its Graph Store Protocol (Oxigraph: ``/store``; Virtuoso: ``/sparql-graph-crud-auth``).
        client: sends the requests.
        notes: the IRI of the graph where we note what it holds.
    """

    def __init__(self, url: str, client: Client, notes: str) -> None:
        self.url, self.notes = url, notes
        self._copy = f"{notes}/copy"
        self._client = client

    def put(self, graph: str, triples: bytes) -> None:
        """Make a graph hold exactly some N-Triples."""
        self._change("PUT", graph, triples)

    def add(self, graph: str, triples: bytes) -> None:
        """Add N-Triples to a graph."""
        self._change("POST", graph, triples)

    def delete(self, graph: str) -> None:
        """Remove a graph; one that is not there is no error."""
        self._change("DELETE", graph, None)

    def get(self, graph: str) -> frozenset[ox.Triple]:
        """The triples of a graph; none when it is not there.

        Raises:
            RemoteError: when the store does not give it, or not as N-Triples or Turtle.
        """
        url = self._address(graph)
        reply = self._client.send("GET", url, headers={"Accept": f"{_TYPE}, text/turtle;q=0.5"})
        if reply.status == 404:
            return frozenset()
        if not reply.is_good:
            raise refused(url, reply)
        try:
            return frozenset(q.triple for q in ox.parse(reply.body, format=ox.RdfFormat.TURTLE))
        except SyntaxError as error:
            strange = Reply(reply.status, reply.headers, str(error).encode(), url)
            raise refused(url, strange) from error

    def noted(self) -> dict[str, str]:
        """Graph → digest of what we put there; :data:`UNKNOWN` where that is not sure.

        Where the notes were being written when all stopped, they are mended.
        """
        noted, copy = self._read(self.notes), self._read(self._copy)
        if copy:
            for graph, digest in copy.items():
                noted[graph] = digest if noted.get(graph, digest) == digest else UNKNOWN
            self.note_only(noted)
        return noted

    def note_only(self, digests: Mapping[str, str]) -> None:
        """Note that these graphs are there, and forget all others.

        A store that is killed, or is not sent all, may have emptied a graph that it was to replace
        (Oxigraph does): so that our notes are always there whole, they are written beside first.
        """
        if digests:
            self.put(self._copy, _notes(digests.items()))
            self.put(self.notes, _notes(digests.items()))
            self.delete(self._copy)
        else:
            self.delete(self.notes)

    def note(self, digests: Mapping[str, str]) -> None:
        """Note further graphs."""
        if digests:
            self.add(self.notes, _notes(digests.items()))

    def _read(self, notes: str) -> dict[str, str]:
        versions: dict[str, set[str]] = {}
        for triple in self.get(notes):
            if (
                triple.predicate.value == _VERSION
                and isinstance(triple.subject, ox.NamedNode)
                and isinstance(triple.object, ox.Literal)
            ):
                versions.setdefault(triple.subject.value, set()).add(triple.object.value)
        return {graph: _known(found) for graph, found in versions.items()}

    def _change(self, method: str, graph: str, triples: bytes | None) -> None:
        url = self._address(graph)
        headers = {} if triples is None else {"Content-Type": _TYPE}
        reply = self._client.send(method, url, headers=headers, body=triples)
        if not (reply.is_good or (method == "DELETE" and reply.status == 404)):
            raise refused(url, reply)

    def _address(self, graph: str) -> str:
        mark = "&" if "?" in self.url else "?"
        return f"{self.url}{mark}graph={quote(graph, safe='')}"


def _known(versions: set[str]) -> str:
    """The version that a graph is noted with: it was unknown until this was added."""
    known = versions - {UNKNOWN}
    return known.pop() if len(known) == 1 else UNKNOWN


def _notes(digests: Iterable[tuple[str, str]]) -> bytes:
    return "".join(
        f'<{graph}> <{_VERSION}> "{digest}"^^<{XSD}string> .\n' for graph, digest in sorted(digests)
    ).encode()
