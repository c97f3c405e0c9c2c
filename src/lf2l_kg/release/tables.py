"""One CSV a class, for people without RDF: one line a thing, several values of a cell side by side.

Source: https://www.w3.org/TR/sparql11-results-csv-tsv/#csv (values without their type, CRLF, quotes
doubled) and https://owasp.org/www-community/attacks/CSV_Injection.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from lf2l_kg.base.iris import KINDS
from lf2l_kg.base.lines import language_of, split_statement, value_of
from lf2l_kg.base.messages import LANGUAGES
from lf2l_kg.base.namespaces import OWL, RDF, SKOS
from lf2l_kg.base.ontology import Ontology, Property
from lf2l_kg.base.turtle import VOCABULARIES

SEPARATOR = " | "  # between several values of one cell

_TYPE = f"<{RDF}type>"
_PREF_LABEL, _ALT_LABEL = f"<{SKOS}prefLabel>", f"<{SKOS}altLabel>"
_NAMES = (_PREF_LABEL, _ALT_LABEL)
#: Of other vocabularies, for every class; the name of the column → the property.
_OTHERS = {
    "lat": VOCABULARIES["wgs"] + "lat",
    "long": VOCABULARIES["wgs"] + "long",
    "sameAs": OWL + "sameAs",
    "exactMatch": SKOS + "exactMatch",
    "broader": SKOS + "broader",
}
#: Properties without a domain that are said of quotes and of results of validation, never of a thing.
_OF_QUOTES = frozenset({"line", "column"})
_NUMBER = re.compile(r"[+-]?[0-9]*\.?[0-9]+(?:[eE][+-]?[0-9]+)?")
_BEGINNING = "[=+@|%\u2212\uff0b\uff0d\uff1d\uff20-]"  # of a formula
_FORMULA = re.compile(f"\\s*{_BEGINNING}|[\t\r\n\0]")
#: Where a spreadsheet that separates by semicolons, as French ones do, or by tabs begins another cell.
_INNER_CELL = re.compile(f'([;\t\r\n][\\s"]*)(?={_BEGINNING})')

#: What is said of one: property → values, terms as they stand in statements.
Thing = dict[str, list[str]]
#: Property → whether its values are things, which are shown with their labels.
_Columns = dict[str, tuple[str, bool]]


def table_name(kind: str) -> str:
    """The file with the things of a class, by its local name."""
    return f"{KINDS[kind]}.csv"


def table_names(ontology: Ontology) -> list[str]:
    """The files of all tables, sorted."""
    return sorted(table_name(kind) for kind in KINDS if kind in ontology.classes)


def serialize_tables(
    statements: Iterable[str], ontology: Ontology, language: str
) -> Iterator[tuple[str, bytes]]:
    """A table for each class of things: (file name, bytes), sorted by name.

    The columns depend on the ontology alone, so that they stay when the data change: ``iri``,
    ``label``, ``altLabel`` (its other names, and those in other languages), then the class's properties
    by name. A property between things has two
    columns, the things' labels and their IRIs (``…_iri``), in the same order. Several values are
    joined by `` | ``; a bar within one has a backslash before it. Text that a spreadsheet would take for
    a formula has an apostrophe before it, also after a semicolon, a tab or the end of a line within it.

    Args:
        statements: lines of N-Triples, grouped by subject.
        ontology: its classes and properties.
        language: whose labels are preferred.
    """
    things = read_things(statements)
    labels = {f"<{iri}>": label_of(thing, language) for iri, thing in things.items()}
    for kind, members in group_things(things, ontology).items():
        layout = lay_out(kind, ontology)
        rows = (row_of(iri, things[iri], labels, layout) for iri in members)
        yield table_name(kind), serialize_rows([layout.header, *rows])


def group_things(things: Mapping[str, Thing], ontology: Ontology) -> dict[str, list[str]]:
    """The things of each class, sorted; the classes by the names of their tables."""
    kinds = {f"<{ontology.classes[kind]}>": kind for kind in KINDS if kind in ontology.classes}
    members: dict[str, list[str]] = {kind: [] for kind in sorted(kinds.values(), key=table_name)}
    for iri in sorted(things):
        for value in things[iri].get(_TYPE, ()):
            if value in kinds:
                members[kinds[value]].append(iri)
    return members


def read_things(statements: Iterable[str]) -> dict[str, Thing]:
    """What lines of N-Triples say of each subject, by its IRI."""
    things: dict[str, Thing] = {}
    for statement in statements:
        subject, predicate, value = split_statement(statement)
        thing = things.get(subject)
        if thing is None:
            thing = things[subject] = {}
        thing.setdefault(predicate, []).append(value)
    return {subject[1:-1]: thing for subject, thing in things.items()}


def label_of(thing: Thing, language: str) -> str:
    """The preferred label, in the language where there is one; "" for none."""
    labels = [value for value in thing.get(_PREF_LABEL, ()) if value[0] == '"']
    best = min(labels, key=lambda value: label_order(value, language), default="")
    return value_of(best) if best else ""


def label_order(value: str, language: str) -> tuple[int, str, str]:
    """Sorts labels: those in a language, then those in one that the pages are in, then others."""
    told = language_of(value)
    return (0 if told == language else 1 if told in LANGUAGES else 2), told, value_of(value)


@dataclass(frozen=True, slots=True)
class Layout:
    """Where values stand in a row."""

    header: list[str]
    places: dict[str, tuple[tuple[int, bool], ...]]  # property → columns, whether it joins things


def lay_out(kind: str, ontology: Ontology) -> Layout:
    """The columns of a class."""
    header = ["iri", "label", "altLabel"]
    places: dict[str, tuple[tuple[int, bool], ...]] = {}
    for name, (iri, joins_things) in _columns(kind, ontology).items():
        predicate = f"<{iri}>"
        places[predicate] = (*places.get(predicate, ()), (len(header), joins_things))
        header += [name, f"{name}_iri"] if joins_things else [name]
    return Layout(header, places)


def _columns(kind: str, ontology: Ontology) -> _Columns:
    own = {
        name: (told.iri, bool(told.range))
        for name, told in sorted(ontology.properties.items())
        if _fits(told, kind)
    }
    return own | {name: (iri, False) for name, iri in _OTHERS.items() if name not in own}


def _fits(told: Property, kind: str) -> bool:
    return told.name not in _OF_QUOTES and (not told.domain or kind in told.domain)


def row_of(iri: str, thing: Thing, labels: Mapping[str, str], layout: Layout) -> list[str]:
    """The cells of a thing.

    Args:
        iri: of the thing.
        thing: what is said of it.
        labels: of it and of what it points to, by term.
        layout: of its class.
    """
    row = [""] * len(layout.header)
    label = labels[f"<{iri}>"]
    names = {value_of(v) for name in _NAMES for v in thing.get(name, ()) if v[0] == '"'}
    row[:3] = iri, _safe(label), _safe(_join(sorted(names - {label})))
    for predicate, values in thing.items():
        for place, joins_things in layout.places.get(predicate, ()):
            if joins_things:
                found = ((value, value_of(value)) for value in values)
                named = sorted((labels.get(term) or text, text) for term, text in found)
                row[place] = _safe(_join(label for label, _ in named))
                row[place + 1] = _safe(_join(text for _, text in named))
            else:
                row[place] = _safe(_join(sorted({value_of(v) for v in values})))
    return row


def _join(values: Iterable[str]) -> str:
    """Several values in one cell, so that they can be told apart again: no value has the separator."""
    return SEPARATOR.join([value.replace("|", "\\|") for value in values])


def _safe(text: str) -> str:
    """Text that no spreadsheet takes for a formula, by whatever it separates cells; a number stays one."""
    if _NUMBER.fullmatch(text):
        return text
    text = _INNER_CELL.sub(_marked, text)
    return f"'{text}" if _FORMULA.match(text) else text


def _marked(found: re.Match[str]) -> str:
    # A template would be read again each time, whether anything is found or not.
    return f"{found[1]}'"


def serialize_rows(rows: Iterable[Sequence[str]]) -> bytes:
    """Rows of CSV."""
    output = io.StringIO()
    csv.writer(output, lineterminator="\r\n").writerows(rows)
    return output.getvalue().encode()
