"""Names that are headings, where the text below shows it: « ### MobiSoin », then « MobiSoin est … »."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lf2l_kg.base.expressions import expression
from lf2l_kg.base.text import collapse, normalise
from lf2l_kg.extract.text.keys import is_generic_text, is_key
from lf2l_kg.extract.text.shapes import QUOTED
from lf2l_kg.extract.text.view import Found, View

from .boundaries import clean_label
from .defined import WHOLE, WORDS, called, may_be

_DESCRIBES = expression(
    r"(?:Une?|An?|Fab ?lab|Living ?lab|Tiers|Espace|Projet|Programme|Plate-?forme|Association|Lieu|Atelier"
    r"|Réseau|Centre|Laboratoire|Service|Outil|Application|Dispositif|Monnaie|Festival|Coopérative|Incubateur)\b"
)
_OPENING = 160  # characters of a paragraph in which its heading's name comes again
_COUNTED = expression(r"\W*(?:[0-9]{1,2}|[IVX]{1,4}|[a-z])\s*[.)°–-]\s*")
_ARTICLE = expression(r"(?:L[ea]s?|The)\s+|L[’']")
# A determiner in small letters, so that the capital after it is a name's.
_WITHIN = r"(?<![\w’'])(?:(?:l[ea]s?|du|des|aux?|the|[Ll][ea]s?)\s+|[ld][’'])"
_TOLD = expression(
    r"(?:^|[.!?]\s+)(?:Projet|Programme|Action|Dispositif|Initiative|Démarche|Opération)\s+(?:co-?)?"
    r"(?:porté|soutenu|financé|mené|lancé|piloté|créé|labellisé|accompagné|développé|coordonné)e?s?\b"
)


def find_headed(view: View) -> Iterator[Found]:
    """Names of headings with a text below that goes on from them."""
    for number, block in enumerate(view.blocks[:-1]):
        if block.kind == "heading" and block.level > 1:
            yield from _heading(view, number)
            yield from _quoted_heading(view, number)


def _heading(view: View, number: int) -> Iterator[Found]:
    """« ### MobiSoin », when the paragraph below begins with the name or with what it is."""
    text, below = view.blocks[number].text.strip(), view.blocks[number + 1]
    yield from _come_again(view, number)
    if below.kind != "paragraph" or is_key(text) or is_generic_text(view.plain[number]):
        return
    carried = _TOLD.search(below.text) is not None and text[:1].isupper() and "?" not in text
    if not (WHOLE.fullmatch(text) or carried):
        return
    if view.themes(number) or view.cues("context", number) or view.cues("class", number):
        return
    label, opening = clean_label(text), normalise(below.text[:_OPENING])
    repeated = re.search(rf"(?<!\w){re.escape(normalise(label))}(?!\w)", opening) is not None
    told = repeated or _DESCRIBES.match(below.text) or carried
    if told and may_be(view, number, 0, len(text)):
        kind = called(view, number + 1, _after_article(below.text)) or "Project"
        yield Found(number, 0, len(text), kind, collapse(label), "heading.defined", 0.6)


def _come_again(view: View, number: int) -> Iterator[Found]:
    """« ### 1. Halle des forgerons », when a sentence below says « la Halle des forgerons »."""
    text, below = view.blocks[number].text, view.blocks[number + 1]
    counted = _COUNTED.match(text)
    start = counted.end() if counted else 0
    label = text[start:].strip(" .:")
    if below.kind != "paragraph" or not 1 < len(label.split()) <= WORDS or is_key(label):
        return
    if view.themes(number) or view.cues("context", number) or view.cues("class", number):
        return
    bare = _ARTICLE.sub("", label)
    again = re.search(rf"{_WITHIN}{re.escape(bare)}(?![\w’'-])", below.text)
    if again and bare[0].isupper() and may_be(view, number, start, start + len(label)):
        where = start, start + len(label)
        yield Found(number, *where, "Project", clean_label(label), "heading.again", 0.6)


def _quoted_heading(view: View, number: int) -> Iterator[Found]:
    """« ## 2. Cuisine mobile « La Popote » », when the paragraph below begins with the name."""
    below = view.blocks[number + 1]
    for match in QUOTED.finditer(view.blocks[number].text):
        begins = below.text.startswith((match["name"], f"« {match['name']}"))
        if below.kind == "paragraph" and begins and may_be(view, number, *match.span("name")):
            label = clean_label(match["name"])
            yield Found(number, *match.span("name"), "Project", label, "heading.quoted", 0.65)


def _after_article(text: str) -> int:
    article = re.match(r"(?:Une?|An?)\s+", text)
    return article.end() if article else 0
