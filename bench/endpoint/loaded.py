"""The endpoint under load: heavy queries, hostile ones, releases that change."""

from __future__ import annotations

import json
import random
import socket
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import count, islice

from attacks import Attack, attacks
from client import BrokenReplyError, Line, Reply
from made import HEAVY, SMALL, queries, switch
from measured import Bench, Figure, quantile
from processes import Running, Watch, ours

_DEADLINE = 10
_HOSTILE_DEADLINE = 2  # so that a thousand take minutes
_CLIENTS = 8


def heavy(bench: Bench) -> list[Figure]:
    """Four cross products run; another client goes on with light queries."""
    with ours(bench.made.releases, bench.folder, timeout_s=_DEADLINE) as here:
        light = queries("point", bench.projects)
        with Line(here) as line:
            list(map(line.ask, islice(light, 300)))
            idle = [line.ask(query).seconds for query in islice(light, 2_000)]
            with ThreadPoolExecutor(4) as threads:
                running = [threads.submit(_once, here, f"{HEAVY} # {n}") for n in range(4)]
                time.sleep(0.1)
                under = []
                while not all(future.done() for future in running):
                    under.append(line.ask(next(light)).seconds)
                    time.sleep(0.002)
            replies = [future.result() for future in running]
    longest = max(reply.seconds for reply in replies)
    valid = sum(reply.status == 503 and _is_error(reply) for reply in replies)
    return [
        _times(f"light, p{part}", idle, under, part, "≤ 3 × idle" if part == 99 else "")
        for part in (50, 99)
    ] + [
        Figure("heavy: ended by", f"{longest:.2f} s", "", "", f"≤ {_DEADLINE + 1} s"),
        Figure("heavy: valid errors", f"{valid} of 4", "", "", "4"),
    ]


def hostile(bench: Bench) -> list[Figure]:
    """A thousand hostile requests from some clients; another asks something light now and then."""
    with (
        socket.create_server(("127.0.0.1", 0)) as trap,
        ours(bench.made.releases, bench.folder, timeout_s=_HOSTILE_DEADLINE) as here,
    ):
        trap.setblocking(False)
        forbidden = f"http://127.0.0.1:{trap.getsockname()[1]}/"
        waiting = attacks(bench.hostile, forbidden)
        with Line(here) as line, Watch(here.process.pid) as watch:
            line.ask(SMALL)
            light = queries("point", bench.projects)
            with ThreadPoolExecutor(_CLIENTS) as threads:
                lock = threading.Lock()
                works = [threads.submit(_attack, here, waiting, lock) for _ in range(_CLIENTS)]
                asked = []
                while not all(work.done() for work in works):
                    asked.append(line.ask(next(light)))
                    time.sleep(0.05)
            statuses = sum((work.result() for work in works), Counter[str]())
            died = watch.died
        called = _was_called(trap)
    answered = sum(reply.status == 200 for reply in asked)
    slowest = quantile([reply.seconds for reply in asked], 0.99)
    broken = statuses.pop("broken", 0)
    more = (watch.most - watch.idle) / 2**30
    return [
        Figure("answers by status", _listed(statuses)),
        Figure("broken replies", f"{broken} of {bench.hostile}", "", "", "0"),
        Figure("the server's process died", "yes" if died else "no", "", "", "no"),
        Figure("outgoing connections", str(called), "", "", "0"),
        Figure("memory above idle", f"{more:.2f} GiB", f"{watch.idle >> 20} MiB", "", "≤ 1 GiB"),
        Figure("light queries answered", f"{answered} of {len(asked)}", "", "", "all"),
        Figure("light, p99", f"{slowest * 1000:.0f} ms"),
    ]


def switches(bench: Bench) -> list[Figure]:
    """``current`` is switched to and fro while clients ask without a pause."""
    stopped = threading.Event()
    with ours(bench.made.releases, bench.folder) as here, ThreadPoolExecutor(4) as threads:
        works = [threads.submit(_go_on, here, bench.projects, n, stopped) for n in range(4)]
        done, began = 0, time.monotonic()
        try:
            with Line(here) as line:
                for n in range(bench.switches):
                    switch(bench.made, (n + 1) % 2)
                    done += _becomes(line, bench.made.names[(n + 1) % 2])
        finally:
            stopped.set()
            switch(bench.made, 0)
        took = time.monotonic() - began
        statuses = sum((work.result() for work in works), Counter[str]())
    requests, failed = statuses.total(), statuses.total() - statuses["200"]
    return [
        Figure("switches taken up", f"{done} of {bench.switches}, {took:.0f} s", "", "", "all"),
        Figure("failed requests", f"{failed} of {requests:,}", "", "", "0"),
    ]


def _once(server: Running, query: str) -> Reply:
    with Line(server) as line:
        return line.ask(query)


def _is_error(reply: Reply) -> bool:
    """Whole, of the length that was said, and with words."""
    return b"retry-after" in reply.head and len(reply.body) > 20


def _attack(server: Running, waiting: Iterator[Attack], lock: threading.Lock) -> Counter[str]:
    found: Counter[str] = Counter()
    with Line(server) as line:
        while True:
            with lock:
                attack = next(waiting, None)
            if attack is None:
                return found
            try:
                found[str(line.send(attack.request).status)] += 1
            except (BrokenReplyError, OSError):
                found["broken"] += 1


def _go_on(server: Running, projects: int, number: int, stopped: threading.Event) -> Counter[str]:
    """Half of the queries new, half repeated; now and then on a new connection."""
    found: Counter[str] = Counter()
    chosen = random.Random(number)  # noqa: S311 - a choice, not a secret
    asked = queries("join", projects, number * 10**6)
    with Line(server) as line:
        for n in count():
            if stopped.is_set():
                return found
            if n % 50 == 0:
                line.close()
            try:
                query = SMALL if chosen.random() < 0.5 else next(asked)
                found[str(line.ask(query).status)] += 1
            except (BrokenReplyError, OSError):
                found["broken"] += 1
    return found


def _becomes(line: Line, name: str) -> bool:
    """Wait until the server answers from a release."""
    for _ in range(500):
        reply = line.send(b"GET /readyz HTTP/1.1\r\nHost: localhost\r\n\r\n")
        if json.loads(reply.body).get("release") == name:
            return True
        time.sleep(0.02)
    return False


def _was_called(trap: socket.socket) -> int:
    called = 0
    while True:
        try:
            trap.accept()[0].close()
        except BlockingIOError:
            return called
        called += 1


def _times(name: str, idle: list[float], under: list[float], part: int, aim: str) -> Figure:
    first, second = quantile(idle, part / 100), quantile(under, part / 100)
    return Figure(
        name, f"{second * 1e6:,.0f} µs", f"{first * 1e6:,.0f} µs", f"{second / first:.2f}", aim
    )


def _listed(statuses: Counter[str]) -> str:
    return ", ".join(f"{count:,} × {status}" for status, count in sorted(statuses.items()))
