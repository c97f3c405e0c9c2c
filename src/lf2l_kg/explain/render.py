"""An explanation as JSON values."""

from __future__ import annotations

from typing import Any

from lf2l_kg.base.messages import Language
from lf2l_kg.base.records import Mention, Quote
from lf2l_kg.base.text import line_starts

from .document import ExplainedFact, Explanation


def to_json(explanation: Explanation, language: Language, line: int = 0) -> dict[str, Any]:
    """All that was found, or what concerns one line.

    Args:
        explanation: of a document.
        language: of the reasons and findings.
        line: counted from 1; 0 for all lines.
    """
    document = explanation.document

    def concerned(lines: range) -> bool:
        return not line or line in lines

    def lines_of(quote: Quote) -> range:
        return range(quote.line, quote.line + len(line_starts(quote.exact)))

    names = ((name, document.quote(name.start, name.end)) for name in explanation.names)
    silent = ((cue, document.quote(cue.seen.start, cue.seen.end)) for cue in explanation.silent)
    return {
        "document": document.path,
        "digest": document.digest,
        "readable": document.readable,
        "names": [
            _quote(said) | {"thing": _thing(name.mention, explanation), "rule": name.rule}
            for name, said in names
            if concerned(lines_of(said))
        ],
        "facts": [
            _fact(told, explanation, language)
            for told in explanation.facts
            if concerned(told.lines)
        ],
        "findings": [
            {
                "line": finding.line,
                "column": finding.column,
                "severity": finding.severity,
                "code": finding.code,
                "message": finding.message.in_language(language),
            }
            for finding in explanation.findings
            if concerned(range(finding.line, finding.line + 1))
        ],
        "silent_cues": [
            _quote(said)
            | {"announces": cue.seen.cue.announces, "reason": cue.reason.in_language(language)}
            for cue, said in silent
            if concerned(lines_of(said))
        ],
    }


def _fact(told: ExplainedFact, explanation: Explanation, language: Language) -> dict[str, Any]:
    fact = told.fact
    value = fact.object
    return {
        "id": told.id,
        "subject": _thing(fact.subject, explanation),
        "predicate": fact.predicate,
        "object": value if isinstance(value, str) else _thing(value, explanation),
        "outcome": told.outcome,
        "reason": told.reason.in_language(language) if told.reason else "",
        "rule": fact.evidence.rule,
        "confidence": fact.evidence.confidence,
        "cues": list(told.cues),
        "quotes": [_quote(quote) for quote in fact.evidence.quotes],
    }


def _thing(mention: Mention, explanation: Explanation) -> dict[str, Any]:
    iri = explanation.iris.get(mention, "")
    return {
        "kind": mention.kind,
        "label": mention.label,
        "scope": mention.scope,
        "iri": iri,
        "registered": iri in explanation.registered,
    }


def _quote(quote: Quote) -> dict[str, Any]:
    return {
        "line": quote.line,
        "column": quote.column,
        "start": quote.start,
        "exact": quote.exact,
    }
