"""What each page shows, and its templates: pure functions from a release's data to HTML.

There is no request in here: the server and the export to files call the same functions.
"""

from __future__ import annotations

from .addresses import LANGUAGES, Addresses, outside
from .edition import Edition, open_edition
from .forms import format_date, format_number
from .frame import Frame
from .home import Example, home_page
from .lists import list_page, list_paths
from .rendering import assets, render
from .terms import TermView, view_terms
from .themes import theme_tree
from .thing_page import FORMATS, bare_page, thing_page

__all__ = [
    "FORMATS",
    "LANGUAGES",
    "Addresses",
    "Edition",
    "Example",
    "Frame",
    "TermView",
    "assets",
    "bare_page",
    "format_date",
    "format_number",
    "home_page",
    "list_page",
    "list_paths",
    "open_edition",
    "outside",
    "render",
    "theme_tree",
    "thing_page",
    "view_terms",
]
