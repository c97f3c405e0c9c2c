"""The SPARQL endpoint.

Source: https://www.w3.org/TR/sparql11-protocol/
"""

from __future__ import annotations

import functools
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from lf2l_kg.base.errors import QueryError
from lf2l_kg.base.messages import Message
from lf2l_kg.query import (
    Answer,
    Form,
    Limits,
    evaluate_query,
    formats_of,
    keep_answer,
    parse_format,
)
from lf2l_kg.query.formats import MEDIA_TYPES, Format

from .current import ServedRelease
from .description import describe_service
from .errors import HttpError
from .negotiate import choose_media_type
from .pages import HTML, Site
from .requests import Asked, read_request
from .room import Room, ServerLimits
from .tables import result_page

#: The short name of each RDF media type that descriptions are offered in.
RDF_OFFERS: dict[str, Format] = {
    MEDIA_TYPES[name][0]: name for name in ("ttl", "nt", "jsonld", "rdf")
}


@dataclass(frozen=True, slots=True)
class _Given:
    """An answer ready to be sent: a page's material, or bytes of a media type."""

    media_type: str
    content: bytes
    answer: Answer | None = None


class Endpoint:
    """``/sparql`` over the release being served."""

    def __init__(self, site: Site, limits: Limits, server_limits: ServerLimits) -> None:
        self._site = site
        self._limits = limits
        self._server_limits = server_limits
        self._room: Room | None = None

    async def __call__(self, request: Request) -> Response:
        """Answer a query; without one, give the form or the Service Description."""
        asked = await read_request(request, self._server_limits.body)
        release = self._site.current.get()
        if asked.query is None:
            return self._without_query(request, asked, release)
        if self._room is None:  # here, because its lock belongs to the running loop
            self._room = Room(self._server_limits)
        accept = request.headers.get("accept", "")
        given = await self._room.run(functools.partial(self._answer, release, asked, accept))
        if given.answer is not None:
            return result_page(self._site, request, asked, given.answer)
        headers = {"Vary": "Accept"}
        return Response(given.content, media_type=_with_charset(given.media_type), headers=headers)

    def _answer(self, release: ServedRelease, asked: Asked, accept: str) -> _Given:
        """Evaluate and serialise: all of it in one thread, as the engine wants."""
        results = evaluate_query(
            release.store,
            asked.query or "",
            self._limits,
            base_iri=self._site.settings.base_iri,
            default_graphs=asked.default_graphs,
            named_graphs=asked.named_graphs,
        )
        media_type = choose_answer(results.form, accept, asked.format)
        if media_type == HTML:
            return _Given(HTML, b"", keep_answer(results))
        wanted = parse_format(media_type, results.form)
        if wanted is None:
            raise QueryError(Message(fr=media_type, en=media_type), value=media_type)
        return _Given(media_type, results.serialize(wanted, self._site.settings.base_iri))

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
        query, server = self._limits, self._server_limits
        return (
            Message(
                fr=f"lecture seule, sans SERVICE\u00a0; requête de {query.max_length >> 10} Kio et"
                f" {query.max_depth} niveaux de parenthèses au plus",
                en=f"read only, without SERVICE; a query of at most {query.max_length >> 10} KiB and"
                f" {query.max_depth} levels of brackets",
            ),
            Message(
                fr=f"réponse de {query.max_answer >> 20} Mio au plus, en {server.seconds:g} secondes"
                f" au plus\u00a0; {server.running} requêtes à la fois",
                en=f"an answer of at most {query.max_answer >> 20} MiB, within {server.seconds:g}"
                f" seconds; {server.running} queries at a time",
            ),
            Message(
                fr="une réponse est entière ou elle n’est pas donnée\u00a0; les données entières sont"
                " sous /dumps/",
                en="an answer is whole or not given at all; the whole data are under /dumps/",
            ),
        )


def choose_answer(form: Form, accept: str, named: str) -> str:
    """The media type in which to answer: the one asked for by ``format=``, else by Accept.

    Raises:
        HttpError: 406, with what there is.
    """
    formats = formats_of(form)
    if named:
        if named in ("html", HTML):
            return HTML
        found = parse_format(named, form)
        if found is None:
            raise not_acceptable(formats)
        return MEDIA_TYPES[found][0]
    offers = [MEDIA_TYPES[name][0] for name in formats]
    aliases = [alias for name in formats for alias in MEDIA_TYPES[name][1:]]
    chosen = choose_media_type(accept, (*offers, HTML, *aliases))
    if chosen is None:
        raise not_acceptable((*offers, HTML))
    return chosen


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
