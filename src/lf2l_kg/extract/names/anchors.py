"""Names in links: « [Cartoquartiers](https://…) »."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lf2l_kg.base.expressions import expression
from lf2l_kg.base.records import Span
from lf2l_kg.extract.page.outline import Outline
from lf2l_kg.extract.text.shapes import ADDED, is_proper, trim_name
from lf2l_kg.extract.text.view import Found, View

from .nouns import clean_label

_HOST = expression(r"^(?:https?://)?[\w-]+(?:\.[\w-]+)*\.[a-z]{2,6}(?:/\S*)?$", re.IGNORECASE)
_IDENTIFIER = expression(r"(?:hal|tel)-\d+\S*|10\.\d{4,}/\S+")
_WORDS_OF_AN_ANCHOR = 14
_OF_A_REPORT = expression(
    r"(?:(?:le|la|les|une?|notre|the|an?)\s|l[’'])?"
    r"(?:reportage|interview|entretien|article|dépôt du code|code source|source code|podcast|émission"
    r"|dossier de presse|revue de presse|communiqué)s?\b",
    re.IGNORECASE,
)


def find_links(view: View, outline: Outline) -> Iterator[Found]:
    """Anchors that name something; without an address only where they open a list item."""
    for number, block in enumerate(view.blocks):
        for span in block.spans:
            opens = block.kind == "item" and span.start == 0
            if (
                span.kind == "link"
                and names_something(view, number, span)
                and (span.target or opens)
            ):
                yield _from_anchor(view, outline, number, span)


def names_something(view: View, number: int, span: Span) -> bool:
    """Whether a link's anchor is a name and not « ici », « facebook », an address or a sentence."""
    anchor = view.blocks[number].text[span.start : span.end].strip()
    if not anchor or _HOST.match(anchor) or "@" in anchor or not is_proper(anchor):
        return False
    if span.target and not re.match(r"(?:https?://|www\.)", span.target):
        return False  # a link within the site leads to a page, it names nothing
    words = anchor.split()
    if _OF_A_REPORT.match(anchor):
        return False  # « Reportage de France 3 » is a source, not a thing
    stop = view.lexicon.find_cue("stop", anchor) or view.lexicon.find_cue("stop", words[0])
    return not stop and not _IDENTIFIER.fullmatch(anchor) and len(words) <= _WORDS_OF_AN_ANCHOR


def _from_anchor(view: View, outline: Outline, number: int, span: Span) -> Found:
    block = view.blocks[number]
    start, end = trim_name(block.text, span.start, span.end)
    dash = re.search(r"\s[-–—|]\s", block.text[start:end])  # « Avise - Portail du développement … »
    if dash:
        end = start + dash.start()
    placed = ADDED.search(block.text[start:end])  # « Collectif citoyen (Nancy) »
    if placed and view.gazetteer.find(placed[0].strip(" ()")):
        end = start + placed.start()
    kind = outline.item_class(number) if block.kind == "item" else ""
    confidence = 0.75 if kind else 0.6
    nouns = view.cues("class", number, start, end)
    if nouns and (nouns[0].start <= start + 3 or nouns[0].cue.suffix):
        kind, confidence = nouns[0].cue.announces, 0.8
    label = clean_label(block.text[start:end])
    return Found(number, start, end, kind or "Institution", label, "link.anchor", confidence)
