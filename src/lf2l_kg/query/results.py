"""Tables and verdicts, written in the formats of SPARQL results."""

from __future__ import annotations

import csv
import io
from itertools import islice
from typing import IO, cast

import pyoxigraph as ox

from .formats import RESULTS, Format
from .xml import Output, XmlOutput

_ROWS_AT_ONCE = 1000

_WITH_MARKS = (ox.BlankNode, ox.Triple)


def write_results(
    results: ox.QuerySolutions | ox.QueryBoolean,
    format: Format,  # noqa: A002 - the word of the field
    output: Output,
) -> None:
    """Write a table, or the verdict of ASK, bit by bit.

    The standard has CSV and TSV for tables only: a verdict is a line with ``true`` or ``false``.

    Args:
        results: of the engine; read once.
        format: json, xml, csv, tsv.
        output: where the bytes go.

    Raises:
        UnacceptableFormatError: for a character that XML cannot hold.
        OSError: when the evaluation fails on the way; RuntimeError likewise.

    Source: https://www.w3.org/TR/sparql11-results-csv-tsv/
    """
    if isinstance(results, ox.QueryBoolean) and format in ("csv", "tsv"):
        verdict = b"true" if results else b"false"
        output.write(verdict + (b"\r\n" if format == "csv" else b"\n"))
    elif isinstance(results, ox.QueryBoolean):
        output.write(results.serialize(format=RESULTS[format]) or b"")
    elif isinstance(results, ox.QuerySolutions) and format == "csv":
        _write_csv(results, output)
    else:
        file = XmlOutput(output) if format == "xml" else output
        results.serialize(cast("IO[bytes]", file), RESULTS[format])  # it only writes


def _write_csv(results: ox.QuerySolutions, output: Output) -> None:
    """The engine leaves an IRI with a comma without quotes, so it does not write this one."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([variable.value for variable in results.variables])
    rows = iter(results)
    while True:
        if text.tell():
            output.write(text.getvalue().encode())
            text.seek(0)
            text.truncate()
        batch = list(islice(rows, _ROWS_AT_ONCE))
        if not batch:
            return
        writer.writerows(
            # Without its type; "" for unbound. Not a function of its own: this is most of the time.
            ["" if t is None else str(t) if type(t) in _WITH_MARKS else t.value for t in row]
            for row in batch
        )
