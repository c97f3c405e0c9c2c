"""Tables of people are read as they and their spreadsheets save them, wherever they are read."""

from __future__ import annotations

import codecs
from datetime import date
from pathlib import Path

import pytest

from lf2l_kg.base.errors import InputError
from lf2l_kg.base.iris import Iris
from lf2l_kg.base.tables import Problem, find_delimiter, read_cells, read_table
from lf2l_kg.link import add_decisions, read_decisions

TEXT = 'a\tb\r\n\t\r\n x \t"y\r\nz"\r\n1\t2'
IRIS = Iris("https://w3id.org/lf2l/")


def cells_of(path: Path) -> list[tuple[int, list[str]]]:
    problems: list[Problem] = []
    lines = read_table(path)
    found = list(read_cells(lines, problems, find_delimiter(lines)))
    assert not problems
    return found


@pytest.mark.parametrize(
    "data",
    [
        TEXT.encode(),
        codecs.BOM_UTF8 + TEXT.encode(),
        TEXT.encode("utf-16"),
        TEXT.replace("\t", ";").encode(),
        TEXT.replace("\t", ",").encode(),
        TEXT.replace("\r\n", "\n").encode(),
    ],
)
def test_what_spreadsheets_save_is_read_the_same(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "t").write_bytes(data)
    rows = [(1, ["a", "b"]), (3, ["x", "y\nz"]), (5, ["1", "2"])]
    assert cells_of(tmp_path / "t") == rows


def test_a_file_that_is_not_there_has_no_rows(tmp_path: Path) -> None:
    assert cells_of(tmp_path / "t") == []


def test_a_file_in_another_encoding_is_told_at_its_line(tmp_path: Path) -> None:
    (tmp_path / "t").write_bytes("a\nété\n".encode("latin-1"))
    with pytest.raises(InputError, match="not UTF-8") as caught:
        read_table(tmp_path / "t")
    assert (caught.value.path, caught.value.line) == (str(tmp_path / "t"), 2)


def test_quotes_that_are_not_closed_are_told_where_they_begin() -> None:
    problems: list[Problem] = []
    rows = list(read_cells(["a\n", 'b\t"c\n', "d\n"], problems, before=10))
    assert rows == [(11, ["a"])]
    assert [line for line, _ in problems] == [12]


def test_decisions_that_a_spreadsheet_has_saved_can_be_added_to(tmp_path: Path) -> None:
    path = tmp_path / "links.sssom.tsv"
    row = f"{IRIS.base}id/territory/albi\towl:sameAs\thttp://www.wikidata.org/entity/Q132801\tsemapv:ManualMappingCuration"
    head = " subject_id\tpredicate_id\tobject_id\tmapping_justification "
    path.write_bytes(f"{head}\r\n{row}\r\n\t\t\r\n".encode("utf-16"))
    (decision,) = read_decisions(path)
    another = type(decision)(
        f"{IRIS.base}id/territory/gand",
        decision.predicate,
        "http://www.wikidata.org/entity/Q1296",
        "accepted",
        decision.justification,
        0,
        date=date(2026, 1, 31),
    )
    add_decisions(path, [another], IRIS)
    assert [d.subject.rpartition("/")[2] for d in read_decisions(path)] == ["albi", "gand"]
