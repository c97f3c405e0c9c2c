"""``python bench/searching.py [--things N]``: how fast things are looked up, searched and suggested.

Microseconds of processor on one core, on an index of things made from templates (``bench/things.py``);
pages are made whole, without a server.
"""

from __future__ import annotations

import argparse
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TypeVar

from rich.console import Console
from rich.table import Table
from things import BASE, TERMS, make_things

from lf2l_kg.base.resources import packaged
from lf2l_kg.base.settings import Settings
from lf2l_kg.index import FILE_NAME, Node, Question, index_dataset
from lf2l_kg.pages import Addresses, Edition, Frame, open_edition, search_page, thing_page

Asked = TypeVar("Asked")

_HOSTILE = (
    "a" * 200, '"' * 200, "a* " * 66, "(NEAR OR AND) " * 15, "œ" * 200, "projt " * 34,
    " ".join(f"communn{letter}" for letter in "abcdefghijklmnop"), "d e l a " * 25,
)  # fmt: skip


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="bench/searching.py", description=__doc__)
    parser.add_argument("--things", type=int, default=10_000)
    parser.add_argument("--asked", type=int, default=1000, help="questions of a sort")
    parsed = parser.parse_args(arguments)
    dataset = make_things(parsed.things)
    start = time.process_time()
    content = index_dataset(dataset, BASE, TERMS)
    written = time.process_time() - start
    table = Table("what", "a second", "median µs", "p99 µs", "slowest µs")
    for column in table.columns[1:]:
        column.justify = "right"
    with tempfile.TemporaryDirectory() as folder:
        edition = _edition(Path(folder), content)
        for name, took in measure(edition, parsed.asked):
            table.add_row(name, *(f"{figure:,.0f}" for figure in figures(took)))
    console = Console()
    console.print(
        f"{parsed.things} things, {len(dataset.lines)} quads; index written in {written:.1f} s of processor,"
        f" {len(content) / 1e6:.0f} MB"
    )
    console.print(table)
    return 0


def _edition(folder: Path, content: bytes) -> Edition:
    (folder / FILE_NAME).write_bytes(content)
    (folder / "ontology.ttl").write_bytes((packaged("ontology") / "lf2l.ttl").read_bytes())
    edition = open_edition(folder, BASE)
    edition.searcher.prepare()
    return edition


def measure(edition: Edition, asked: int) -> Iterator[tuple[str, list[float]]]:
    """Each sort of question, and the seconds of processor that each question of it took."""
    chance = random.Random(1)  # noqa: S311 - the same questions each time
    index, searcher = edition.index, edition.searcher
    nodes = [node for kind in index.counts() for node in index.nodes(kind)]
    sample = [chance.choice(nodes) for _ in range(asked)]
    labels = [node.label("fr") for node in sample]
    words = [chance.choice(label.split()) for label in labels]
    begun = [label[: chance.randint(2, 8)] for label in labels]
    mistaken = [_mistaken(label, chance) for label in labels]

    def search(text: str) -> None:
        searcher.search(Question(text))

    def narrowed(text: str) -> None:
        searcher.search(Question(text, kind="Project", theme=f"{BASE}id/theme/t1"))

    frame = Frame(Settings(), "fr", Addresses(BASE), path="search")

    def searched(text: str) -> None:
        search_page(edition, frame, Question(text))

    def shown(node: Node) -> None:
        path = node.iri.removeprefix(BASE)
        thing_page(edition, Frame(Settings(), "fr", Addresses(BASE), path=path), node.iri)

    yield (
        "look-up of a thing with its evidence",
        _each(lambda node: index.describe(node.iri), sample),
    )
    yield "page of a thing", _each(shown, sample)
    yield "search: a whole name", _each(search, labels)
    yield "search: one word of a name", _each(search, words)
    yield "search: one word, narrowed down", _each(narrowed, words)
    yield "search: a name with a mistake", _each(search, mistaken)
    yield "suggestions", _each(searcher.suggest, begun)
    yield "page of a search", _each(searched, words)
    yield "search: what attackers send", _each(search, _HOSTILE)


def _mistaken(label: str, chance: random.Random) -> str:
    """A label with one letter lost."""
    at = chance.randrange(len(label))
    return label[:at] + label[at + 1 :]


def _each(ask: Callable[[Asked], object], questions: Iterable[Asked]) -> list[float]:
    found = []
    for number, question in enumerate(questions):
        if number == 0:
            ask(question)  # templates and vocabulary are read once
        start = time.process_time()
        ask(question)
        found.append(time.process_time() - start)
    return found


def figures(took: list[float]) -> tuple[float, ...]:
    """How many a second; microseconds of the median, the 99th of a hundred, and the slowest."""
    ordered = sorted(took)
    slow = ordered[min(len(ordered) - 1, len(ordered) * 99 // 100)]
    seconds = (statistics.median(ordered), slow, ordered[-1])
    return (1 / statistics.mean(ordered), *(1e6 * second for second in seconds))


if __name__ == "__main__":
    raise SystemExit(main())
