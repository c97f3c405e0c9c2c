"""A thing in all its forms: the negotiation that leads to them, and what they hold."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from urllib.parse import urlsplit

import pyoxigraph as ox

from lf2l_kg.base.messages import Message
from lf2l_kg.base.records import Finding, Severity

from .files import other_type
from .place import Place, finding
from .visits import Visit, Visitor

_HTML = "text/html"
_ENDINGS = {
    _HTML: "html",
    "text/turtle": "ttl",
    "application/ld+json": "jsonld",
    "application/n-triples": "nt",
    "application/rdf+xml": "rdf",
}
PARSED = {
    "ttl": ("Turtle", ox.RdfFormat.TURTLE),
    "jsonld": ("JSON-LD", ox.RdfFormat.JSON_LD),
    "nt": ("N-Triples", ox.RdfFormat.N_TRIPLES),
    "rdf": ("RDF/XML", ox.RdfFormat.RDF_XML),
}
_TABLES = ("project.csv", "territory.csv", "institution.csv", "document.csv")
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w-]+)", re.IGNORECASE)
_NO_RULES = Message(
    fr="cet hôte ne mène pas d’un IRI à sa page\u00a0; donnez-lui les règles de l’export (nginx.conf, "
    ".htaccess), ou faites mener les IRI ici par w3id.htaccess",
    en="this host does not lead from an IRI to its page; give it the rules of the export (nginx.conf, "
    ".htaccess), or let the IRIs lead here by w3id.htaccess",
)
_NO_LINK = Message(
    fr='cette page ne mène pas à ses données (<link rel="alternate" type="text/turtle">)\u00a0: servez la '
    "page de l’export telle quelle, sans la réécrire",
    en='this page does not lead to its data (<link rel="alternate" type="text/turtle">): serve the page of '
    "the export as it is, without rewriting it",
)
_NOT_UTF8 = Message(
    fr="ce texte n’est pas en UTF-8\u00a0: publiez les fichiers sans les convertir, et annoncez "
    "charset=utf-8",
    en="this text is not UTF-8: publish the files without converting them, and say charset=utf-8",
)
_NO_VARY = Message(
    fr="la réponse dépend d’Accept sans le dire («\u00a0Vary: Accept\u00a0»)\u00a0: un cache donnerait à "
    "l’un le format de l’autre\u00a0; laissez passer cet en-tête",
    en="the answer depends on Accept without saying so (`Vary: Accept`): a cache would give one client the "
    "format of another; let this header pass",
)


def check_forms(visitor: Visitor, place: Place) -> Iterator[Finding]:
    """Whether a thing's IRI leads to each of its forms, and each says the same."""
    iri = find_thing(visitor, place)
    if not iri:
        return
    url = place.address(iri)
    bare = visitor.get(url, _HTML, follow=False)
    negotiates = place.kind == "live" or bare.status != 404
    if not negotiates:
        yield finding(url, "warning", "negotiation", _NO_RULES)
    elif bare.status == 303 and "accept" not in bare.header("vary").lower():
        yield finding(url, "warning", "negotiation", _NO_VARY)
    seen: dict[str, frozenset[ox.Triple]] = {}
    for accept, ending in _ENDINGS.items():
        target = f"{url}.{ending}"
        if negotiates:
            wrong = _led_astray(visitor.get(url, accept, follow=False), accept, ending)
            if wrong:
                yield finding(url, "error", "negotiation", wrong)
                continue
        yield from _form(visitor, place, (target, accept, iri), seen)
    if len(set(seen.values())) > 1:
        yield finding(url, "error", "negotiation", _unequal(seen))
    if place.kind == "live":  # a host of files has no form to refuse
        status = visitor.get(url, "image/png", follow=False).status
        if status != 406:
            yield finding(url, "warning", "negotiation", _not_refused(status))


def find_thing(visitor: Visitor, place: Place) -> str:
    """The IRI of a thing of the release; "" when it has none."""
    for name in _TABLES:
        if name in place.manifest.files:
            text = visitor.get(place.file(name)).body.decode("utf-8", "replace")
            for row in csv.DictReader(io.StringIO(text, newline="")):
                iri = row.get("iri") or ""
                if iri.startswith(place.manifest.published.base_iri):
                    return iri
    return ""


def _led_astray(visit: Visit, accept: str, ending: str) -> Message | None:
    """Why a thing's IRI does not lead to a form; None when it does."""
    if visit.trouble or visit.status >= 500:
        return visit.told
    location = visit.header("location")
    if visit.status != 303 or not urlsplit(location).path.endswith(f".{ending}"):
        return _not_negotiated(accept, ending, f"{visit.status} {location}".strip())
    return None


def _form(
    visitor: Visitor,
    place: Place,
    asked: tuple[str, str, str],
    seen: dict[str, frozenset[ox.Triple]],
) -> Iterator[Finding]:
    """The description of a thing in one form; what data say of it is noted."""
    target, accept, iri = asked
    ending = _ENDINGS[accept]
    visit = visitor.get(target, accept)
    if ending == "rdf" and visit.status in (404, 406):
        return  # XML cannot hold every text: a server says so, an export has no such file
    if not visit.is_good:
        yield finding(target, "error", "negotiation", visit.told)
        return
    if accept != visit.media_type:
        is_page = visit.media_type == _HTML
        severity: Severity = "error" if place.kind == "live" or is_page else "warning"
        yield finding(target, severity, "type", other_type(accept, visit.media_type))
        if is_page:
            return
    if not is_utf8(visit):
        yield finding(target, "error", "encoding", _NOT_UTF8)
    elif ending == "html":
        if not re.search(rb"<link\b[^>]*text/turtle", visit.body):
            yield finding(target, "error", "page", _NO_LINK)
    else:
        name, form = PARSED[ending]
        try:
            quads = ox.parse(visit.body, format=form, base_iri=iri)
            seen[name] = frozenset(quad.triple for quad in quads)
        except SyntaxError as error:
            yield finding(target, "error", "form", unreadable(name, error))


def is_utf8(visit: Visit) -> bool:
    """Whether a text is in UTF-8 and does not say that it is in something else."""
    said = _CHARSET.search(visit.header("content-type"))
    try:
        visit.body.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return said is None or said[1].lower().replace("-", "") in ("utf8", "usascii")


def unreadable(form: str, error: SyntaxError) -> Message:
    """Data that are not in the form that they are said to be in."""
    return Message(
        fr=f"{form} illisible ({error})\u00a0: publiez ce fichier tel que la publication l’a",
        en=f"unreadable {form} ({error}): publish this file as the release has it",
    )


def _unequal(seen: dict[str, frozenset[ox.Triple]]) -> Message:
    shown = ", ".join(f"{name} {len(triples)}" for name, triples in seen.items())
    return Message(
        fr=f"les formes de cette chose ne disent pas la même chose (triplets\u00a0: {shown})\u00a0: "
        "elles sont de deux publications\u00a0; publiez tout ensemble, et videz les caches",
        en=f"the forms of this thing do not say the same (triples: {shown}): they are of two releases; "
        "publish all of it together, and empty the caches",
    )


def _not_negotiated(accept: str, ending: str, said: str) -> Message:
    return Message(
        fr=f"«\u00a0Accept: {accept}\u00a0» devrait mener (303) à l’adresse en .{ending}, et donne "
        f"{said}\u00a0: donnez à l’hôte les règles de l’export, et à l’intermédiaire l’ordre de "
        "transmettre Accept",
        en=f"`Accept: {accept}` should lead (303) to the address in .{ending}, and gives {said}: give "
        "the host the rules of the export, and let a proxy pass Accept on",
    )


def _not_refused(status: int) -> Message:
    return Message(
        fr=f"un format inconnu devrait être refusé (406), non répondu ({status})",
        en=f"an unknown format should be refused (406), not answered ({status})",
    )
