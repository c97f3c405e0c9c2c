"""What a build goes by before it reads a document: settings, ontology, register, what people decided."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from .base.classes import check_classes
from .base.errors import OutputError
from .base.iris import Iris
from .base.messages import Message
from .base.ontology import Ontology, load_ontology
from .base.patterns import unused_classes
from .base.records import Finding
from .base.settings import Settings
from .link import Decision, Enrichment, read_decisions, read_enrichment
from .query import check_questions
from .read import SourceFile, find_files
from .release import refuse_unreleasable
from .resolve import Register, read_register, write_register
from .review import Answers, read_answers

REVIEW = "review.tsv"  # in the folder of releases


@dataclass(frozen=True, slots=True)
class Project:
    """The files of a project, each read once."""

    settings: Settings
    ontology: Ontology
    iris: Iris
    files: Sequence[SourceFile]  # the documents, not read yet
    register: Register
    decisions: Sequence[Decision]
    enrichment: Enrichment | None
    answers: Answers

    @property
    def review(self) -> Path:
        """The file of what people are asked."""
        return self.settings.releases / REVIEW

    def findings(self) -> Iterator[Finding]:
        """What is wrong with its settings and questions."""
        yield from unused_classes(self.settings.classes, (file.path for file in self.files))
        yield from check_questions(self.settings.queries, self.settings.base_iri)

    def refuse_other_register(self) -> None:
        """Another build may have entered IRIs since we read the register: ours must not erase them."""
        path = self.settings.identities
        if read_register(path) != self.register:
            raise OutputError(
                Message(
                    fr="le registre a changé pendant cette construction ; attendez la fin de l’autre et"
                    " relancez",
                    en="the register changed during this build; wait until the other one ends, and run"
                    " again",
                ),
                path=str(path),
            )

    def keep_register(self, register: Register) -> bool:
        """Write the register where it has changed; whether it had."""
        if register != self.register:
            write_register(register, self.settings.identities)
        return register != self.register


def read_project(settings: Settings) -> Project:
    """Read them, and see that a release can be made: all that can be told before the work.

    Raises:
        NothingToDoError: when there is no document.
        InputError: when a file cannot be used.
        OutputError: when the folder of releases cannot be written.
    """
    refuse_unreleasable(settings)
    ontology, iris = load_ontology(settings.ontology), Iris(settings.base_iri)
    project = Project(
        settings,
        ontology,
        iris,
        register=read_register(settings.identities),
        decisions=read_decisions(settings.links),
        enrichment=read_enrichment(settings.enrichment, iris),
        answers=read_answers(settings.reviewed, settings.releases / REVIEW),
        files=find_files(settings.documents, settings),
    )
    check_classes(settings.classes, ontology)
    return project
