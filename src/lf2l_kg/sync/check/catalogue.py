"""The catalogue that portals harvest: it is Turtle, and says of each file what the manifest says."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from contextlib import suppress

import pyoxigraph as ox

from lf2l_kg.base.messages import Message
from lf2l_kg.base.namespaces import RDF
from lf2l_kg.base.records import Finding
from lf2l_kg.base.turtle import VOCABULARIES

from .forms import PARSED, unreadable
from .headers import ORIGIN
from .place import Place, finding
from .visits import Visitor

_DCAT, _SPDX, _TYPE = VOCABULARIES["dcat"], VOCABULARIES["spdx"], f"{RDF}type"
_NO_DATASET = Message(
    fr="ce catalogue ne décrit aucun jeu de données (dcat:Dataset)\u00a0: servez le catalog.ttl de la "
    "publication",
    en="this catalogue describes no dataset (dcat:Dataset): serve the catalog.ttl of the release",
)
_OTHER_FORM = Message(
    fr="cette forme du catalogue ne dit pas ce que dit celui de la publication (dumps/catalog.ttl)\u00a0: "
    "publiez tout ensemble, et videz les caches",
    en="this form of the catalogue does not say what that of the release says (dumps/catalog.ttl): publish "
    "all of it together, and empty the caches",
)
_NO_CHARSET = Message(
    fr="ce Turtle vient sans «\u00a0charset=utf-8\u00a0»\u00a0: des moissonneurs, dont celui de "
    "data.gouv.fr, le liraient en Latin-1\u00a0; ajoutez-le, comme le nginx.conf et le .htaccess de l’export",
    en="this Turtle comes without `charset=utf-8`: harvesters, that of data.gouv.fr among them, would "
    "read it as Latin-1; add it, as nginx.conf and .htaccess of the export do",
)

#: Subject → predicate → its values as text.
_Said = dict[str, dict[str, list[str]]]


def check_catalogue(visitor: Visitor, place: Place) -> Iterator[Finding]:
    """Whether the catalogue is there, can be read, and leads to the files of this release.

    So does its form for portals made with udata, and so say those for portals that take no Turtle, which a
    release directory has not.
    """
    yield from _catalogue(visitor, place, place.catalogue)
    if place.kind != "directory":
        yield from _catalogue(visitor, place, f"{place.root}/udata.ttl")
        for ending in ("jsonld", "rdf"):
            yield from _other_form(visitor, place, ending)


def _catalogue(visitor: Visitor, place: Place, url: str) -> Iterator[Finding]:
    visit = visitor.get(url, "text/turtle", headers=ORIGIN)
    if not visit.is_good:
        yield finding(url, "error", "catalogue", visit.told)
        return
    kind = visit.header("content-type").lower()
    if kind.startswith("text/") and "charset" not in kind:
        # requests, as most harvesters, goes by RFC 2616 there: a text without it is Latin-1.
        yield finding(url, "warning", "encoding", _NO_CHARSET)
    try:
        said = _read(visit.body, url)
    except SyntaxError as error:
        yield finding(url, "error", "catalogue", unreadable("Turtle", error))
        return
    if not any(f"{_DCAT}Dataset" in values.get(_TYPE, ()) for values in said.values()):
        yield finding(url, "error", "catalogue", _NO_DATASET)
    for subject, values in sorted(said.items()):
        for address in values.get(f"{_DCAT}downloadURL", ()):
            if told := _wrong(place, said, subject, address):
                yield finding(url, "error", "catalogue", told)


def _other_form(visitor: Visitor, place: Place, ending: str) -> Iterator[Finding]:
    url, (name, form) = f"{place.root}/catalog.{ending}", PARSED[ending]
    visit = visitor.get(url)
    if not visit.is_good:
        yield finding(url, "error", "catalogue", visit.told)
        return
    release = visitor.get(place.file("catalog.ttl"))
    try:
        said = {quad.triple for quad in ox.parse(visit.body, format=form, base_iri=url)}
    except SyntaxError as error:
        yield finding(url, "error", "catalogue", unreadable(name, error))
        return
    with suppress(SyntaxError):  # a file that is not the release's has been told
        quads = ox.parse(release.body, format=ox.RdfFormat.TURTLE, base_iri=url)
        if release.is_good and {quad.triple for quad in quads} != said:
            yield finding(url, "error", "catalogue", _OTHER_FORM)


def _read(turtle: bytes, url: str) -> _Said:
    said: _Said = defaultdict(lambda: defaultdict(list))
    for quad in ox.parse(turtle, format=ox.RdfFormat.TURTLE, base_iri=url):
        if isinstance(quad.subject, ox.NamedNode | ox.BlankNode) and not isinstance(
            quad.object, ox.Triple
        ):
            said[quad.subject.value][quad.predicate.value].append(quad.object.value)
    return said


def _wrong(place: Place, said: _Said, subject: str, address: str) -> Message | None:
    """What a distribution says that is not so; None when all is."""
    folders = (f"{place.manifest.published.base_iri}dumps/", f"{place.files}/")
    folder = next((folder for folder in folders if address.startswith(folder)), None)
    name = address.removeprefix(folder) if folder else ""
    record = place.manifest.files.get(name)
    if record is None:
        return _not_there(address)
    sizes = said[subject].get(f"{_DCAT}byteSize", [])
    sums = [
        value
        for node in said[subject].get(f"{_SPDX}checksum", ())
        for value in said[node].get(f"{_SPDX}checksumValue", ())
    ]
    if sizes != [str(record.size)] or sums != [record.sha256]:
        return _other_figures(name)
    return None


def _not_there(address: str) -> Message:
    return Message(
        fr=f"le catalogue annonce {address}, que la publication n’a pas\u00a0: publiez tout ensemble",
        en=f"the catalogue names {address}, which the release does not have: publish all of it together",
    )


def _other_figures(name: str) -> Message:
    return Message(
        fr=f"le catalogue ne donne pas de {name} la taille et le sha256 du manifeste\u00a0: il est d’une "
        "autre publication\u00a0; publiez tout ensemble, et videz les caches",
        en=f"the catalogue does not give the size and sha256 of the manifest for {name}: it is of another "
        "release; publish all of it together, and empty the caches",
    )
