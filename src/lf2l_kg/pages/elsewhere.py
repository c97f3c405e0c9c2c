"""Where else a thing is known, in words: « Genk sur Wikidata (Q189692) »."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from lf2l_kg.base.messages import Message
from lf2l_kg.index import Fact, local_name

from .frame import Frame
from .provenance import Why, origin_words, read_whys

#: What an IRI begins with, who that is, and the page for people when it is another address.
_SITES: tuple[tuple[str, Message, str], ...] = (
    (
        "http://www.wikidata.org/entity/",
        Message("Wikidata", "Wikidata"),
        "https://www.wikidata.org/wiki/",
    ),
    ("https://sws.geonames.org/", Message("GeoNames", "GeoNames"), "https://www.geonames.org/"),
    ("https://orcid.org/", Message("ORCID", "ORCID"), ""),
    (
        "https://ror.org/",
        Message("ROR (organismes de recherche)", "ROR (research organisations)"),
        "",
    ),
    ("https://doi.org/", Message("DOI", "DOI"), ""),
    ("https://hal.science/", Message("HAL", "HAL"), ""),
    ("https://www.idref.fr/", Message("IdRef", "IdRef"), ""),
    ("http://www.idref.fr/", Message("IdRef", "IdRef"), ""),
    ("https://viaf.org/viaf/", Message("VIAF", "VIAF"), ""),
    ("http://viaf.org/viaf/", Message("VIAF", "VIAF"), ""),
    ("http://dbpedia.org/resource/", Message("DBpedia", "DBpedia"), ""),
    ("http://fr.dbpedia.org/resource/", Message("DBpédia", "French DBpedia"), ""),
    ("http://id.insee.fr/", Message("Insee", "Insee"), ""),
    ("https://data.bnf.fr/", Message("la BnF", "the French national library"), ""),
    ("http://eurovoc.europa.eu/", Message("EuroVoc", "EuroVoc"), ""),
)


class OutsideLink(Struct, frozen=True):
    """A link to what another site says of the same thing."""

    site: str
    name: str  # what the other site calls it: "Q189692"
    iri: str
    href: str  # "" for no link
    whys: list[Why]
    origin: str


def describe_outside(facts: Iterable[Fact], frame: Frame) -> list[OutsideLink]:
    """The links, those of known sites first."""
    found = []
    for fact in facts:
        if fact.object is None:
            continue
        rank, link = _describe(fact, fact.object.iri, frame)
        found.append((rank, link.iri, link))
    return [link for _, _, link in sorted(found, key=lambda each: each[:2])]


def _describe(fact: Fact, iri: str, frame: Frame) -> tuple[int, OutsideLink]:
    language = frame.language
    origin = "" if fact.readings else origin_words(fact.origin, language)
    whys = read_whys(fact, frame)
    for rank, (start, site, page) in enumerate(_SITES):
        if iri.startswith(start):
            name = iri.removeprefix(start).rstrip("/")
            href = f"{page}{name}" if page else iri
            link = OutsideLink(site.in_language(language), name, iri, href, whys, origin)
            return rank, link
    href = frame.addresses.thing(iri)
    host = iri.partition("://")[2].partition("/")[0]
    return len(_SITES), OutsideLink(host or iri, local_name(iri), iri, href, whys, origin)
