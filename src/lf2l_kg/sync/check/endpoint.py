"""The SPARQL endpoint: it answers in the formats of the protocol, and about the release of the manifest."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import quote

from lf2l_kg.base.messages import Message
from lf2l_kg.base.records import Finding

from .place import Place, finding
from .visits import Visitor

_ASK = "ASK { ?s ?p ?o }"
_COUNT = "SELECT (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } }"
RESULTS = "application/sparql-results+json"
_RESULTS = {
    RESULTS: re.compile(rb'"boolean"\s*:\s*true'),
    "application/sparql-results+xml": re.compile(rb"<boolean>\s*true"),
}
_NUMBER = re.compile(rb'"value"\s*:\s*"(\d+)"')
_EMPTY = Message(
    fr="la réponse n’est pas celle d’un point d’accès SPARQL qui a ces données\u00a0: lancez «\u00a0lf2l-kg "
    "serve\u00a0», et laissez l’intermédiaire transmettre Accept et Content-Type",
    en="this is not the answer of a SPARQL endpoint that has these data: run `lf2l-kg serve`, and let the "
    "proxy pass Accept and Content-Type on",
)


def asks(root: str) -> str:
    """The address of the simplest question."""
    return f"{root}/sparql?query={quote(_ASK)}"


def check_endpoint(visitor: Visitor, place: Place) -> Iterator[Finding]:
    """Whether it answers by GET and POST, in JSON and XML, and has as many quads as the manifest says."""
    url = asks(place.root)
    for accept, wanted in _RESULTS.items():
        visit = visitor.get(url, accept)
        if not visit.is_good or not wanted.search(visit.body):
            told = _EMPTY if visit.is_good else visit.told
            yield finding(url, "error", "endpoint", told)
            return
    url = f"{place.root}/sparql"
    headers = {"Accept": RESULTS, "Content-Type": "application/sparql-query"}
    visit = visitor.post(url, _ASK.encode(), headers)
    if not visit.is_good or not _RESULTS[RESULTS].search(visit.body):
        yield finding(url, "error", "endpoint", _no_post(visit.status))
    visit = visitor.get(f"{url}?query={quote(_COUNT)}", RESULTS)
    number = _NUMBER.search(visit.body)
    wanted_quads = sum(graph.quads for graph in place.manifest.graphs.values())
    if visit.is_good and number and int(number[1]) != wanted_quads:
        yield finding(url, "error", "endpoint", _other_count(int(number[1]), wanted_quads))


def _no_post(status: int) -> Message:
    return Message(
        fr=f"pas de réponse à POST ({status})\u00a0: que l’intermédiaire laisse passer POST, jusqu’à "
        "1\u00a0Mio",
        en=f"no answer to POST ({status}): let the proxy pass POST, up to 1 MiB",
    )


def _other_count(found: int, wanted: int) -> Message:
    return Message(
        fr=f"le point d’accès a {found} quads, le manifeste {wanted}\u00a0: ils sont de deux "
        "publications\u00a0; relancez le serveur",
        en=f"the endpoint has {found} quads, the manifest {wanted}: they are of two releases; start the "
        "server again",
    )
