"""``python bench/endpoint [--projects N] [--seconds S] …``: the endpoint beside ``oxigraph serve-read-only``.

The same store, the same requests, in the same run, alternately, and each first in every other round: what
is asked first finds the machine as the other left it. Figures are medians of some rounds, ratios those of
rounds that stand beside each other; nothing is asserted on time.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Callable
from pathlib import Path

import alone
import loaded
import pages
from made import write_data
from measured import Bench, Figure
from rich.console import Console
from rich.table import Table

_LINES: dict[str, Callable[[Bench], list[Figure]]] = {
    "repeated": alone.repeated,
    "latency": alone.latency,
    "clients": alone.clients,
    "heavy": loaded.heavy,
    "hostile": loaded.hostile,
    "switches": loaded.switches,
    "pages": pages.pages,
}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="bench/endpoint", description=__doc__)
    parser.add_argument("--projects", type=int, default=50_000, help="in the data; 7 triples each")
    parser.add_argument("--rounds", type=int, default=4, help="even: each is asked first as often")
    parser.add_argument("--seconds", type=float, default=2, help="of each round with wrk")
    parser.add_argument("--hostile", type=int, default=1_000, help="requests")
    parser.add_argument("--switches", type=int, default=100)
    parser.add_argument("--only", nargs="*", choices=_LINES, default=list(_LINES))
    arguments = parser.parse_args()
    console = Console(width=100)
    with tempfile.TemporaryDirectory() as folder:
        made = write_data(Path(folder), arguments.projects)
        console.print(f"{made.triples:,} triples, {arguments.rounds} rounds")
        bench = Bench(
            made,
            Path(folder),
            arguments.projects,
            arguments.rounds,
            arguments.seconds,
            arguments.hostile,
            arguments.switches,
        )
        for name in arguments.only:
            console.print(_table(name, _LINES[name](bench)))


def _table(name: str, figures: list[Figure]) -> Table:
    table = Table(name, "here", "beside", "ratio", "to reach", min_width=98)
    for column in table.columns[1:4]:
        column.justify = "right"
    for figure in figures:
        table.add_row(figure.name, figure.here, figure.beside, figure.ratio, figure.aim)
    return table


if __name__ == "__main__":
    main()
