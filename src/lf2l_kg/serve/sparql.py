"""The SPARQL endpoint.

Source: https://www.w3.org/TR/sparql11-protocol/
"""

from __future__ import annotations

import functools
import hashlib
from dataclasses import replace

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from lf2l_kg.base.messages import Message
from lf2l_kg.query import Form, Limits, formats_of, parse_format
from lf2l_kg.query.formats import GRAPHS, MEDIA_TYPES, RESULTS, Format
from lf2l_kg.query.job import Job, PageMaterial
from lf2l_kg.query.worker import WorkerLimits

from .answers import FileAnswer, answer_headers, send_kept, whole_answer
from .current import ServedRelease
from .description import describe_service
from .errors import HttpError
from .journal import note
from .kept import RawKey, may_be_kept, plain_form
from .live import Follower, Live
from .negotiate import choose_encoding, choose_media_type
from .pages import HTML, Site
from .pool import PoolLimits
from .requests import Asked, read_request
from .tables import result_page

_BODY_BYTES = 256 << 10  # of a request: a query of the longest kind, percent-encoded
_KEPT_BYTES = 64 << 20  # of answers kept in memory

#: The short name of each RDF media type that descriptions are offered in.
RDF_OFFERS: dict[str, Format] = {
    MEDIA_TYPES[name][0]: name for name in ("ttl", "nt", "jsonld", "rdf")
}


class Endpoint:
    """``/sparql`` over the release being served."""

    def __init__(self, site: Site, limits: Limits, pool_limits: PoolLimits) -> None:
        self._site = site
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
        asked = await read_request(request, _BODY_BYTES)
        live = await self.follower.get()
        if asked.query is None:
            return self._without_query(request, asked, live.release)
        headers = request.headers
        job = Job(
            asked.query,
            *choose_media_types(", ".join(headers.getlist("accept")), asked.format),
            choose_encoding(", ".join(headers.getlist("accept-encoding"))),
            asked.default_graphs,
            asked.named_graphs,
        )
        note(request, release=live.release.name, query=_digest(job.query))
        return await self._answer(request, asked, job, live)

    async def _answer(self, request: Request, asked: Asked, job: Job, live: Live) -> Response:
        repeatable = may_be_kept(job.query)
        same = replace(job, query=plain_form(job.query))
        kept = live.kept.find(same)
        if kept is None:
            answered = await live.pool.run(job)
            outcome = answered.outcome
            if outcome.failure is not None:
                raise outcome.failure.error()
            note(request, rows=outcome.rows if outcome.form == "select" else None)
            if outcome.media_type == HTML:
                material = _decode_material(answered.content)
                return result_page(self._site, request, asked, material)
            if answered.file is not None:
                return FileAnswer(answered.file, answer_headers(outcome, may_be_kept=repeatable))
            kept = whole_answer(answered, _digest(job.query), may_be_kept=repeatable)
            if repeatable:
                live.kept.keep(same, kept)
        else:
            note(request, rows=kept.rows, kept=True)
        if repeatable and request.method == "GET":
            live.kept.know(raw_key(request), same)
        return send_kept(request, kept)

    def _without_query(self, request: Request, asked: Asked, release: ServedRelease) -> Response:
        if request.method == "POST" or asked.default_graphs or asked.named_graphs:
            raise HttpError(
                400,
                Message(
                    fr="il manque la requête\u00a0: donnez-la dans le paramètre «\u00a0query\u00a0»",
                    en="the query is missing: give it in the parameter `query`",
                ),
            )
        offers = (*RDF_OFFERS, HTML)
        named = parse_format(asked.format, "graph") if asked.format else None
        accept = MEDIA_TYPES[named][0] if named else request.headers.get("accept", "")
        chosen = choose_media_type(accept, offers)
        if chosen is None:
            raise not_acceptable(offers)
        if chosen == HTML:
            return self._site.page(request, "sparql.html", query="", limits=self.limits_shown())
        content = describe_service(
            release, self._site.settings, str(request.url.replace(query="")), self.limits_shown()
        )
        return Response(
            content.serialize(RDF_OFFERS[chosen]),
            media_type=_with_charset(chosen),
            headers={"Vary": "Accept"},
        )

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
                fr=f"réponse dans les {pool.timeout_s:g}\u00a0secondes, avec {pool.memory >> 20}\u00a0Mio de"
                " mémoire au plus",
                en=f"an answer within {pool.timeout_s:g} seconds, with at most {pool.memory >> 20} MiB"
                " of memory",
            ),
            Message(
                fr="une réponse est entière ou elle n’est pas donnée\u00a0; les données entières sont"
                " sous /dumps/",
                en="an answer is whole or not given at all; the whole data are under /dumps/",
            ),
        )


@functools.lru_cache(maxsize=1000)
def choose_media_types(accept: str, named: str) -> tuple[str, str]:
    """The media types in which to answer, for a table and for a graph; "" where there is none.

    Args:
        accept: the Accept header.
        named: the one asked for by ``format=``, which comes first; "" for none.

    Raises:
        HttpError: 406 when there is neither, with what there is.
    """
    table, graph = _choose("select", accept, named), _choose("graph", accept, named)
    if not (table or graph):
        raise not_acceptable([MEDIA_TYPES[name][0] for name in (*RESULTS, *GRAPHS)])
    return table, graph


def _choose(form: Form, accept: str, named: str) -> str:
    formats = formats_of(form)
    if named:
        found = parse_format(named, form)
        return HTML if named in ("html", HTML) else MEDIA_TYPES[found][0] if found else ""
    offers = [MEDIA_TYPES[name][0] for name in formats]
    aliases = [alias for name in formats for alias in MEDIA_TYPES[name][1:]]
    return choose_media_type(accept, (*offers, HTML, *aliases)) or ""


def raw_key(request: Request) -> RawKey:
    """What tells a GET request apart before it is read; see :data:`~lf2l_kg.serve.kept.RawKey`."""
    headers = request.headers
    query: bytes = request.scope["query_string"]
    return query.decode("utf-8", "replace"), headers.get("accept"), headers.get("accept-encoding")


def _digest(query: str) -> str:
    """Tells queries apart in the log."""
    return hashlib.blake2b(query.encode("utf-8", "replace"), digest_size=6).hexdigest()


_decode_material = msgspec.json.Decoder(PageMaterial).decode


def not_acceptable(offers: tuple[str, ...] | list[str]) -> HttpError:
    """406, with what there is."""
    listed = ", ".join(offers)
    return HttpError(
        406,
        Message(
            fr=f"aucun des formats demandés n’est disponible\u00a0; il y a\u00a0: {listed}",
            en=f"none of the formats asked for is available; there are: {listed}",
        ),
        {"Vary": "Accept"},
    )


def _with_charset(media_type: str) -> str:
    """Text types say that they are UTF-8; the others are by definition."""
    return f"{media_type}; charset=utf-8" if media_type.startswith("text/") else media_type
