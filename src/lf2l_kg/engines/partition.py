"""What every engine does with its share of the documents."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from lf2l_kg.base.gazetteer import Gazetteer
from lf2l_kg.base.ontology import Ontology
from lf2l_kg.base.records import Fact, Finding
from lf2l_kg.base.settings import Settings
from lf2l_kg.base.text import content_digest
from lf2l_kg.read import SourceFile, read_document


@dataclass(frozen=True, slots=True)
class Conversion:
    """What came of one file: its facts, or the findings that say why there are none."""

    path: str  # as in ``Document.path``
    readable: bool
    findings: tuple[Finding, ...]
    facts: tuple[Fact, ...]  # in the order of the document; () when it is not readable
    content: str = ""  # the digest of its text
    digest: str = ""  # SHA-256 of the file's bytes, hexadecimal; "" when they cannot be had


def convert_partition(
    files: Iterable[SourceFile], settings: Settings, ontology: Ontology, gazetteer: Gazetteer
) -> Iterator[Conversion]:
    """Read and extract some of the documents, in the order given."""
    from lf2l_kg.extract import extract_document  # many patterns: only where there is a document

    for file in files:
        document = read_document(file, settings)
        try:
            extraction = extract_document(document, ontology, gazetteer)
        except Exception as error:
            error.add_note(f"while converting {document.path}")
            raise
        findings = document.findings + extraction.findings
        yield Conversion(
            document.path,
            document.readable,
            findings,
            extraction.facts,
            content_digest(document.text),
            document.digest,
        )
