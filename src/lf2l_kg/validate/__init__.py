"""Stage 5, validate: dataset + shapes → ``Report``, each result at the place a person can mend."""

from .portions import Portion, divide_dataset
from .render import render_json, render_text
from .report import report_results, validate_dataset
from .sarif import render_sarif
from .shacl import ShaclResult, check_portions

__all__ = [
    "Portion",
    "ShaclResult",
    "check_portions",
    "divide_dataset",
    "render_json",
    "render_sarif",
    "render_text",
    "report_results",
    "validate_dataset",
]
