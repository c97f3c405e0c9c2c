"""What people and search engines find: the home page's links, the sitemap, robots.txt, « not found »."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urljoin, urlsplit
from xml.sax.saxutils import unescape

import msgspec

from lf2l_kg.base.messages import Message
from lf2l_kg.base.records import Finding

from .place import Place, finding
from .visits import Visitor

_PAGE = "text/html, */*;q=0.1"
_LINK = re.compile(r"""\b(?:href|src)=["']([^"'#]+)""")
_LOCATION = re.compile(r"<loc>\s*([^<]+?)\s*</loc>")
_MAPS = re.compile(r"^\s*sitemap\s*:\s*(\S+)", re.IGNORECASE | re.MULTILINE)
_GROUP = re.compile(r"^\s*user-agent\s*:\s*\*\s*$((?:\n(?!\s*user-agent)[^\n]*)*)", re.I | re.M)
_CLOSED = re.compile(r"^\s*disallow\s*:\s*/\s*$", re.IGNORECASE | re.MULTILINE)
_INDEX, _PAGES = "</sitemapindex>", "</urlset>"  # how a map ends
_MOST_LINKS = 100
_SAMPLE = 50  # pages of a sitemap that are asked for
_NO_SITEMAP = Message(
    fr="pas de plan du site\u00a0: les moteurs de recherche ne trouveront que les pages liées à "
    "l’accueil\u00a0; publiez robots.txt et sitemap.xml de l’export",
    en="no sitemap: search engines will only find the pages that the home page links to; publish robots.txt "
    "and sitemap.xml of the export",
)
_CUT = Message(
    fr="ce plan n’a pas de fin (</urlset>)\u00a0: il est coupé, et les moteurs de recherche le "
    "refusent\u00a0; publiez tout de nouveau",
    en="this sitemap has no end (</urlset>): it is cut off, and search engines refuse it; publish all of it "
    "again",
)
_NO_SEARCH = Message(
    fr="search.json est illisible\u00a0: les pages ne trouvent plus rien\u00a0; publiez tout de nouveau",
    en="search.json cannot be read: the pages find nothing any more; publish all of it again",
)
_NO_PART = Message(
    fr="sitemap.xml mène ici, où il n’y a pas de plan\u00a0: publiez tout de nouveau, sans rien laisser de "
    "côté",
    en="sitemap.xml leads here, where there is no sitemap: publish all of it again, and leave nothing aside",
)
_SHUT_OUT = Message(
    fr="robots.txt ferme tout le site («\u00a0Disallow: /\u00a0») aux moteurs et aux moissonneurs\u00a0; "
    "retirez cette ligne",
    en="robots.txt closes the whole site (`Disallow: /`) to search engines and harvesters; take this "
    "line away",
)
_NO_DATASET = Message(
    fr="l’accueil ne décrit pas le jeu de données (schema.org Dataset)\u00a0: Google Dataset Search ne "
    "le verra pas\u00a0; servez la page de l’export telle quelle",
    en="the home page does not describe the dataset (schema.org Dataset): Google Dataset Search will not see "
    "it; serve the page of the export as it is",
)
_ALWAYS_FOUND = Message(
    fr="une adresse qui n’existe pas est répondue comme une page (200)\u00a0: les liens morts ne se "
    "verront pas\u00a0; faites-lui répondre 404",
    en="an address that does not exist is answered as a page (200): dead links will not be seen; let it "
    "answer 404",
)


def check_pages(visitor: Visitor, place: Place) -> Iterator[Finding]:
    """Whether the home page is there, what it links to is, and what is not is said not to be."""
    url = f"{place.root}/"
    visit = visitor.get(url, "text/html")
    if not visit.is_good:
        yield finding(url, "error", "link", visit.told)
    else:
        text = visit.body.decode("utf-8", "replace")
        if not re.search(r'"@type":\s*"Dataset"', text):
            yield finding(url, "warning", "page", _NO_DATASET)
        yield from _links(visitor, place, sorted(set(_LINK.findall(text))))
    if place.kind == "export":
        yield from _search(visitor, f"{place.root}/search.json")
    missing = f"{place.root}/id/{place.manifest.digest}"
    if visitor.get(missing, _PAGE).is_good:
        yield finding(missing, "error", "missing", _ALWAYS_FOUND)


def _links(visitor: Visitor, place: Place, links: list[str]) -> Iterator[Finding]:
    for link in links[:_MOST_LINKS]:
        target = urljoin(f"{place.root}/", link.replace("&amp;", "&"))
        if urlsplit(target).netloc == urlsplit(place.root).netloc and "/dumps/" not in target:
            page = visitor.get(target, _PAGE)
            if not page.is_good:
                yield finding(target, "error", "link", page.told)


def _search(visitor: Visitor, url: str) -> Iterator[Finding]:
    """What a page without a server searches."""
    visit = visitor.get(url)
    try:
        msgspec.json.decode(visit.body)
    except msgspec.DecodeError:
        yield finding(url, "error", "page", _NO_SEARCH if visit.is_good else visit.told)


def check_sitemaps(visitor: Visitor, place: Place) -> Iterator[Finding]:
    """Whether search engines may come, and are led to pages of this site that are there."""
    host = urlsplit(place.root)
    robots = f"{host.scheme}://{host.netloc}/robots.txt"  # there is one a host
    visit = visitor.get(robots)
    text = visit.body.decode("utf-8", "replace").replace("\r", "\n") if visit.is_good else ""
    if any(_CLOSED.search(group) for group in _GROUP.findall(text)):
        yield finding(robots, "warning", "robots", _SHUT_OUT)
    if not _MAPS.search(text):
        yield finding(robots, "warning", "sitemap", _NO_SITEMAP)
    url = f"{place.root}/sitemap.xml"
    addresses, ending = _locations(visitor, url)
    if not addresses:
        yield finding(url, "warning", "sitemap", _NO_SITEMAP)
        return
    if not ending:
        yield finding(url, "error", "sitemap", _CUT)
    maps = addresses if ending == _INDEX else []
    for address in maps:
        is_ours = urlsplit(address)[:2] == host[:2]
        found, ending = _locations(visitor, address) if is_ours else ([], "")
        if not (found and ending):
            yield finding(address, "error", "sitemap", _CUT if found else _NO_PART)
        addresses = [*addresses, *found]
    if others := [found for found in addresses if urlsplit(found)[:2] != host[:2]]:
        yield finding(url, "warning", "sitemap", _other_site(others[0]))
        return
    pages = addresses[len(maps) :]
    for address in pages[:: -(-len(pages) // _SAMPLE) or 1]:
        page = visitor.get(address, _PAGE)
        if not page.is_good:
            yield finding(address, "error", "sitemap", page.told)


def _locations(visitor: Visitor, url: str) -> tuple[list[str], str]:
    """The addresses that a sitemap, or an index of some, leads to; how it ends, "" when it was cut off."""
    visit = visitor.get(url)
    text = visit.body.decode("utf-8", "replace") if visit.is_good else ""
    ending = next((end for end in (_INDEX, _PAGES) if text.rstrip().endswith(end)), "")
    return [unescape(found) for found in _LOCATION.findall(text)], ending


def _other_site(address: str) -> Message:
    return Message(
        fr=f"ce plan est celui d’un autre site ({address})\u00a0; dites où celui-ci est servi "
        "(«\u00a0lf2l-kg export --url\u00a0»)",
        en=f"this sitemap is of another site ({address}); say where this one is served "
        "(`lf2l-kg export --url`)",
    )
