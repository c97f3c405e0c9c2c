"""Stage 5, validate: dataset + shapes → ``Report``, each result at the place a person can mend."""

from .render import render_json, render_text
from .report import validate_dataset
from .sarif import render_sarif

__all__ = ["render_json", "render_sarif", "render_text", "validate_dataset"]
