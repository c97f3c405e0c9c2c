"""A site of these data, looked at as its users do: what is wrong, and what to do about it."""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections.abc import Iterator
from functools import cached_property
from urllib.parse import quote, urljoin, urlsplit
from xml.sax.saxutils import unescape

import pyoxigraph as ox

from lf2l_kg.base.errors import Lf2lError
from lf2l_kg.base.messages import Message
from lf2l_kg.base.records import Finding, Severity

from . import remarks
from .http import Client, Reply
from .source import Manifest, Site

_HTML, _TURTLE = "text/html", "text/turtle"
_ENTITY_TYPES = {
    _HTML: "html",
    _TURTLE: "ttl",
    "application/ld+json": "jsonld",
    "application/n-triples": "nt",
    "application/rdf+xml": "rdf",
}
_RESULTS = {
    "application/sparql-results+json": b'"boolean"',
    "application/sparql-results+xml": b"<boolean>",
}
_TABLES = ("project.csv", "territory.csv", "institution.csv", "document.csv")
_LINK = re.compile(r"""\bhref=["']([^"'#]+)""")
_LOCATION = re.compile("<loc>([^<]+)</loc>")
_MOST_LINKS = 100
_SAMPLE = 20  # pages of a sitemap that are asked for
_SEARCHED = "search.json"  # what browsers search in where a site is files
_DOWNLOAD = "http://www.w3.org/ns/dcat#downloadURL"


def check_site(url: str, client: Client, plain: Client) -> tuple[Finding, ...]:
    """Ask a site for all that it should have.

    Its files are compared with the manifest; then the endpoint, the negotiation of formats, the
    catalogue, the links of the home page and the sitemaps are tried. A static host is told what it
    cannot have as a remark.

    Args:
        url: of the site, of an exported one, or of a release directory on a static host.
        client: follows redirections.
        plain: follows none.

    Returns:
        What was found, in the order in which it was looked for; () when all is well.
    """
    root = url.rstrip("/")
    try:
        site = Site(root, client)
    except Lf2lError as error:
        return (_finding(url, "error", "manifest", error.message),)
    checks = _Checks(root, site, client, plain)
    return tuple(finding for check in checks.all() for finding in check)


class _Checks:
    def __init__(self, root: str, site: Site, client: Client, plain: Client) -> None:
        self._root, self._client, self._plain = root, client, plain
        self._files = site.files
        self._manifest: Manifest = site.manifest
        self._is_directory = site.files == root

    def all(self) -> Iterator[Iterator[Finding]]:
        """Every check that a site of its kind can pass."""
        yield self._dumps()
        yield self._catalogue()
        if self._is_directory:
            yield self._remark(remarks.DIRECTORY)
            return
        if self._is_export:
            yield self._remark(remarks.EXPORT)
        else:
            yield self._endpoint()
        yield self._negotiation()
        yield self._links()
        yield self._sitemaps()

    def _remark(self, message: Message) -> Iterator[Finding]:
        yield _finding(self._root, "info", "static", message)

    @cached_property
    def _is_export(self) -> bool:
        """Whether the site is files: it has what browsers search in, and no endpoint."""
        searched = self._get(self._client, f"{self._root}/{_SEARCHED}")
        is_file = searched is not None and searched.is_good and searched.body[:1] == b"{"
        asked = self._get(self._client, self._question) if is_file else None
        return asked is not None and asked.status == 404

    @property
    def _question(self) -> str:
        return f"{self._root}/sparql?query={quote('ASK { ?s ?p ?o }')}"

    def _dumps(self) -> Iterator[Finding]:
        for name, record in sorted(self._manifest.files.items()):
            url = f"{self._files}/{quote(name)}"
            reply = self._get(self._client, url)
            if reply is None or not reply.is_good:
                yield _finding(url, "error", "file", remarks.missing(reply))
            elif hashlib.sha256(reply.body).hexdigest() != record.sha256:
                yield _finding(url, "error", "file", remarks.CHANGED)

    def _catalogue(self) -> Iterator[Finding]:
        is_file = self._is_directory or self._is_export
        url = f"{self._root}/{'catalog.ttl' if is_file else 'catalog'}"
        reply = self._get(self._client, url, _TURTLE)
        if reply is None or not reply.is_good:
            yield _finding(url, "error", "catalogue", remarks.missing(reply))
            return
        try:
            said = [q for q in ox.parse(reply.body, format=ox.RdfFormat.TURTLE)]  # noqa: C416 - errors come here
        except SyntaxError as error:
            yield _finding(url, "error", "catalogue", remarks.unreadable(str(error)))
            return
        for quad in said:
            name = str(quad.object).rpartition("/")[2].rstrip(">")
            if quad.predicate.value == _DOWNLOAD and name not in self._manifest.files:
                yield _finding(url, "error", "catalogue", remarks.not_there(name))

    def _endpoint(self) -> Iterator[Finding]:
        url = self._question
        for accept, wanted in _RESULTS.items():
            reply = self._get(self._client, url, accept)
            if reply is None or not reply.is_good or wanted not in reply.body:
                yield _finding(url, "error", "endpoint", remarks.missing(reply))

    def _negotiation(self) -> Iterator[Finding]:
        iri = self._entity()
        if not iri:
            return
        url = f"{self._root}/{quote(iri.removeprefix(self._manifest.published.base_iri), safe='/')}"
        bare = self._get(self._plain, url, _HTML)
        if self._is_export and bare is not None and bare.status == 404:
            yield _finding(url, "warning", "negotiation", remarks.NO_RULES)
            negotiates = False
        else:
            negotiates = True
        for accept, ending in _ENTITY_TYPES.items():
            target = f"{url}.{ending}"
            if negotiates:
                reply = self._get(self._plain, url, accept)
                place = "" if reply is None else reply.headers.get("location", "")
                is_other = reply is not None and reply.status == 303
                if not is_other or not urlsplit(place).path.endswith(f".{ending}"):
                    told = remarks.not_negotiated(accept, ending)
                    yield _finding(url, "error", "negotiation", told)
                    continue
                target = urljoin(url, place)
            yield from self._form(target, accept, ending)
        if not self._is_export:  # a host of files has no form to refuse
            yield from self._refusal(url)

    def _form(self, target: str, accept: str, ending: str) -> Iterator[Finding]:
        """The description of a thing in one form."""
        page = self._get(self._client, target)
        if ending == "rdf" and page is not None and page.status in (404, 406):
            return  # XML cannot hold every text: a server says so, an export has no such file
        if page is None or not page.is_good:
            yield _finding(target, "error", "negotiation", remarks.missing(page))
        elif accept not in page.headers.get("content-type", ""):
            said = page.headers.get("content-type", "")
            severity: Severity = "warning" if self._is_export else "error"
            yield _finding(target, severity, "negotiation", remarks.other_type(accept, said))

    def _refusal(self, url: str) -> Iterator[Finding]:
        reply = self._get(self._plain, url, "image/png")
        if reply is not None and reply.status != 406:
            yield _finding(url, "warning", "negotiation", remarks.not_refused(reply.status))

    def _entity(self) -> str:
        """The IRI of a thing of the release; "" when it has none."""
        for name in _TABLES:
            if name in self._manifest.files:
                reply = self._get(self._client, f"{self._files}/{name}")
                text = reply.body.decode("utf-8", "replace") if reply else ""
                for row in csv.DictReader(io.StringIO(text, newline="")):
                    return row.get("iri", "")
        return ""

    def _links(self) -> Iterator[Finding]:
        reply = self._get(self._client, f"{self._root}/", _HTML)
        if reply is None or not reply.is_good:
            yield _finding(f"{self._root}/", "error", "link", remarks.missing(reply))
            return
        found = sorted(set(_LINK.findall(reply.body.decode("utf-8", "replace"))))
        for link in found[:_MOST_LINKS]:
            target = urljoin(f"{self._root}/", link.replace("&amp;", "&"))
            if urlsplit(target).netloc == urlsplit(self._root).netloc and "/dumps/" not in target:
                page = self._get(self._client, target, f"{_HTML}, */*;q=0.1")
                if page is None or not page.is_good:
                    yield _finding(target, "error", "link", remarks.missing(page))

    def _sitemaps(self) -> Iterator[Finding]:
        for name, mark in (("robots.txt", b"itemap:"), ("sitemap.xml", b"<loc>")):
            url = f"{self._root}/{name}"
            reply = self._get(self._client, url)
            if reply is None or not reply.is_good or mark not in reply.body:
                yield _finding(url, "warning", "sitemap", remarks.NO_SITEMAP)
            elif name == "sitemap.xml":
                yield from self._mapped(
                    url, _LOCATION.findall(reply.body.decode("utf-8", "replace"))
                )

    def _mapped(self, url: str, addresses: list[str]) -> Iterator[Finding]:
        """Whether a sitemap names pages of this site, and pages that are there."""
        host = urlsplit(self._root).netloc
        others = [unescape(a) for a in addresses if urlsplit(unescape(a)).netloc != host]
        if others:
            yield _finding(url, "warning", "sitemap", remarks.other_site(others[0]))
            return
        for address in addresses[:: max(len(addresses) // _SAMPLE, 1)]:
            page = self._get(self._client, unescape(address), f"{_HTML}, */*;q=0.1")
            if page is None or not page.is_good:
                yield _finding(unescape(address), "error", "sitemap", remarks.missing(page))

    def _get(self, client: Client, url: str, accept: str = "*/*") -> Reply | None:
        """The answer; None when there is none."""
        try:
            return client.send("GET", url, headers={"Accept": accept})
        except Lf2lError:
            return None


def _finding(url: str, severity: Severity, rule: str, message: Message) -> Finding:
    return Finding(url, 0, 0, severity, f"site-{rule}", message)
