"""The page of one thing: its statements in groups, what points to it, where else it is known."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from msgspec import Struct

from lf2l_kg.base.namespaces import OWL, RDF, RDFS, SKOS, WGS, XSD
from lf2l_kg.base.numbers import format_number
from lf2l_kg.index import Description, Fact, Node, local_name

from .addresses import outside
from .elsewhere import OutsideLink, describe_outside
from .forms import format_date, format_language
from .frame import Frame
from .provenance import Why, origin_words, read_whys
from .vocabulary import Vocabulary

_NAMES = frozenset({f"{SKOS}prefLabel", f"{SKOS}altLabel"})
_SAME = frozenset({f"{OWL}sameAs", f"{SKOS}exactMatch", f"{SKOS}closeMatch"})
#: Shown in their own place, or said by something else on the page.
_APART = frozenset({f"{RDF}type", f"{RDFS}label", f"{SKOS}definition", f"{WGS}lat", f"{WGS}long"})
_DATES = frozenset(XSD + name for name in ("date", "dateTime", "gYear", "gYearMonth"))
_WHOLE = frozenset(XSD + name for name in ("integer", "int", "long", "nonNegativeInteger"))
#: Longer ones are shown as they are: nobody groups their digits, and Python reads none of 4,300.
_is_whole = re.compile(r"[+-]?[0-9]{1,30}").fullmatch
_MOST_VALUES = 60  # of one property
_MOST_INCOMING = 24  # of one property
_ROOM = 26_000  # characters of readings on a page: a page stays light
_ROOM_OF_DOCUMENT = 4_000  # whose page has the words themselves, line by line
_AROUND = 700  # characters around the words of a reading


class Value(Struct, frozen=True):
    """The other end of a statement, ready to be shown."""

    text: str
    language: str  # of the text, when it is not the page's; "" else
    href: str  # "" for no link
    kind: str  # of a thing of ours: "territory" …; "" for none
    is_outside: bool
    whys: list[Why]
    origin: str  # what gave it, in words, when no document did


class Row(Struct, frozen=True):
    """A property and its values."""

    name: str  # local name of the property
    label: str
    href: str  # of the property's description; "" for none
    values: list[Value]
    total: int


class Section(Struct, frozen=True):
    """A group of properties."""

    label: str
    rows: list[Row]


class ThingView(Struct, frozen=True):
    """All that the page of a thing shows."""

    iri: str
    label: str
    label_language: str  # when it is not the page's; "" else
    kind: str  # "territory" …; "" for none
    kind_label: str
    kind_href: str
    also: list[Value]
    definition: str
    sections: list[Section]
    incoming: list[Row]
    outside: list[OutsideLink]
    rows: dict[
        str, Row
    ]  # by the local name of the property: what points to it, as "inverse-<name>"
    statements: int  # said of it
    pointing: int  # how many point to it

    def row(self, name: str) -> Row | None:
        """The values of a property by its local name; None when it has none."""
        return self.rows.get(name)


@dataclass(slots=True)
class _Budget:
    """How many characters of readings the page may still show."""

    left: int = _ROOM

    def whys(self, fact: Fact, frame: Frame) -> list[Why]:
        if self.left <= 0:
            return []
        found = read_whys(fact, frame)
        self.left -= sum(len(why.quote) + len(why.context) + _AROUND for why in found)
        return found


def view_thing(
    told: Description,
    vocabulary: Vocabulary,
    frame: Frame,
) -> ThingView:
    """A thing for its page.

    Args:
        told: what the release says of it, and what points to it.
        vocabulary: the words for its properties, and their groups.
        frame: the language and the addresses.
    """
    node, facts = told.node, told.facts
    language = frame.language
    budget = _Budget(_ROOM_OF_DOCUMENT if node.kind == "Document" else _ROOM)
    by_predicate = _by_predicate(facts)
    classes = [f.object.iri for f in by_predicate.get(f"{RDF}type", ()) if f.object]
    kind = next(iter(vocabulary.lineage(classes)), next(iter(classes), ""))
    rows = {
        iri: _row(iri, said, vocabulary.label(iri, language), frame, budget)
        for iri, said in by_predicate.items()
        if iri not in _APART and iri not in _SAME and iri != f"{SKOS}altLabel"
    }
    pointing = [
        _incoming_row(said, told.totals.get(iri, len(said)), vocabulary, frame, budget)
        for iri, said in _by_predicate(told.incoming).items()
    ]
    return ThingView(
        iri=node.iri,
        label=node.label(language),
        label_language=node.label_language(language),
        kind=node.kind.lower(),
        kind_label=vocabulary.label(kind, language) if kind else "",
        kind_href=frame.addresses.thing(kind) if kind else "",
        also=_other_names(by_predicate.get(f"{SKOS}altLabel", ()), frame),
        definition=_text_in(by_predicate.get(f"{SKOS}definition", ()), language),
        sections=_sections(rows, vocabulary, language),
        incoming=sorted(pointing, key=lambda row: row.name == "mentions"),
        outside=describe_outside(
            [fact for iri in _SAME for fact in by_predicate.get(iri, ())], frame
        ),
        rows={row.name: row for row in rows.values()}
        | {f"inverse-{row.name}": row for row in pointing},
        statements=len(facts),
        pointing=node.incoming,
    )


def _by_predicate(facts: Iterable[Fact]) -> dict[str, list[Fact]]:
    found: dict[str, list[Fact]] = {}
    for fact in facts:
        found.setdefault(fact.predicate.iri, []).append(fact)
    return found


def _sections(rows: dict[str, Row], vocabulary: Vocabulary, language: str) -> list[Section]:
    """The rows in the groups of the ontology, in its order; names last."""
    places = {group.iri: (group.order, group.iri) for group in vocabulary.groups}
    titles = {group.iri: group.labels for group in vocabulary.groups}
    grouped: dict[tuple[int, str], list[tuple[int, str, Row]]] = {}
    for iri, row in rows.items():
        term = vocabulary.terms.get(iri)
        place = places.get(term.group if term else "", _NAMES_LAST if iri in _NAMES else _REST)
        grouped.setdefault(place, []).append((term.order if term else 0, row.label, row))
    english = language == "en"
    found = []
    for place in sorted(grouped):
        labels = titles.get(place[1]) or {"fr": _OTHERS[place][0], "en": _OTHERS[place][1]}
        label = labels.get("en" if english else "fr") or next(iter(labels.values()))
        found.append(Section(label, [row for _, _, row in sorted(grouped[place], key=_place_of)]))
    return found


_REST, _NAMES_LAST = (1 << 21, ""), (1 << 22, "")
_OTHERS = {_REST: ("Et encore", "And also"), _NAMES_LAST: ("Nom", "Name")}


def _place_of(row: tuple[int, str, Row]) -> tuple[int, str]:
    return row[0], row[1]


def _row(iri: str, facts: Sequence[Fact], label: str, frame: Frame, budget: _Budget) -> Row:
    """A property's values: texts in the reader's language before those in others."""
    facts = sorted(facts, key=lambda fact: fact.language not in ("", frame.language))
    return Row(
        name=local_name(iri),
        label=label,
        href=frame.addresses.thing(iri),
        values=[_value(fact, fact.object, frame, budget) for fact in facts[:_MOST_VALUES]],
        total=len(facts),
    )


def _incoming_row(
    facts: Sequence[Fact], total: int, vocabulary: Vocabulary, frame: Frame, budget: _Budget
) -> Row:
    iri = facts[0].predicate.iri
    return Row(
        name=local_name(iri),
        label=vocabulary.inverse_label(iri, frame.language),
        href=frame.addresses.thing(iri),
        values=[_value(fact, fact.subject, frame, budget) for fact in facts[:_MOST_INCOMING]],
        total=total,
    )


def _value(fact: Fact, end: Node | None, frame: Frame, budget: _Budget) -> Value:
    language = frame.language
    origin = "" if fact.readings else origin_words(fact.origin, language)
    whys = budget.whys(fact, frame)
    if end is not None:
        href = frame.addresses.thing(end.iri)
        outside = not end.iri.startswith(frame.addresses.base_iri)
        text, other = end.label(language), end.label_language(language)
        return Value(text, other, href, end.kind.lower(), outside, whys, origin)
    text, href = fact.value, ""
    if fact.datatype in _WHOLE and _is_whole(text):
        text = format_number(int(text), language)
    elif fact.datatype in _DATES:
        text = format_date(text, language)
    elif fact.datatype == f"{XSD}language":
        text = format_language(text, language)
    else:
        href = literal_address(fact)
    other = fact.language if fact.language != language else ""
    return Value(text, other, href, "", bool(href), whys, origin)


def literal_address(fact: Fact) -> str:
    """Where a literal leads: a web address, a mail address, a DOI, an article of HAL; "" for nowhere."""
    name = local_name(fact.predicate.iri)
    if fact.datatype == f"{XSD}anyURI":
        return outside(fact.value)
    if name == "email" and "@" in fact.value:
        return outside(f"mailto:{fact.value}")
    if name == "doi" and fact.value.startswith("10."):
        return outside(f"doi:{fact.value}")
    if name == "halId" and fact.value.isascii():
        return outside(f"https://hal.science/{fact.value}")
    return ""


def end_value(fact: Fact, frame: Frame) -> Value:
    """What a statement is joined to, without what it was read from."""
    return _value(fact, fact.object, frame, _Budget(0))


def _other_names(facts: Iterable[Fact], frame: Frame) -> list[Value]:
    budget = _Budget()
    return [_value(fact, None, frame, budget) for fact in facts]


def _text_in(facts: Sequence[Fact], language: str) -> str:
    for wanted in (language, "fr", "en", ""):
        for fact in facts:
            if fact.language == wanted:
                return fact.value
    return facts[0].value if facts else ""
