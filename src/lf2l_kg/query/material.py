"""What a page shows of an answer: its beginning, of a bounded length whatever the answer holds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pyoxigraph as ox

from lf2l_kg.base.turtle import data_prefixes

from .evaluate import Results
from .formats import Form
from .graphs import Term, cell
from .spool import Spool

_ROWS, _LINES = 1000, 5000  # shown at most; lines of Turtle
_CELL = 2000  # characters shown of a value
_ROOM = 1 << 20  # characters, or bytes of Turtle, on a page
_MARKUP = 10  # characters of a cell besides its text, about
_PIECE = 256 << 10  # bytes


@dataclass(frozen=True, slots=True)
class PageMaterial:
    """An answer cut to what a page shows; ``left`` says how much it does not."""

    form: Form
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[tuple[str, str], ...], ...] = ()  # (text, IRI or "") of each cell
    left: int = 0  # rows, or lines of Turtle
    turtle: str = ""
    verdict: bool | None = None


def page_material(answer: Results, base_iri: str) -> PageMaterial:
    """The beginning of an answer.

    Args:
        answer: as the engine gives it; all of it is read.
        base_iri: the project's, for the prefixes.

    Raises:
        QueryError: when the evaluation fails, or a graph is longer than the limit.
    """
    results = answer.results
    if isinstance(results, ox.QueryBoolean):
        return PageMaterial("ask", verdict=bool(results))
    if isinstance(results, ox.QueryTriples):
        return _graph(answer.spool("ttl", base_iri))
    columns = tuple(variable.value for variable in results.variables)
    rows = tuple(_rows(results, columns, data_prefixes(base_iri)))
    return PageMaterial("select", columns, rows, left=sum(1 for _ in results))


def _rows(
    results: ox.QuerySolutions, columns: tuple[str, ...], prefixes: dict[str, str]
) -> Iterator[tuple[tuple[str, str], ...]]:
    room = _ROOM
    for number, solution in enumerate(results, start=1):
        row = tuple(_cell(solution[name], prefixes) for name in columns)
        yield row
        room -= sum(len(text) + len(iri) + _MARKUP for text, iri in row)
        if room < 0 or number == _ROWS:
            return


def _cell(term: Term | None, prefixes: dict[str, str]) -> tuple[str, str]:
    text = cell(term, prefixes)
    iri = term.value if isinstance(term, ox.NamedNode) and len(term.value) <= _CELL else ""
    return text if len(text) <= _CELL else f"{text[:_CELL]}…", iri


def _graph(spool: Spool) -> PageMaterial:
    content, lines = spool.content, 0
    if spool.file is not None:
        with spool.file as file:
            content = file.read(_ROOM)
            while piece := file.read(_PIECE):
                lines += piece.count(b"\n")
    lines += content.count(b"\n")
    *shown, cut = content.decode("utf-8", "ignore").split("\n")
    if cut:
        shown.append(f"{cut[:_CELL]}…")
    shown = shown[:_LINES]
    return PageMaterial("graph", turtle="\n".join(shown), left=max(lines - len(shown), 0))
