"""Decisions on links are read whole or refused with every problem; accepted ones join the dataset."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lf2l_kg.base.dataset import Dataset
from lf2l_kg.base.errors import InputError, MalformedFileError
from lf2l_kg.base.iris import Iris
from lf2l_kg.base.text import slug
from lf2l_kg.link import Decision, absent_subjects, add_decisions, link_entities, read_decisions

ROOT = Path(__file__).resolve().parents[1]
IRIS = Iris("https://w3id.org/lf2l/")
ALBI = "https://w3id.org/lf2l/id/territory/albi"
HEAD = (
    "#curie_map:\n"
    "#  territory: https://w3id.org/lf2l/id/territory/\n"
    "#  wikidata: http://www.wikidata.org/entity/\n"
)
COLUMNS = "subject_id\tpredicate_id\tpredicate_modifier\tobject_id\tmapping_justification"
ROW = "territory:albi\towl:sameAs\t\twikidata:Q132801\tsemapv:ManualMappingCuration"


def write(tmp_path: Path, *rows: str, columns: str = COLUMNS, head: str = HEAD) -> Path:
    path = tmp_path / "links.sssom.tsv"
    path.write_text(head + "\n".join([columns, *rows]) + "\n", encoding="utf-8", newline="")
    return path


def problems(path: Path) -> list[tuple[int, str]]:
    with pytest.raises(MalformedFileError) as caught:
        read_decisions(path)
    assert all(f.path == str(path) and f.message.fr for f in caught.value.findings)
    return [(f.line, f.message.en) for f in caught.value.findings]


def dataset(*subjects: str) -> Dataset:
    label = ox.NamedNode("http://www.w3.org/2004/02/skos/core#prefLabel")
    graph = ox.NamedNode(IRIS.graph("notes"))
    return Dataset.from_quads(
        ox.Quad(ox.NamedNode(s), label, ox.Literal("x", language="fr"), graph) for s in subjects
    )


def test_a_missing_file_is_no_decision(tmp_path: Path) -> None:
    assert read_decisions(tmp_path / "none.tsv") == ()


def test_a_file_with_only_its_head_is_no_decision(tmp_path: Path) -> None:
    assert read_decisions(write(tmp_path)) == ()


def test_accepted_refused_and_not_found_are_told_apart(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        ROW,
        "territory:albi\towl:sameAs\tNot\twikidata:Q115918082\tsemapv:ManualMappingCuration",
        "territory:courcy\towl:sameAs\t\tsssom:NoTermFound\tsemapv:ManualMappingCuration",
    )
    decisions = read_decisions(path)
    assert [(d.verdict, d.line) for d in decisions] == [
        ("accepted", 5),
        ("refused", 6),
        ("not found", 7),
    ]
    assert decisions[0].subject == ALBI
    assert decisions[0].object == "http://www.wikidata.org/entity/Q132801"
    assert decisions[2].object == ""


def test_full_iris_carriage_returns_a_byte_order_mark_and_quoted_cells_are_read(
    tmp_path: Path,
) -> None:
    path = tmp_path / "links.sssom.tsv"
    text = (
        "\ufeffsubject_id\tpredicate_id\tobject_id\tmapping_justification\tcomment\r\n"
        f"{ALBI}\tskos:exactMatch\thttp://www.wikidata.org/entity/Q132801\t"
        'semapv:ManualMappingCuration\t"une ""tabulation""\tet\r\nune ligne"\r\n'
        f"{ALBI}\tskos:closeMatch\thttp://example.org/a\tsemapv:ManualMappingCuration\t\r\n"
    )
    path.write_bytes(text.encode())
    first, second = read_decisions(path)
    assert first.comment == 'une "tabulation"\tet\nune ligne'
    assert (first.line, second.line) == (2, 4)


def test_a_date_and_a_source_at_the_head_hold_for_rows_without_their_own(tmp_path: Path) -> None:
    head = HEAD + "#mapping_date: 2026-01-31\n#object_source: wikidata:Q2013\n"
    (decision,) = read_decisions(write(tmp_path, ROW, head=head))
    assert str(decision.date) == "2026-01-31"
    assert decision.object_source == "wikidata:Q2013"


def test_every_problem_of_a_file_is_told_at_its_line(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        "territory:albi\towl:sameAs\t\twikidata:Q1\tsemapv:X\t2\t2026-01-01\t",
        "territory:albi\trdfs:seeAlso\t\twikidata:Q2\tsemapv:X\t\t31/01/2026\t",
        "nowhere:albi\towl:sameAs\tno\twikidata:P31\tsemapv:X\t\t\t",
        "territory:albi\towl:sameAs\t\twikidata:Q3",
        columns=f"{COLUMNS}\tconfidence\tmapping_date\tcoment",
    )
    told = problems(path)
    assert [line for line, _ in told] == [4, 5, 6, 6, 7, 7, 7, 8]
    for (_, text), words in zip(
        told,
        [
            "write `comment`",
            "confidence",
            "rdfs:seeAlso",
            "31/01/2026",
            "unknown prefix `nowhere`",
            "`Not` or nothing",
            "`P31`",
            "4 cells instead of 8",
        ],
        strict=True,
    ):
        assert words in text


def test_the_message_of_a_malformed_file_names_every_line(tmp_path: Path) -> None:
    path = write(tmp_path, "a\tb\tc\td\te", "territory:albi\t\t\t\t")
    with pytest.raises(InputError) as caught:
        read_decisions(path)
    assert "line 5" in caught.value.message.en
    assert "ligne 6" in caught.value.message.fr
    assert caught.value.path == str(path)


def test_a_single_problem_is_an_input_error_at_its_line(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        read_decisions(write(tmp_path, ROW + "\tx"))
    assert caught.value.line == 5


@pytest.mark.parametrize(
    "item", ["Q0", "Q01", "q42", "P31", "Q42#x", "Q", "L7", "Q90005439540", "Q9000000000"]
)
def test_what_is_no_real_wikidata_item_is_refused(tmp_path: Path, item: str) -> None:
    ((line, text),) = problems(write(tmp_path, ROW.replace("Q132801", item)))
    assert line == 5
    assert item in text


@pytest.mark.parametrize("item", ["Q1", "Q9", "Q900000000", "Q123562593"])
def test_a_real_wikidata_item_is_accepted(tmp_path: Path, item: str) -> None:
    assert len(read_decisions(write(tmp_path, ROW.replace("Q132801", item)))) == 1


@pytest.mark.parametrize(
    "page", ["https://www.wikidata.org/wiki/Q1", "https://www.wikidata.org/entity/Q1"]
)
def test_the_address_of_a_wikidata_page_is_refused(tmp_path: Path, page: str) -> None:
    ((_, text),) = problems(write(tmp_path, ROW.replace("wikidata:Q132801", page)))
    assert "http://www.wikidata.org/entity/Q" in text


@pytest.mark.parametrize("value", ["-0.1", "1.1", "nan", "inf", "beaucoup", "0,9"])
def test_a_confidence_out_of_bounds_is_refused(tmp_path: Path, value: str) -> None:
    path = write(tmp_path, f"{ROW}\t{value}", columns=f"{COLUMNS}\tconfidence")
    assert [line for line, _ in problems(path)] == [5]


@pytest.mark.parametrize("value", ["20260131", "2026-W05-6", "2026-02-30", "2026", "hier"])
def test_a_bad_date_is_refused(tmp_path: Path, value: str) -> None:
    path = write(tmp_path, f"{ROW}\t{value}", columns=f"{COLUMNS}\tmapping_date")
    assert [line for line, _ in problems(path)] == [5]


def row(predicate: str, item: str, modifier: str = "") -> str:
    return f"territory:albi\t{predicate}\t{modifier}\t{item}\tsemapv:ManualMappingCuration"


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (row("owl:sameAs", "wikidata:Q1"), row("owl:sameAs", "wikidata:Q1")),
        (row("owl:sameAs", "wikidata:Q1"), row("owl:sameAs", "wikidata:Q1", "Not")),
        (row("owl:sameAs", "wikidata:Q1"), row("owl:sameAs", "sssom:NoTermFound")),
        (row("owl:sameAs", "wikidata:Q1"), row("skos:exactMatch", "wikidata:Q2")),
        (row("skos:broadMatch", "wikidata:Q1"), row("skos:exactMatch", "wikidata:Q1")),
        (row("skos:broadMatch", "wikidata:Q1"), row("skos:narrowMatch", "wikidata:Q1")),
    ],
)
def test_the_later_of_two_decisions_that_exclude_each_other_is_told(
    tmp_path: Path, first: str, second: str
) -> None:
    for rows in [(first, second), (second, first)]:
        ((line, text),) = problems(write(tmp_path, *rows))
        assert line == 6
        assert "line 5" in text


@pytest.mark.parametrize(
    "second",
    [
        row("owl:sameAs", "https://sws.geonames.org/3038261/"),
        row("skos:broadMatch", "wikidata:Q2"),
        row("skos:exactMatch", "wikidata:Q1"),
        row("owl:sameAs", "wikidata:Q2", "Not"),
        row("skos:closeMatch", "sssom:NoTermFound"),
    ],
)
def test_decisions_that_can_stand_together_do(tmp_path: Path, second: str) -> None:
    assert len(read_decisions(write(tmp_path, row("owl:sameAs", "wikidata:Q1"), second))) == 2


@pytest.mark.parametrize(
    ("head", "line"),
    [
        ("#curie_map:\n#  a: [\n", 3),
        ("#curie_map:\n#  a: &x http://a/\n#  b: *x\n", 2),
        ("#curie_map: !!python/object:os.system x\n", 1),
        ("#curie_map:\n#  skos: http://elsewhere/\n", 2),
        ("#curie_map:\n#  a: http://a/\n#  a: http://b/\n", 3),
        ("#curie_map:\n#  a: not an iri\n", 2),
        ("#" + "[" * 5000 + "\n", 1),
        ("#une simple phrase\n", 1),
    ],
)
def test_a_malformed_metadata_block_is_refused_at_its_line(
    tmp_path: Path, head: str, line: int
) -> None:
    assert problems(write(tmp_path, head=head))[0][0] == line


@pytest.mark.parametrize(
    ("data", "line"), [(b"a\nb\xff\n", 2), (b"subject_id\tobject_id\n", 1), (b"\x00\xfe", 1)]
)
def test_bytes_that_are_no_table_are_refused_at_their_line(
    tmp_path: Path, data: bytes, line: int
) -> None:
    path = tmp_path / "links.sssom.tsv"
    path.write_bytes(data)
    with pytest.raises(InputError) as caught:
        read_decisions(path)
    assert caught.value.line == line


@given(st.text())
@settings(deadline=None)  # a loaded machine is no failure
def test_no_text_makes_the_reader_fail_otherwise(tmp_path_factory: object, text: str) -> None:
    assert isinstance(tmp_path_factory, pytest.TempPathFactory)
    path = tmp_path_factory.getbasetemp() / "any.sssom.tsv"
    path.write_bytes((HEAD + COLUMNS + "\n" + text).encode("utf-8", "surrogatepass"))
    with suppress(InputError):
        read_decisions(path)


def test_accepted_links_of_known_entities_stand_in_their_own_graph(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        ROW,
        row("skos:closeMatch", "wikidata:Q2", "Not"),
        ROW.replace("albi", "absent"),
    )
    decisions = read_decisions(path)
    before = dataset(ALBI)
    after = link_entities(before, decisions, IRIS)
    assert set(after.lines) - set(before.lines) == {
        f"<{ALBI}> <http://www.w3.org/2002/07/owl#sameAs> "
        "<http://www.wikidata.org/entity/Q132801> <https://w3id.org/lf2l/graph/links> ."
    }


def test_a_link_of_an_entity_that_no_document_speaks_of_is_told_at_its_line(tmp_path: Path) -> None:
    absent = ROW.replace("albi", "absent")
    refused = absent.replace("\t\t", "\tNot\t").replace("Q132801", "Q2")
    path = write(tmp_path, ROW, absent, refused)
    decisions = read_decisions(path)
    (finding,) = absent_subjects(dataset(ALBI), decisions, path)
    assert (finding.path, finding.line, finding.severity) == (str(path), 6, "warning")
    assert finding.value.endswith("/absent")


def test_linking_again_replaces_the_links(tmp_path: Path) -> None:
    decisions = read_decisions(write(tmp_path, ROW))
    before = dataset(ALBI)
    linked = link_entities(before, decisions, IRIS)
    assert link_entities(linked, decisions, IRIS) == linked
    assert link_entities(linked, (), IRIS) == before


def decided(item: str, subject: str = ALBI, **more: Any) -> Decision:
    return Decision(
        subject,
        "http://www.w3.org/2002/07/owl#sameAs",
        f"http://www.wikidata.org/entity/{item}" if item else "",
        **{"verdict": "accepted" if item else "not found", "line": 0, **more},
        justification="https://w3id.org/semapv/vocab/ManualMappingCuration",
    )


def test_what_is_decided_is_added_in_its_place_and_the_rest_stays_to_the_letter(
    tmp_path: Path,
) -> None:
    head = HEAD + "#comment: du texte à garder\n"
    kept = f'{ROW}\t"un ""mot"""\torcid:x'
    path = write(
        tmp_path,
        kept,
        columns=f"{COLUMNS}\tcomment\treviewer_id",
        head=head + "#license: https://example.org/\n",
    )
    before = path.read_text(encoding="utf-8").splitlines()
    brest = ALBI.replace("albi", "brest")
    vence = ALBI.replace("albi", "vence")
    new = [decided("", vence), decided("Q5", brest), decided("Q7", verdict="refused")]
    add_decisions(path, new, IRIS)
    after = path.read_text(encoding="utf-8").splitlines()
    assert after[:5] == before[:5]
    assert after[6].startswith(kept)
    assert [line.split("\t")[0] for line in after[6:]] == [
        "territory:albi",
        "territory:albi",
        "territory:brest",
        "territory:vence",
    ]
    assert [d.verdict for d in read_decisions(path)] == [
        "accepted",
        "refused",
        "accepted",
        "not found",
    ]
    add_decisions(path, new, IRIS)
    assert path.read_text(encoding="utf-8").splitlines() == after


def test_the_first_decision_makes_a_file_that_can_be_read(tmp_path: Path) -> None:
    path = tmp_path / "links.sssom.tsv"
    add_decisions(path, [decided("Q5", comment="un\tdeux\ntrois")], IRIS)
    (decision,) = read_decisions(path)
    assert (decision.subject, decision.comment) == (ALBI, "un deux trois")
    assert "territory:albi" in path.read_text(encoding="utf-8")


def test_what_was_not_found_can_be_found_later(tmp_path: Path) -> None:
    path = tmp_path / "links.sssom.tsv"
    add_decisions(path, [decided("")], IRIS)
    add_decisions(path, [decided("Q5")], IRIS)
    assert [d.verdict for d in read_decisions(path)] == ["accepted"]


@pytest.mark.parametrize("item", ["Q90005439540", "Q6"])
def test_a_decision_that_may_not_stand_leaves_the_file_as_it_was(tmp_path: Path, item: str) -> None:
    path = write(tmp_path, ROW)
    before = path.read_bytes()
    with pytest.raises(MalformedFileError):
        add_decisions(path, [decided(item)], IRIS)
    assert path.read_bytes() == before


def test_every_link_to_wikidata_of_the_project_is_a_verified_one() -> None:
    gold = ROOT.parent / "shared" / "wikidata" / "gold_qids.tsv"
    if not gold.is_file():
        pytest.skip("the verified items are not on this machine")
    verified = {row.split("\t")[2] for row in gold.read_text(encoding="utf-8").splitlines()[1:]}
    decisions = read_decisions(ROOT / "data" / "links.sssom.tsv")
    linked = {d.object.rpartition("/")[2] for d in decisions if d.verdict == "accepted"}
    assert linked <= verified - {""}


def test_the_projects_own_links_are_well_formed_sorted_and_named_as_iris_are_minted() -> None:
    path = ROOT / "data" / "links.sssom.tsv"
    decisions = read_decisions(path)
    assert decisions
    rows = [line for line in path.read_text(encoding="utf-8").splitlines() if line[0] != "#"][1:]
    assert [r.split("\t")[0] for r in rows] == sorted(r.split("\t")[0] for r in rows)
    for decision in decisions:
        assert decision.subject.rpartition("/")[2] == slug(decision.subject_label)
        assert decision.authors
        assert decision.date
