"""The negotiation of formats and languages, written for web servers that serve the files.

Source: https://nginx.org/en/docs/http/ngx_http_map_module.html,
https://httpd.apache.org/docs/2.4/mod/mod_rewrite.html
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from jinja2 import Environment, PackageLoader, StrictUndefined

from lf2l_kg.base.messages import Language
from lf2l_kg.pages import FORMATS, LANGUAGES

#: The types of the files, as IANA lists them.
_TYPES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("text/html", ("html",)),
    ("text/css", ("css",)),
    ("text/javascript", ("js",)),
    ("image/svg+xml", ("svg",)),
    ("image/png", ("png",)),
    ("font/woff2", ("woff2",)),
    ("application/xml", ("xml",)),
    ("application/atom+xml", ("atom",)),
    ("text/csv", ("csv",)),
    ("text/plain", ("txt",)),
    ("text/markdown", ("md",)),
    ("application/json", ("json", "sarif")),
    ("application/gzip", ("gz",)),
    ("application/zstd", ("zst",)),
    ("application/vnd.apache.parquet", ("parquet",)),
    ("application/vnd.sqlite3", ("sqlite",)),
)
#: The pages that have data in other formats, beside the things.
_TOPS = ("ontology", "shapes", "cue", "catalog")
#: What the paths of IRIs begin with that have files of their own.
KINDS = ("id", "graph")
_FILES = {
    "nginx.conf": "nginx.conf.jinja",
    ".htaccess": "htaccess.jinja",
    "w3id.htaccess": "w3id.htaccess.jinja",
}


@dataclass(frozen=True, slots=True)
class Host:
    """What the rules have to know.

    Args:
        title: of the project.
        base_iri: what the IRIs begin with.
        site: where the site is to be, without a slash at its end.
        language: of those who ask for none.
        headers: that every page carries: "Content-Security-Policy", "Referrer-Policy".
        moved: the path of an IRI that is no more → the path of the one that took its place.
        gone: the paths of IRIs that are no more.
    """

    title: str
    base_iri: str
    site: str
    language: Language
    headers: Mapping[str, str]
    moved: Mapping[str, str]
    gone: tuple[str, ...]


def serialize_rules(host: Host) -> dict[str, bytes]:
    """The rules by file name: nginx's, Apache's, and those of the redirection service of the IRIs."""
    environment = Environment(
        loader=PackageLoader("lf2l_kg.export", "rules"),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,  # noqa: S701 - not HTML: what comes from the data is a checked path
    )
    environment.filters["regex"] = _regex
    values = {
        "title": " ".join(host.title.split()),
        "base_iri": host.base_iri,
        "site": host.site,
        "prefix": "/".join(("", *host.site.split("/")[3:])),
        "language": host.language,
        "languages": LANGUAGES,
        "endings": [(media_type, ending) for ending, media_type in FORMATS],
        "types": [*_TYPES, *((kind, (ending,)) for ending, kind in FORMATS), _NQ],
        "kinds": KINDS,
        "tops": _TOPS,
        "csp": host.headers["Content-Security-Policy"],
        "referrer_policy": host.headers["Referrer-Policy"],
        "moved": sorted(host.moved.items()),
        "gone": sorted(host.gone),
    }
    return {
        name: environment.get_template(template).render(values).encode()
        for name, template in _FILES.items()
    }


_NQ = ("application/n-quads", ("nq",))


def _regex(text: str) -> str:
    """A text as the pattern of itself, without quotes and spaces that would end it."""
    return re.escape(text).replace('"', "\\x22").replace("\\ ", "\\x20").replace("\\-", "-")
