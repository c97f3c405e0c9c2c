"""``python bench/exporting.py [--things N]``: how fast a site is written as files.

Things made from templates (``bench/things.py``) are released, then exported on all cores. Beside it, in the
same run, as many files of the same sizes are written by the plainest means: what the disk alone takes.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from quads import report_on
from things import make_things

from lf2l_kg.base.ontology import load_ontology
from lf2l_kg.base.resources import packaged
from lf2l_kg.base.settings import Settings
from lf2l_kg.export import export_site
from lf2l_kg.release import write_release

DAY = date(2026, 1, 31)


def measure(things: int, folder: Path) -> list[str]:
    """Release, export and tell, a line a figure."""
    settings = replace(Settings(), releases=folder / "releases", queries=folder / "none")
    dataset = make_things(things)
    ontology = load_ontology(packaged("ontology"))
    made = write_release(dataset, report_on(dataset), ontology, settings, issued=DAY, commit="")
    began = time.perf_counter()
    done = export_site(made.path, settings, folder / "site")
    took = time.perf_counter() - began
    plain = _write_plainly(folder / "site", folder / "plain")
    return [
        f"{done.things:,} things, {done.files:,} files, {done.size / 1e6:,.0f} MB",
        f"exported in {took:.1f} s: {done.things / took:,.0f} things/s on {os.cpu_count()} cores",
        f"as many files alone: {plain:.1f} s; ratio {took / plain:.1f}",
    ]


def _write_plainly(site: Path, folder: Path) -> float:
    """Write files of the sizes of a site's, in the same tree; the seconds that it takes."""
    sizes = [(p.relative_to(site), p.stat().st_size) for p in site.rglob("*") if p.is_file()]
    for parent in {path.parent for path, _ in sizes}:
        (folder / parent).mkdir(parents=True, exist_ok=True)
    content = bytes(max(size for _, size in sizes))
    began = time.perf_counter()
    for path, size in sizes:
        (folder / path).write_bytes(content[:size])
    return time.perf_counter() - began


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="bench/exporting.py", description=__doc__)
    parser.add_argument("--things", type=int, default=10_000)
    with tempfile.TemporaryDirectory() as folder:
        for line in measure(parser.parse_args(arguments).things, Path(folder)):
            print(line)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
