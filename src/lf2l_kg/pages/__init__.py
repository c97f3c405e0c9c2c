"""What each page shows, and its templates: pure functions from a release's data to HTML.

There is no request in here: the server and the export to files call the same functions.
"""

from __future__ import annotations

from lf2l_kg.base.messages import LANGUAGES

from .addresses import Addresses, outside
from .built import is_lasting
from .catalog import catalog_page
from .edition import Edition, open_edition
from .errors import error_page
from .forms import format_date
from .frame import Frame
from .home import home_page
from .lists import list_page, list_path, list_paths
from .ontology_page import ontology_page
from .portal import PORTAL_FILE, serialize_for_portals
from .query_page import Example, find_examples, query_page, query_terms
from .rendering import HEADERS, assets, design_digest, render
from .rule_pages import cues_page, shapes_page
from .search_page import search_page
from .sitemap import page_paths, serialize_sitemaps, thing_paths
from .themes import theme_tree
from .thing_page import FORMATS, bare_page, thing_page

__all__ = [
    "FORMATS",
    "HEADERS",
    "LANGUAGES",
    "PORTAL_FILE",
    "Addresses",
    "Edition",
    "Example",
    "Frame",
    "assets",
    "bare_page",
    "catalog_page",
    "cues_page",
    "design_digest",
    "error_page",
    "find_examples",
    "format_date",
    "home_page",
    "is_lasting",
    "list_page",
    "list_path",
    "list_paths",
    "ontology_page",
    "open_edition",
    "outside",
    "page_paths",
    "query_page",
    "query_terms",
    "render",
    "search_page",
    "serialize_for_portals",
    "serialize_sitemaps",
    "shapes_page",
    "theme_tree",
    "thing_page",
    "thing_paths",
]
