"""A report as text for people, and as JSON for programs."""

from __future__ import annotations

from collections import Counter

import msgspec

from lf2l_kg.base.messages import Language
from lf2l_kg.base.records import Report, Result, Severity
from lf2l_kg.base.tally import SEVERITIES, tally
from lf2l_kg.base.text import collapse

_MOST = 80  # characters of a value that are shown
_VERDICTS: dict[tuple[Language, bool], str] = {
    ("fr", True): "le jeu de données est conforme",
    ("fr", False): "le jeu de données n’est pas conforme",
    ("en", True): "the dataset conforms",
    ("en", False): "the dataset does not conform",
}


def render_text(report: Report, language: Language) -> str:
    """One line a result, as compilers write them, errors first, and a last line that counts.

    ``path:line:column: warning: message (entity, value) [Shape]``. The words error, warning and info
    are the same in both languages, for programs. Where no document is concerned, the entity's IRI
    stands for the path.
    """
    lines = [_line(result, language) for result in report.results]
    counted = tally(count_results(report), language)
    colon = "\u00a0: " if language == "fr" else ": "
    return "".join(
        f"{line}\n" for line in [*lines, f"{counted}{colon}{_VERDICTS[language, report.conforms]}."]
    )


def render_json(report: Report, language: Language) -> str:
    """The report as one JSON object, its messages in the given language."""
    counts = count_results(report)
    return _dump(
        {
            "conforms": report.conforms,
            "dataset_digest": report.dataset_digest,
            "counts": {severity: counts[severity] for severity in SEVERITIES},
            "results": [
                {
                    "path": result.path,
                    "line": result.line,
                    "column": result.column,
                    "severity": result.severity,
                    "shape": result.shape,
                    "focus_node": result.focus_node,
                    "result_path": result.result_path,
                    "value": result.value,
                    "message": result.message.in_language(language),
                }
                for result in report.results
            ],
        }
    )


def count_results(report: Report) -> Counter[Severity]:
    """How many results of each severity."""
    return Counter(result.severity for result in report.results)


def describe_result(result: Result, language: Language) -> str:
    """The message, and in brackets the entity and the value it is about."""
    about = [_entity(result.focus_node)]
    if result.value:
        value = _shown(result.value)
        about.append(f"«\u00a0{value}\u00a0»" if language == "fr" else f"“{value}”")
    return f"{result.message.in_language(language)} ({', '.join(about)})"


def name_shape(iri: str) -> str:
    """The last part of a shape's IRI."""
    return iri.replace("#", "/").rstrip("/").rpartition("/")[2]


def _line(result: Result, language: Language) -> str:
    place = f"{result.path}:{result.line}:{result.column}" if result.path else result.focus_node
    message = describe_result(result, language)
    return f"{_clean(place)}: {result.severity}: {message} [{name_shape(result.shape)}]"


def _entity(iri: str) -> str:
    """``project/vivacidade``: what a person recognises of an entity's IRI."""
    return _shown(iri.partition("/id/")[2] or iri)


def _shown(text: str) -> str:
    text = collapse(_clean(text))
    return text if len(text) <= _MOST else f"{text[: _MOST - 1]}…"


def _clean(text: str) -> str:
    """Without control characters: a document must not steer the reader's terminal."""
    if text.isprintable():  # as nearly all is
        return text
    return "".join(c if c.isprintable() else " " for c in text)


def _dump(value: object) -> str:
    return msgspec.json.format(msgspec.json.encode(value), indent=2).decode() + "\n"
