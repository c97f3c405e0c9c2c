"""A site of these data, looked at as its users do: what is wrong, and what to do about it."""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections.abc import Iterator
from urllib.parse import quote, urljoin, urlsplit

import pyoxigraph as ox

from lf2l_kg.base.errors import Lf2lError
from lf2l_kg.base.messages import Message
from lf2l_kg.base.records import Finding, Severity

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
_MOST_LINKS = 100
_DOWNLOAD = "http://www.w3.org/ns/dcat#downloadURL"


def check_site(url: str, client: Client, plain: Client) -> tuple[Finding, ...]:
    """Ask a site for all that it should have.

    Its files are compared with the manifest; then the endpoint, the negotiation of formats, the
    catalogue, the links of the home page and the sitemaps are tried. A static host is told what it
    cannot have as a remark.

    Args:
        url: of the site, or of a release directory on a static host.
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

    def all(self) -> Iterator[Iterator[Finding]]:
        """Every check; on a static host, those that it can pass."""
        yield self._dumps()
        yield self._catalogue()
        if self._files == self._root:
            yield iter([_finding(self._root, "info", "static", _STATIC)])
            return
        yield self._endpoint()
        yield self._negotiation()
        yield self._links()
        yield self._sitemaps()

    def _dumps(self) -> Iterator[Finding]:
        for name, record in sorted(self._manifest.files.items()):
            url = f"{self._files}/{quote(name)}"
            reply = self._get(self._client, url)
            if reply is None or not reply.is_good:
                yield _finding(url, "error", "file", _missing(reply))
            elif hashlib.sha256(reply.body).hexdigest() != record.sha256:
                yield _finding(url, "error", "file", _CHANGED)

    def _catalogue(self) -> Iterator[Finding]:
        is_static = self._files == self._root
        url = f"{self._root}/{'catalog.ttl' if is_static else 'catalog'}"
        reply = self._get(self._client, url, _TURTLE)
        if reply is None or not reply.is_good:
            yield _finding(url, "error", "catalogue", _missing(reply))
            return
        try:
            said = [q for q in ox.parse(reply.body, format=ox.RdfFormat.TURTLE)]  # noqa: C416 - errors come here
        except SyntaxError as error:
            yield _finding(url, "error", "catalogue", _unreadable(str(error)))
            return
        for quad in said:
            name = str(quad.object).rpartition("/")[2].rstrip(">")
            if quad.predicate.value == _DOWNLOAD and name not in self._manifest.files:
                yield _finding(url, "error", "catalogue", _not_there(name))

    def _endpoint(self) -> Iterator[Finding]:
        url = f"{self._root}/sparql?query={quote('ASK { ?s ?p ?o }')}"
        for accept, wanted in _RESULTS.items():
            reply = self._get(self._client, url, accept)
            if reply is None or not reply.is_good or wanted not in reply.body:
                yield _finding(url, "error", "endpoint", _missing(reply))

    def _negotiation(self) -> Iterator[Finding]:
        iri = self._entity()
        if not iri:
            return
        url = f"{self._root}/{quote(iri.removeprefix(self._manifest.published.base_iri), safe='/')}"
        for accept, ending in _ENTITY_TYPES.items():
            reply = self._get(self._plain, url, accept)
            place = "" if reply is None else reply.headers.get("location", "")
            if (
                reply is None
                or reply.status != 303
                or not urlsplit(place).path.endswith(f".{ending}")
            ):
                yield _finding(url, "error", "negotiation", _not_negotiated(accept, ending))
                continue
            target = urljoin(url, place)
            page = self._get(self._client, target)
            if ending == "rdf" and page is not None and page.status == 406:
                continue  # XML cannot hold every text, and the server says so
            if page is None or accept not in page.headers.get("content-type", ""):
                yield _finding(target, "error", "negotiation", _missing(page))
        reply = self._get(self._plain, url, "image/png")
        if reply is not None and reply.status != 406:
            yield _finding(url, "warning", "negotiation", _not_refused(reply.status))

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
            yield _finding(f"{self._root}/", "error", "link", _missing(reply))
            return
        found = sorted(set(_LINK.findall(reply.body.decode("utf-8", "replace"))))
        for link in found[:_MOST_LINKS]:
            target = urljoin(f"{self._root}/", link.replace("&amp;", "&"))
            if urlsplit(target).netloc == urlsplit(self._root).netloc and "/dumps/" not in target:
                page = self._get(self._client, target, f"{_HTML}, */*;q=0.1")
                if page is None or not page.is_good:
                    yield _finding(target, "error", "link", _missing(page))

    def _sitemaps(self) -> Iterator[Finding]:
        for name, mark in (("robots.txt", b"itemap:"), ("sitemap.xml", b"<")):
            reply = self._get(self._client, f"{self._root}/{name}")
            if reply is None or not reply.is_good or mark not in reply.body:
                yield _finding(f"{self._root}/{name}", "warning", "sitemap", _NO_SITEMAP)

    def _get(self, client: Client, url: str, accept: str = "*/*") -> Reply | None:
        """The answer; None when there is none."""
        try:
            return client.send("GET", url, headers={"Accept": accept})
        except Lf2lError:
            return None


def _finding(url: str, severity: Severity, rule: str, message: Message) -> Finding:
    return Finding(url, 0, 0, severity, f"site-{rule}", message)


_STATIC = Message(
    fr="hébergement statique\u00a0: ni SPARQL ni négociation de formats\u00a0; pour les avoir, lancez "
    "«\u00a0lf2l-kg serve\u00a0»",
    en="a static host: neither SPARQL nor negotiation of formats; run `lf2l-kg serve` to have them",
)
_CHANGED = Message(
    fr="ce fichier n’est pas celui du manifeste\u00a0: publiez le dossier entier de nouveau, et videz les "
    "caches devant le site",
    en="this file is not the one of the manifest: publish the whole directory again, and empty the caches "
    "before the site",
)
_NO_SITEMAP = Message(
    fr="pas de plan du site\u00a0: les moteurs de recherche ne trouveront que les pages liées à l’accueil",
    en="no sitemap: search engines will only find the pages that the home page links to",
)


def _missing(reply: Reply | None) -> Message:
    status = (
        "–" if reply is None else f"{reply.status} {reply.headers.get('content-type', '')}".strip()
    )
    return Message(
        fr=f"réponse inattendue ({status})\u00a0: vérifiez que cette adresse est bien servie",
        en=f"unexpected answer ({status}): check that this address is served",
    )


def _unreadable(reason: str) -> Message:
    return Message(fr=f"Turtle illisible\u00a0: {reason}", en=f"unreadable Turtle: {reason}")


def _not_there(name: str) -> Message:
    return Message(
        fr=f"le catalogue annonce {name}, que la publication n’a pas\u00a0: publiez tout ensemble",
        en=f"the catalogue names {name}, which the release does not have: publish all of it together",
    )


def _not_negotiated(accept: str, ending: str) -> Message:
    return Message(
        fr=f"«\u00a0Accept: {accept}\u00a0» devrait mener (303) à l’adresse en .{ending}\u00a0: un "
        "intermédiaire retire-t-il l’en-tête Accept\u00a0?",
        en=f"`Accept: {accept}` should lead (303) to the address in .{ending}: does a proxy take the header "
        "Accept away?",
    )


def _not_refused(status: int) -> Message:
    return Message(
        fr=f"un format inconnu devrait être refusé (406), non répondu ({status})",
        en=f"an unknown format should be refused (406), not answered ({status})",
    )
