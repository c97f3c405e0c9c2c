"""What a build did, for the person who started it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from .base.messages import Message
from .base.records import Finding, Report

_SEVERITIES = {"error": 0, "warning": 1, "info": 2}


@dataclass(frozen=True, slots=True)
class Summary:
    """What a build found and where it put it. Findings and results name files as a person opens them."""

    documents: int
    unreadable: int  # documents that were reported and not converted
    entities: tuple[tuple[str, int], ...]  # (class by local name, how many), most first
    facts: int  # published
    set_aside: int  # questions about facts under the threshold, in the review file
    confirmed: int  # facts published because a person has said yes
    refused: int  # facts left out because a person has said no
    links: int  # confirmed links of this dataset
    findings: tuple[Finding, ...]  # errors first, then by place
    report: Report
    review: Path
    release: Path | None  # None when the data do not conform: nothing was written
    is_new: bool  # False when all was there already and nothing was written
    loss: Message | None = None  # why the release was not made current; None when it was

    @property
    def exit_code(self) -> int:
        """0 when everything was published; 1 when a document, the dataset or its losses were refused."""
        published = self.release is not None and self.loss is None
        return 0 if published and not self.unreadable else 1


def by_severity(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Findings as they are shown: errors first, then in the order of the files."""
    return tuple(
        sorted(
            findings,
            key=lambda f: (
                _SEVERITIES[f.severity],
                f.path,
                f.line,
                f.column,
                f.value,
                f.message.en,
            ),
        )
    )


def to_json(summary: Summary) -> Any:
    """The summary as JSON values, without the Turtle of the report (the release has it)."""
    values = msgspec.to_builtins(summary, enc_hook=str)
    del values["report"]["turtle"]
    return values
