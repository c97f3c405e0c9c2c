"""Stage 5, validate: dataset + shapes → ``Report``, each result at the place a person can mend."""

from .affected import Affected, find_affected
from .portions import Portion, divide_dataset
from .render import render_json, render_text
from .report import Placed, place_results, validate_dataset, write_report
from .sarif import render_sarif
from .shacl import ShaclResult, check_portions, prepare_check

__all__ = [
    "Affected",
    "Placed",
    "Portion",
    "ShaclResult",
    "check_portions",
    "divide_dataset",
    "find_affected",
    "place_results",
    "prepare_check",
    "render_json",
    "render_sarif",
    "render_text",
    "validate_dataset",
    "write_report",
]
