"""A dataset puts quads in one order, however they come."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lf2l_kg.base.dataset import Dataset

GRAPH = "x:base/graph/notes"
EVIDENCE = f"{GRAPH}/evidence"
# Names that begin alike: one ends where the other goes on.
_IRIS = st.sampled_from(["x:a", "x:a/b", "x:a-b", "x:a?", "x:a~", "x:ab", "x:é"]).map(ox.NamedNode)
_VALUES = st.one_of(_IRIS, st.text(max_size=4).map(ox.Literal))
_GRAPHS = st.sampled_from(["x:a", "x:a/b", GRAPH, EVIDENCE, "x:base/graph/a/evidence"])
_QUADS = st.lists(st.builds(ox.Quad, _IRIS, _IRIS, _VALUES, _GRAPHS.map(ox.NamedNode)), max_size=12)


def _in_order(quads: Iterable[ox.Quad]) -> tuple[str, ...]:
    """What is stated, then the evidence by graph."""
    graphs = {f"{quad} .": str(quad.graph_name) for quad in quads}
    evidence = {line: graph for line, graph in graphs.items() if graph.endswith("/evidence>")}
    stated = sorted(graphs.keys() - evidence.keys())
    return (*stated, *sorted(evidence, key=lambda line: (evidence[line], line)))


@given(_QUADS, _QUADS)
def test_lines_stand_sorted_and_once_whatever_they_are_made_from(
    one: list[ox.Quad], other: list[ox.Quad]
) -> None:
    lines = _in_order([*one, *other])
    both = Dataset.from_quads([*one, *other])
    assert both.lines == Dataset.from_lines([*reversed(lines), *lines]).lines == lines
    assert Dataset.from_quads(one).union(Dataset.from_quads(other)) == both
    assert both.serialize() == "".join(f"{line}\n" for line in lines).encode()
    assert both.size == len(lines)
    assert set(both.quads()) == {*one, *other}


@given(_QUADS, _QUADS, _GRAPHS)
def test_a_graph_is_taken_out_or_another_put_in_its_place_and_all_others_stay(
    quads: list[ox.Quad], come: list[ox.Quad], name: str
) -> None:
    dataset, graph = Dataset.from_quads(quads), ox.NamedNode(name)
    others = [quad for quad in quads if quad.graph_name != graph]
    new = [ox.Quad(quad.subject, quad.predicate, quad.object, graph) for quad in come]
    assert dataset.replace_graph(name, new) == Dataset.from_quads([*others, *new])
    assert dataset.graph(name).lines == _in_order({*quads} - {*others})


@given(_QUADS)
def test_a_dataset_speaks_of_its_subjects_but_of_evidence(quads: list[ox.Quad]) -> None:
    subjects = {q.subject for q in quads if not str(q.graph_name).endswith("/evidence>")}
    for iri in ("x:a", "x:a/b", "x:a-b", "x:a?", "x:a~", "x:ab", "x:é", "x:", "x:b"):
        assert Dataset.from_quads(quads).speaks_of(iri) == (ox.NamedNode(iri) in subjects)


@given(_QUADS)
def test_canonical_text_is_read_back_and_in_any_other_order_refused(quads: list[ox.Quad]) -> None:
    dataset = Dataset.from_quads(quads)
    texts = [text for _, text in dataset.texts()]
    assert Dataset.from_texts(texts) == dataset
    for text in texts:
        if text.count(b"\n") > 1:
            disordered = b"".join([*reversed(text.splitlines(keepends=True))])
            with pytest.raises(ValueError, match="order"):
                Dataset.from_texts([disordered if one == text else one for one in texts])
    if len(dataset.evidence) > 1:
        with pytest.raises(ValueError, match="order"):
            Dataset.from_texts([*reversed(texts)])


def test_the_digest_of_many_lines_is_that_of_the_digests_of_what_is_stated_and_of_each_graph() -> (
    None
):
    stated = sorted(f"<x:{n}> <x:p> <x:o> <x:g> ." for n in range(20_000))
    evidence = [f"<x:{n}> <x:p> <x:o> <{EVIDENCE}> ." for n in range(2)]
    dataset = Dataset.from_lines([*reversed(evidence), *stated])
    digests = [_digest(stated), _digest(evidence)]
    assert dataset.digest == _digest(digests)
    assert [part.digest for part in dataset.evidence] == digests[1:]


def _digest(lines: Iterable[str]) -> str:
    return hashlib.sha256("".join(f"{line}\n" for line in lines).encode()).hexdigest()
