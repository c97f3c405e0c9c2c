"""Documents that are read again only where they have changed: what later stages need of the others is kept.

Of most documents nobody asks for the facts again: what resolve needs of them, what waits for an answer, and
what is said of them to a person stands on a sheet. All sheets are kept as one product.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import msgspec
from msgspec import Raw, Struct

from lf2l_kg.base.errors import InputError
from lf2l_kg.base.messages import Message
from lf2l_kg.base.ontology import Ontology
from lf2l_kg.base.patterns import class_of
from lf2l_kg.base.products import Products, make_key
from lf2l_kg.base.records import Fact, Finding, Mention
from lf2l_kg.base.settings import Settings
from lf2l_kg.read import SourceFile, Stamp, digest_file
from lf2l_kg.resolve import Outline, outline_facts
from lf2l_kg.review import Answers, review_facts

from .local import convert_documents
from .partition import Conversion

Facts = tuple[Fact, ...]
_Mentioned = tuple[Outline, tuple[Mention, ...]]
_encode = msgspec.msgpack.Encoder().encode


class Sheet(Struct, frozen=True, array_like=True):
    """What is needed of a document by whoever does not ask for its facts."""

    path: str
    file: str  # SHA-256 of its bytes, hexadecimal; "" when they could not be had
    source: bytes  # the key of its conversion; b"" the same
    readable: bool
    content: str  # the digest of its text
    findings: tuple[Finding, ...]
    mark: bytes  # the digest of that and of the outline
    mentioned: Raw  # the outline of its published facts, and the themes that they mention: few are looked at
    count: int  # of them
    digest: bytes  # of them
    waiting: Facts
    confirmed: Facts
    refused: Facts

    def outline(self) -> Outline:
        """The outline of its published facts."""
        return self._read()[0]

    def themes(self) -> tuple[Mention, ...]:
        """The themes that these mention."""
        return self._read()[1]

    def _read(self) -> _Mentioned:
        return msgspec.msgpack.decode(self.mentioned, type=_Mentioned)


@dataclass(frozen=True, slots=True)
class Page:
    """A document that was read: its sheet, and its published facts where somebody asks for them."""

    sheet: Sheet
    facts: Callable[[], Facts]


class _Sheets(Struct, frozen=True):
    """The sheets of all documents of the last build."""

    sheets: tuple[Sheet, ...]


@dataclass(frozen=True, slots=True)
class Reader:
    """How documents are read: all that their pages follow from, and what is kept."""

    settings: Settings
    ontology: Ontology
    cache: Path  # the folder of the gazetteer's index
    answers: Answers
    products: Products
    code: bytes  # what names our code

    def key(self, path: str, digest: str) -> bytes:
        """What names the conversion of a file, by its path and the digest of its bytes."""
        ground = make_key("conversion", self.code, self.ontology.digest)
        return make_key(ground, path, class_of(path, self.settings.classes), digest)

    def sheets_key(self) -> bytes:
        """What names the sheets, besides the documents."""
        ground = self.code, self.ontology.digest, self.settings.threshold
        classes = [(rule.pattern, rule.kind) for rule in self.settings.classes]
        return make_key("sheets", *ground, classes, self.answers.verdicts)

    def convert(self, files: Sequence[SourceFile], processes: int | None) -> Iterator[Conversion]:
        """Convert documents."""
        return convert_documents(
            files,
            self.settings,
            self.ontology,
            self.cache,
            processes=processes,
            products=self.products,
        )


def read_changed(
    files: Sequence[SourceFile],
    reader: Reader,
    *,
    processes: int | None = None,
    at_change: Callable[[], None] = lambda: None,
) -> Iterator[Page]:
    """The pages of all documents, in their order; those that are kept are not made again.

    Args:
        files: the documents.
        reader: how they are read.
        processes: see :func:`convert_documents`.
        at_change: is called before documents are read again, when there are others than those kept.

    Raises:
        OutputError: when a process was killed, for lack of memory most often.
    """
    products, key = reader.products, reader.sheets_key()
    last = products.find(key, _Sheets)
    before = {sheet.path: sheet for sheet in last.sheets} if last else {}
    digests = dict(_digests(files, reader))
    kept = {
        path: sheet
        for path, digest in digests.items()
        if (sheet := before.get(path)) and sheet.file == digest
    }
    unknown = [file for file in files if file.path not in kept]
    is_changed = bool(unknown) or len(kept) != len(before)
    if last and is_changed:
        at_change()
    keys = {
        file.path: reader.key(file.path, digests[file.path])
        for file in unknown
        if file.path in digests
    }
    known = products.known(keys.values())
    fresh = [file for file in unknown if keys.get(file.path) not in known]
    to_make = {file.path for file in fresh}
    made = reader.convert(fresh, processes)
    sheets: list[Sheet] = []
    for file in files:
        sheet = kept.get(file.path)
        if sheet is not None:
            page = Page(sheet, partial(_read_again, file, sheet, reader))
        else:
            conversion = (
                _keep(next(made), reader)
                if file.path in to_make
                else _find(file, keys[file.path], reader)
            )
            page = _review(conversion, reader)
        sheets.append(page.sheet)
        yield page
    products.use(*[sheet.source for sheet in kept.values()])
    if is_changed:
        products.keep(key, _Sheets(tuple([sheet for sheet in sheets if sheet.source])))
    else:
        products.use(key)


def _find(file: SourceFile, key: bytes, reader: Reader) -> Conversion:
    """The conversion of a file, made again where what was kept is damaged."""
    kept = reader.products.find(key, Conversion)
    return kept or _keep(next(reader.convert([file], 1)), reader)


def _keep(conversion: Conversion, reader: Reader) -> Conversion:
    if conversion.digest:
        reader.products.keep(reader.key(conversion.path, conversion.digest), conversion)
    return conversion


def _review(conversion: Conversion, reader: Reader) -> Page:
    """The page of a document, named by what was read, which may be newer than what was asked for."""
    source = reader.key(conversion.path, conversion.digest) if conversion.digest else b""
    reviewed = review_facts(conversion.facts, reader.answers, reader.settings.threshold)
    facts = reviewed.published
    outline = outline_facts(conversion.path, facts)
    sheet = Sheet(
        path=conversion.path,
        file=conversion.digest,
        source=source,
        readable=conversion.readable,
        content=conversion.content,
        findings=conversion.findings,
        mark=hashlib.sha256(_encode((conversion.content, outline))).digest()[:16],
        mentioned=Raw(_encode((outline, tuple(dict.fromkeys(_themes(facts)))))),
        count=len(facts),
        digest=_digest(facts),
        waiting=reviewed.waiting,
        confirmed=reviewed.confirmed,
        refused=reviewed.refused,
    )
    return Page(sheet, lambda: facts)


def _read_again(file: SourceFile, sheet: Sheet, reader: Reader) -> Facts:
    """The published facts of a document that has not changed.

    Raises:
        InputError: when it has, and what was kept of it is damaged.
    """
    conversion = _find(file, sheet.source, reader)
    facts = review_facts(conversion.facts, reader.answers, reader.settings.threshold).published
    if _digest(facts) != sheet.digest:
        raise InputError(
            Message(
                fr="ce document a changé pendant cette construction ; relancez",
                en="this document changed during this build; run again",
            ),
            path=file.location,
        )
    return facts


def _themes(facts: Facts) -> Iterator[Mention]:
    for fact in facts:
        for mention in (fact.subject, fact.object):
            if isinstance(mention, Mention) and mention.kind == "Theme":
                yield mention


def _digest(facts: Facts) -> bytes:
    return hashlib.sha256(_encode(facts)).digest()


def _digests(files: Sequence[SourceFile], reader: Reader) -> Iterator[tuple[str, str]]:
    """The path of each file that can be read, and the SHA-256 of its bytes."""
    products, key = reader.products, make_key("stamps", reader.code)
    last = products.find(key, dict[str, Stamp]) or {}
    stamps: dict[str, Stamp] = {}
    for file in files:
        digest, stamp = digest_file(file, reader.settings.max_file_mib, last, products.opened)
        if stamp is not None:
            stamps[file.path] = stamp
        if digest:
            yield file.path, digest
    if stamps != last:
        products.keep(key, stamps)
