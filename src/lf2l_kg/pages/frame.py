"""What stands around every page: the language, the addresses, the project, the release."""

from __future__ import annotations

from dataclasses import dataclass

from lf2l_kg.base.messages import LANGUAGES, Language
from lf2l_kg.base.settings import Settings

from .addresses import Addresses


@dataclass(frozen=True, slots=True)
class Frame:
    """All that a page has to know besides what it shows.

    Args:
        settings: the project's.
        language: of the page.
        addresses: make its links.
        path: where it is, without its ending; "" for the home page.
        release: the name of the release; "" when there is none.
        query: what follows « ? » in its address, percent-encoded; kept when the language is changed.
        switch: of a page that has no address for each language, the query that asks for a language.
    """

    settings: Settings
    language: Language
    addresses: Addresses
    path: str = ""
    release: str = ""
    query: str = ""
    switch: tuple[tuple[Language, str], ...] = ()

    @property
    def title(self) -> str:
        """The project's, in the language of the page."""
        settings = self.settings
        return settings.title_fr if self.language == "fr" else settings.title_en

    @property
    def canonical(self) -> str:
        """The IRI under which this very page is published; "" for a page that others should not keep."""
        if self.switch:
            return ""
        published = Addresses(self.addresses.base_iri, self.addresses.base_iri)
        if self.addresses.suffix != ".html":
            published = published.in_language(self.language)
        return published.page(self.path)

    def alternates(self) -> list[tuple[Language, str]]:
        """This page in each language, as (language, address)."""
        if self.switch:
            return [(language, f"?{query}") for language, query in self.switch]
        mark = "?" if self.query else ""
        return [
            (language, f"{self.addresses.in_language(language).page(self.path)}{mark}{self.query}")
            for language in LANGUAGES
        ]
