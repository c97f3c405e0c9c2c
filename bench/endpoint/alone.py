"""The endpoint with nothing else to do: repeated answers, single questions, several clients."""

from __future__ import annotations

from itertools import islice
from pathlib import Path
from statistics import median

from client import BrokenReplyError, Line, has_wrk, per_second, write_addresses
from made import COUNTED, KINDS, LARGE, SMALL, large, mixed, queries
from measured import Bench, Figure
from processes import Running, bare, ours, oxigraph

_NO_WRK = Figure("wrk (Debian package `wrk`) is not on this machine: not measured", "")
_PAIRS = 60  # questions of a kind in a round, to each of the two


def repeated(bench: Bench) -> list[Figure]:
    """The same query over and over."""
    if not has_wrk():
        return [_NO_WRK]
    with ours(bench.made.releases, bench.folder) as here, oxigraph(*_beside(bench)) as beside:
        with Line(here) as line:
            small, rows = line.ask(SMALL), line.ask(large(1000))
            long = large(LARGE * 1000 // len(rows.body))
            size = len(line.ask(long).body)
        with bare(small.body, bench.folder) as nothing:
            fast = _rates(bench, (here, beside, nothing), SMALL, 16)
            counted = _rates(bench, (here, beside), COUNTED, 16)
        slow = _rates(bench, (here, beside), long, 4)
    return [
        _rate(f"{len(small.body)} B, 16 clients", fast[0], fast[1], "≥ 6 × oxigraph"),
        _rate("… beside granian's bare answer", fast[0], fast[2], "≥ 0.8"),
        _rate("a count in groups, 16 clients", counted[0], counted[1], "≥ 6 × oxigraph"),
        _rate(f"{size / 1e6:.1f} MB, 4 clients", slow[0], slow[1], "≥ 50 × oxigraph"),
    ]


def latency(bench: Bench) -> list[Figure]:
    """One client, no query twice: the time of each kind, one server after the other."""
    figures, ratios = [], []
    with ours(bench.made.releases, bench.folder) as here, oxigraph(*_beside(bench)) as beside:
        for kind in KINDS:
            asked = queries(kind, bench.projects)
            took: list[tuple[float, float]] = []
            for _ in range(bench.rounds):
                took.append(_alternate(here, beside, list(islice(asked, _PAIRS))))
            mine, theirs = (median(pair[n] for pair in took) for n in (0, 1))
            ratios.append(mine / theirs)
            figures.append(
                Figure(kind, f"{mine * 1e6:,.0f} µs", f"{theirs * 1e6:,.0f} µs", _ratio(ratios[-1]))
            )
    return [*figures, Figure("median of the kinds", "", "", _ratio(median(ratios)), "≤ 1.25")]


def clients(bench: Bench) -> list[Figure]:
    """16 clients, no query twice."""
    if not has_wrk():
        return [_NO_WRK]
    number = int(60_000 * bench.seconds)  # more than can be asked
    figures = []
    with ours(bench.made.releases, bench.folder) as here, oxigraph(*_beside(bench)) as beside:
        for name in ("ask", "all ten kinds in turn"):
            rates: tuple[list[float], list[float]] = ([], [])
            for n in range(bench.rounds):
                for found, server in zip(rates, (here, beside), strict=True):
                    file = bench.folder / f"paths-{server.port}.txt"
                    first = (n + 1) * 10**7
                    asked = (
                        queries("ask", bench.projects, first)
                        if name == "ask"
                        else mixed(bench.projects, first)
                    )
                    write_addresses(file, server, islice(asked, number))
                    found.append(per_second(server, file, 16, bench.seconds))
            figures.append(
                _rate(f"{name}, 16 clients", median(rates[0]), median(rates[1]), "≥ 1.0 × oxigraph")
            )
    return figures


def _beside(bench: Bench) -> tuple[Path, Path]:
    return bench.made.store, bench.folder


def _rates(bench: Bench, servers: tuple[Running, ...], query: str, number: int) -> list[float]:
    """Answers a second of each, in turn; medians of the rounds."""
    found: list[list[float]] = [[] for _ in servers]
    for _ in range(bench.rounds):
        for rates, server in zip(found, servers, strict=True):
            rates.append(per_second(server, query, number, bench.seconds))
    return [median(rates) for rates in found]


def _alternate(here: Running, beside: Running, asked: list[str]) -> tuple[float, float]:
    """Median seconds of each, asked in turn so that both have the same weather."""
    took: tuple[list[float], list[float]] = ([], [])
    with Line(here) as first, Line(beside) as second:
        for query in asked:
            for found, line in zip(took, (first, second), strict=True):
                reply = line.ask(query)
                if reply.status != 200:
                    raise BrokenReplyError(reply.body)
                found.append(reply.seconds)
    return median(took[0]), median(took[1])


def _rate(name: str, mine: float, theirs: float, aim: str) -> Figure:
    return Figure(name, f"{mine:,.0f}/s", f"{theirs:,.0f}/s", _ratio(mine / theirs), aim)


def _ratio(value: float) -> str:
    return f"{value:.2f}"
