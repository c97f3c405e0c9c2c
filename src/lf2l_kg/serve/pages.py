"""Pages as responses: the language that suits the reader, the addresses, the headers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from lf2l_kg.base.messages import Language
from lf2l_kg.base.settings import Settings
from lf2l_kg.pages import LANGUAGES, Addresses, Frame, render

from .current import Current
from .negotiate import choose_language

HTML = "text/html"


@dataclass(frozen=True, slots=True)
class Asked:
    """What an address asks for: « id/territory/genk.fr.html »."""

    path: str  # of a thing or of a page: "id/territory/genk"; "" for the home page
    extension: str  # "html", "ttl" …; "" for none
    language: Language | None  # that the address names


def read_address(path: str, extensions: Mapping[str, str]) -> Asked:
    """Take an address apart. What ends in no known extension is a path as it is.

    Args:
        path: of a request.
        extensions: those that there are.
    """
    path = path.lstrip("/")
    stem, _, extension = path.rpartition(".")
    if not stem or extension not in extensions:
        return Asked("" if path == "index" else path, "", None)
    language: Language | None = None
    if extension == "html":
        name, _, ending = stem.rpartition(".")
        for known in LANGUAGES:
            if ending == known and name:
                stem, language = name, known
    return Asked("" if stem == "index" else stem, extension, language)


@dataclass(frozen=True, slots=True)
class Site:
    """What every page needs."""

    settings: Settings
    current: Current

    def language(self, request: Request) -> Language:
        """The language of the address, else of ``?lang=``, else of Accept-Language, else the project's."""
        asked = read_address(request.scope["path"], {"html": HTML}).language
        if asked:
            return asked
        named = request.query_params.get("lang", "")
        if named in LANGUAGES:
            return "fr" if named == "fr" else "en"
        accepted = request.headers.get("accept-language", "")
        return choose_language(accepted, self.settings.language)

    def frame(self, request: Request, *, has_switch: bool = False) -> Frame:
        """What stands around the page of a request.

        Args:
            request: what was asked.
            has_switch: the page has one address, whose query names the language.
        """
        asked = read_address(request.scope["path"], {"html": HTML})
        language = self.language(request)
        addresses = Addresses(self.settings.base_iri)
        kept = [(k, v) for k, v in request.query_params.multi_items() if k != "lang"]
        return Frame(
            self.settings,
            language,
            addresses.in_language(language) if asked.language else addresses,
            path=asked.path,
            release=self.current.name,
            query=urlencode(kept),
            switch=tuple((other, urlencode([*kept, ("lang", other)])) for other in LANGUAGES)
            if has_switch
            else (),
        )

    def page(
        self,
        request: Request,
        template: str,
        status: int = 200,
        headers: Mapping[str, str] | None = None,
        *,
        has_switch: bool = False,
        **values: Any,
    ) -> Response:
        """A page in the client's language. Every value is escaped by the template."""
        frame = self.frame(request, has_switch=has_switch)
        return self.html(frame, render(template, frame, **values), status, headers)

    def html(
        self,
        frame: Frame,
        text: str,
        status: int = 200,
        headers: Mapping[str, str] | None = None,
    ) -> Response:
        """A page that has been made, as a response."""
        said: dict[str, str] = {"Content-Language": frame.language}
        if frame.addresses.suffix == ".html":
            said["Vary"] = "Accept, Accept-Language"
        return HTMLResponse(text, status, headers={**said, **(headers or {})})
