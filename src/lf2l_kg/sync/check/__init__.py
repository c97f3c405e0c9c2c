"""A site of these data, looked at as its users do: what is wrong, and what to do about it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

from lf2l_kg.base.errors import Lf2lError, RemoteError
from lf2l_kg.base.messages import Message
from lf2l_kg.base.records import Finding
from lf2l_kg.sync.http import TooLongError, TooSlowError, UntrustedError
from lf2l_kg.sync.manifest import parse_manifest

from .catalogue import check_catalogue
from .endpoint import RESULTS, asks, check_endpoint
from .feed import check_feed
from .files import check_files, check_parts
from .forms import check_forms
from .headers import check_headers
from .names import check_names
from .pages import check_pages, check_sitemaps
from .place import Kind, Place, finding
from .visits import GaveUpError, Patience, Visit, Visitor

__all__ = ["Patience", "check_site"]

Check = Callable[[Visitor, Place], Iterator[Finding]]
_DIRECTORY: tuple[Check, ...] = (check_files, check_parts, check_catalogue, check_headers)
_SITE: tuple[Check, ...] = (
    *_DIRECTORY,
    check_feed,
    check_forms,
    check_names,
    check_pages,
    check_sitemaps,
)
_OUTSIDE = ("search.json", "w3id.htaccess")  # what an export has, and a server of ours does not
_IS_DIRECTORY = Message(
    fr="hébergement d’un dossier de publication\u00a0: ni pages ni SPARQL\u00a0; pour les avoir, mettez en "
    "ligne un export («\u00a0lf2l-kg export\u00a0») ou lancez «\u00a0lf2l-kg serve\u00a0»",
    en="a release directory on a host of files: neither pages nor SPARQL; put an export online "
    "(`lf2l-kg export`) or run `lf2l-kg serve` to have them",
)
_IS_EXPORT = Message(
    fr="site de fichiers\u00a0: pas de SPARQL\u00a0; pour l’avoir, lancez «\u00a0lf2l-kg serve\u00a0»",
    en="a site of files: no SPARQL; run `lf2l-kg serve` to have it",
)
_ALTERED = Message(
    fr="ce manifeste a été modifié, ou coupé, après la publication\u00a0: remettez celui de la publication",
    en="this manifest was changed, or cut off, after the release: put that of the release back",
)
_NO_MANIFEST = Message(
    fr="pas de manifeste à cette adresse, ni sous dumps/\u00a0: donnez l’adresse d’un site de «\u00a0lf2l-kg "
    "serve\u00a0», d’un export ou d’un dossier de publication, ou publiez tout de nouveau",
    en="no manifest at this address, nor below dumps/: give the address of a site of `lf2l-kg serve`, of an "
    "export or of a release directory, or publish all of it again",
)
_REPLACED = Message(
    fr="le site a changé de publication pendant l’examen\u00a0: relancez",
    en="the site changed its release while it was looked at: run again",
)


def check_site(url: str, patience: Patience | None = None) -> tuple[Finding, ...]:
    """Ask a site for all that it should have.

    Its files are compared with the manifest; then the catalogue, what caches and programs need, the feed,
    the forms of a thing, where the IRIs lead, the endpoint, the links of the home page and the sitemaps are
    tried. A static host is told what it cannot have as a remark.

    Args:
        url: of the site, of an exported one, or of a release directory on a static host.
        patience: how long the site is waited for.

    Returns:
        What was found, each thing once, in the order in which it was looked for; () when all is well.

    Raises:
        RemoteError: when the address is none, or no server is there.
    """
    if urlsplit(url).scheme not in ("http", "https") or not urlsplit(url).netloc:
        raise RemoteError(_no_address(url), value=url)
    visitor = Visitor(patience or Patience())
    found: dict[tuple[str, Message], Finding] = {}
    try:
        for one in _all(visitor, url.rstrip("/")):
            found.setdefault((one.path, one.message), one)
    except GaveUpError as error:
        last = finding(error.value, "error", "slow", error.message)
        found[last.path, last.message] = last
    return tuple(found.values())


def _all(visitor: Visitor, root: str) -> Iterator[Finding]:
    place, wrong = _find(visitor, root)
    yield from wrong
    if place is None:
        return
    if place.root != root:
        yield finding(root, "info", "moved", _moved(place.root))
    if place.kind == "directory":
        yield finding(place.root, "info", "static", _IS_DIRECTORY)
    elif place.kind == "export":
        yield finding(place.root, "info", "static", _IS_EXPORT)
    else:
        yield from check_endpoint(visitor, place)
    checks = _DIRECTORY if place.kind == "directory" else _SITE
    found = [one for check in checks for one in check(visitor, place)]
    again = visitor.get(place.file("manifest.json"), anew=True)
    if found and again.is_good and place.manifest.digest.encode() not in again.body:
        yield finding(place.file("manifest.json"), "error", "changed", _REPLACED)
        return
    yield from found


def _find(visitor: Visitor, root: str) -> tuple[Place | None, list[Finding]]:
    """The site, by its manifest; None and why not when it has none that can be read."""
    visits: list[tuple[str, Visit]] = []
    for folder in (f"{root}/dumps", root):
        visit = visitor.get(f"{folder}/manifest.json")
        visits.append((f"{folder}/manifest.json", visit))
        if visit.error is not None:
            if not isinstance(visit.error, UntrustedError | TooSlowError | TooLongError):
                raise RemoteError(visit.told, path=root, value=root) from visit.error
            break
        if visit.is_good and visit.media_type != "text/html":
            return _read(visitor, root, folder, visit)
    address, visit = next(((a, v) for a, v in visits if v.status != 404), visits[0])
    is_missing = visit.status == 404 or visit.is_good
    told = _NO_MANIFEST if is_missing else visit.told
    return None, [finding(address, "error", "manifest", told)]


def _read(
    visitor: Visitor, root: str, folder: str, visit: Visit
) -> tuple[Place | None, list[Finding]]:
    address = f"{folder}/manifest.json"
    try:
        manifest = parse_manifest(visit.body, address)
    except Lf2lError as error:
        return None, [finding(address, "error", "manifest", _unreadable(error))]
    wrong = []
    if not _is_as_written(visit.body):
        wrong.append(finding(address, "error", "manifest", _ALTERED))
    files = visit.url.removesuffix("/manifest.json")  # where redirections led to
    base = files.removesuffix("/dumps") if folder != root else files
    return Place(base, files, _kind(visitor, base, files), manifest), wrong


def _is_as_written(data: bytes) -> bool:
    """Whether a manifest has the digest that it says itself, of the same with "" there."""
    head, mark, tail = data.rpartition(b'"sha256": "')
    unsigned = head + mark + tail[64:]
    return hashlib.sha256(unsigned).hexdigest().encode() == tail[:64]


def _kind(visitor: Visitor, root: str, files: str) -> Kind:
    if files == root:
        return "directory"
    if visitor.get(asks(root), RESULTS).media_type == RESULTS:
        return "live"
    has = (visitor.get(f"{root}/{name}") for name in _OUTSIDE)
    return "export" if any(v.is_good and v.media_type != "text/html" for v in has) else "live"


def _unreadable(error: Lf2lError) -> Message:
    reason = error.__cause__ or error
    return Message(
        fr=f"ce n’est pas un manifeste lisible ({reason})\u00a0; remettez celui de la publication, tel quel",
        en=f"this is no readable manifest ({reason}); put that of the release back, as it is",
    )


def _moved(root: str) -> Message:
    return Message(
        fr=f"le site est en fait à {root}\u00a0: donnez cette adresse",
        en=f"the site is really at {root}: give this address",
    )


def _no_address(url: str) -> Message:
    return Message(
        fr=f"«\u00a0{url}\u00a0» n’est pas une adresse http(s)\u00a0; exemple\u00a0: https://donnees.exemple.org",
        en=f"`{url}` is not an http(s) address; an example: https://donnees.exemple.org",
    )
