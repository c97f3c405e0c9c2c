"""Validation of what has changed since the last dataset: its results and their places are kept."""

from __future__ import annotations

from bisect import insort
from concurrent.futures import ThreadPoolExecutor

from msgspec import Struct

from lf2l_kg.base.dataset import Dataset
from lf2l_kg.base.ledger import Entry, Ledger
from lf2l_kg.base.lines import compare_lines, split_line, split_statement
from lf2l_kg.base.ontology import Ontology
from lf2l_kg.base.products import Products, make_key, running_code
from lf2l_kg.base.records import Report
from lf2l_kg.validate import (
    Placed,
    ShaclResult,
    divide_dataset,
    find_affected,
    place_results,
    write_report,
)

from .local import validate_portions
from .standby import Standby


class _Judged(Struct, frozen=True):
    """A dataset that was validated: all that its results and their places follow from, and these."""

    stated: Entry
    evidence: dict[str, str]  # the digest of each graph
    found: tuple[ShaclResult, ...]
    placed: tuple[Placed, ...]


def validate_changed(
    dataset: Dataset,
    ontology: Ontology,
    products: Products,
    ledger: Ledger,
    *,
    processes: int | None = None,
    standby: Standby | None = None,
) -> Report:
    """The report of ``validate_dataset``; what has not changed since the last one is not checked again.

    Args:
        dataset: to validate.
        ontology: with its shapes.
        products: what is kept.
        ledger: of its lines.
        processes: see :func:`validate_portions`.
        standby: checks what has changed, if it has been started.

    Raises:
        InputError: when a shape is malformed.
        OutputError: when a process was killed, for lack of memory most often.
    """
    key = make_key("judged", running_code(), ontology.digest)
    last = products.find(key, _Judged)
    before = ledger.find(last.stated) if last else None
    changed = compare_lines(before or (), dataset.stated)
    affected = None if before is None else find_affected(before, dataset.stated, changed, ontology)
    with ThreadPoolExecutor(1) as meanwhile:  # this process waits while another one checks
        stated = meanwhile.submit(ledger.keep, dataset.stated)
        meanwhile.submit(lambda: dataset.digest)  # for the report
        if last is None or affected is None:
            made = validate_portions(
                divide_dataset(dataset, ontology), ontology, processes=processes
            )
            found = [one for results in made for one in results]
            placed = place_results(dataset, ontology, found)
        else:
            made = validate_portions(
                affected.portions, ontology, processes=processes, standby=standby
            )
            fresh = [one for results in made for one in results if one.focus in affected.nodes]
            found = [one for one in last.found if one.focus not in affected.nodes] + fresh
            moved = affected.nodes | _find_moved(dataset, last, *changed)
            placed = [one for one in last.placed if one.found.focus not in moved]
            for one in place_results(dataset, ontology, [f for f in found if f.focus in moved]):
                insort(placed, one, key=Placed.order)  # the others are in order
    evidence = {part.graph: part.digest for part in dataset.evidence}
    products.keep(key, _Judged(stated.result(), evidence, tuple(found), tuple(placed)))
    return write_report(dataset, ontology, placed)


def _find_moved(
    dataset: Dataset, last: _Judged, gone: list[str], come: list[str]
) -> frozenset[str]:
    """The nodes of which something may be stated elsewhere than it was.

    What a document no longer says of a node, it said in a line that is gone, or says in other words.
    """
    nodes: set[str] = set()
    for line in (*gone, *come):
        subject, _, value = split_statement(split_line(line)[0])
        nodes |= {subject, value}
    for part in dataset.evidence:
        if last.evidence.get(part.graph) != part.digest:
            for reading in part.readings():
                nodes |= {reading.subject, reading.object}
    return frozenset(nodes)
