"""Rolls of names below a heading that says what they are to the page's thing: « ## Ils nous soutiennent ».

A block there is a roll when it holds nothing but names: « Motris · Veolia », « Industriels : A et B ».
"""

from __future__ import annotations

from collections.abc import Iterator

from lf2l_kg.base.expressions import expression
from lf2l_kg.base.records import Fact
from lf2l_kg.base.text import collapse
from lf2l_kg.extract.names.sections import heading_above, section_subject
from lf2l_kg.extract.names.settled import Names
from lf2l_kg.extract.names.topic import main_institution, state, stretch_of
from lf2l_kg.extract.page.outline import Outline
from lf2l_kg.extract.text.capitals import is_person_name
from lf2l_kg.extract.text.gazetted import find_known
from lf2l_kg.extract.text.keys import is_key
from lf2l_kg.extract.text.shapes import NAME
from lf2l_kg.extract.text.view import Found, Stretch, View

_HEADINGS = {
    "partner": expression(
        r"\W*(?:(?:nos|les|ses|leurs|our|the)\s+)?(?:partenaires|partners|partenariats)(?:\s+[a-z]+)?\W*"
        r"|\W*ils (?:nous )?font confiance\W*|\W*ils travaillent avec nous\W*"
    ),
    "supportedBy": expression(
        r"\W*ils (?:nous )?(?:soutiennent|accompagnent|aident|financent)\W*|\W*avec le soutien de\W*"
        r"|\W*(?:(?:nos|les|our)\s+)?(?:soutiens|financeurs|mecenes|sponsors|funders|supporters)\W*"
    ),
}
_LONGEST = 600  # characters of a roll
_KEY = expression(r"\W{0,3}(?P<key>[^:.\n]{2,40}?)\W{0,3}:\s+")
_BETWEEN = expression(r"\s*[,;·•|/]\s*|\s+(?:et|and|&|ainsi que)\s+")
_PIECE = expression(
    rf"\W{{0,3}}(?:(?:le|la|les|the)\s+|l[’'])?(?P<name>{NAME}\+?)\s*(?:\([^()]{{1,60}}\))?[\W]*"
)


def find_rolls(view: View) -> Iterator[Found]:
    """The names of a roll that nothing else would show to be names."""
    for number, _ in view.once(_read_rolls):
        text = view.blocks[number].text
        for start, end in _pieces(text):
            label = text[start:end]
            known = view.cues("class", number, start, end) or find_known(view.gazetteer, label)
            if not known and not is_person_name(label):
                yield Found(number, start, end, "Institution", collapse(label), "roll.name", 0.55)


def roll_facts(view: View, outline: Outline, names: Names) -> Iterator[Fact]:
    """Each name of a roll beside the thing that the page, or the section around the roll, is about."""
    for number, predicate in view.once(_read_rolls):
        heading = heading_above(view, number)
        wanted = view.lexicon.ontology.properties[predicate]
        subject = section_subject(view, outline, names, heading) or main_institution(view, names)
        if subject is None or subject.kind not in wanted.domain:
            continue
        simple = view.plain[number]
        for name in names.by_block[number]:
            aside = simple.rfind("(", 0, name.start) > simple.rfind(")", 0, name.start)
            other = name.mention.kind in ("Institution", "Territory") and name.mention != subject
            if other and not aside:
                where = Stretch(heading, 0, len(view.blocks[heading].text))
                yield state(
                    view, f"roll.{predicate}", 0.65, subject, predicate, name.mention,
                    stretch_of(name), where,
                )  # fmt: skip


def _read_rolls(view: View) -> tuple[tuple[int, str], ...]:
    """(block, property) of every roll."""
    found = []
    for number, block in enumerate(view.blocks):
        heading = heading_above(view, number) if block.kind in ("item", "paragraph") else -1
        short = heading >= 0 and len(block.text) <= _LONGEST
        told = _told(view.plain[heading]) if short else ""
        if told and _pieces(block.text):
            found.append((number, told))
    return tuple(found)


def _told(heading: str) -> str:
    return next((name for name, form in _HEADINGS.items() if form.fullmatch(heading)), "")


def _pieces(text: str) -> tuple[tuple[int, int], ...]:
    """(start, end) of the names of a text that holds nothing else; () when it holds something else."""
    key = _KEY.match(text)
    at = key.end() if key and is_key(key["key"]) else 0
    found: list[tuple[int, int]] = []
    ends = [*((m.start(), m.end()) for m in _BETWEEN.finditer(text, at)), (len(text), len(text))]
    for end, following in ends:
        if end < at or text.count("(", at, end) > text.count(")", at, end):
            continue  # no comma in brackets
        piece = _PIECE.fullmatch(text, at, end)
        if piece is None:
            return ()
        found.append(piece.span("name"))
        at = following
    return tuple(found)
