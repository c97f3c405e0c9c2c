"""An item of Wikidata, as far as linking looks at it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from functools import lru_cache

from msgspec import Struct

from lf2l_kg.base.gazetteer import lookup_key
from lf2l_kg.base.namespaces import WIKIDATA

DIRECT = "http://www.wikidata.org/prop/direct/"

#: The classes whose instances, and those of their subclasses, are of a kind of ours.
ROOTS = {
    "Q484170": "Territory",  # commune of France
    "Q6465": "Territory",  # department of France
    "Q36784": "Territory",  # region of France
    "Q56061": "Territory",  # administrative territorial entity
    "Q486972": "Territory",  # human settlement
    "Q6256": "Territory",  # country
    "Q43229": "Institution",  # organization
    "Q5": "Person",  # human
    "Q13442814": "Publication",  # scholarly article
}

#: What people call the identifiers that are looked up.
CALLED = {
    "P1566": "GeoNames", "P374": "INSEE", "P2586": "INSEE", "P2585": "INSEE", "P1616": "SIREN",
    "P1567": "NIS", "P6782": "ROR", "P213": "ISNI", "P269": "IdRef", "P496": "ORCID", "P6773": "HAL",
    "P356": "DOI",
}  # fmt: skip

#: The identifiers that are looked up, by property: the IRIs that people write for them.
#: Source: the formatter URL (P1630) of each property, https://www.wikidata.org/wiki/Property:P1566 and so on
IDENTIFIERS = {
    "P1566": re.compile(r"https?://(?:sws|www)\.geonames\.org/(\d+)(?:/.*)?"),
    "P374": re.compile(r"https?://id\.insee\.fr/geo/commune/(\w{5})(?:/.*)?"),
    "P2586": re.compile(r"https?://id\.insee\.fr/geo/departement/(\w{2,3})(?:/.*)?"),
    "P2585": re.compile(r"https?://id\.insee\.fr/geo/region/(\d{2})(?:/.*)?"),
    "P1616": re.compile(r"https?://annuaire-entreprises\.data\.gouv\.fr/entreprise/(\d{9})"),
    "P1567": re.compile(r"https?://vocab\.belgif\.be/auth/refnis2019/(\d{5})(?:#id)?"),
    "P6782": re.compile(r"https?://ror\.org/(0[a-z0-9]{8})"),
    "P213": re.compile(r"https?://(?:www\.)?isni\.org/(?:isni/)?(\d{15}[\dX])"),
    "P269": re.compile(r"https?://www\.idref\.fr/(\d{8}[\dX])(?:/id)?"),
    "P496": re.compile(r"https?://orcid\.org/(\d{4}-\d{4}-\d{4}-\d{3}[\dX])"),
    "P6773": re.compile(r"https?://aurehal\.archives-ouvertes\.fr/structure/(\d+)"),
    "P356": re.compile(r"https?://(?:dx\.)?doi\.org/(10\..+)"),
    "P856": re.compile(r"(https?://.+)"),
}

_MADE_UP = re.compile(r"Q9\d{9,}")


class Item(Struct, frozen=True, gc=False):  # a slice holds a hundred thousand
    """What Wikidata says of one thing; () and None where it says nothing."""

    id: str  # "Q…"
    label: str  # in French, else in English, else in any language
    labels: tuple[str, ...]  # in all languages, sorted
    aliases: tuple[str, ...] = ()  # in all languages, sorted
    description: str = ""
    kinds: tuple[str, ...] = ()  # classes of ours, by local name
    countries: tuple[str, ...] = ()  # ids
    parents: tuple[str, ...] = ()  # ids of the territories that it is directly in
    identifiers: tuple[tuple[str, str], ...] = ()  # (property, value), both as in IDENTIFIERS
    population: int | None = None
    point: tuple[float, float] | None = None  # latitude, longitude
    ended: str = ""  # the day on which it was dissolved; "?" when that is not known

    @property
    def names(self) -> tuple[str, ...]:
        """Labels and aliases."""
        return self.labels + self.aliases

    @property
    def iri(self) -> str:
        """As links are written."""
        return f"{WIKIDATA}{self.id}"

    @property
    def made_up(self) -> bool:
        """Whether the identifier is one of test data; such an item is never linked to."""
        return _MADE_UP.fullmatch(self.id) is not None


class Named(Struct, frozen=True, gc=False):
    """What an item is called: to be shown, and to be compared."""

    label: str
    keys: frozenset[str]  # of all its names, in the form of ``keys``


def read_identifier(iri: str) -> tuple[str, str] | None:
    """The (property, value) that an IRI of an identifier stands for; None for any other address."""
    for name, pattern in IDENTIFIERS.items():
        if name != "P856" and (found := pattern.fullmatch(iri)):
            return name, same_form(name, found[1])
    return None


def same_form(name: str, value: str) -> str:
    """The one form in which two spellings of an identifier are compared."""
    if name == "P856":
        return re.sub(r"^https?://(?:www\.)?", "", value.strip().lower()).rstrip("/")
    if name == "P213":
        return value.replace(" ", "")
    return value.upper() if name == "P356" else value.strip()


def read_number(text: str) -> int | None:
    """A number of people; None for Wikidata's « unknown value », which is a node without a name."""
    try:
        return round(float(text))
    except (ValueError, OverflowError):
        return None


def read_day(text: str) -> str:
    """The day of a time; "" for what is none, such as an unknown value."""
    try:
        return date.fromisoformat(text[:10]).isoformat()
    except ValueError:
        return ""


def read_point(text: str) -> tuple[float, float] | None:
    """A WKT literal's latitude and longitude, which stand the other way round in it."""
    found = re.fullmatch(r"Point\((-?[\d.]+(?:E-?\d+)?) (-?[\d.]+(?:E-?\d+)?)\)", text, re.I)
    return (float(found[2]), float(found[1])) if found else None


@lru_cache(maxsize=1 << 16)  # the names of a territory are compared with all that lies in it
def key(name: str) -> str:
    """A name in the form in which equal ones are the same name; "" for a name of marks alone."""
    return lookup_key(name)


def keys(names: Iterable[str]) -> frozenset[str]:
    """The names in the form in which equal ones are the same name."""
    return frozenset([k for k in map(key, names) if k])
