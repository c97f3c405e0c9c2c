"""Works named outside a reference: in prose, as the source of a document, in lists with a year."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

from msgspec import Struct

from lf2l_kg.base.expressions import expression
from lf2l_kg.base.records import Block, Fact, Mention, Span
from lf2l_kg.base.text import collapse
from lf2l_kg.extract.names.settled import Names
from lf2l_kg.extract.names.topic import state
from lf2l_kg.extract.page.outline import Outline
from lf2l_kg.extract.text.shapes import LONE_YEAR, PERSON, UPPER, YEAR
from lf2l_kg.extract.text.view import Found, Name, Stretch, View

_QUOTED = expression(r"[«“]\s*(?P<title>[^«»“”\n]{6,200}?)\s*[»”]|\"(?P<plain>[^\"\n]{6,200}?)\"")
_PUBLISHED = expression(
    rf"[»”\"*\s]*(?:\((?:[^()\d]{{1,60}},\s*)?(?P<bracketed>{YEAR})\)|,?\s*(?:(?:est|était|fut|a été)\s+)?"
    r"(?:(?P<verb>(?:publi|édit|réédit)ée?s?|parue?s?|écrite?s?|sortie?s?|soutenue?s?|published|written)\b"
    r"|(?=(?:en|le|in)\s+\w))(?P<details>[^.;:!?«»]{0,120}))"
)
#: A title opens with a capital or a number and is one sentence.
_TITLE = expression(rf"(?:[{UPPER}]|[0-9]+\s)(?:[^;.!?]|[.!?](?!\s+[{UPPER}]))+")
_NOUN = expression(
    r"\b(?:livre|ouvrage|essai|roman|texte|article|rapport|manifeste|tribune|etude|these|memoire|book"
    r"|paper|essay|report)s?\W*(?:\w+\W+){0,3}$"
)
_BY = expression(r"\b(?:(?:par|by|de)\s+|d[’'])")
_WROTE = expression(
    r"\b(?:(?:publié|écrit|publie|publient|signe|signé|soutenu|published|wrote"
    r"|(?:son|leur) (?:livre|ouvrage|essai|article))"
    r"|(?:auteure?|autrice)s?\s+d(?:e|u|es)|author\s+of)\b[^.;:!?»]{0,40}$"
)
_BY_WHOM = expression(
    rf"[»”\"*\s]*,?\s*(?:(?:de|par|by)\s+|d[’'])(?P<who>{PERSON}(?:(?:,|\set|\sand)\s+{PERSON}){{0,3}})"
    rf"\s*\((?P<year>{YEAR})\)"
)
_TOGETHER = expression(r"\s*(?:,|et|and|&)\s*")
_BEFORE = 160  # characters between an author and the title
_SOURCE = expression(r"(?:^|\n|[.!?”»\"]\s)\W*sources?\s*:\s*\W*$")
_DATE_INSIDE = expression(rf"\s*\(\s*(?:[^\W\d_]+\.?\s+)?(?P<year>{YEAR})\s*\)\s*$")
_WORDS_OF_A_TITLE = 4


class _Work(Struct, frozen=True):
    """A work in a block: where its title stands, its year, where its author may be named."""

    block: int
    title: tuple[int, int]
    year: str
    details: tuple[int, int]  # « publié en 1965 par … »; (0, 0) when there are none


def find_works(view: View) -> Iterator[Found]:
    """« « La ville lente », publié en 1990 par … », « Source : [Title](…) », « [Étude X (2015)](…) »."""
    for number, block in enumerate(view.blocks):
        if block.kind in ("code", "heading"):
            continue
        for work in _published(view, number):
            title = collapse(block.text[slice(*work.title)])
            yield Found(number, *work.title, "Publication", title, "citation.published", 0.85)
        for span in _source_links(view, number):
            title = collapse(block.text[span.start : span.end])
            if len(title.split()) >= _WORDS_OF_A_TITLE:
                yield Found(
                    number, span.start, span.end, "Publication", title, "citation.article", 0.85
                )
        for start, end, stop, _ in _dated(view, number):
            label = collapse(block.text[start:end])
            yield Found(number, start, stop, "Publication", label, "citation.dated", 0.85)


def work_facts(view: View, outline: Outline, names: Names) -> Iterator[Fact]:
    """Year, author and address of each such work, and the source of the document."""
    del outline
    me = Mention("Document", view.document.path)
    for number, block in enumerate(view.blocks):
        if block.kind in ("code", "heading"):
            continue
        for work in _published(view, number):
            yield from _of_work(view, names, work)
        for span in _source_links(view, number):
            where = Stretch(number, span.start, span.end)
            yield state(view, "citation.document-source", 0.85, me, "source", span.target, where)
            title = names.at(number, span.start, span.end)
            if title is not None and title.rule == "citation.article":
                yield state(
                    view, "citation.homepage", 0.85, title.mention, "homepage", span.target, where
                )
        for start, end, stop, year in _dated(view, number):
            title, where = names.at(number, start, end), Stretch(number, start, stop)
            if title is not None and title.rule == "citation.dated":
                yield state(
                    view, "citation.year", 0.85, title.mention, "publicationYear", year, where
                )
                for span in block.spans:
                    if span.kind == "link" and span.start <= start and stop <= span.end:
                        yield from _homepage(view, title.mention, span, where)


def _homepage(view: View, work: Mention, span: Span, where: Stretch) -> Iterator[Fact]:
    if span.target.startswith(("http://", "https://")):
        yield state(view, "citation.homepage", 0.85, work, "homepage", span.target, where)


def _published(view: View, number: int) -> Iterator[_Work]:
    """Titles that the words after them say to be published, or the words before to be a work."""
    text, simple = view.blocks[number].text, view.plain[number]
    for title, end, quoted in _titles(view.blocks[number]):
        if not _TITLE.fullmatch(text, *title):
            continue
        from_ = max(0, title[0] - 80)
        noun = _NOUN.search(simple, from_, title[0]) is not None
        whose = _BY_WHOM.match(text, end)
        if whose is not None:
            if noun or quoted:
                yield _Work(number, title, whose["year"], whose.span())
            continue
        after = _PUBLISHED.match(text, end)
        if after is None:
            continue
        year = LONE_YEAR.search(after["details"] or "")
        if after["bracketed"]:
            if noun or _WROTE.search(text, from_, title[0]):
                yield _Work(number, title, after["bracketed"], (0, 0))
        elif (year or _BY.search(after["details"])) and (after["verb"] or (noun and year)):
            yield _Work(number, title, year[0] if year else "", after.span("details"))


def _titles(block: Block) -> Iterator[tuple[tuple[int, int], int, bool]]:
    """(title, end of its marks, whether in quotes) of all that may be a title."""
    text = block.text
    if any(mark in text for mark in '«“"'):
        for match in _QUOTED.finditer(text):
            yield match.span("title" if match["title"] else "plain"), match.end(), True
    for span in block.spans:
        if span.kind == "emphasis" and not re.search(r'[«“"]', text[span.start : span.end]):
            yield (span.start, span.end), span.end, False


def _of_work(view: View, names: Names, work: _Work) -> Iterator[Fact]:
    title = names.at(work.block, *work.title)
    if title is None or title.mention.kind != "Publication":
        return
    where = Stretch(work.block, *work.title)
    if work.year:
        yield state(view, "citation.year", 0.85, title.mention, "publicationYear", work.year, where)
    for author in _authors(view, names, work):
        yield state(
            view, "citation.published-by", 0.8, title.mention, "author", author.mention, where
        )


def _authors(view: View, names: Names, work: _Work) -> list[Name]:
    """The persons after « par » or « de », else the one who « a publié » what follows."""
    text = view.blocks[work.block].text
    after = names.within(Stretch(work.block, *work.details))
    named = [n for n in after if n.mention.kind == "Person"]
    if named:
        between = text[work.details[0] : named[0].start]
        if not _BY.search(between) or "," in between.lstrip(" ,"):
            return []
        gaps = (text[a.end : b.start] for a, b in itertools.pairwise(named))
        together = itertools.takewhile(_TOGETHER.fullmatch, gaps)
        return named[: 1 + sum(1 for _ in together)]
    start = max(0, work.title[0] - _BEFORE)
    before = names.within(Stretch(work.block, start, work.title[0]))
    wrote = [n for n in before if n.mention.kind == "Person"][-1:]
    if wrote and _WROTE.search(text, wrote[0].end, work.title[0]):
        return wrote
    return []


def _source_links(view: View, number: int) -> Iterator[Span]:
    """« Source : [Title](https://…) »."""
    block = view.blocks[number]
    for span in block.spans:
        if span.kind == "link" and span.target.startswith(("http://", "https://")):
            before = view.plain[number][max(0, span.start - 40) : span.start]
            if "source" in before and _SOURCE.search(before):
                yield span


def _dated(view: View, number: int) -> Iterator[tuple[int, int, int, str]]:
    """(start, end, end with the year, year) of anchors such as « [Étude X (2015)](…) »."""
    block = view.blocks[number]
    for span in block.spans:
        if span.kind != "link":
            continue
        inside = _DATE_INSIDE.search(block.text[span.start : span.end])
        nouns = view.cues("class", number, span.start, span.end) if inside else ()
        noun = nouns[0] if nouns else None
        if inside and noun and noun.cue.announces == "Publication" and noun.start <= span.start + 3:
            yield span.start, span.start + inside.start(), span.end, inside["year"]
