"""Pages as responses: the language that suits the reader, the addresses, the headers."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from lf2l_kg.base.messages import Language
from lf2l_kg.base.settings import Settings
from lf2l_kg.pages import LANGUAGES, Addresses, Frame, design_digest, render

from .answers import is_known
from .coding import send_in, wanted_coding
from .current import Current, ServedRelease
from .headers import tag_in
from .links import page_links
from .negotiate import choose_language
from .paths import Asked, read_address

HTML = "text/html"
_PAGES = frozenset({"html"})


@dataclass(frozen=True, slots=True)
class Site:
    """What every page needs."""

    settings: Settings
    current: Current

    def language(self, request: Request, asked: Asked | None = None) -> Language:
        """The language of the address, else of ``?lang=``, else of Accept-Language, else the project's."""
        asked = asked or read_address(request.scope["path"], _PAGES)
        if asked.language:
            return asked.language
        named = request.query_params.get("lang", "")
        if named in LANGUAGES:
            return "fr" if named == "fr" else "en"
        accepted = request.headers.get("accept-language", "")
        return choose_language(accepted, self.settings.language)

    def frame(
        self,
        request: Request,
        release: str | None = None,
        asked: Asked | None = None,
        *,
        has_switch: bool = False,
    ) -> Frame:
        """What stands around the page of a request.

        Args:
            request: what was asked.
            release: the name of the release that the page shows; None for the last one known.
            asked: what the address means; None when it can only mean one thing.
            has_switch: the page has one address, whose query names the language.
        """
        asked = asked or read_address(request.scope["path"], _PAGES)
        language = self.language(request, asked)
        addresses = Addresses(self.settings.base_iri)
        kept = [(k, v) for k, v in request.query_params.multi_items() if k != "lang"]
        return Frame(
            self.settings,
            language,
            addresses.in_language(language) if asked.language else addresses,
            path=asked.path,
            release=self.current.name if release is None else release,
            query=urlencode(kept),
            switch=tuple((other, urlencode([*kept, ("lang", other)])) for other in LANGUAGES)
            if has_switch
            else (),
        )

    def digest(self, release: ServedRelease) -> str:
        """Tells apart what is made of two releases, by two versions of this package or of the settings."""
        known = release.kept.get("digest")
        if not isinstance(known, str):
            manifest = (release.path / "manifest.json").read_bytes()
            said = f"{design_digest()} {self.settings!r}".encode()
            known = hashlib.blake2b(manifest + said, digest_size=10).hexdigest()
            release.kept["digest"] = known
        return known

    def page_digest(self, release: ServedRelease, frame: Frame) -> str:
        """Tells apart pages that follow from a release, at one address, by their language."""
        negotiated = "-n" if frame.addresses.suffix == ".html" else ""
        return f"{self.digest(release)}-{frame.language}{negotiated}"

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

    def send(
        self,
        request: Request,
        frame: Frame,
        text: str,
        forms: Mapping[str, str] = MappingProxyType({}),
    ) -> Response:
        """A page that is about no single thing, or « unchanged » when the client has it.

        Args:
            request: what was asked.
            frame: of the page.
            text: of the page.
            forms: the other forms that it has, by extension: media types.
        """
        content, encoding = text.encode(), wanted_coding(request)
        tag = tag_in(encoding, hashlib.blake2b(content, digest_size=10).hexdigest())
        links = page_links(self.settings, frame.path, frame.addresses.suffix, forms)
        headers = {"ETag": tag, "Link": links}
        known = is_known(request, tag)
        response = (
            self.unchanged(frame, headers) if known else self.html(frame, content, headers=headers)
        )
        return send_in(encoding, response)

    def html(
        self,
        frame: Frame,
        text: str | bytes,
        status: int = 200,
        headers: Mapping[str, str] | None = None,
    ) -> Response:
        """A page that has been made, as a response."""
        return HTMLResponse(text, status, headers={**_said(frame, status), **(headers or {})})

    def unchanged(self, frame: Frame, headers: Mapping[str, str]) -> Response:
        """304: the client has the page."""
        return Response(status_code=304, headers={**_said(frame, 200), **headers})


def _said(frame: Frame, status: int) -> dict[str, str]:
    """What a page says of itself: its language, and when it was negotiated the address of this very page.

    Source: https://www.rfc-editor.org/rfc/rfc9110#section-8.7 (Content-Location)
    """
    said: dict[str, str] = {"Content-Language": frame.language}
    if status == 200:
        said["Cache-Control"] = "public, no-cache"
    if frame.addresses.suffix == ".html":
        said["Vary"] = "Accept, Accept-Language"
        if status == 200 and not frame.switch:
            address = frame.addresses.in_language(frame.language).page(frame.path)
            said["Content-Location"] = f"{address}?{frame.query}" if frame.query else address
    return said
