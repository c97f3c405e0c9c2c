"""Where references stand, and what in them is authors, title and the rest."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

from msgspec import Struct
from msgspec.structs import replace

from lf2l_kg.base.expressions import expression
from lf2l_kg.base.records import Block
from lf2l_kg.extract.text.marks import spans_within
from lf2l_kg.extract.text.shapes import LONE_YEAR, UPPER, YEAR
from lf2l_kg.extract.text.view import View

from .authors import Author, after_authors, read_authors, runs_of

# What a reference never lacks: a year, an initial, an identifier. Each is sought by a character that
# opens or closes it, much faster than by what stands around it.
_YEAR_SIGN = expression(r"[12](?<![\w./-].)(?:(?<=1)[6-9]|(?<=2)0)[0-9]{2}[a-z]?(?![\w/])")
_INITIAL_SIGN = expression(rf"\.(?<=\b[{UPPER}]\.)")
_OTHER_SIGN = expression(r"\bet al\b|\b10\.\d{4}|\b(?:hal|tel)-\d|theses\.fr")
_OTHER_MARKS = ("et al", "10.", "hal-", "tel-", "theses.fr")
_TO_TITLE = expression(
    r"[\s,;.:–-]*(?:\((?:dir|éd|ed|coord)s?\.?\)[\s,;.:]*)?"
    rf"(?P<year>\(\s*(?:[^\W\d_]+\.?\s+)?{YEAR}[a-z]?\s*\)|{YEAR}(?=\s*[.,:]))?[\s,;.:–-]*[«“\"]?\s*"
)
_QUOTED = expression(r"[«“\"]\s*(?P<title>[^»”\"]{8,300}?)\s*[»”\"]")
_TITLE_END = expression(
    r"[.?!](?=\s|$)|(?:,|\s[–—-])\s+(?=(?:[Tt]hèse|PhD|Ph\.D|[Dd]octorat|[Mm]émoire|[Ss]outenu|[Dd]éfendu"
    rf"|[Ss]ous la direction|[Dd]ir\.|[Ii]n\s|[Dd]ans\s|Universit|{YEAR}))"
    rf"|\s\((?=(?:[^\W\d_]+\s+)?{YEAR}\))|\n|\s(?=https?://)"
    rf"|,\s+(?=[{UPPER}][^,.;:()]{{3,60}},\s*(?:vol\b|n°|no\.|\d{{1,4}}\s*(?:\(|,\s*pp?\b|,\s*n°|\.|$)))"
)
_STRONG = expression(r"\b10\.\d{4,9}/|\b(?:hal|tel|halshs)-\d{6}|theses\.fr|\bisbn\b|\bdoi\b")
_THESIS = expression(r"\b(?:theses?|doctorat|doctorale?|doctoral|phd|ph\.d|dissertation)\b")
_THESIS_WORDS = frozenset(
    ("these", "theses", "doctorat", "doctoral", "doctorale", "phd", "ph", "dissertation")
)
_LISTED = expression(
    r"\b(?:publications?|bibliographie|references?|articles?|ouvrages?|livres?|lectures?|a lire|theses?"
    r"|memoires?|rapports?|communications?|chapitres?|actes|bibliography|papers?|books?)\b"
)
_BY = expression(r"[\s»”\",.:;–—-]*(?:(?:de|par|by)\s+|d[’']\s*)?")
_MARKS = ("link", "emphasis", "strong")
_IDENTIFIER = expression(r"10\.\d|(?:hal|tel)-\d|https?:|doi\b|pdf\b", re.IGNORECASE)
_OPENING = expression(rf"\W?(?:(?P<year>{YEAR})\s*[:–—-]\s*)?")  # « 2018 : Ana Costa, … »
_NEAR = 3  # characters that may stand before a title that opens an item
_FEW = 3  # words from which an unmarked text may be a title
_LONGEST = 300
_LONGEST_REFERENCE = 1500


class Reference(Struct, frozen=True):
    """One reference in one block; positions are of the block's text."""

    block: int
    authors: tuple[Author, ...]
    title: tuple[int, int]
    address: str  # of the title's link; "" when it has none
    year: str  # the year before the title: « Costa A. (2019). … »; "" when none stands there
    rest: tuple[int, int]  # what follows title and authors, up to the next reference
    thesis: bool


def read_references(view: View) -> tuple[Reference, ...]:
    """All references of a document, in order."""
    return view.once(_read_references)


def _read_references(view: View) -> tuple[Reference, ...]:
    found: list[Reference] = []
    heading, signed = "", _signed(view)
    for number, block in enumerate(view.blocks):
        if block.kind == "heading":
            heading = view.plain[number]
        elif number in signed and block.kind in ("paragraph", "item", "cell"):
            found += _in_block(view, number, heading)
    return tuple(found)


def _signed(view: View) -> set[int]:
    """The blocks in which something stands that no reference lacks."""
    signed = {*view.blocks_with(_YEAR_SIGN), *view.blocks_with(_INITIAL_SIGN)}
    if any(mark in view.written for mark in _OTHER_MARKS):
        signed.update(n for n, block in enumerate(view.blocks) if _may_be_signed(block.text))
    return signed


def _may_be_signed(text: str) -> bool:
    return any(mark in text for mark in _OTHER_MARKS) and _OTHER_SIGN.search(text) is not None


class _Place(Struct, frozen=True):
    """A block that references may stand in."""

    number: int
    block: Block
    simple: str
    listed: bool  # below a heading that announces references
    thesis: bool


def _in_block(view: View, number: int, heading: str) -> Iterator[Reference]:
    block, at = view.blocks[number], 0
    runs = runs_of(block.text, read_authors(view, number))
    listed = bool(_LISTED.search(heading)) and block.kind in ("item", "paragraph")
    thesis = not view.vocabulary.isdisjoint(_THESIS_WORDS) and bool(
        _THESIS.search(view.plain[number]) or (listed and _THESIS.search(heading))
    )
    place = _Place(number, block, view.plain[number], listed, thesis)
    for position, run in enumerate(runs):
        if run[0].start < at:
            continue
        found = _authors_first(place, run)
        if found is None and not at and block.kind != "paragraph":
            found = _title_first(place, run)
        if found is None:
            continue
        at = min(len(block.text), found.rest[0] + _LONGEST_REFERENCE)
        for later in itertools.islice(runs, position + 1, position + 9):
            if later[0].start >= found.rest[0] and later[0].initials:
                at = min(at, later[0].start)
                break
        yield replace(found, rest=(found.rest[0], at))


def _authors_first(place: _Place, run: list[Author]) -> Reference | None:
    """« Costa A., Roux P. (2019). Title. Journal … »."""
    text = place.block.text
    lead = _TO_TITLE.match(text, after_authors(text, run))
    if lead is None:
        return None
    year = re.sub(r"\D", "", lead["year"] or "")[:4]
    cited = any(author.initials for author in run)
    opening = _OPENING.fullmatch(text, 0, run[0].start) if place.block.kind == "item" else None
    opens = opening is not None
    year = year or (opening["year"] or "" if opening else "")
    said = bool(year) or place.thesis or place.listed
    said = said or bool(
        _STRONG.search(place.simple, run[0].start, run[0].start + _LONGEST_REFERENCE)
    )
    address = ""
    marked = _marked(place.block, lead.end())
    dated = opens and marked is not None and _dated_work(text, marked)
    if marked is not None and (cited or dated or (said and (opens or year or place.listed))):
        title, address = marked
    elif (cited and said) or (opens and (year or place.thesis or place.listed)):
        unmarked = _unmarked(place.block, lead.end())
        if unmarked is None:
            return None
        title = unmarked
    else:
        return None
    rest = (title[1], len(text))
    return Reference(place.number, tuple(run), title, address, year, rest, place.thesis)


def _dated_work(text: str, marked: tuple[tuple[int, int], str]) -> bool:
    """« *Title*, Publisher, 2014 »: no link, and a year after it."""
    (_, end), address = marked
    return not address and bool(LONE_YEAR.search(text, end, end + 120))


def _marked(block: Block, at: int) -> tuple[tuple[int, int], str] | None:
    """The link, quotation or emphasis that starts at a position, opening quotes apart."""
    text = block.text
    for span in sorted(spans_within(block, at - 2, at + 6), key=lambda s: s.kind != "link"):
        inside = text[span.start : span.end].strip()
        whole = span.target or len(inside.split()) > 1
        near = not text[at : span.start].strip('«“" ')
        if near and span.kind in _MARKS and whole and not _IDENTIFIER.match(inside):
            return (span.start, span.end), span.target
    quoted = _QUOTED.match(text, max(0, at - 2)) or _QUOTED.match(text, max(0, at - 1))
    quoted = quoted or _QUOTED.match(text, at)
    return (quoted.span("title"), "") if quoted else None


def _unmarked(block: Block, at: int) -> tuple[int, int] | None:
    """The sentence that starts at a position, up to what is marked up or says where it appeared."""
    text = block.text
    if not re.compile(rf"[{UPPER}0-9]").match(text, at):
        return None
    stop = _TITLE_END.search(text, at, at + _LONGEST)
    end = stop.start() if stop else min(len(text), at + _LONGEST)
    if stop and stop[0] in "?!":
        end = stop.end()
    for span in spans_within(block, at + 1, end):
        if span.kind in ("link", "emphasis"):
            end = min(end, span.start)
    end = at + len(text[at:end].rstrip(" ,.;:–—-("))
    return (at, end) if len(text[at:end].split()) >= _FEW else None


def _title_first(place: _Place, run: list[Author]) -> Reference | None:
    """« [Title](…), Ana Costa, 2019 », « « Title » de Ana Costa (2019) »."""
    text = place.block.text
    marked = _marked(place.block, 0)
    if marked is None or marked[0][0] > _NEAR:
        return None
    title, address = marked
    if not _BY.fullmatch(text, title[1], run[0].start):
        return None
    dated = LONE_YEAR.search(text, run[-1].end, run[-1].end + 80)
    works = text[0] in '«“"' or any(author.initials for author in run)
    if not (place.listed or place.thesis or (dated and works)):
        return None
    rest = (run[-1].end, len(text))
    return Reference(place.number, tuple(run), title, address, "", rest, place.thesis)
