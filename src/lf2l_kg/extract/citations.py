"""Bibliographic references: authors, title, journal, year, DOI, HAL identifier."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lf2l_kg.base.records import Block, Fact, Mention, Span
from lf2l_kg.base.text import collapse

from .names import Names
from .shapes import CITED_AUTHOR, YEAR
from .topic import state
from .view import Found, Stretch, View

_AUTHOR = re.compile(CITED_AUTHOR)
_BETWEEN_AUTHORS = re.compile(r"^[\s,;&]*(?:et|and)?\s*$")
_TO_TITLE = re.compile(
    r"^[\s,;.:]*(?:et al\.*)?[\s,;.:]*(?:\(\s*(?:1[6-9]|20)\d\d\s*\))?[\s,;.:«“\"]*$"
)
_DOI = re.compile(r"\b10\.\d{4,9}/[^\s\"<>()\[\]]+[^\s\"<>()\[\].,;:]")
_HAL = re.compile(r"\b(?:hal|tel|halshs|inria|cel|dumas)-\d{6,}(?=v\d|\b)")
_TITLE_IN_TEXT = re.compile(r"(?:[«“\"]\s*(?P<quoted>[^»”\"]{8,300}?)\s*[»”\"])")


@dataclass(frozen=True, slots=True)
class Citation:
    """One reference in one block."""

    block: int
    authors: tuple[tuple[int, int], ...]  # positions
    title: tuple[int, int]
    address: str  # of the title's link; "" when it has none
    end: int  # where the next reference or the block ends


def read_citations(view: View) -> tuple[Citation, ...]:
    """All references of a document: authors in the form « Nom P. », then a title."""
    found = []
    for number, block in enumerate(view.blocks):
        if block.kind in ("paragraph", "item", "cell"):
            found += list(_in_block(number, block))
    return tuple(found)


def _in_block(number: int, block: Block) -> Iterator[Citation]:
    at = 0
    while True:
        authors = _authors(block.text, at)
        if not authors:
            return
        title = _title(block, authors[-1][1])
        if title is not None:
            (start, end), address = title
            following = _AUTHOR.search(block.text, end)
            yield Citation(
                number,
                tuple(authors),
                (start, end),
                address,
                following.start() if following else len(block.text),
            )
            at = end
        else:
            at = authors[-1][1]


def _authors(text: str, at: int) -> list[tuple[int, int]]:
    """The first run of cited authors from a position on."""
    run: list[tuple[int, int]] = []
    for match in _AUTHOR.finditer(text, at):
        end = match.end() - (match[0][-1] in " -")
        if run and not _BETWEEN_AUTHORS.match(text[run[-1][1] : match.start()]):
            break
        run.append((match.start(), end))
    return run


def _title(block: Block, after: int) -> tuple[tuple[int, int], str] | None:
    """The link, quotation or emphasis that follows the authors directly."""
    marked: list[Span] = sorted(
        (s for s in block.spans if s.kind in ("link", "emphasis") and s.start >= after),
        key=lambda s: s.start,
    )
    for span in marked[:1]:
        if _TO_TITLE.match(block.text[after : span.start]):
            return (span.start, span.end), span.target
    quoted = _TITLE_IN_TEXT.search(block.text, after)
    if quoted and _TO_TITLE.match(block.text[after : quoted.start("quoted")]):
        return quoted.span("quoted"), ""
    return None


def find_citations(view: View) -> Iterator[Found]:
    """The publications and their authors."""
    for citation in read_citations(view):
        text = view.blocks[citation.block].text
        start, end = citation.title
        title = collapse(text[start:end])
        yield Found(citation.block, start, end, "Publication", title, "citation.title", 0.95)
        for start, end in citation.authors:
            yield Found(
                citation.block,
                start,
                end,
                "Person",
                collapse(text[start:end]),
                "citation.author",
                0.9,
            )


def citation_facts(view: View, names: Names) -> Iterator[Fact]:
    """What each reference says of its publication."""
    for citation in read_citations(view):
        title = names.at(citation.block, *citation.title)
        if title is not None and title.mention.kind == "Publication":
            yield from _of_publication(view, names, citation, title.mention)


def _of_publication(view: View, names: Names, citation: Citation, work: Mention) -> Iterator[Fact]:
    block = view.blocks[citation.block]
    where = Stretch(citation.block, *citation.title)
    for start, end in citation.authors:
        author = names.at(citation.block, start, end)
        if author is not None and author.mention.kind == "Person":
            yield state(view, "citation.author", 0.9, work, "author", author.mention, where)
    rest_start, rest = citation.title[1], block.text[citation.title[1] : citation.end]
    if re.match(r"https?://", citation.address):
        yield state(view, "citation.homepage", 0.9, work, "homepage", citation.address, where)
    journal = next(
        (
            s
            for s in block.spans
            if s.kind == "emphasis" and rest_start <= s.start and s.end <= citation.end
        ),
        None,
    )
    if journal is not None:
        name = collapse(block.text[journal.start : journal.end]).strip(" ,.")
        yield state(view, "citation.journal", 0.85, work, "publishedIn", name, where)
    year = re.search(rf"(?<![\w./-]){YEAR}(?![\w/-])", rest) or re.search(
        rf"\(({YEAR})\)", block.text[: citation.title[0]]
    )
    if year:
        yield state(view, "citation.year", 0.9, work, "publicationYear", year[0].strip("()"), where)
    yield from _identifiers(view, citation, work, rest)


def _identifiers(view: View, citation: Citation, work: Mention, rest: str) -> Iterator[Fact]:
    block, where = view.blocks[citation.block], Stretch(citation.block, *citation.title)
    links = [
        s for s in block.spans if s.kind == "link" and citation.title[1] <= s.start <= citation.end
    ]
    addresses = [citation.address, *(s.target for s in links)]
    doi = next((m for text in [*addresses, rest] if (m := _DOI.search(text))), None)
    if doi:
        yield state(view, "citation.doi", 0.9, work, "doi", doi[0].removesuffix("/full"), where)
    hal = _HAL.search(rest) or next((m for a in addresses if (m := _HAL.search(a))), None)
    if hal:
        yield state(view, "citation.hal", 0.95, work, "halId", hal[0], where)
    for span in links:
        if (
            re.match(r"https?://", span.target)
            and not block.text[span.start : span.end].strip().istitle()
        ):
            yield state(
                view,
                "citation.source",
                0.8,
                work,
                "source",
                span.target,
                Stretch(citation.block, span.start, span.end),
            )
