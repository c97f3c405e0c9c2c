"""What a build did, for the person who started it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
from msgspec.structs import replace

from .base.messages import Message
from .base.records import Finding, Report, by_severity
from .harvest import Harvest
from .project import Project
from .resolve import Resolution
from .review import questions


@dataclass(frozen=True, slots=True)
class Published:
    """Where a build put what it made."""

    release: Path | None  # None when the data do not conform: nothing was written
    is_new: bool  # False when all was there already and nothing was written
    loss: Message | None  # why the release was not made current; None when it was


NOT_PUBLISHED = Published(None, is_new=False, loss=None)


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
    release: Path | None  # these three as in :class:`Published`
    is_new: bool
    loss: Message | None

    @property
    def exit_code(self) -> int:
        """0 when everything was published; 1 when a document, the dataset or its losses were refused."""
        published = self.release is not None and self.loss is None
        return 0 if published and not self.unreadable else 1


def summarise(
    project: Project,
    harvest: Harvest,
    entities: Resolution,
    report: Report,
    links: int,
    published: Published,
) -> Summary:
    """What a build did, its files named as a person opens them."""
    located = {file.path: file.location for file in project.files}
    kinds = Counter(entities.kinds.values())
    return Summary(
        documents=len(project.files),
        unreadable=harvest.unreadable,
        entities=tuple(sorted(kinds.items(), key=lambda pair: (-pair[1], pair[0]))),
        facts=harvest.facts,
        set_aside=len(questions(harvest.waiting, harvest.answers)),
        confirmed=len(harvest.confirmed),
        refused=len(harvest.refused),
        links=links,
        findings=by_severity(
            replace(f, path=located.get(f.path, f.path)) for f in harvest.findings
        ),
        report=replace(
            report,
            results=tuple(replace(r, path=located.get(r.path, r.path)) for r in report.results),
        ),
        review=project.review,
        release=published.release,
        is_new=published.is_new,
        loss=published.loss,
    )


def to_json(summary: Summary) -> Any:
    """The summary as JSON values, without the Turtle of the report (the release has it)."""
    values = msgspec.to_builtins(summary, enc_hook=str)
    del values["report"]["turtle"]
    return values
