"""Postal addresses: « 54000 Nancy » at the end of a line says where the thing is that the lines are of."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lf2l_kg.base.expressions import expression
from lf2l_kg.base.records import Fact
from lf2l_kg.extract.names.boundaries import clean_label
from lf2l_kg.extract.names.sections import section_subject
from lf2l_kg.extract.names.settled import Names
from lf2l_kg.extract.names.topic import ACTORS, main_institution, state, stretch_of
from lf2l_kg.extract.page.outline import Outline
from lf2l_kg.extract.text.shapes import WORD
from lf2l_kg.extract.text.view import Found, View

_TOWN = expression(
    r"(?:^|[\n,;–-]\s*|\s)(?:F-|CH-|B-|L-)?(?<![0-9 ]\s)(?P<code>[0-9]{5})\s+"
    rf"(?P<name>{WORD}(?:[ -](?:(?:en|sur|sous|le|la|les|lès|de|du|des|d[’']|l[’'])[ -]?){{0,2}}{WORD})*?)"
    r"(?:\s+(?:CEDEX|Cedex)(?:\s+[0-9]{1,2})?)?(?=\s*(?:$|[\n,;.)(:|–-])|\s+(?:[a-z0-9]|(?:T[ée]l|Fax|Mail|Courriel|Email|E-mail|Contact|Phone|Site)\b))"
)
_STREET = expression(
    r"\b(?:rue|avenue|av|boulevard|bd|place|chemin|route|impasse|quai|allee|cours|square|bp|cs|zone|za)\b"
)
_KEYED = expression(
    r"(?:^|\n)\W*(?:adresse|siege|lieu|ou|situation|localisation)(?: [a-z]+)?\s*:[^\n]*$"
)
_SIGN = expression(r"[0-9]{5}\s+[A-ZÀ-Þ]")
_FAR = 120  # characters before a postcode in which its street stands


def find_addresses(view: View) -> Iterator[Found]:
    """The towns of postal addresses, though no gazetteer knows them."""
    for number, match in _towns(view):
        start, end = match.span("name")
        label = clean_label(match["name"])
        if label.isupper():
            label = label.title()
        yield Found(number, start, end, "Territory", label, "place.address", 0.8)


def _towns(view: View) -> Iterator[tuple[int, re.Match[str]]]:
    for number in view.blocks_with(_SIGN):
        text = view.blocks[number].text
        for match in _TOWN.finditer(text):
            start = match.start("code")
            if _STREET.search(view.plain[number], max(0, start - _FAR), start):
                yield number, match


def address_facts(view: View, outline: Outline, names: Names) -> Iterator[Fact]:
    """The thing named in the lines of an address, else that of the section or the page, is in its town."""
    for number, match in _towns(view):
        town = names.at(number, *match.span("name"))
        if town is None or town.mention.kind != "Territory":
            continue
        keyed = _KEYED.search(view.plain[number], 0, match.start("code"))  # « Adresse : 12 rue … »
        first = keyed.start() if keyed else 0
        before = [
            n for n in names.by_block[number] if first <= n.start and n.end <= match.start("code")
        ]
        bodies = [n.mention for n in before if n.mention.kind in ACTORS]
        subject = bodies[-1] if bodies else section_subject(view, outline, names, number)
        subject = subject or main_institution(view, names)
        if subject is not None and subject.kind in ACTORS:
            yield state(
                view, "place.address", 0.8, subject, "locatedIn", town.mention, stretch_of(town)
            )
