"""Tables made from those of the release before: the rows of other things are taken as they are."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from lf2l_kg.base.ontology import Ontology

from .tables import Thing, group_things, lay_out, row_of, serialize_rows, table_name

_END = b"\r\n"


def renew_tables(
    before: Mapping[str, bytes],
    touched: Collection[str],
    things: Mapping[str, Thing],
    labels: Mapping[str, str],
    ontology: Ontology,
) -> Iterator[tuple[str, bytes]]:
    """The tables of :func:`~lf2l_kg.release.tables.serialize_tables`.

    Args:
        before: the tables of a release that this code made, by file name.
        touched: the IRIs of the things whose rows may not be what they were.
        things: those of them that there are now, with all that is said of them.
        labels: of these, and of all that they point to, by term.
        ontology: the same as before.
    """
    gone = {iri.encode() for iri in touched}
    for kind, members in group_things(things, ontology).items():
        name, layout = table_name(kind), lay_out(kind, ontology)
        header, *rows = split_rows(before[name])
        kept = [(key, row) for key, row in ((_iri(row), row) for row in rows) if key not in gone]
        if len(kept) < len(rows) or members:
            made = ((iri, row_of(iri, things[iri], labels, layout)) for iri in members)
            kept += [(iri.encode(), serialize_rows([row])) for iri, row in made]
            yield name, header + b"".join([row for _, row in sorted(kept)])
        else:
            yield name, before[name]


def split_rows(table: bytes) -> list[bytes]:
    """The rows of a table that a CSV writer wrote, each with its end: quotation marks come in pairs."""
    rows: list[bytes] = []
    begun = b""
    for piece in table.split(_END)[:-1]:
        row = begun + piece + _END
        begun = row if row.count(b'"') % 2 else b""
        if not begun:
            rows.append(row)
    return rows


def _iri(row: bytes) -> bytes:
    """The first cell; an IRI holds no quotation mark."""
    return row[1 : row.index(b'"', 1)] if row[:1] == b'"' else row[: row.index(b",")]
