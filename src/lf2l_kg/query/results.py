"""Tables and verdicts, written in the formats of SPARQL results."""

from __future__ import annotations

import pyoxigraph as ox

from .formats import RESULTS, Format
from .xml import Output, XmlOutput


def write_results(
    results: ox.QuerySolutions | ox.QueryBoolean,
    format: Format,  # noqa: A002 - the word of the field
    output: Output,
) -> None:
    """Write a table, or the verdict of ASK, row by row.

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
    else:
        file = XmlOutput(output) if format == "xml" else output
        results.serialize(file, RESULTS[format])  # type: ignore[arg-type]  # it only writes
