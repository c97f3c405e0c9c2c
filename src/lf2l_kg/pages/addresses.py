"""Where each page is, as a link of another page: one scheme for the server and for files.

The page of a thing is its IRI's path and an ending: ``….html`` in the language that the reader's
program asks for, ``….fr.html`` and ``….en.html`` in that one. A page links to pages of its own ending,
so that a language once chosen is kept without a cookie.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from urllib.parse import quote

from lf2l_kg.base.messages import Language

_SAFE = "/:@-._~!$'()*,;=+"
_is_plain = re.compile(r"[A-Za-z0-9/._-]*").fullmatch
_OUTSIDE = ("http://", "https://", "mailto:")
#: What the paths of IRIs begin with that have a page, besides the home page's; scripts are told of them.
PAGES = (
    "id", "graph", "evidence", "quote", "ontology", "shapes", "cue", "catalog", "themes",
)  # fmt: skip
_DOI = "https://doi.org/"


@dataclass(frozen=True, slots=True)
class Addresses:
    """Makes every link of a page.

    Args:
        base_iri: what our IRIs begin with.
        root: how a page reaches the home page's folder: "/" on a server, "../../" in a file.
        suffix: what pages end in: ".html", ".fr.html" or ".en.html".
        is_static: whether the pages are files, which nobody asks for in a language.
    """

    base_iri: str
    root: str = "/"
    suffix: str = ".html"
    is_static: bool = False

    def in_language(self, language: Language) -> Addresses:
        """The addresses of pages in a given language."""
        return _in_language(self, language)

    def page(self, path: str) -> str:
        """A page by the path of its IRI, such as "id/territory/genk", or by its name; "" for home."""
        if not path:
            return self._home()
        return f"{self.root}{_quoted(path)}{self.suffix}"

    def _home(self) -> str:
        if self.suffix == ".html" and not self.is_static:
            return self.root
        return f"{self.root}index{self.suffix}"

    def thing(self, iri: str) -> str:
        """The page of one of our IRIs, with its fragment; the IRI itself of others, "" when it is no link."""
        if not iri.startswith(self.base_iri):
            return outside(iri)
        path, mark, fragment = iri.removeprefix(self.base_iri).partition("#")
        is_page = not path or path.partition("/")[0] in PAGES
        address = self.page(path) if is_page else self.file(path)
        return f"{address}{mark}{_quoted(fragment)}"

    def data(self, path: str, extension: str) -> str:
        """The data of a thing in a format: ttl, jsonld, nt, rdf."""
        return f"{self.root}{_quoted(path)}.{extension}"

    def file(self, path: str) -> str:
        """Anything else by its path: "assets/style.css", "dumps/dump.ttl.gz", "feed.atom"."""
        return f"{self.root}{_quoted(path)}"


def _quoted(path: str) -> str:
    """A path as addresses write it; most hold nothing to quote."""
    return path if _is_plain(path) else quote(path, safe=_SAFE)


@lru_cache(maxsize=1 << 10)  # every page needs those of each language
def _in_language(addresses: Addresses, language: Language) -> Addresses:
    return replace(addresses, suffix=f".{language}.html")


def outside(address: str) -> str:
    """An address on the web that a page may link to; "" for any other, since documents are not trusted."""
    if address[:8].lower().startswith(_OUTSIDE):
        return address
    if address.startswith("doi:"):
        return f"{_DOI}{quote(address.removeprefix('doi:'), safe=_SAFE)}"
    return ""
