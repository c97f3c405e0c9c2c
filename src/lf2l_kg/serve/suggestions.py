"""``/suggest`` and ``/opensearch.xml``: names while somebody types, for pages and for browsers.

Source: https://github.com/dewitt/opensearch/blob/master/opensearch-1-1-draft-6.md
Source: https://github.com/dewitt/opensearch/blob/master/mediawiki/Specifications/OpenSearch/Extensions/Suggestions/1.1/Draft%201.wiki
"""

from __future__ import annotations

import textwrap
from xml.sax.saxutils import escape, quoteattr

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from .origin import VARY, site_root
from .pages import Site
from .search import kind_label, read_asked

_SUGGESTIONS = "application/x-suggestions+json"
_DESCRIPTION = "application/opensearchdescription+xml"
_MOST = 20
_FEW = 8
_SHORT_NAME, _LONG_NAME = 16, 48  # characters that the specification allows


def suggest(site: Site, request: Request) -> Response:
    """``[q, [names], [what each is and where], [pages]]`` for a question that is being typed."""
    asked = read_asked(request, site.settings.base_iri)
    most = asked.limit if "limit" in request.query_params else _FEW
    edition, frame = site.current.get().edition, site.frame(request)
    language = frame.language
    found = edition.searcher.suggest(asked.question.text, min(most, _MOST))
    notes = []
    for each in found:
        note = kind_label(edition, language, each.node.kind)
        where = each.territory.label(language) if each.territory else ""
        notes.append(f"{note} · {where}" if where else note)
    body = msgspec.json.encode(
        [
            asked.question.text,
            [each.node.label(language) for each in found],
            notes,
            [frame.addresses.thing(each.node.iri) for each in found],
        ]
    )
    return Response(body, media_type=_SUGGESTIONS, headers={"Vary": "Accept-Language"})


def describe_search(site: Site, request: Request) -> Response:
    """What a browser needs to search this site from its address bar; at the address it was asked at."""
    language, root = site.language(request), site_root(request, site.settings.base_iri).rstrip("/")
    settings = site.settings
    title = settings.title_fr if language == "fr" else settings.title_en

    def url(media_type: str, path: str, relation: str) -> str:
        template = quoteattr(f"{root}{path}")
        return f'<Url type="{media_type}" rel="{relation}" template={template}/>'

    terms = f"q={{searchTerms}}&lang={language}"
    paging = "limit={count?}&offset={startIndex?}"
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<OpenSearchDescription xmlns="http://a9.com/-/spec/opensearch/1.1/">',
        f"<ShortName>{escape(_cut(title, _SHORT_NAME))}</ShortName>",
        f"<LongName>{escape(_cut(title, _LONG_NAME))}</LongName>",
        f"<Description>{escape(title)}</Description>",
        url("text/html", f"/search?{terms}", "results"),
        url("application/json", f"/search?{terms}&format=json&{paging}", "results"),
        url(_SUGGESTIONS, f"/suggest?{terms}", "suggestions"),
        url(_DESCRIPTION, "/opensearch.xml", "self"),
        f'<Image type="image/svg+xml">{escape(f"{root}/assets/icon.svg")}</Image>',
        f"<Language>{language}</Language>",
        "<InputEncoding>UTF-8</InputEncoding>",
        "<OutputEncoding>UTF-8</OutputEncoding>",
        "</OpenSearchDescription>",
        "",
    ]
    headers = {"Vary": f"Accept-Language, {VARY}"}
    return Response("\n".join(lines), media_type=_DESCRIPTION, headers=headers)


def _cut(text: str, length: int) -> str:
    """The first words of a text; a part of the first one when it is long."""
    return textwrap.shorten(text, length, placeholder="") or text[:length]
