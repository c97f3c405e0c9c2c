"""One CSV a class, for people without RDF: one line a thing, several values of a cell side by side.

Source: https://www.w3.org/TR/sparql11-results-csv-tsv/#csv (values without their type, CRLF, quotes
doubled) and https://owasp.org/www-community/attacks/CSV_Injection.
"""

from __future__ import annotations

import csv
import io
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from lf2l_kg.base.iris import KINDS
from lf2l_kg.base.lines import language_of, split_statement, value_of
from lf2l_kg.base.ontology import OWL, RDF, SKOS, Ontology, Property
from lf2l_kg.base.turtle import VOCABULARIES

SEPARATOR = " | "  # between several values of one cell

_TYPE = f"<{RDF}type>"
_PREF_LABEL, _ALT_LABEL = f"<{SKOS}prefLabel>", f"<{SKOS}altLabel>"
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

_Thing = dict[str, list[str]]  # property → values, terms as they stand in statements
#: Property → whether its values are things, which are shown with their labels.
_Columns = dict[str, tuple[str, bool]]


def table_name(kind: str) -> str:
    """The file with the things of a class, by its local name."""
    return f"{KINDS[kind]}.csv"


def serialize_tables(
    statements: Iterable[str], ontology: Ontology, language: str
) -> Iterator[tuple[str, bytes]]:
    """A table for each class of things: (file name, bytes), sorted by name.

    The columns depend on the ontology alone, so that they stay when the data change: ``iri``,
    ``label``, ``altLabel``, then the class's properties by name. A property between things has two
    columns, the things' labels and their IRIs (``…_iri``), in the same order. Several values are
    joined by `` | ``. Text that a spreadsheet would take for a formula has an apostrophe before it, also
    after a semicolon, a tab or the end of a line within it.

    Args:
        statements: lines of N-Triples, grouped by subject.
        ontology: its classes and properties.
        language: whose labels are preferred.
    """
    things = _read(statements)
    labels = {f"<{iri}>": _label(thing, language) for iri, thing in things.items()}
    kinds = {f"<{ontology.classes[kind]}>": kind for kind in KINDS if kind in ontology.classes}
    members: dict[str, list[str]] = defaultdict(list)
    for iri in sorted(things):
        for value in things[iri].get(_TYPE, ()):
            if value in kinds:
                members[kinds[value]].append(iri)
    for kind in sorted(kinds.values(), key=table_name):
        layout = _lay_out(kind, ontology)
        rows = (_row(iri, things[iri], labels, layout) for iri in members[kind])
        yield table_name(kind), _serialize(layout.header, rows)


def _read(statements: Iterable[str]) -> dict[str, _Thing]:
    things: dict[str, _Thing] = {}
    for statement in statements:
        subject, predicate, value = split_statement(statement)
        thing = things.get(subject)
        if thing is None:
            thing = things[subject] = {}
        thing.setdefault(predicate, []).append(value)
    return {subject[1:-1]: thing for subject, thing in things.items()}


def _label(thing: _Thing, language: str) -> str:
    """The preferred label, in the language where there is one; "" for none."""
    labels = [value for value in thing.get(_PREF_LABEL, ()) if value[0] == '"']
    told = ((language_of(value) != language, value_of(value)) for value in labels)
    return min(told, default=(True, ""))[1]


@dataclass(frozen=True, slots=True)
class _Layout:
    """Where values stand in a row."""

    header: list[str]
    places: dict[str, tuple[tuple[int, bool], ...]]  # property → columns, whether it joins things


def _lay_out(kind: str, ontology: Ontology) -> _Layout:
    header = ["iri", "label", "altLabel"]
    places: dict[str, tuple[tuple[int, bool], ...]] = {_ALT_LABEL: ((2, False),)}
    for name, (iri, joins_things) in _columns(kind, ontology).items():
        predicate = f"<{iri}>"
        places[predicate] = (*places.get(predicate, ()), (len(header), joins_things))
        header += [name, f"{name}_iri"] if joins_things else [name]
    return _Layout(header, places)


def _columns(kind: str, ontology: Ontology) -> _Columns:
    own = {
        name: (told.iri, bool(told.range))
        for name, told in sorted(ontology.properties.items())
        if _fits(told, kind)
    }
    return own | {name: (iri, False) for name, iri in _OTHERS.items() if name not in own}


def _fits(told: Property, kind: str) -> bool:
    return told.name not in _OF_QUOTES and (not told.domain or kind in told.domain)


def _row(iri: str, thing: _Thing, labels: Mapping[str, str], layout: _Layout) -> list[str]:
    row = [""] * len(layout.header)
    row[0], row[1] = iri, _safe(labels[f"<{iri}>"])
    for predicate, values in thing.items():
        for place, joins_things in layout.places.get(predicate, ()):
            if joins_things:
                found = ((value, value_of(value)) for value in values)
                named = sorted((labels.get(term) or text, text) for term, text in found)
                row[place] = _safe(SEPARATOR.join([label for label, _ in named]))
                row[place + 1] = _safe(SEPARATOR.join([text for _, text in named]))
            else:
                row[place] = _safe(SEPARATOR.join(sorted({value_of(v) for v in values})))
    return row


def _safe(text: str) -> str:
    """Text that no spreadsheet takes for a formula, by whatever it separates cells; a number stays one."""
    if _NUMBER.fullmatch(text):
        return text
    text = _INNER_CELL.sub(r"\1'", text)
    return f"'{text}" if _FORMULA.match(text) else text


def _serialize(header: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    output = io.StringIO()
    writer = csv.writer(output, lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows(rows)
    return output.getvalue().encode()
