"""The SPARQL endpoint.

Source: https://www.w3.org/TR/sparql11-protocol/
"""

from __future__ import annotations

import functools
import hashlib

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from lf2l_kg.base.messages import Message
from lf2l_kg.pages import find_examples
from lf2l_kg.query import Limits, parse_format
from lf2l_kg.query.bounds import MEMORY_BOUND
from lf2l_kg.query.formats import MEDIA_TYPES, Format
from lf2l_kg.query.job import PAGE, Outcome
from lf2l_kg.query.material import PageMaterial
from lf2l_kg.query.spool import encode

from .answers import send_file, send_kept
from .asked import Asked
from .asking import Given, ask
from .current import ServedRelease
from .description import describe_service
from .errors import HttpError
from .evaluation.places import PoolLimits
from .evaluation.worker import WorkerLimits
from .journal import Notes, note
from .kept import query_digest
from .live import Follower
from .origin import site_root
from .pages import Site
from .requests import read_request
from .tables import result_page
from .whole import whole_answer
from .wishes import choose_coding, choose_media_types

_BODY_BYTES = 256 << 10  # of a request: a query of the longest kind, percent-encoded
_KEPT_BYTES = 64 << 20  # of answers kept in memory

#: The short name of each RDF media type that descriptions are offered in.
RDF_OFFERS: dict[str, Format] = {
    MEDIA_TYPES[name][0]: name for name in ("ttl", "nt", "jsonld", "rdf")
}

#: The same for the other names of these types, but for that of any XML: old browsers like it best.
RDF_ALIASES: dict[str, Format] = {
    alias: name
    for name in RDF_OFFERS.values()
    for alias in MEDIA_TYPES[name][1:]
    if not alias.endswith("/xml")
}

#: Where a scope holds what came of its query, when it was asked before the application was called.
RESULT = "lf2l_kg.result"
Result = tuple[Asked, Given] | Exception


class Endpoint:
    """``/sparql`` over the release being served."""

    def __init__(self, site: Site, limits: Limits, pool_limits: PoolLimits) -> None:
        self.site = site
        self._limits = limits
        self._pool_limits = pool_limits
        self.follower = Follower(
            site.current,
            pool_limits,
            WorkerLimits(limits, site.settings.base_iri, pool_limits.memory),
            _KEPT_BYTES,
        )

    async def __call__(self, request: Request) -> Response:
        """Answer a query; without one, give the form or the Service Description."""
        result: Result | None = request.scope.get(RESULT)
        if isinstance(result, Exception):
            raise result
        if result is not None:
            return self.respond(request, *result)
        asked = await read_request(request, _BODY_BYTES)
        if asked.query is None:
            live = await self.follower.get()
            return await self._without_query(request, asked, live.release)
        note(request, **self.notes_on(asked.query))
        given = await ask(
            self.follower,
            asked,
            request.headers.get("accept", ""),
            request.headers.get("accept-encoding", ""),
            functools.partial(_gone, request),
        )
        return self.respond(request, asked, given)

    def respond(self, request: Request, asked: Asked, given: Given) -> Response:
        """An answer as the response to a request."""
        note(request, query=given.digest, release=given.live.release.name, kept=given.known)
        if given.kept is not None:
            note(request, rows=given.kept.rows)
            return send_kept(request, given.kept)
        assert given.answered is not None  # noqa: S101 - one of the two is there
        outcome, file = given.answered.outcome, given.answered.file
        note(request, rows=outcome.rows)
        if file is not None:
            return send_file(request, outcome, file, may_be_kept=given.repeatable)
        return result_page(self.site, request, asked, _decode_material(given.answered.content))

    def notes_on(self, query: str) -> Notes:
        """What is known of a query before it is answered, for the journal."""
        live = self.follower.live
        return {"query": query_digest(query), "release": live.release.name if live else ""}

    async def _without_query(
        self, request: Request, asked: Asked, release: ServedRelease
    ) -> Response:
        chosen = ""  # who takes only tables wants an answer, not a description
        if request.method != "POST" and not (asked.default_graphs or asked.named_graphs):
            _, chosen = choose_media_types(request.headers.get("accept", ""), asked.format)
        if not chosen:
            raise HttpError(
                400,
                Message(
                    fr="il manque la requête\u00a0: donnez-la dans le paramètre «\u00a0query\u00a0»",
                    en="the query is missing: give it in the parameter `query`",
                ),
            )
        if chosen == PAGE:
            return self.site.page(
                request,
                "query.html",
                has_switch=True,
                query="",
                examples=find_examples(self.site.settings.queries),
                limits=self.limits_shown(),
            )
        content = describe_service(
            release,
            self.site.settings,
            f"{site_root(request, self.site.settings.base_iri)}sparql",
            self.limits_shown(),
        )
        body = content.serialize(parse_format(chosen, "graph") or "ttl")
        encoding, _ = choose_coding(request.headers.get("accept-encoding", ""))
        digest = hashlib.blake2b(body, digest_size=16).hexdigest()
        outcome = Outcome("graph", chosen, encoding, digest=digest)
        answer = whole_answer(outcome, encode(body, encoding), "", may_be_kept=True)
        return send_kept(request, answer)

    def limits_shown(self) -> tuple[Message, ...]:
        """The limits as sentences."""
        query, pool = self._limits, self._pool_limits
        return (
            Message(
                fr=f"lecture seule, sans SERVICE\u00a0; requête de {query.max_length >> 10} Kio et"
                f" {query.max_depth} niveaux de parenthèses au plus",
                en=f"read only, without SERVICE; a query of at most {query.max_length >> 10} KiB and"
                f" {query.max_depth} levels of brackets",
            ),
            Message(
                fr=f"réponse dans les {pool.timeout_s:g}\u00a0secondes"
                + (
                    f", avec {pool.memory >> 20}\u00a0Mio de mémoire au plus"
                    if MEMORY_BOUND
                    else ""
                ),
                en=f"an answer within {pool.timeout_s:g} seconds"
                + (f", with at most {pool.memory >> 20} MiB of memory" if MEMORY_BOUND else ""),
            ),
            Message(
                fr="une réponse est entière ou elle n’est pas donnée\u00a0; les données entières sont"
                " sous /dumps/",
                en="an answer is whole or not given at all; the whole data are under /dumps/",
            ),
        )


async def _gone(request: Request) -> None:
    """Return once the client has left; all of its request has been read before."""
    while (await request.receive())["type"] != "http.disconnect":
        pass


_decode_material = msgspec.json.Decoder(PageMaterial).decode
