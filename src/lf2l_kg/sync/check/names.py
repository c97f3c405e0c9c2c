"""Where the IRIs lead that the data are known by: to this site, if they lead anywhere."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import ip_address
from urllib.parse import urlsplit

from lf2l_kg.base.messages import Message
from lf2l_kg.base.records import Finding

from .forms import find_thing
from .place import Place, finding
from .visits import Visit, Visitor


def check_names(visitor: Visitor, place: Place) -> Iterator[Finding]:
    """Whether the IRI of a thing, asked where it says it is, leads to this site.

    Not of a site on this machine, as nobody's IRIs lead to it; nor of a host that does not answer.
    """
    base = place.manifest.published.base_iri
    if base.startswith(f"{place.root}/") or _is_here(place.root) > _is_here(base):
        return
    iri = find_thing(visitor, place)
    visit = visitor.get(iri, "text/turtle") if iri else Visit(None)
    if visit.reply is None or (visit.is_good and visit.url.startswith(f"{place.root}/")):
        return
    yield finding(iri, "warning", "iri", _leads_elsewhere(place.root, visit))


def _is_here(url: str) -> bool:
    """Whether an address is of this machine alone."""
    host = urlsplit(url).hostname or ""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _leads_elsewhere(root: str, visit: Visit) -> Message:
    where = visit.url if visit.is_good else f"{visit.url} ({visit.status})"
    return Message(
        fr=f"cet IRI mène à {where}, et non à {root}\u00a0: faites suivre la base des IRI vers ce site (pour "
        "w3id.org, proposez w3id.htaccess de l’export), ou publiez sous une base qui y mène («\u00a0base_iri"
        "\u00a0»)",
        en=f"this IRI leads to {where}, not to {root}: let the base of the IRIs redirect to this site (for "
        "w3id.org, propose w3id.htaccess of the export), or publish under a base that does (`base_iri`)",
    )
