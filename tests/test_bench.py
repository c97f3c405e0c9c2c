"""The benchmark of the endpoint does not run here, but what it is made of holds."""

from __future__ import annotations

import sys
from itertools import islice
from pathlib import Path

import pyoxigraph as ox
import pytest

from lf2l_kg.query import Limits, open_store
from lf2l_kg.query.evaluate import evaluate_query
from lf2l_kg.release import check_release

sys.path.append(str(Path(__file__).resolve().parents[1] / "bench" / "endpoint"))
from attacks import attacks
from made import COUNTED, KINDS, SMALL, Made, large, queries, write_data


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    return write_data(tmp_path_factory.mktemp("made"), 1000)


def test_its_releases_pass_their_check(made: Made) -> None:
    for name in made.names:
        assert check_release(made.releases / name) == ()
    assert made.triples == 7 * 1000 + 4 * 997 + 2 * 101


@pytest.mark.parametrize("kind", KINDS)
def test_its_queries_have_answers_and_no_two_are_alike(made: Made, kind: str) -> None:
    asked = list(islice(queries(kind, 1000), 60))
    assert len(set(asked)) == 60
    store = open_store(made.releases / "current")
    found = [evaluate_query(store, query, Limits()).results for query in asked]
    if kind != "filter":
        assert all(
            bool(next(iter(r))) if isinstance(r, ox.QuerySolutions | ox.QueryTriples) else r
            for r in found
        )


def test_its_single_queries_are_sparql(made: Made) -> None:
    store = open_store(made.releases / "current")
    for query in (SMALL, COUNTED, large(10)):
        evaluate_query(store, query, Limits())


def test_its_attacks_are_the_same_each_time_and_no_two_alike() -> None:
    first, second = (list(attacks(300, "http://127.0.0.1:9/")) for _ in range(2))
    assert first == second
    assert len({attack.query for attack in first}) == 300
    assert len({attack.kind for attack in first}) == 12
    assert sum(b"127.0.0.1" in attack.request for attack in first) > 10
