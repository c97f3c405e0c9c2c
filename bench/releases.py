"""``python bench/releases.py [--quads N]``: from quads in memory to a verified release: how fast, how large.

Seconds by the clock and of processor, for two cores; the peak is that of the process and of those that it
starts, together. The Turtle is that of the readable dump, without its compression, some thousand lines in
turn with the engine; the processor's seconds of what the engine does alone, in the same run, stand beside.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import TypeVar

import pyoxigraph as ox
from quads import make_dataset, report_on

from lf2l_kg.base.dataset import Dataset
from lf2l_kg.base.iris import Iris
from lf2l_kg.base.lines import join_lines
from lf2l_kg.base.ontology import load_ontology
from lf2l_kg.base.resources import packaged
from lf2l_kg.base.settings import Settings
from lf2l_kg.base.turtle import data_prefixes
from lf2l_kg.release import verify_release, write_release
from lf2l_kg.release.chunks import cut_lines
from lf2l_kg.release.contents import read_contents
from lf2l_kg.release.dumps import Turtle

DAY = date(2026, 1, 31)
# What runs beside comes and goes: either may take twice as long for a second.
_LINES = 5_000  # of Turtle, in turn with the engine
Result = TypeVar("Result")


def measure(quads: int, folder: Path) -> None:
    """Make, verify and tell."""
    memory = _Memory()
    memory.start()
    ontology = load_ontology(packaged("ontology"))
    settings = replace(Settings(), releases=folder, queries=folder / "none")
    dataset = make_dataset(quads)
    report = report_on(dataset)
    _tell("quads in memory", f"{dataset.size:,}, {memory.peak:,.0f} MiB")
    began = time.perf_counter()
    made = _timed(
        "release written",
        memory,
        lambda: write_release(dataset, report, ontology, settings, issued=DAY, commit=""),
    )
    problems = _timed("release verified", memory, lambda: verify_release(made.path))
    seconds = time.perf_counter() - began
    _tell("problems found", str(len(problems)))
    _tell("end to end", f"{dataset.size / seconds:,.0f} quads/s; peak {memory.peak:,.0f} MiB")
    merged = read_contents(dataset, ontology, Iris(settings.base_iri), settings.language).merged
    _compare(dataset, merged, data_prefixes(settings.base_iri, ontology.namespace), folder)


def _compare(
    dataset: Dataset, merged: Sequence[str], prefixes: Mapping[str, str], folder: Path
) -> None:
    """What takes the engine alone longest, and the readable dump beside what the engine writes."""
    turtle, ours, theirs = Turtle(prefixes), 0.0, 0.0
    for start in range(0, len(merged), _LINES):
        some = merged[start : start + _LINES]
        text = join_lines(some)
        ours += _use(partial(_write_readable, some, turtle))
        theirs += _use(partial(_write_turtle, text, prefixes))
    _tell(
        "Turtle", f"{len(merged) / ours:,.0f} triples/s, {ours / theirs:.2f} of pyoxigraph's time"
    )
    text = b"".join([*(text for _, text in dataset.texts()), join_lines(merged)])
    store = ox.Store(str(folder / "store"))
    took = _use(lambda: store.bulk_load(text, ox.RdfFormat.N_QUADS))
    _tell("the store alone", f"{took:.1f} s of processor, loaded by pyoxigraph in one call")


def _write_readable(lines: Sequence[str], turtle: Turtle) -> None:
    for cut in cut_lines(lines):
        turtle.serialize(cut.read())


def _write_turtle(text: bytes, prefixes: Mapping[str, str]) -> bytes | None:
    triples = ox.parse(text, ox.RdfFormat.N_TRIPLES)
    return ox.serialize(triples, format=ox.RdfFormat.TURTLE, prefixes=dict(prefixes))


def _use(work: Callable[[], object]) -> float:
    """The seconds of processor that work takes."""
    began = time.process_time()
    work()
    return time.process_time() - began


def _timed(name: str, memory: _Memory, work: Callable[[], Result]) -> Result:
    clock, before = time.perf_counter(), os.times()
    result = work()
    after = os.times()
    used = sum(after[:4]) - sum(before[:4])
    _tell(
        name,
        f"{time.perf_counter() - clock:.1f} s, {used:.1f} s of processor, {memory.peak:,.0f} MiB",
    )
    return result


class _Memory(threading.Thread):
    """Looks from time to time how much memory this process and those that it started have."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self._largest = 0

    def run(self) -> None:
        """Look, as long as the process lives."""
        while True:
            children = (_read(of).split() for of in Path("/proc/self/task").glob("*/children"))
            everyone = ["self", *(child for some in children for child in some)]
            pages = sum(
                int((_read(Path("/proc", one, "statm")) or "0 0").split()[1]) for one in everyone
            )
            self._largest = max(self._largest, pages)
            time.sleep(0.02)

    @property
    def peak(self) -> float:
        """MiB."""
        own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024  # nothing of it is missed
        return max(own, self._largest * resource.getpagesize() / 2**20)


def _read(path: Path) -> str:
    """What is said of a process, or of a thread; "" when it has ended."""
    try:
        return path.read_text()
    except OSError:
        return ""


def _tell(name: str, said: str) -> None:
    sys.stdout.write(f"{name:<18}{said}\n")
    sys.stdout.flush()


def main() -> int:
    """Measure in a process of its own: the mark of a process's memory is taken over from its parent."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quads", type=int, default=1_000_000)
    parser.add_argument("--folder", type=Path)
    given = parser.parse_args()
    if given.folder:
        measure(given.quads, given.folder)
        return 0
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, __file__, "--quads", str(given.quads), "--folder", folder]
        return subprocess.run(command, check=False).returncode  # noqa: S603 - ourselves


if __name__ == "__main__":
    sys.exit(main())
