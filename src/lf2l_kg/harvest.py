"""What the documents gave, until the stages that see all of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from .assemble import find_unfit
from .base.ontology import Ontology
from .base.records import Fact, Finding
from .base.wording import Wording
from .engines.sheets import Page
from .resolve import Resolution
from .review import Answers, write_review


@dataclass(slots=True)
class Harvest:
    """What the documents gave, so far."""

    answers: Answers
    findings: list[Finding] = field(default_factory=list)
    pages: list[Page] = field(default_factory=list)
    waiting: list[Fact] = field(default_factory=list)
    confirmed: list[Fact] = field(default_factory=list)
    refused: list[Fact] = field(default_factory=list)
    unreadable: int = 0

    @property
    def facts(self) -> int:
        """How many facts are published."""
        return sum(page.sheet.count for page in self.pages)

    def add(self, page: Page) -> None:
        """Take in one document."""
        sheet = page.sheet
        self.pages.append(page)
        self.findings += sheet.findings
        self.unreadable += not sheet.readable
        self.waiting += sheet.waiting
        self.confirmed += sheet.confirmed
        self.refused += sheet.refused

    def ask_only_fit(self, entities: Resolution, ontology: Ontology) -> None:
        """Ask nobody about what could not be published whatever they said."""
        unfit = {fact for fact, _ in find_unfit(self.waiting, entities, ontology)}
        self.waiting = [fact for fact in self.waiting if fact not in unfit]

    def write_review(self, review: Path, kept: Path, wording: Wording) -> bool:
        """Keep the answers, and write what is still to be asked."""
        answered = (*self.confirmed, *self.refused)
        return write_review(review, kept, self.waiting, answered, self.answers, wording)
