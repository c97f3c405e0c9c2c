"""What every engine does with its share of the documents."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lf2l_kg.base.gazetteer import Gazetteer
from lf2l_kg.base.ontology import Ontology
from lf2l_kg.base.products import Products, make_key, running_code
from lf2l_kg.base.records import Fact, Finding
from lf2l_kg.base.settings import Settings
from lf2l_kg.base.text import content_digest
from lf2l_kg.read import SourceFile, read_document

if TYPE_CHECKING:
    from lf2l_kg.extract import Lexicon


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
    files: Iterable[SourceFile],
    settings: Settings,
    ontology: Ontology,
    gazetteer: Gazetteer,
    products: Products | None = None,
) -> Iterator[Conversion]:
    """Read and extract some of the documents, in the order given.

    With ``products``, what the lexicon's phrases begin with is kept, which takes longer to find out than few
    documents to read.
    """
    from lf2l_kg.extract import extract_document  # many patterns: only where there is a document

    lexicon = _find_lexicon(ontology, products) if products else None
    for file in files:
        document = read_document(file, settings)
        try:
            extraction = extract_document(document, ontology, gazetteer, lexicon)
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


def _find_lexicon(ontology: Ontology, products: Products) -> Lexicon:
    """An ontology's lexicon, which follows from it and the code alone."""
    from lf2l_kg.extract import Lexicon, LexiconStarts

    key = make_key("lexicon", running_code(), ontology.digest)
    starts = products.find(key, LexiconStarts)
    lexicon = Lexicon(ontology, starts)
    if starts is None:
        products.keep(key, lexicon.starts)
    return lexicon
