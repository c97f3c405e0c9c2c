"""``python bench/incremental.py [--documents N]``: a build after one changed document, beside a full one.

Prints the seconds of each stage for a first build, for one after a change of one document, and for the
same without anything kept; and whether the last two gave the same bytes.
"""

from __future__ import annotations

import argparse
import datetime as dt
import gc
import shutil
import tempfile
import time
from pathlib import Path

from rich.console import Console
from rich.table import Table
from short_documents import write_short_document, write_short_documents

from lf2l_kg import pipeline
from lf2l_kg.base.products import Products, open_products
from lf2l_kg.base.settings import load_settings
from lf2l_kg.cli.streams import cache_folder
from lf2l_kg.release import current_release

#: Documents have lain in their folder for a while, else they are read twice (``read/stamps.py``).
QUIET_S = 2.5
STAGES = ("read", "resolve", "assemble", "link", "validate", "release")


class Clock:
    """Takes the seconds of each stage."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self._stage, self._start = "", 0.0

    def start(self, stage: str, total: int | None) -> None:
        """A stage begins."""
        del total
        self._stage, self._start = stage, time.perf_counter()

    def advance(self, count: int) -> None:
        """Nothing is told."""

    def finish(self) -> None:
        """The stage is over."""
        self.seconds[self._stage] = time.perf_counter() - self._start


def build(folder: Path, releases: Path, products: Products) -> dict[str, float]:
    """Build the documents below a folder: seconds by stage, and of the "whole"."""
    settings, clock = load_settings((folder,), releases), Clock()
    gc.collect()
    start = time.perf_counter()
    pipeline.build(
        settings,
        issued=dt.date(2026, 1, 31),
        commit="",
        progress=clock,
        cache=cache_folder(),
        products=products,
    )
    return {**clock.seconds, "whole": time.perf_counter() - start}


def files_of(releases: Path) -> dict[str, bytes]:
    """The files of the current release, but those whose bytes tell how they came about."""
    release = current_release(releases)
    assert release is not None  # noqa: S101 (it was just made)
    return {
        path.name: path.read_bytes()
        for path in release.iterdir()
        if path.is_file() and not path.name.startswith(("store.", "index."))
    }


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="bench/incremental.py", description=__doc__)
    parser.add_argument("--documents", type=int, default=1_000)
    arguments = parser.parse_args()
    gc.set_threshold(500_000, 4, 100)  # as the command does
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        documents, releases, others = (folder / one for one in ("documents", "out", "others"))
        documents.mkdir()
        write_short_documents(documents, arguments.documents)
        time.sleep(QUIET_S)
        took = {}
        with open_products(folder / "cache", releases) as products:
            took["first"] = build(documents, releases, products)
        shutil.copytree(releases, others, symlinks=True)  # the full build follows the same release
        write_short_document(documents, arguments.documents // 2, edition=1)
        with open_products(folder / "cache", releases) as products:
            took["one changed"] = build(documents, releases, products)
        took["the same, nothing kept"] = build(documents, others, Products())
        one, other = files_of(releases), files_of(others)
        differing = [name for name in one if one[name] != other.get(name)]
    table = Table("stage", *(f"{name}, s" for name in took))
    for stage in (*STAGES, "whole"):
        table.add_row(stage, *(f"{seconds[stage]:.2f}" for seconds in took.values()))
    console = Console(width=88)
    console.print(f"{arguments.documents} documents made from templates, about a kilobyte each")
    console.print(table)
    console.print("byte-identical" if not differing else f"differ: {', '.join(differing)}")


if __name__ == "__main__":
    main()
