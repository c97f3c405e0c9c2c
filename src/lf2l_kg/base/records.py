"""What the stages hand over to each other.

Offsets count characters (Unicode code points) of the file's text decoded from UTF-8, byte order mark
and carriage returns included, from 0. Lines and columns count from 1.

Records are msgspec structs: made, compared and hashed several times faster than frozen dataclasses, of
which a document gives hundreds. ``msgspec.structs.replace`` changes one. Python's collector need not
look for circles in those that there are many of: there can be none.

Source: https://jcristharif.com/msgspec/structs.html#disabling-garbage-collection-advanced
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from typing import Literal

from msgspec import Struct

from .messages import Message
from .text import line_starts

Severity = Literal["info", "warning", "error"]
_ORDER: dict[Severity, int] = {"error": 0, "warning": 1, "info": 2}
BlockKind = Literal["heading", "paragraph", "item", "cell", "code"]
SpanKind = Literal["link", "image", "emphasis", "strong", "code"]


class Quote(Struct, frozen=True, gc=False):
    """An exact piece of a file.

    ``text_of_the_file[start:start + len(exact)] == exact`` always holds.
    Source: https://www.w3.org/TR/annotation-model/#text-quote-selector
    """

    exact: str
    start: int
    line: int
    column: int


class Finding(Struct, frozen=True, gc=False):
    """A problem in the data, at the place where a person can mend it."""

    path: str
    line: int
    column: int
    severity: Severity
    code: str  # a lasting kebab-case name, such as "duplicate-key"
    message: Message
    value: str = ""


def by_severity(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Findings as they are shown: errors first, then in the order of the files."""
    return tuple(
        sorted(
            findings,
            key=lambda f: (
                _ORDER[f.severity],
                f.path,
                f.line,
                f.column,
                f.value,
                f.message.en,
            ),
        )
    )


class Span(Struct, frozen=True):
    """A stretch ``text[start:end]`` of a block that is marked up."""

    kind: SpanKind
    start: int
    end: int
    target: str = ""  # a link's or image's address as written; "" for an empty link


class Block(Struct, frozen=True):
    """A piece of a document as a person reads it: markup, zero-width marks and comments gone.

    An item's text is its own lines only; nested lists follow as further items. Soft line breaks read
    as one space, hard ones and those between lines « Clé : valeur » as a line feed. ``offsets`` holds
    pairs (index in ``text``, offset in the file), ascending by both: between two pairs the text and
    the file run in step.
    """

    kind: BlockKind
    level: int  # heading: 1 to 6; item: depth of its list from 1; else 0
    text: str
    spans: tuple[Span, ...]
    offsets: tuple[tuple[int, int], ...]
    end: int  # the offset in the file just after the block's last character
    quoted: bool = False  # inside a block quote
    row: int = 0  # cell: its table's row, 0 is the header
    column: int = 0  # cell: its table's column, from 0
    table: int = 0  # cell: the number of its table in the document, from 1

    def offset(self, index: int) -> int:
        """The offset in the file of ``text[index]``."""
        at, offset = self.offsets[bisect_right(self.offsets, (index, 1 << 62)) - 1]
        return offset + index - at


class Entry(Struct, frozen=True):
    """One scalar of the front matter; a list or mapping gives one entry for each scalar in it.

    ``key`` is the dotted path of keys (``header.teaser``), the same for all members of a list.
    ``datatype`` is the local name of the XSD type after the YAML 1.2 core schema, with dates kept.
    ``value`` is in words: without the marks of Markdown, HTML and templates, which ``quote`` has.
    """

    key: str
    value: str
    datatype: Literal["string", "integer", "decimal", "boolean", "date", "dateTime"]
    quote: Quote  # the value as it stands in the file
    key_line: int
    index: int = 0  # the position in its list, from 0
    target: str = ""  # the address as written, when the value is one link


class Document(Struct, frozen=True):
    """A file as read. ``path`` is relative to the folder given, with ``/``, in NFC."""

    path: str
    digest: str  # SHA-256 of the file's bytes, hexadecimal
    text: str
    front_matter: tuple[Entry, ...]
    blocks: tuple[Block, ...]
    findings: tuple[Finding, ...]
    kind: str = (
        ""  # the class of what it is a page of, as the settings word it; "" when they do not
    )

    def quote(self, start: int, end: int) -> Quote:
        """The exact words of the file between two offsets."""
        starts = line_starts(self.text)
        line = bisect_right(starts, start)
        column = start - starts[line - 1] + 1
        return Quote(self.text[start:end], start, line, column)

    @property
    def readable(self) -> bool:
        """Whether the document can be converted: no finding of severity "error"."""
        return all(finding.severity != "error" for finding in self.findings)

    def find_entries(self, key: str) -> tuple[Entry, ...]:
        """The front matter's entries under a key, in order; empty when there are none."""
        return tuple(entry for entry in self.front_matter if entry.key == key)


class Evidence(Struct, frozen=True, gc=False):
    """The words a fact was read from.

    ``quotes`` is never empty: the first is the sentence (or heading, line, cell, front-matter value)
    that states the fact, further ones give the context it needs, such as the heading above.
    """

    path: str
    quotes: tuple[Quote, ...]
    rule: str  # the lasting dotted name of the rule that fired, such as "heading.population"
    confidence: float  # from 0 to 1
    reviewed: bool = False  # whether a person has said that these words state the fact


class Mention(Struct, frozen=True, gc=False):
    """What a document calls a thing. Equal mentions of one document are one thing.

    ``scope`` completes the identity of what is only distinct within something else: a project's
    territory. For a document, ``label`` is its path; for a theme, ``label`` is its concept's IRI.
    """

    kind: str  # a class by local name: "Territory", "Project", …
    label: str
    scope: str = ""


class Fact(Struct, frozen=True, gc=False, omit_defaults=True):
    """One statement of one document.

    ``predicate`` is a property by local name, or "prefLabel", "altLabel". A string object is a literal
    in its normal lexical form ("80000", "2016-12"); its datatype follows from the ontology.
    Every mention that a document speaks of is the object of a fact "mentions" of that document.
    """

    subject: Mention
    predicate: str
    object: Mention | str
    evidence: Evidence
    language: str = ""  # of a text, where its key says it (« title-en »); "" for the document's


class Entity(Struct, frozen=True, gc=False, omit_defaults=True):
    """A thing with its lasting IRI, and the mentions that mean it."""

    iri: str
    kind: str
    label: str  # the preferred label
    alt_labels: tuple[str, ...]
    mentions: tuple[tuple[str, Mention], ...]  # (document path, mention), sorted
    foreign: tuple[
        tuple[str, str], ...
    ] = ()  # (language, preferred label) of each but the project's


class Result(Struct, frozen=True):
    """One SHACL result, at the place that a person can mend."""

    path: str  # "" when no document states it
    line: int
    column: int
    severity: Severity
    shape: str  # IRI of the source shape
    focus_node: str
    result_path: str  # IRI of the property, or ""
    value: str
    message: Message


class Report(Struct, frozen=True):
    """What validation found. It is only worth something with the dataset it judged."""

    dataset_digest: str  # see :attr:`~lf2l_kg.base.dataset.Dataset.digest`
    conforms: bool  # no result of severity "error"
    results: tuple[Result, ...]
    turtle: str  # the SHACL validation report, no blank nodes
