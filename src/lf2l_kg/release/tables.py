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

import pyoxigraph as ox

from lf2l_kg.base.iris import KINDS
from lf2l_kg.base.ontology import OWL, RDF, SKOS, Ontology, Property
from lf2l_kg.base.turtle import VOCABULARIES

SEPARATOR = " | "  # between several values of one cell

_TYPE = RDF + "type"
_ALT_LABEL = SKOS + "altLabel"
#: Of other vocabularies, for every class; the name of the column → the property.
_OTHERS = {
    "lat": VOCABULARIES["wgs"] + "lat",
    "long": VOCABULARIES["wgs"] + "long",
    "sameAs": OWL + "sameAs",
    "exactMatch": SKOS + "exactMatch",
    "broader": SKOS + "broader",
}
_NUMBER = re.compile(r"[+-]?[0-9]*\.?[0-9]+(?:[eE][+-]?[0-9]+)?")
_FORMULA = re.compile("\\s*[=+@|%\u2212\uff0b\uff0d\uff1d\uff20-]|[\t\r\n\0]")

_Term = ox.NamedNode | ox.Literal
_Thing = dict[str, list[_Term]]  # property → values
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
    joined by `` | ``. Text that a spreadsheet would take for a formula has an apostrophe before it.

    Args:
        statements: lines of N-Triples, grouped by subject.
        ontology: its classes and properties.
        language: whose labels are preferred.
    """
    things = _read(statements)
    labels = {iri: _label(thing, language) for iri, thing in things.items()}
    kinds = {ontology.classes[kind]: kind for kind in KINDS if kind in ontology.classes}
    members: dict[str, list[str]] = defaultdict(list)
    for iri in sorted(things):
        for value in things[iri].get(_TYPE, ()):
            if value.value in kinds:
                members[kinds[value.value]].append(iri)
    for kind in sorted(kinds.values(), key=table_name):
        columns = _columns(kind, ontology)
        header = ["iri", "label", "altLabel", *_header(columns)]
        rows = (_row(iri, things[iri], labels, columns) for iri in members[kind])
        yield table_name(kind), _serialize(header, rows)


def _read(statements: Iterable[str]) -> dict[str, _Thing]:
    things: dict[str, _Thing] = {}
    text = "\n".join(statements)
    for quad in ox.parse(text, format=ox.RdfFormat.N_TRIPLES):
        subject, value = quad.subject, quad.object
        if isinstance(subject, ox.NamedNode) and isinstance(value, ox.NamedNode | ox.Literal):
            thing = things.setdefault(subject.value, {})
            thing.setdefault(quad.predicate.value, []).append(value)
    return things


def _label(thing: _Thing, language: str) -> str:
    """The preferred label, in the language where there is one; "" for none."""
    labels = [value for value in thing.get(SKOS + "prefLabel", ()) if isinstance(value, ox.Literal)]
    return min(((value.language != language, value.value) for value in labels), default=(True, ""))[
        1
    ]


def _columns(kind: str, ontology: Ontology) -> _Columns:
    own = {
        name: (told.iri, bool(told.range))
        for name, told in sorted(ontology.properties.items())
        if _fits(told, kind)
    }
    return own | {name: (iri, False) for name, iri in _OTHERS.items() if name not in own}


def _fits(told: Property, kind: str) -> bool:
    return not told.domain or kind in told.domain


def _header(columns: _Columns) -> Iterator[str]:
    for name, (_, joins_things) in columns.items():
        yield name
        if joins_things:
            yield f"{name}_iri"


def _row(iri: str, thing: _Thing, labels: Mapping[str, str], columns: _Columns) -> list[str]:
    row = [iri, _safe(labels[iri]), _cell(thing.get(_ALT_LABEL, ()))]
    for predicate, joins_things in columns.values():
        values = thing.get(predicate)
        if not values:
            row += ["", ""] if joins_things else [""]
        elif joins_things:
            named = sorted(
                (labels.get(value.value) or value.value, value.value) for value in values
            )
            row += [_safe(SEPARATOR.join(text)) for text in zip(*named, strict=True)]
        else:
            row.append(_cell(values))
    return row


def _cell(values: Sequence[_Term]) -> str:
    return _safe(SEPARATOR.join(sorted({value.value for value in values})))


def _safe(text: str) -> str:
    """Text that no spreadsheet takes for a formula; a number stays one."""
    return f"'{text}" if _FORMULA.match(text) and not _NUMBER.fullmatch(text) else text


def _serialize(header: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    output = io.StringIO()
    writer = csv.writer(output, lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows(rows)
    return output.getvalue().encode()
