"""The Link header of a thing and of its descriptions.

Source: https://www.rfc-editor.org/rfc/rfc8288, https://www.rfc-editor.org/rfc/rfc6892 (describes)
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from urllib.parse import quote

from lf2l_kg.base.messages import Language
from lf2l_kg.base.settings import Settings
from lf2l_kg.pages import FORMATS, LANGUAGES, Addresses

_SAFE = "/:@-._~!$&'()*+,;=%#?"
_SAFE_IN_PATH = "/:@-._~!$'()*,;=+"
_PLACE = "-.-.-"  # stands for the path of a thing; no slug has it


def thing_links(settings: Settings, path: str, relation: str = "alternate") -> str:
    """The descriptions of a thing, in each format and each language, and the licence.

    Args:
        settings: the project's.
        path: of the thing's IRI.
        relation: "alternate" when a description is sent, "describedby" when the thing is asked for.
    """
    links = _thing_links(settings.base_iri, settings.licence, relation)
    return links.replace(_PLACE, quote(path, safe=_SAFE_IN_PATH))


def description_links(settings: Settings, path: str, ending: str) -> str:
    """The same beside one description, which also says what it describes, and where it is published."""
    iri = quote(f"{settings.base_iri}{path}", safe=_SAFE)
    links = thing_links(settings, path)
    return f'{links}, <{iri}>; rel="describes", <{iri}{ending}>; rel="canonical"'


@lru_cache(maxsize=64)
def _thing_links(base_iri: str, licence: str, relation: str) -> str:
    """The links of any thing, with a mark where its path is to stand."""
    here = Addresses(base_iri)
    found = [_link(here.page(_PLACE), relation, "text/html")]
    found += [_link(here.data(_PLACE, name), relation, kind) for name, kind in FORMATS]
    found += [_in_language(here, _PLACE, language) for language in LANGUAGES]
    return ", ".join([*found, *_about(licence)])


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
        [*found, *_about(settings.licence), f'<{quote(published, safe=_SAFE)}>; rel="canonical"']
    )


def _in_language(here: Addresses, path: str, language: Language) -> str:
    address = here.in_language(language).page(path)
    return f'<{address}>; rel="alternate"; type="text/html"; hreflang="{language}"'


def _about(licence: str) -> list[str]:
    return [
        '</.well-known/void>; rel="describedby"',
        f'<{quote(licence, safe=_SAFE)}>; rel="license"',
    ]


def _link(address: str, relation: str, media_type: str) -> str:
    return f'<{address}>; rel="{relation}"; type="{media_type}"'
