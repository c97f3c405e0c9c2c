"""The Link header of a thing and of its descriptions.

Source: https://www.rfc-editor.org/rfc/rfc8288, https://www.rfc-editor.org/rfc/rfc6892 (describes)
"""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import quote

from lf2l_kg.base.messages import Language
from lf2l_kg.base.settings import Settings
from lf2l_kg.pages import FORMATS, LANGUAGES, Addresses

_SAFE = "/:@-._~!$&'()*+,;=%#?"


def thing_links(settings: Settings, path: str, relation: str = "alternate") -> str:
    """The descriptions of a thing, in each format and each language, and the licence.

    Args:
        settings: the project's.
        path: of the thing's IRI.
        relation: "alternate" when a description is sent, "describedby" when the thing is asked for.
    """
    here = Addresses(settings.base_iri)
    found = [_link(here.page(path), relation, "text/html")]
    found += [_link(here.data(path, name), relation, kind) for name, kind in FORMATS]
    found += [_in_language(here, path, language) for language in LANGUAGES]
    return ", ".join([*found, *_about(settings)])


def description_links(settings: Settings, path: str, ending: str) -> str:
    """The same beside one description, which also says what it describes, and where it is published."""
    iri = f"{settings.base_iri}{path}"
    own = [
        f'<{quote(iri, safe=_SAFE)}>; rel="describes"',
        f'<{quote(iri + ending, safe=_SAFE)}>; rel="canonical"',
    ]
    return ", ".join([thing_links(settings, path), *own])


def page_links(settings: Settings, path: str, ending: str, formats: Mapping[str, str]) -> str:
    """Those of a page that is about no single thing.

    Args:
        settings: the project's.
        path: of the page, without an ending; "" for the home page.
        ending: of what is sent.
        formats: its other forms, by extension: media types.
    """
    here = Addresses(settings.base_iri)
    name = path or "index"
    found = [
        _link(here.data(name, extension), "alternate", formats[extension]) for extension in formats
    ]
    found += [_in_language(here, path, language) for language in LANGUAGES]
    published = (
        settings.base_iri
        if not path and ending == ".html"
        else f"{settings.base_iri}{name}{ending}"
    )
    return ", ".join(
        [*found, *_about(settings), f'<{quote(published, safe=_SAFE)}>; rel="canonical"']
    )


def _in_language(here: Addresses, path: str, language: Language) -> str:
    address = here.in_language(language).page(path)
    return f'<{address}>; rel="alternate"; type="text/html"; hreflang="{language}"'


def _about(settings: Settings) -> list[str]:
    return [
        '</.well-known/void>; rel="describedby"',
        f'<{quote(settings.licence, safe=_SAFE)}>; rel="license"',
    ]


def _link(address: str, relation: str, media_type: str) -> str:
    return f'<{address}>; rel="{relation}"; type="{media_type}"'
