"""Pages of things: one asked for again and again, and each asked for the first time."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import count, islice
from pathlib import Path
from statistics import median

from client import Line, has_wrk, per_second
from measured import Bench, Figure
from processes import Running, bare, ours, processor_seconds

_PAGE = "/id/project/p7.fr.html"
_CLIENTS = 16
_PER_SECOND = 20_000  # pages that are prepared, more than can be asked for


def pages(bench: Bench) -> list[Figure]:
    """A page that is kept beside Granian that sends its bytes; then pages never shown before."""
    if not has_wrk():
        return [Figure("wrk (Debian package `wrk`) is not on this machine: not measured", "")]
    kept: list[float] = []
    sent: list[float] = []
    new: list[float] = []
    busy: list[float] = []
    with ours(bench.made.releases, bench.folder) as here:
        with Line(here) as line:
            page = line.send(f"GET {_PAGE} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode()).body
        with bare(page, bench.folder) as nothing:
            for number in range(bench.rounds):
                for rates, server in ((kept, here), (sent, nothing)):
                    file = _write(bench, server, [_PAGE])
                    rates.append(per_second(server, file, _CLIENTS, bench.seconds))
                addresses = islice(_addresses(bench, number), int(_PER_SECOND * bench.seconds))
                file, before = _write(bench, here, addresses), processor_seconds(here)
                new.append(per_second(here, file, _CLIENTS, bench.seconds))
                took = processor_seconds(here) - before
                busy.append(new[-1] * bench.seconds / took)
    mine, theirs = median(kept), median(sent)
    return [
        Figure(
            f"{len(page)} B, kept, beside granian's bare answer",
            f"{mine:,.0f}/s",
            f"{theirs:,.0f}/s",
            f"{mine / theirs:.2f}",
            "≥ 0.7",
        ),
        Figure("each page for the first time", f"{median(new):,.0f}/s", aim="≥ 3,000/s"),
        Figure("… in a second of the processor", f"{median(busy):,.0f}"),
    ]


def _addresses(bench: Bench, number: int) -> Iterable[str]:
    """The pages of all projects over and over, at addresses that are new in each round."""
    return (f"/id/project/p{n % bench.projects}.fr.html?{number}.{n}" for n in count())


def _write(bench: Bench, server: Running, addresses: Iterable[str]) -> Path:
    file = bench.folder / f"pages-{server.port}.txt"
    file.write_text("".join(f"{address}\n" for address in addresses))
    return file
