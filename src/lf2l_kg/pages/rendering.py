"""Templates: compiled once for each language, so that words cost nothing when a page is made."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any, cast
from urllib.parse import quote

from jinja2 import Environment, PackageLoader, StrictUndefined

from lf2l_kg.base.messages import Language, Message
from lf2l_kg.base.settings import Settings

from .addresses import PAGES, Addresses
from .built import built_script
from .compiling import Inline, QuickEnvironment
from .forms import filters
from .frame import Frame

#: What every page is sent with: nothing in it runs or loads but the site's own files.
#: Source: https://www.w3.org/TR/CSP3/
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; script-src 'self';"
    " img-src 'self' data:; connect-src 'self';"
    " form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "same-origin",
}
_CREATIVE_COMMONS = re.compile(
    r"https?://creativecommons\.org/licenses/([a-z-]+)/([\d.]+)(?:/deed\.\w+|/)?"
)
_LICENCES = {
    "https://creativecommons.org/publicdomain/zero/1.0": "CC0 1.0",
    "https://www.etalab.gouv.fr/licence-ouverte-open-licence": "Licence Ouverte",
    "https://spdx.org/licenses/etalab-2.0": "Licence Ouverte 2.0",
}


#: The macros of ``parts.html``.
_PARTS = ("cards", "chips", "links", "listed", "rows", "value")


@lru_cache(maxsize=4)
def _environment(language: Language) -> Environment:
    """The templates in one language.

    ``{{ "mot"|en("word") }}`` is a constant for the compiler, which writes the one that is meant.
    """
    environment = QuickEnvironment(
        loader=PackageLoader("lf2l_kg.pages"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        extensions=[Inline],
    )
    environment.filters["en"] = _french if language == "fr" else _english
    environment.filters["urlencode"] = lambda value: quote(str(value), safe="")
    environment.filters["licence"] = licence_name
    environment.filters["said"] = lambda message: _said(message, language)
    environment.filters.update(filters(language))
    environment.globals["language"] = language
    parts = environment.get_template("parts.html").module  # once: an import would make it each time
    environment.globals.update({name: getattr(parts, name) for name in _PARTS})
    environment.globals["built"] = built_script
    environment.globals["paged"] = " ".join(PAGES)
    return environment


def _french(fr: str, _: str) -> str:
    return fr


def _english(_: str, en: str) -> str:
    return en


def _said(message: Message, language: Language) -> str:
    return message.in_language(language)


def render(template: str, frame: Frame, **values: Any) -> str:
    """A page as HTML. Every value is escaped by the template."""
    settings, environment = frame.settings, _environment(frame.language)
    built = cast("Callable[[str], str]", environment.globals["built"])
    around = _surroundings(
        frame.language,
        frame.addresses,
        frame.title,
        frame.release,
        settings.licence,
        settings.publisher,
        built("search"),
    )
    found = environment.get_template(template)
    return found.render(
        frame=frame, to=frame.addresses, around=around, canonical=frame.canonical, **values
    )


@lru_cache(maxsize=256)
def _surroundings(  # noqa: PLR0917 - what it is kept by
    language: Language,
    addresses: Addresses,
    title: str,
    release: str,
    licence: str,
    publisher: str,
    script: str,
) -> Any:
    """What many pages have around them: the variables of ``around.html``."""
    template = _environment(language).get_template("around.html")
    return template.make_module(
        {
            "to": addresses,
            "title": title,
            "release": release,
            "search_script": script,
            "settings": Settings(licence=licence, publisher=publisher),
        }
    )


def licence_name(iri: str) -> str:
    """What people call a licence: « CC BY 4.0 »; the IRI of one that is not known."""
    found = _CREATIVE_COMMONS.fullmatch(iri)
    if found:
        return f"CC {found[1].upper()} {found[2]}"
    return _LICENCES.get(iri.rstrip("/"), iri)


@lru_cache(maxsize=1)
def design_digest() -> str:
    """Tells the pages of two versions of this package apart, when their data are the same."""
    digest = hashlib.blake2b(digest_size=8)
    folder = resources.files("lf2l_kg.pages")
    for path, content in sorted((*_files(folder / "templates", ""), *assets().items())):
        digest.update(path.encode() + content)
    for name, content in sorted(_files(folder, "")):
        if name.endswith(".py"):
            digest.update(content)
    return digest.hexdigest()


def assets() -> dict[str, bytes]:
    """The files that pages refer to, by their path under ``assets/``, sorted."""
    folder = resources.files("lf2l_kg.pages") / "assets"
    found = dict(_files(folder, ""))
    return dict(sorted(found.items()))


def _files(folder: Traversable, start: str) -> Iterator[tuple[str, bytes]]:
    for entry in folder.iterdir():
        if entry.is_dir():
            yield from _files(entry, f"{start}{entry.name}/")
        else:
            yield f"{start}{entry.name}", entry.read_bytes()
