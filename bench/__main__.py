"""``python bench [--documents N] [--rounds N]``: how fast documents are converted, and how well.

Prints the median of some rounds. The documents are made from templates; the gold facts, when they lie
beside the project, are only scored.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from documents import write_documents
from rich.console import Console
from rich.table import Table
from steps import WITHIN_EXTRACT, Ground, measure_release, measure_round

from lf2l_kg.assemble import assemble_dataset
from lf2l_kg.base.gazetteer import open_gazetteer
from lf2l_kg.base.iris import Iris
from lf2l_kg.base.ontology import load_ontology
from lf2l_kg.base.resources import packaged
from lf2l_kg.base.settings import Settings
from lf2l_kg.cli.streams import cache_folder
from lf2l_kg.extract import extract_facts
from lf2l_kg.read import find_files, read_documents
from lf2l_kg.resolve import Register, resolve_entities

_OPEN = """
import resource, sys, time
from pathlib import Path
from lf2l_kg.base.gazetteer import open_gazetteer
def held():  # MiB in memory; the highest mark is of no use, a process takes over its parent's
    pages = Path("/proc/self/statm")
    return int(pages.read_text().split()[1]) * resource.getpagesize() / 2**20 if pages.exists() else 0
before, start = held(), time.perf_counter()
gazetteer = open_gazetteer(Path(sys.argv[1]))
gazetteer.find("Nancy")
seconds = time.perf_counter() - start
for n in range(20_000): gazetteer.find(f"Saint {n}")
print(f"gazetteer open in {seconds:.3f} s; {held() - before:.0f} MiB after 20,000 look-ups")
"""
_FEW = 60  # documents validated and released, which takes longest of all
SHARED = Path(__file__).resolve().parents[2] / "shared"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("--documents", type=int, default=300)
    parser.add_argument("--rounds", type=int, default=5)
    arguments = parser.parse_args()
    console = Console(width=88)
    ground = _prepare(console)
    with tempfile.TemporaryDirectory() as folder:
        write_documents(Path(folder), arguments.documents)
        files = find_files([Path(folder)], ground.settings)
        size = statistics.median(Path(file.location).stat().st_size for file in files)
        measure_round(files, ground)  # warms the caches up, and is not counted
        rounds = [measure_round(files, ground) for _ in range(arguments.rounds)]
        after = measure_release(files[:_FEW], ground)
    console.print(
        f"{len(files)} documents made from templates, {size / 1000:.1f} kB in the middle,"
        f" {rounds[0]['facts'] / len(files):.0f} facts each; one core; medians of {len(rounds)} rounds"
    )
    console.print(_table(rounds, len(files)))
    for step, seconds in after.items():
        count = min(_FEW, len(files))
        console.print(f"{step}: {1000 * seconds / count:.1f} ms/document, of {count} at once")
    for name in ("seeds", "dev"):
        if (SHARED / "gold" / name).is_dir():
            console.print(f"Gold facts, {name}:", *_score(ground, name), sep="\n  ", soft_wrap=True)


def _prepare(console: Console) -> Ground:
    """Opens what extraction needs, and says what the gazetteer costs."""
    settings, ontology = Settings(), load_ontology(packaged("ontology"))
    gazetteer = open_gazetteer(cache_folder())  # builds the index the first time
    opened = [sys.executable, "-c", _OPEN, str(cache_folder())]  # in a process of its own
    console.print(subprocess.run(opened, capture_output=True, text=True, check=True).stdout.strip())  # noqa: S603  our own
    return Ground(settings, ontology, gazetteer)


def _table(rounds: list[dict[str, float]], count: int) -> Table:
    """Documents a second, milliseconds a document, share of read + extract, times pyromark alone."""
    median = {name: statistics.median(took[name] for took in rounds) for name in rounds[0]}
    median["read + extract"] = median["read"] + median["extract"]
    table = Table("step", "documents/s", "ms/document", "share", "× pyromark")
    for column in table.columns[1:]:
        column.justify = "right"
    order = ("read", "extract", *WITHIN_EXTRACT, "read + extract", "resolve", "assemble")
    for name in (*order, "pyromark alone", "PyYAML alone"):
        seconds = median[name]
        label = f"  {name}" if name in WITHIN_EXTRACT else name
        share = f"{seconds / median['read + extract']:.0%}"
        times = f"{seconds / median['pyromark alone']:.1f}"
        table.add_row(
            label, f"{count / seconds:,.0f}", f"{1000 * seconds / count:.3f}", share, times
        )
    return table


def _score(ground: Ground, name: str) -> list[str]:
    """What the gold's own scorer says of the documents that it is about."""
    iris = Iris(ground.settings.base_iri)
    facts = [
        fact
        for document in read_documents([SHARED / "corpus" / name], ground.settings)
        for fact in extract_facts(document, ground.ontology, ground.gazetteer)
        if fact.evidence.confidence >= ground.settings.threshold
    ]
    entities = resolve_entities(facts, Register(), iris)
    dataset = assemble_dataset(facts, entities, ground.ontology, iris, ground.gazetteer)
    with tempfile.NamedTemporaryFile(suffix=".nq") as dump:
        dump.write(dataset.serialize())
        dump.flush()
        command = [sys.executable, str(SHARED / "gold" / "score.py"), dump.name]
        gold = ["--gold", str(SHARED / "gold" / name)]
        scored = subprocess.run([*command, *gold], capture_output=True, text=True, check=True)  # noqa: S603  our own files
    return scored.stdout.splitlines()


if __name__ == "__main__":
    main()
