"""What the server did: a line a request, and counts for Prometheus.

A line is put together and written later, by a thread, so that no request waits for it.
"""

from __future__ import annotations

import contextlib
import json
import sys
import threading
import time
from bisect import bisect_left
from collections import Counter, deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Literal, NamedTuple, TextIO, TypedDict, Unpack
from urllib.parse import quote

from starlette.requests import HTTPConnection
from starlette.types import Scope

if TYPE_CHECKING:
    from prometheus_client import Metric

Style = Literal["text", "json", "none"]

#: What is counted apart, by the first part of its address.
_ROOMS = frozenset(
    ["sparql", "id", "graph", "evidence", "quote", "ontology", "catalog", "dumps", "search"]
)
#: Upper bounds of the classes of duration, in seconds.
_BOUNDS = (0.001, 0.005, 0.025, 0.1, 0.5, 2.0, 10.0)
_WRITE_S = 0.5  # how often lines are written
_MOST = 100_000  # lines that wait; the oldest of more are counted, not written
_LAST_WORDS_S = 2.0
_LONGEST = 200  # characters of an address that are shown
#: Where a scope has what was said of its request; see :func:`note`.
NOTES = "lf2l_kg.notes"


class Entry(NamedTuple):
    """One request, answered."""

    method: str
    path: str
    status: int
    size: int  # bytes of body
    seconds: float
    release: str = ""
    query: str = ""  # the digest of the query
    rows: int | None = None  # None when there is no table
    kept: bool = False  # answered from memory


def note(request: HTTPConnection, **said: Unpack[Notes]) -> None:
    """Say more of a request, for its line: release, query, rows, kept."""
    notes(request.scope).update(said)


def notes(scope: Scope) -> Notes:
    """What was said of a request, and will be: one dictionary, which copies of the scope share."""
    found: Notes = scope.setdefault(NOTES, {})
    return found


@dataclass(slots=True)
class _Durations:
    total: float = 0.0
    classes: list[int] = field(default_factory=lambda: [0] * (len(_BOUNDS) + 1))


class Notes(TypedDict, total=False):
    """What may be said of a request besides what every response shows; see :class:`Entry`."""

    release: str
    query: str
    rows: int | None
    kept: bool


class Journal:
    """Takes entries, counts them, and writes them.

    Args:
        style: of the lines.
        output: where they go; None for the standard error output.
        gauges: the names and values of what is measured when it is asked for.
    """

    def __init__(
        self,
        style: Style = "none",
        output: TextIO | None = None,
        gauges: Callable[[], dict[str, float]] = dict,
    ) -> None:
        self._style = style
        self.writes = style != "none"  # lines; else requests may be counted without one
        self._output = output or sys.stderr
        self._gauges = gauges
        self._unwritten: deque[tuple[float, Entry]] = deque(maxlen=_MOST)
        self._requests: Counter[tuple[str, int]] = Counter()
        self._durations = _Durations()
        self._stopped = threading.Event()
        self._writer: threading.Thread | None = None

    def count(self, path: str, status: int, *seconds: float) -> None:
        """Some requests more that have no line; for the thread of the event loop only.

        Args:
            path: of their address.
            status: of the answers.
            seconds: that each took.
        """
        self._requests[(_room(path), status)] += len(seconds)
        durations = self._durations
        for one in seconds:
            durations.total += one
            durations.classes[bisect_left(_BOUNDS, one)] += 1

    def add(self, entry: Entry) -> None:
        """One request more, with its line; for the thread of the event loop only."""
        self.count(entry.path, entry.status, entry.seconds)
        if not self.writes:
            return
        self._unwritten.append((time.time(), entry))
        if self._writer is None:
            self._writer = threading.Thread(target=self._write_on, name="journal", daemon=True)
            self._writer.start()

    def close(self) -> None:
        """Write what is left, unless nobody takes it."""
        self._stopped.set()
        if self._writer is not None:
            self._writer.join(_LAST_WORDS_S)

    def _write_on(self) -> None:
        while not self._stopped.wait(_WRITE_S):
            self._write()
        self._write()

    def _write(self) -> None:
        entries: list[tuple[float, Entry]] = []
        with contextlib.suppress(IndexError):  # more may come meanwhile
            while len(entries) < _MOST:
                entries.append(self._unwritten.popleft())
        if entries:
            with contextlib.suppress(
                OSError, ValueError
            ):  # a full disk, no reader: serving goes on
                self._output.write("".join(self._line(*entry) for entry in entries))
                self._output.flush()

    def metrics(self) -> bytes:
        """The counts in Prometheus' text format."""
        from prometheus_client import CollectorRegistry, generate_latest

        registry = CollectorRegistry()
        registry.register(self)
        return generate_latest(registry)

    def collect(self) -> Iterator[Metric]:
        """For Prometheus' library."""
        from prometheus_client.core import (
            CounterMetricFamily,
            GaugeMetricFamily,
            HistogramMetricFamily,
        )

        requests = CounterMetricFamily(
            "lf2l_kg_requests", "Requests answered", labels=["room", "status"]
        )
        for (room, status), count in sorted(self._requests.items()):
            requests.add_metric([room, str(status)], count)
        yield requests
        known, so_far, buckets = self._durations, 0, []
        for bound, count in zip([*map(str, _BOUNDS), "+Inf"], known.classes, strict=True):
            so_far += count
            buckets.append((bound, so_far))
        durations = HistogramMetricFamily(
            "lf2l_kg_request_seconds", "Seconds from a request to its whole answer"
        )
        durations.add_metric([], buckets, known.total)
        yield durations
        for name, value in sorted(self._gauges().items()):
            yield GaugeMetricFamily(f"lf2l_kg_{name}", name.replace("_", " "), value=value)

    def _line(self, moment: float, entry: Entry) -> str:
        when = datetime.fromtimestamp(moment, UTC).isoformat(timespec="milliseconds")
        path = entry.path[:_LONGEST]
        milliseconds = round(entry.seconds * 1000, 3)
        if self._style == "json":
            said = {
                "time": when,
                "method": entry.method,
                "path": path,
                "status": entry.status,
                "bytes": entry.size,
                "ms": milliseconds,
                "release": entry.release,
                "query": entry.query,
                "rows": entry.rows,
                "kept": entry.kept,
            }
            return json.dumps({k: v for k, v in said.items() if v not in ("", None)}) + "\n"
        more = [f"query={entry.query}"] if entry.query else []
        more += [f"rows={entry.rows}"] if entry.rows is not None else []
        more += ["kept"] if entry.kept else []
        more += [f"release={entry.release}"] if entry.release else []
        shown = quote(
            path, safe="/%:@,;=+~"
        )  # an address may hold anything: spaces, an end of line
        head = f"{when} {entry.method} {shown} {entry.status} {entry.size} B {milliseconds:g} ms"
        return " ".join([head, *more]) + "\n"


def _room(path: str) -> str:
    """The first part of an address: few, whatever is asked for."""
    if path == "/sparql":  # most of all
        return "sparql"
    first = path.partition("?")[0].lstrip("/").partition("/")[0]
    return first if first in _ROOMS else "other" if first else "home"
