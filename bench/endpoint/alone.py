"""The endpoint with nothing else to do: repeated answers, single questions, several clients."""

from __future__ import annotations

from itertools import islice
from pathlib import Path
from statistics import median

from client import BrokenReplyError, Line, has_wrk, per_second, write_addresses
from made import COUNTED, KINDS, LARGE, SMALL, large, mixed, queries
from measured import Bench, Figure
from processes import Running, bare, ours, oxigraph, processor_seconds

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
            ratios.append(median(pair[0] / pair[1] for pair in took))
            figures.append(
                Figure(kind, f"{mine * 1e6:,.0f} µs", f"{theirs * 1e6:,.0f} µs", _ratio(ratios[-1]))
            )
    return [*figures, Figure("median of the kinds", "", "", _ratio(median(ratios)), "≤ 1.25")]


def clients(bench: Bench) -> list[Figure]:
    """16 clients, no query twice; and what the processor had to do for each."""
    if not has_wrk():
        return [_NO_WRK]
    figures = []
    with ours(bench.made.releases, bench.folder) as here, oxigraph(*_beside(bench)) as beside:
        for name in ("ask", "all ten kinds in turn"):
            rates: tuple[list[float], list[float]] = ([], [])
            costs: tuple[list[float], list[float]] = ([], [])
            for n in range(bench.rounds):
                for which in _in_turn(n, 2):
                    server = (here, beside)[which]
                    before = processor_seconds(server)
                    rate = per_second(server, _new(bench, server, name, n), 16, bench.seconds)
                    used = processor_seconds(server) - before
                    rates[which].append(rate)
                    costs[which].append(used / max(rate * bench.seconds, 1) * 1e6)
            figures += [
                _rate(f"{name}, 16 clients", *rates, "≥ 1.0 × oxigraph"),
                Figure(
                    "… of the processor, for each",
                    *(f"{median(cost):,.0f} µs" for cost in costs),
                    _ratio(_together(*costs)),
                ),
            ]
    return figures


def _new(bench: Bench, server: Running, name: str, number: int) -> Path:
    """A file with addresses that nobody has asked for: the same for both servers."""
    first = (number + 1) * 10**7
    ask = queries("ask", bench.projects, first)
    asked = ask if name == "ask" else mixed(bench.projects, first)
    file = bench.folder / f"paths-{server.port}.txt"
    most = int(60_000 * bench.seconds)  # more than can be asked
    return write_addresses(file, server, islice(asked, most))


def _in_turn(number: int, servers: int) -> range:
    """The servers in the order of a round: backwards in every other one."""
    return range(servers) if number % 2 == 0 else range(servers - 1, -1, -1)


def _beside(bench: Bench) -> tuple[Path, Path]:
    return bench.made.store, bench.folder


def _rates(
    bench: Bench, servers: tuple[Running, ...], query: str, number: int
) -> list[list[float]]:
    """Answers a second of each server, round by round."""
    found: list[list[float]] = [[] for _ in servers]
    for n in range(bench.rounds):
        for which in _in_turn(n, len(servers)):
            found[which].append(per_second(servers[which], query, number, bench.seconds))
    return found


def _alternate(here: Running, beside: Running, asked: list[str]) -> tuple[float, float]:
    """Median seconds of each, asked in turn so that both have the same weather."""
    took: tuple[list[float], list[float]] = ([], [])
    with Line(here) as first, Line(beside) as second:
        for n, query in enumerate(asked):
            for which in _in_turn(n, 2):
                reply = (first, second)[which].ask(query)
                if reply.status != 200:
                    raise BrokenReplyError(reply.body)
                took[which].append(reply.seconds)
    return median(took[0]), median(took[1])


def _rate(name: str, mine: list[float], theirs: list[float], aim: str) -> Figure:
    shown = (f"{median(rates):,.0f}/s" for rates in (mine, theirs))
    return Figure(name, *shown, _ratio(_together(mine, theirs)), aim)


def _together(mine: list[float], theirs: list[float]) -> float:
    """How they compare in the same round, in the median."""
    return median(one / other for one, other in zip(mine, theirs, strict=True))


def _ratio(value: float) -> str:
    return f"{value:.2f}"
