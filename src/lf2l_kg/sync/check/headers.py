"""What programs and caches need to hear: leave for pages of other sites, and what has changed."""

from __future__ import annotations

from collections.abc import Iterator

from lf2l_kg.base.messages import Message
from lf2l_kg.base.records import Finding, Severity

from .place import Place, finding
from .visits import Visitor

_NO_CORS = Message(
    fr="les pages d’autres sites ne peuvent pas lire ces données (pas d’en-tête "
    "«\u00a0Access-Control-Allow-Origin: *\u00a0»)\u00a0: ajoutez-le, comme le nginx.conf et le "
    ".htaccess de l’export",
    en="pages of other sites cannot read these data (no header `Access-Control-Allow-Origin: *`): add it, as "
    "nginx.conf and .htaccess of the export do",
)
_STALE = Message(
    fr="l’hôte dit inchangé (304) ce dont on lui montre une autre version (If-None-Match)\u00a0: les "
    "moissonneurs garderaient l’ancien\u00a0; corrigez l’ETag, ou retirez-le",
    en="the host says unchanged (304) of what it is shown another version of (If-None-Match): harvesters "
    "would keep the old one; mend the ETag, or take it away",
)
_SAME_TAG = Message(
    fr="deux fichiers différents ont le même ETag\u00a0: un cache donnerait l’un pour l’autre\u00a0; "
    "corrigez l’ETag, ou retirez-le",
    en="two different files have the same ETag: a cache would give one for the other; mend the ETag, or take "
    "it away",
)
#: Who asks: a page of another site.
ORIGIN = {"Origin": "https://harvester.example"}


def check_headers(visitor: Visitor, place: Place) -> Iterator[Finding]:
    """Whether browsers elsewhere may read the data, and a changed file is told from an unchanged one."""
    url = place.catalogue
    catalogue = visitor.get(url, "text/turtle", headers=ORIGIN)
    if not catalogue.is_good:
        return  # which is told elsewhere
    if catalogue.header("access-control-allow-origin") not in ("*", ORIGIN["Origin"]):
        severity: Severity = "warning" if place.kind == "live" else "info"
        yield finding(url, severity, "cors", _NO_CORS)
    other = visitor.get(url, "text/turtle", headers={"If-None-Match": '"lf2l-kg-another-version"'})
    if other.status == 304:
        yield finding(url, "error", "etag", _STALE)
    tag = catalogue.header("etag")
    manifest = visitor.get(place.file("manifest.json"))
    if tag and tag == manifest.header("etag"):
        yield finding(url, "error", "etag", _SAME_TAG)
