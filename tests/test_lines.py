"""Lines of N-Triples and N-Quads, taken apart and compared as text."""

from __future__ import annotations

import pickle
from collections.abc import Sequence
from itertools import groupby
from unittest.mock import patch

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lf2l_kg.base import lines as module
from lf2l_kg.base.lines import (
    Edited,
    compare_lines,
    edit_lines,
    language_of,
    lines_about,
    read_literal,
    runs_between,
    split_line,
    split_statement,
    value_of,
)
from lf2l_kg.base.namespaces import XSD

_LINES = st.lists(st.sampled_from([f"{n:02}" for n in range(30)]), unique=True).map(sorted)


@given(before=_LINES, after=_LINES, run=st.integers(1, 8))
def test_what_two_sorted_runs_do_not_share_is_told_in_order(
    before: Sequence[str], after: Sequence[str], run: int
) -> None:
    with patch.object(module, "_RUN", run):
        gone, come = compare_lines(before, after)
    assert gone == sorted(set(before) - set(after))
    assert come == sorted(set(after) - set(before))


@given(before=_LINES, after=_LINES)
def test_lines_are_had_again_from_others_and_what_differs(
    before: Sequence[str], after: Sequence[str]
) -> None:
    assert [*edit_lines(before, *compare_lines(before, after))] == after


@given(first=_LINES, one=st.lists(_LINES, max_size=3), other=st.lists(_LINES, max_size=3))
def test_what_differs_is_told_alike_of_lines_that_were_had_from_the_same(
    first: Sequence[str], one: list[Sequence[str]], other: list[Sequence[str]]
) -> None:
    """In steps from the same lines; then as lines of which nothing is known."""
    sides = []
    for steps in (one, other):
        lines: Sequence[str] = first
        for step in steps:
            lines = edit_lines(lines, set(lines) - set(step), set(step) - set(lines))
            assert [*lines] == step
        sides.append(lines)
    with patch.object(module, "_compare", side_effect=AssertionError):
        told = compare_lines(*sides)
    assert told == compare_lines(*map(list, sides))


def test_lines_that_come_though_they_are_there_are_compared_by_a_look_at_all() -> None:
    twice = edit_lines(("01", "02"), (), ("02", "03"))
    assert twice == ("01", "02", "02", "03")
    assert compare_lines(("01", "02"), twice)[1] == ["02", "03"]


def test_another_process_is_given_the_lines_alone() -> None:
    edited = edit_lines(("01", "02"), ("01",), ())
    assert isinstance(edited, Edited)
    assert type(pickle.loads(pickle.dumps(edited))) is tuple  # noqa: S301 - ours


def test_a_line_that_is_to_go_must_be_there() -> None:
    with pytest.raises(ValueError, match="03"):
        edit_lines(["01", "02"], ["03"], [])


def test_lines_are_found_by_whole_terms() -> None:
    stated = sorted(
        ("<a> <p> <b> <g> .", "<a> <p> <bc> <g> .", '<a> <q> "b" <g> .', "<ab> <p> <b> <g> .")
    )
    assert lines_about(stated, "<a>") == stated[:3]
    assert lines_about(stated, "<a> <p>") == stated[:2]
    assert lines_about(stated, "<a> <p> <b>") == stated[:1]
    assert lines_about(stated, "<b>") == []


quads = st.builds(
    "{} {} {} <{}> .".format,
    st.sampled_from(["<a>", "<a-b>"]),
    st.sampled_from(["<p>", "<p=>"]),
    st.sampled_from(["<a>", '"a"', '"a <b> ."', '"a"@fr', '"a"^^<b>', '"a=\\""']),
    st.sampled_from(["g", "g/h", "a", "=", "é"]),
)


@given(st.sets(quads))
def test_lines_that_state_the_same_are_a_run(some: set[str]) -> None:
    ordered = sorted(some)
    found = [(said, ordered[at:to]) for said, at, to in runs_between(ordered, 0, len(ordered))]
    wanted = groupby(ordered, lambda line: line[: line.rindex(" <")])
    assert found == [(said, [*run]) for said, run in wanted]


_DATE = ox.NamedNode(XSD + "date")
_TEXTS = st.text(st.sampled_from("a \"\\\n\r\t\b\f'<>^@.é\x00\x7f😀"), max_size=6)
_LITERALS = st.one_of(
    st.builds(ox.Literal, _TEXTS),
    st.builds(lambda text: ox.Literal(text, language="fr"), _TEXTS),
    st.builds(lambda text: ox.Literal(text, datatype=_DATE), _TEXTS),
)
_NODES = st.sampled_from([ox.NamedNode("x:a"), ox.NamedNode("http://x/b#c")])


@given(_LITERALS)
def test_a_literal_is_read_as_it_was_written(literal: ox.Literal) -> None:
    datatype = _DATE.value if literal.datatype == _DATE else ""
    assert read_literal(str(literal)) == (literal.value, datatype, literal.language or "")
    assert value_of(str(literal)) == literal.value
    assert language_of(str(literal)) == (literal.language or "")


@pytest.mark.parametrize("escaped", [r"\u0041\u00e9", r"\U0001F600", r"\t\b\n\r\f\"\\", r"\'"])
def test_every_escape_of_a_literal_is_read(escaped: str) -> None:
    (triple,) = ox.parse(f'<x:s> <x:p> "{escaped}" .', format=ox.RdfFormat.N_TRIPLES)
    assert isinstance(triple.object, ox.Literal)
    assert value_of(f'"{escaped}"') == triple.object.value


def test_a_node_has_no_language_and_its_value_is_its_iri() -> None:
    assert (value_of("<x:a@fr>"), language_of("<x:a@fr>")) == ("x:a@fr", "")


@given(_NODES, _NODES, st.one_of(_NODES, _LITERALS), st.one_of(st.none(), _NODES))
def test_a_line_is_cut_into_its_terms_and_its_graph(
    subject: ox.NamedNode,
    predicate: ox.NamedNode,
    value: ox.NamedNode | ox.Literal,
    graph: ox.NamedNode | None,
) -> None:
    terms = (str(subject), str(predicate), str(value))
    end = [str(graph)] if graph else []
    statement, name = split_line(" ".join([*terms, *end, "."]))
    assert (split_statement(statement), name) == (terms, graph.value if graph else "")
