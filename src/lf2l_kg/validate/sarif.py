"""A report as SARIF, which code hosts and editors show beside the lines.

Source: https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
"""

from __future__ import annotations

import hashlib
from typing import Any
from urllib.parse import quote

import msgspec

from lf2l_kg.base.messages import Language
from lf2l_kg.base.records import Report, Result, Severity

from .render import describe_result, name_shape

_SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
_LEVELS: dict[Severity, str] = {"error": "error", "warning": "warning", "info": "note"}


def render_sarif(report: Report, language: Language) -> str:
    """The report as a SARIF 2.1.0 log with one run; its rules are the shapes that gave a result."""
    shapes = sorted({result.shape for result in report.results})
    first = {result.shape: result for result in reversed(report.results)}
    run = {
        "tool": {
            "driver": {
                "name": "lf2l-kg validate",
                "rules": [_rule(first[shape], language) for shape in shapes],
            }
        },
        "language": language,
        # §3.14.27: our columns count code points, not UTF-16 units.
        "columnKind": "unicodeCodePoints",
        "results": [
            _result(result, shapes.index(result.shape), language) for result in report.results
        ],
        "properties": {"conforms": report.conforms, "datasetDigest": report.dataset_digest},
    }
    log = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}
    return msgspec.json.format(msgspec.json.encode(log), indent=2).decode() + "\n"


def _rule(result: Result, language: Language) -> dict[str, Any]:
    """§3.49: a shape as a reporting descriptor."""
    text = result.message.in_language(language)
    return {
        "id": name_shape(result.shape),
        "shortDescription": {"text": text},
        "helpUri": result.shape,
        "defaultConfiguration": {"level": _LEVELS[result.severity]},
    }


def _result(result: Result, rule: int, language: Language) -> dict[str, Any]:
    """§3.27: a result; without a document it has a logical location alone."""
    location: dict[str, Any] = {
        "logicalLocations": [{"fullyQualifiedName": result.focus_node, "kind": "resource"}]
    }
    if result.path:
        location["physicalLocation"] = {
            "artifactLocation": {"uri": quote(result.path)},
            "region": {"startLine": result.line, "startColumn": result.column},
        }
    return {
        "ruleId": name_shape(result.shape),
        "ruleIndex": rule,
        "level": _LEVELS[result.severity],
        "message": {"text": describe_result(result, language)},
        "locations": [location],
        "partialFingerprints": {"shapeFocusValue/v1": _fingerprint(result)},
        "properties": {
            "focusNode": result.focus_node,
            "resultPath": result.result_path,
            "value": result.value,
        },
    }


def _fingerprint(result: Result) -> str:
    """§3.27.17: the same problem keeps its name when lines move."""
    parts = (result.path, result.shape, result.focus_node, result.result_path, result.value)
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:32]
