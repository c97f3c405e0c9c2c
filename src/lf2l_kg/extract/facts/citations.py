"""Bibliographic references: authors, title, journal, year, DOI, HAL identifier, thesis."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lf2l_kg.base.expressions import expression
from lf2l_kg.base.records import Fact, Mention, Span
from lf2l_kg.base.text import collapse, plain
from lf2l_kg.extract.names.settled import Names
from lf2l_kg.extract.names.topic import state
from lf2l_kg.extract.text.marks import spans_within
from lf2l_kg.extract.text.shapes import LONE_YEAR, UPPER, YEAR
from lf2l_kg.extract.text.view import Found, Stretch, View

from .references import Reference, read_references

_DOI = expression(r"\b10\.\d{4,9}/[^\s\"<>()\[\]⟨⟩]+[^\s\"<>()\[\]⟨⟩.,;:]")
_HAL = expression(r"\b(?:hal|tel|halshs|inria|cel|dumas)-\d{6,}(?=v\d|\b)")
_PAGE_OF_DOI = expression(r"/(?:full|abstract|pdf|epdf|html)$")
_ADDRESS = expression(r"https?://\S+")
_THESIS_HOST = expression(
    r"(?:theses\.fr|theses\.hal\.science|tel\.archives-ouvertes\.fr)/|/tel-\d"
)
_IN = expression(
    r"[\s.,;»”\"]+(?:[Ii]n|[Dd]ans)\s*:?\s+(?:(?:la revue|les actes d[eu]s?|the)\s+)?"
    rf"(?P<name>[{UPPER}][^.,;()\d«»]{{3,100}})"
)
_VOLUME = expression(
    rf"[\s.,;»”\"]+(?P<name>[{UPPER}][^.,;()\d«»]{{3,100}}),\s*(?:[^\d\n,]{{0,30}},\s*)?(?:{YEAR},\s*)?"
    r"(?:(?:vol\b|n°|no\.|numéro|tome)|\d{1,3}\s*\(\d|\d{1,4}\s*,\s*pp?\b)"
)
_PUBLISHER = expression(
    r"(?:john )?wiley|springer|elsevier|mdpi|sage|taylor|routledge|l.harmattan|puf|presses|dunod|iste"
    r"|peter lang|editions?|la decouverte|seuil|gallimard|flammarion|actes sud|universit|these|phd|ecole"
)
_NO_JOURNAL = expression(r"https?://|doi|hal-|tel-|pp?\.\s*\d|vol\.|ibid|op\. cit|these")


def find_citations(view: View) -> Iterator[Found]:
    """The publications and their authors."""
    for reference in read_references(view):
        number, (start, end) = reference.block, reference.title
        title = collapse(view.blocks[number].text[start:end])
        yield Found(number, start, end, "Publication", title, "citation.title", 0.95)
        yield from _linked_again(view, reference, title)
        for author in reference.authors:
            # A person named in full in the document stands above the form cited.
            confidence = 0.88 if author.initials and author.label[1:3].strip() == "." else 0.9
            yield Found(
                number, author.start, author.end, "Person", author.label, "citation.author",
                confidence,
            )  # fmt: skip


def _linked_again(view: View, reference: Reference, title: str) -> Iterator[Found]:
    """The further links of a reference lead to the same work, whatever their words."""
    number, (start, end) = reference.block, reference.rest
    for span in spans_within(view.blocks[number], start, end):
        if span.kind == "link" and _ADDRESS.match(span.target) and span.end <= end:
            yield Found(number, span.start, span.end, "Publication", title, "citation.link", 0.9)


def citation_facts(view: View, names: Names) -> Iterator[Fact]:
    """What each reference says of its publication."""
    for reference in read_references(view):
        title = names.at(reference.block, *reference.title)
        if title is not None and title.mention.kind == "Publication":
            yield from _of_publication(view, names, reference, title.mention)


def _of_publication(view: View, names: Names, ref: Reference, work: Mention) -> Iterator[Fact]:
    where = Stretch(ref.block, *ref.title)
    for author in ref.authors:
        person = names.at(ref.block, author.start, author.end)
        if person is not None and person.mention.kind == "Person":
            yield state(view, "citation.author", 0.9, work, "author", person.mention, where)
    if re.match(r"https?://", ref.address):
        thesis = ref.thesis and _THESIS_HOST.search(ref.address)
        predicate, rule = ("thesisUrl", "thesis") if thesis else ("homepage", "homepage")
        yield state(view, f"citation.{rule}", 0.9, work, predicate, ref.address, where)
    journal = _journal(view, ref)
    if journal is not None:
        name = collapse(view.text(journal)).strip(" ,.:")
        yield state(view, "citation.journal", 0.85, work, "publishedIn", name, where)
    year = ref.year or _year(view, ref, journal)
    if year:
        yield state(view, "citation.year", 0.9, work, "publicationYear", year, where)
    yield from _identifiers(view, ref, work)


def _year(view: View, ref: Reference, journal: Stretch | None) -> str:
    """The first year after the title that is not part of an address or of the journal's name."""
    text, (start, end) = view.blocks[ref.block].text, ref.rest
    rest = _ADDRESS.sub(lambda m: " " * len(m[0]), text[start:end])
    if journal is not None:
        rest = f"{rest[: journal.start - start]} {rest[journal.end - start :]}"
    year = LONE_YEAR.search(rest)
    return year[0] if year else ""


def _journal(view: View, ref: Reference) -> Stretch | None:
    """Where the work appeared: what is emphasised after the title, stands after « in », or has a volume."""
    block, (start, end) = view.blocks[ref.block], ref.rest
    for span in spans_within(block, start, end):
        inside = block.text[span.start : span.end].strip(" ,.")
        if span.kind == "emphasis" and span.end <= end and len(inside) > 3:
            return None if _is_no_journal(inside) else Stretch(ref.block, span.start, span.end)
    found = _IN.match(block.text, start, end)
    if found is None and not ref.thesis:
        found = _VOLUME.match(block.text, start, min(end, start + 250))
    if found is None or _is_no_journal(found["name"]):
        return None
    return Stretch(ref.block, *found.span("name"))


def _is_no_journal(text: str) -> bool:
    return bool(_NO_JOURNAL.search(plain(text)) or _PUBLISHER.match(plain(text)))


def _identifiers(view: View, ref: Reference, work: Mention) -> Iterator[Fact]:
    block, (start, end) = view.blocks[ref.block], ref.rest
    where, rest = Stretch(ref.block, *ref.title), block.text[start:end]
    links = [s for s in spans_within(block, start, end + 1) if s.kind == "link"]
    addresses = [ref.address, *(s.target for s in links)]
    doi = next((m[0] for text in [*addresses, rest] if (m := _DOI.search(text))), None)
    if doi:
        yield state(view, "citation.doi", 0.9, work, "doi", _PAGE_OF_DOI.sub("", doi), where)
    hal = _HAL.search(rest) or next((m for a in addresses if (m := _HAL.search(a))), None)
    if hal:
        yield state(view, "citation.hal", 0.95, work, "halId", hal[0], where)
    shown = {s.target for s in links}
    bare = [m[0].rstrip(".,;)>") for m in _ADDRESS.finditer(rest)]
    for span in links:
        yield from _linked(view, ref, work, span)
    for address in bare:
        if address not in shown and ref.thesis and _THESIS_HOST.search(address):
            yield state(view, "citation.thesis", 0.9, work, "thesisUrl", address, where)


def _linked(view: View, ref: Reference, work: Mention, span: Span) -> Iterator[Fact]:
    """A further link of a reference: the thesis's page, or a source."""
    if not re.match(r"https?://", span.target):
        return
    where = Stretch(ref.block, span.start, span.end)
    anchor = view.text(where).strip()
    if ref.thesis and _THESIS_HOST.search(span.target):
        yield state(view, "citation.thesis", 0.9, work, "thesisUrl", span.target, where)
    elif not anchor.istitle():
        yield state(view, "citation.source", 0.8, work, "source", span.target, where)
