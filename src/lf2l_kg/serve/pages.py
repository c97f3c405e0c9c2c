"""Pages for people: templates, languages, links."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlencode

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from lf2l_kg.base.messages import Language, Message
from lf2l_kg.base.settings import Settings
from lf2l_kg.base.turtle import data_prefixes
from lf2l_kg.query.graphs import cell

from .current import Current
from .negotiate import choose_language

HTML = "text/html"


def _templates() -> Environment:
    environment = Environment(
        loader=PackageLoader("lf2l_kg.serve"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["urlencode"] = lambda value: quote(str(value), safe="")
    return environment


@dataclass(frozen=True, slots=True)
class Site:
    """What every page needs."""

    settings: Settings
    current: Current
    templates: Environment = field(default_factory=_templates)

    def language(self, request: Request) -> Language:
        """The language asked for by ``?lang=``, else by Accept-Language, else the project's."""
        asked = request.query_params.get("lang", "")
        if asked in ("fr", "en"):
            return "fr" if asked == "fr" else "en"
        accepted = request.headers.get("accept-language", "")
        return choose_language(accepted, self.settings.language)

    def page(
        self,
        request: Request,
        template: str,
        status: int = 200,
        headers: Mapping[str, str] | None = None,
        **values: Any,
    ) -> Response:
        """A page in the client's language. Every value is escaped by the template."""
        language = self.language(request)

        def say(fr: str, en: str) -> str:
            return fr if language == "fr" else en

        def read(message: Message) -> str:
            return message.in_language(language)

        other: Language = "en" if language == "fr" else "fr"
        kept = [(k, v) for k, v in request.query_params.multi_items() if k != "lang"]
        text = self.templates.get_template(template).render(
            say=say,
            read=read,
            language=language,
            other_language=other,
            other_address=f"?{urlencode([*kept, ('lang', other)])}",
            settings=self.settings,
            title=say(self.settings.title_fr, self.settings.title_en),
            link=self.link,
            short=self.short,
            **values,
        )
        return HTMLResponse(
            text, status, headers={"Vary": "Accept, Accept-Language", **(headers or {})}
        )

    def link(self, iri: str) -> str:
        """Where a page about an IRI is: here for ours, elsewhere for http(s); "" for no link."""
        if iri.startswith(self.settings.base_iri):
            return "/" + quote(iri.removeprefix(self.settings.base_iri), safe="/#%:@-._~")
        return iri if iri.startswith(("http://", "https://")) else ""

    def short(self, iri: str) -> str:
        """An IRI with its prefix, for people."""
        import pyoxigraph as ox

        return cell(ox.NamedNode(iri), data_prefixes(self.settings.base_iri))
