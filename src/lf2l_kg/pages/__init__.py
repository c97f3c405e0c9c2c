"""What each page shows, and its templates: pure functions from a release's data to HTML.

There is no request in here: the server and the export to files call the same functions.
"""

from __future__ import annotations

from .addresses import LANGUAGES, Addresses, outside
from .entity import EntityView, FactView, QuoteView
from .forms import format_date, format_number
from .frame import Frame
from .rendering import assets, render
from .terms import TermView

__all__ = [
    "LANGUAGES",
    "Addresses",
    "EntityView",
    "FactView",
    "Frame",
    "QuoteView",
    "TermView",
    "assets",
    "format_date",
    "format_number",
    "outside",
    "render",
]
