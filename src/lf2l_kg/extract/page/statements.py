"""The front matter as statements: a key that means a property, and what stands below it.

A value may be a mapping, as a node object of YAML-LD: ``porteur: {name: …, homepage: …}``, Quarto's
``author: [{name: …, orcid: …, affiliation: …}]``. Source: https://json-ld.github.io/yaml-ld/spec/
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from msgspec.structs import replace

from lf2l_kg.base.context import fold_key
from lf2l_kg.base.expressions import expression
from lf2l_kg.base.ontology import Property
from lf2l_kg.base.records import Entry, Evidence, Fact, Mention
from lf2l_kg.base.text import collapse, plain
from lf2l_kg.extract.text.shapes import YEAR, find_date
from lf2l_kg.extract.text.view import View

from .described import find_class, own_key, read_page
from .identifiers import identifier_of
from .properties import read_key
from .values import is_prose, value_of

_PERSON_PARTS = ("given", "family")
_ADDRESSED = expression(r"(?P<name>[^<>@]+?)\s*<(?P<address>[^<>\s]+@[^<>\s]+)>")
_EMAIL = expression(r"[^\s<>@]+@[^\s<>@]+\.[^\s<>@]+")
#: Keys whose value says when a thing began and when it ended: « durée: 2022-2026 ».
SPANNED = frozenset({"dates", "duree", "periode", "duration", "period"})
_DATE = rf"(?:(?:[0-9]{{1,2}}(?:er)?\s+)?[^\W\d_]{{3,9}}\.?\s+)?{YEAR}"
FROM_TO = expression(
    rf"(?:(?:de|du|from)\s+)?(?P<startDate>{_DATE})\s*(?:[-–—/]|à|au|to)\s*(?P<endDate>{_DATE})",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Statement:
    """One value of a key that means a property; ``below`` holds what its mapping says, if it is one."""

    wanted: Property  # of a key whose value is the subject, with domain and range exchanged
    reverse: bool
    entry: Entry  # the value, or the first of the mapping's
    below: list[tuple[str, Entry]] = field(default_factory=list)  # key within the mapping, value


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a statement's value means: things or literals, and facts about them."""

    values: tuple[Mention | str, ...]
    facts: tuple[Fact, ...] = ()


def read_statements(view: View) -> list[Statement]:
    """The statements of a front matter, in the order of the file."""
    found: list[Statement] = []
    find_term = view.lexicon.ontology.context.find_term
    open_ = ("", -1)  # the key and the number of the mapping that is being read
    for entry in view.document.front_matter:
        key = own_key(entry)
        whole = read_key(view, key)
        top, _, rest = key.partition(".")
        meant = whole or read_key(view, top)
        if meant is None:
            found += _spanned(view, entry) if fold_key(key) in SPANNED else ()
            continue
        if whole:
            found.append(Statement(meant.wanted, meant.reverse, entry))
            continue
        within, dot, _ = rest.partition(".")
        deeper = bool(dot) and find_term(within) != "prefLabel"  # its own list has its own numbers
        if open_ != (top, entry.index) and not (deeper and open_[0] == top):
            open_ = (top, entry.index)
            found.append(Statement(meant.wanted, meant.reverse, entry))
        found[-1].below.append((rest, entry))
    return found


def _spanned(view: View, entry: Entry) -> Iterator[Statement]:
    """« durée: 2022-2026 »: the years in which a thing begins and ends."""
    for name, year in read_span(collapse(entry.value)).items():
        wanted = view.lexicon.ontology.properties.get(name)
        if wanted is not None:
            yield Statement(wanted, reverse=False, entry=replace(entry, value=year))


def read_span(text: str) -> dict[str, str]:
    """When something began and ended, by property, as a text states it; {} where it states no span."""
    span = FROM_TO.search(text)
    found = {}
    for name, written in span.groupdict().items() if span else ():
        date = find_date(plain(written), 0, len(written))
        found[name] = date[2] if date and date[0] == 0 else ""
    return {} if "" in found.values() else found


def subject_of(view: View, thing: Mention | None, wanted: Property) -> Mention | None:
    """What a property of the front matter is said of: the page's thing, else the document itself.

    The description of a report is of the report, not of whom it is about.
    """
    page = view.once(read_page) if is_prose(wanted) else None
    if page is not None and page.evidence.rule == "page.presented":
        thing = None
    if thing is not None and thing.kind in (wanted.domain or (thing.kind,)):
        return thing
    of_documents = not wanted.domain or "Document" in wanted.domain
    if of_documents and wanted.name != "homepage":
        return Mention("Document", view.document.path)
    return None


def meaning_of(view: View, statement: Statement) -> Meaning:
    """The things that a statement's value names, with what its mapping says of them."""
    wanted, entry = statement.wanted, statement.entry
    if statement.below:
        return _node(view, statement)
    value = collapse(entry.value)
    of_words = not wanted.datatypes or is_prose(wanted)
    if entry.datatype == "boolean" and of_words:  # « excerpt: true » is a setting of the site
        return Meaning(())
    addressed = _ADDRESSED.fullmatch(value)
    if addressed and wanted.range:
        values = value_of(view, wanted, addressed["name"])
        return Meaning(values, tuple(_of_each(view, values, "email", addressed["address"], entry)))
    values = value_of(view, wanted, value_in(wanted, entry))
    linked = wanted.range and len(values) == 1 and entry.target  # « [Roue Libre](https://…) »
    return Meaning(
        values, tuple(_of_each(view, values, "homepage", entry.target, entry)) if linked else ()
    )


def value_in(wanted: Property, entry: Entry) -> str:
    """What an entry says of a property: its words, the address that they are a link to, an identifier."""
    if wanted.name == "identifier":
        key = entry.key.rpartition(".")[2]
        return identifier_of(key, entry.target or collapse(entry.value))
    is_address = "anyURI" in wanted.datatypes and entry.target
    return entry.target if is_address else collapse(entry.value)


def _node(view: View, statement: Statement) -> Meaning:
    """A mapping: its name is the value, its type the class, its other keys properties of the thing."""
    below, wanted = statement.below, statement.wanted
    find_term = view.lexicon.ontology.context.find_term
    names = [collapse(e.value) for key, e in below if find_term(key) == "prefLabel"]
    parts = {key.rpartition(".")[2]: collapse(e.value) for key, e in below}
    if not names and all(part in parts for part in _PERSON_PARTS):
        names = [" ".join(parts[part] for part in _PERSON_PARTS)]
    classes = [find_class(view, e.value) for key, e in below if find_term(key) == "@type"]
    kind = next((c for c in classes if c in wanted.range), "")
    values = value_of(view, wanted, names[0]) if names else ()
    if kind and values:
        values = (Mention(kind, names[0]),)
    facts = [fact for key, e in below for fact in _said(view, values, key, e)]
    return Meaning(values, tuple(facts))


def _said(view: View, values: tuple[Mention | str, ...], key: str, entry: Entry) -> Iterator[Fact]:
    """What one key of a mapping says of its thing; of a mapping within it, only the name counts."""
    find_term = view.lexicon.ontology.context.find_term
    top, _, rest = key.partition(".")
    if not rest or find_term(rest) == "prefLabel":
        name = find_term(top)
        wanted = view.lexicon.ontology.properties.get(name)
        value = value_in(wanted, entry) if wanted else ""
        yield from _of_each(view, values, name, value, entry)


def _of_each(
    view: View, values: tuple[Mention | str, ...], name: str, value: str, entry: Entry
) -> Iterator[Fact]:
    wanted = view.lexicon.ontology.properties.get(name)
    for thing in values:
        if wanted and isinstance(thing, Mention) and thing.kind in (wanted.domain or (thing.kind,)):
            for said in value_of(view, wanted, value):
                yield Fact(thing, name, said, evidence_of(view, entry, name))


def address_of(statement: Statement) -> str:
    """The e-mail address given in place of a contact, in small letters; else ""."""
    value = collapse(statement.entry.value)
    is_address = statement.wanted.name == "contactOf" and _EMAIL.fullmatch(value)
    return value.casefold() if is_address else ""


def evidence_of(view: View, entry: Entry, what: str) -> Evidence:
    """The words of an entry, as evidence of what its key says."""
    return Evidence(view.document.path, (entry.quote,), f"front-matter.{what}", 0.95)
