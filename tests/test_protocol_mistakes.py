"""Malformed queries: where the mistake is, what was expected, what to write.

``expected/sparql-mistakes.txt`` has, for each typical mistake, the query and the two messages.
"""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lf2l_kg.query import Limits, MalformedQueryError, evaluate_query
from lf2l_kg.query.grammar import join_marks, sparql_grammar
from lf2l_kg.query.mistakes import explain_mistake
from lf2l_kg.query.tokens import tokenize

MISTAKES = Path(__file__).parent / "expected" / "sparql-mistakes.txt"
QUERIES = Path(__file__).resolve().parents[1] / "queries"
PIECES = (
    *(
        "SELECT",
        "ASK",
        "WHERE",
        "{",
        "}",
        "(",
        ")",
        "[",
        "]",
        "?x",
        "?",
        "*",
        "+",
        "a",
        "<http://e/>",
    ),
    *(
        "e:a",
        ":",
        "_:b",
        '"s"',
        "'",
        '"',
        "'''",
        "@fr",
        "^^",
        "1",
        "1.",
        ".5",
        "-1",
        ".",
        ";",
        ",",
        "AS",
    ),
    *(
        "FILTER",
        "VALUES",
        "BIND",
        "GROUP",
        "BY",
        "COUNT",
        "NOT",
        "IN",
        "&&",
        "<",
        "\\",
        "\n",
        "é",
        "#",
    ),
)


def mistakes() -> list[tuple[str, str, str]]:
    """(query, message in French, in English)."""
    found = []
    for block in MISTAKES.read_text(encoding="utf-8").split("\n\n"):
        lines = block.strip("\n").split("\n")
        found.append(("\n".join(line[2:] for line in lines[:-2]), lines[-2], lines[-1]))
    return found


def test_there_are_more_than_a_hundred_of_them() -> None:
    assert len(mistakes()) > 100


@pytest.mark.parametrize(("query", "fr", "en"), mistakes())
def test_a_mistake_is_told_where_it_is_with_what_to_do(query: str, fr: str, en: str) -> None:
    with pytest.raises(MalformedQueryError) as caught:
        evaluate_query(ox.Store(), query, Limits())
    assert (caught.value.message.fr, caught.value.message.en) == (fr, en)
    assert en.startswith(f"line {caught.value.line}, column {caught.value.column}: ")


@pytest.mark.parametrize("path", sorted(QUERIES.rglob("*.rq")), ids=lambda path: path.stem)
def test_the_grammar_allows_the_queries_of_the_project(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert sparql_grammar().find_stop(join_marks(tokenize(text))) is None


@pytest.mark.parametrize(
    "query",
    [
        "SELECT(1AS?x){}",
        "ASK{?x<a>-1,+2.5,.5,1.}",
        "ASK{?x<a>/^<b>|!(<c>|^a)?/(<d>*)+?y}",
        "ASK{FILTER(?x-1<2 &&?y+1>=-2||!?z)}",
        "ASK{?s a[],()}",
        "SELECT*{}VALUES(?x ?y){(1 UNDEF)(UNDEF'a'@fr)}",
        "CONSTRUCT WHERE{?s?p?o}",
        "BASE<http://e/>PREFIX e:<x>DESCRIBE e:a",
        "SELECT (GROUP_CONCAT(DISTINCT ?x;SEPARATOR=',') AS ?y) {} GROUP BY (?a AS ?b) STR(?c)",
    ],
)
def test_the_grammar_allows_tokens_without_spaces(query: str) -> None:
    assert sparql_grammar().find_stop(join_marks(tokenize(query))) is None


@given(st.lists(st.sampled_from(PIECES), max_size=20), st.sampled_from(["", " "]))
def test_any_text_is_explained_at_a_place_within_it(pieces: list[str], between: str) -> None:
    text = between.join(pieces)
    lines = text.split("\n")
    error = explain_mistake(text, "error at 1:1: expected [_]")
    assert 1 <= error.line <= len(lines)
    assert 1 <= error.column <= len(lines[error.line - 1]) + 1
    assert error.message.fr
    assert error.message.en


@given(st.text(max_size=60))
def test_so_is_any_other_text(text: str) -> None:
    assert explain_mistake(text, "error at 9:9: expected CONSTRUCT").line >= 1


@pytest.mark.parametrize("piece", ["'\\", '"\\', "'''\\", "'\\\n", "a.", "a-", "<a", "{", "a%"])
def test_a_long_text_that_ends_nowhere_is_read_in_one_pass(piece: str) -> None:
    assert explain_mistake(piece * 20_000, "error at 1:1: expected [_]").line == 1
