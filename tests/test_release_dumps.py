"""Dumps for every reader: JSON-LD, tables, Parquet, subsets, and the sums to check them by."""

from __future__ import annotations

import csv
import gzip
import io
import os
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lf2l_kg.base.dataset import Dataset
from lf2l_kg.base.errors import InputError, QueryError
from lf2l_kg.base.lines import language_of, split_line, value_of
from lf2l_kg.base.namespaces import RDF, SKOS
from lf2l_kg.base.ontology import Ontology
from lf2l_kg.base.resources import packaged
from lf2l_kg.base.settings import Settings, load_settings
from lf2l_kg.base.subsets import Subset
from lf2l_kg.release import read_manifest, read_published, release_digest
from lf2l_kg.release.tables import serialize_tables
from releasing import (
    BASE,
    IRIS,
    LF2L,
    RENDERED,
    document_quads,
    quad,
    release_of,
    settings_for,
    small_dataset,
    small_ontology,
)


def unzipped(path: Path) -> bytes:
    return gzip.decompress(path.read_bytes())


def table_of(statements: list[str], ontology: Ontology, name: str) -> list[dict[str, str]]:
    data = dict(serialize_tables(statements, ontology, "fr"))[name]
    return list(csv.DictReader(io.StringIO(data.decode(), newline="")))


def place(label: str) -> list[str]:
    iri = IRIS.entity("Territory", "albi")
    quads = [
        quad(iri, RDF + "type", LF2L + "Territory", "a"),
        quad(iri, SKOS + "prefLabel", ox.Literal(label, language="fr"), "a"),
    ]
    return [f"{q.triple} ." for q in quads]


terms = st.one_of(
    st.sampled_from([f"{BASE}a", "http://x/é"]).map(ox.NamedNode),
    st.builds(ox.Literal, st.text(st.characters(exclude_categories=["Cs"]))),
    st.sampled_from(["a <b>", " <b> <c> .", '<a> "b" <c>', "<b>"]).map(ox.Literal),
    st.sampled_from(["<b>", "a <b>"]).map(lambda text: ox.Literal(text, language="fr")),
    st.just(ox.Literal("1", datatype=ox.NamedNode("http://x/<".replace("<", "d")))),
)


@given(terms, st.sampled_from([ox.DefaultGraph(), ox.NamedNode(f"{BASE}graph/a")]))
def test_a_line_is_split_where_its_graph_begins(
    value: ox.NamedNode | ox.Literal, graph: ox.NamedNode | ox.DefaultGraph
) -> None:
    made = ox.Quad(ox.NamedNode(f"{BASE}s"), ox.NamedNode(f"{BASE}p"), value, graph)
    name = graph.value if isinstance(graph, ox.NamedNode) else ""
    assert split_line(f"{made} .") == (f"{made.triple} .", name)


@given(terms)
def test_the_text_and_language_of_a_term_are_read_from_its_line(
    term: ox.NamedNode | ox.Literal,
) -> None:
    assert value_of(str(term)) == term.value
    assert language_of(str(term)) == (getattr(term, "language", None) or "")


def test_json_ld_says_what_the_turtle_says(tmp_path: Path) -> None:
    release = release_of(tmp_path).path
    text = unzipped(release / "dump.jsonld.gz")
    said = {q.triple for q in ox.parse(text, format=ox.RdfFormat.JSON_LD)}
    turtle = unzipped(release / "dump.ttl.gz")
    assert said == {q.triple for q in ox.parse(turtle, format=ox.RdfFormat.TURTLE)}
    assert b'"@type":["' in text
    # A line a subject, between the one that names the dataset and the end.
    assert len(text.splitlines()) == len({triple.subject for triple in said}) + 2


def test_a_table_has_a_line_a_thing_with_labels_beside_iris(ontology: Ontology) -> None:
    project, towns = IRIS.entity("Project", "a"), ("albi", "gand")
    quads = [
        *document_quads("notes", *towns),
        quad(project, RDF + "type", LF2L + "Project", "notes"),
        *(quad(project, LF2L + "locatedIn", IRIS.entity("Territory", t), "notes") for t in towns),
    ]
    statements = sorted({f"{q.triple} ." for q in quads})
    (row,) = table_of(statements, ontology, "project.csv")
    assert row["iri"] == project
    assert row["locatedIn"] == "Albi | Gand"
    assert row["locatedIn_iri"] == " | ".join(IRIS.entity("Territory", t) for t in towns)
    rows = table_of(statements, ontology, "territory.csv")
    assert [(row["label"], row["population"]) for row in rows] == [
        ("Albi", "49000"),
        ("Gand", "49000"),
    ]


def test_joined_values_can_be_told_apart_though_one_has_a_bar(ontology: Ontology) -> None:
    iri, names = IRIS.entity("Territory", "albi"), ["Albi | Ville d’Albi", "Albi", "|A|"]
    told = [quad(iri, SKOS + "altLabel", ox.Literal(name), "a") for name in names]
    statements = place("Albi | Tarn") + [f"{q.triple} ." for q in told]
    (row,) = table_of(statements, ontology, "territory.csv")
    assert row["label"] == "Albi | Tarn"
    cells = row["altLabel"].split(" | ")
    assert [cell.replace("\\|", "|") for cell in cells] == sorted(names)


def test_a_table_has_the_names_of_a_thing_in_all_languages(ontology: Ontology) -> None:
    iri = IRIS.entity("Territory", "albi")
    names = {"de": "Albi an der Tarn", "en": "City of Albi", "fr": "Albi"}
    told = [
        f"{quad(iri, SKOS + name, ox.Literal(text, language=tag), 'a').triple} ."
        for tag, text in names.items()
        for name in (("prefLabel",) if tag != "de" else ("prefLabel", "altLabel"))
    ]
    statements = [f"{quad(iri, RDF + 'type', LF2L + 'Territory', 'a').triple} .", *told]
    (row,) = table_of(statements, ontology, "territory.csv")
    assert (row["label"], row["altLabel"]) == ("Albi", "Albi an der Tarn | City of Albi")
    (row,) = table_of(statements[:-1], ontology, "territory.csv")
    assert (row["label"], row["altLabel"]) == ("City of Albi", "Albi an der Tarn")


def test_no_table_has_a_column_of_what_only_quotes_have(ontology: Ontology) -> None:
    tables = dict(serialize_tables([], ontology, "fr"))
    heads = {name: data.decode().rstrip().split(",") for name, data in tables.items()}
    assert not any({"line", "column"} & {*head} for head in heads.values())
    assert all("source" in head for head in heads.values())


def test_the_columns_do_not_depend_on_the_data(ontology: Ontology) -> None:
    empty = dict(serialize_tables([], ontology, "fr"))
    full = dict(serialize_tables(place("Albi"), ontology, "fr"))
    assert empty.keys() == full.keys()
    assert all(full[name].startswith(data) for name, data in empty.items())
    assert all(data.endswith(b"\r\n") for data in full.values())


@pytest.mark.parametrize(
    "text", ["=1+1", "+A1", "-A1", "@SUM(A1)", " =1", "\t1", "＝1", "=\u00e9", "%x", "|calc"]
)
def test_no_spreadsheet_takes_text_for_a_formula(text: str, ontology: Ontology) -> None:
    (row,) = table_of(place(text), ontology, "territory.csv")
    assert row["label"] == f"'{text}"


@pytest.mark.parametrize("separator", [";", "\t"])
@pytest.mark.parametrize(
    "text", ["\t=1", "a;=1+1", 'a; "=1+1"', "a\t-1+1", "a\n@A1", "a\r\n|x", "a;b;＝1"]
)
def test_nor_where_it_separates_cells_in_another_way(
    text: str, separator: str, ontology: Ontology
) -> None:
    data = dict(serialize_tables(place(text), ontology, "fr"))["territory.csv"].decode()
    rows = csv.reader(io.StringIO(data, newline=""), delimiter=separator)
    assert not [cell for row in rows for cell in row if cell.lstrip('" ')[:1] in tuple("=-@|＝")]
    (row,) = table_of(place(text), ontology, "territory.csv")
    assert row["label"].replace("'", "") == text


@pytest.mark.parametrize("text", ["-1.5", "+3e4", "a=b", "Saint-Dié", "", "'", 'a "b", c\nd'])
def test_numbers_and_plain_text_stay_as_they_are(text: str, ontology: Ontology) -> None:
    (row,) = table_of(place(text), ontology, "territory.csv")
    assert row["label"] == text


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_any_label_comes_back_from_a_table(text: str) -> None:
    (row,) = table_of(place(text), small_ontology(), "territory.csv")
    assert row["label"].replace("'", "") == text.replace("'", "")
    assert row["label"][:1] not in ("=", "@", "\t", "\r")


def test_sha256sum_accepts_the_sums_and_finds_a_changed_file(tmp_path: Path) -> None:
    program = shutil.which("sha256sum")
    if not program:
        pytest.skip("sha256sum is not installed here")
    release = release_of(tmp_path).path
    command = [program, "--check", "--strict", "--quiet", "SHA256SUMS"]
    assert subprocess.run(command, cwd=release, check=False).returncode == 0
    listed = (release / "SHA256SUMS").read_text(encoding="ascii").splitlines()
    files = set(read_manifest(release).files) - {"SHA256SUMS"}
    assert {line.split("  ")[1] for line in listed} == files
    (release / "territory.csv").write_bytes(b"iri\r\n")
    assert subprocess.run(command, cwd=release, check=False, capture_output=True).returncode == 1


def test_parquet_holds_every_quad(tmp_path: Path) -> None:
    pytest.importorskip("pyarrow", reason="the extra parquet is not in this environment")
    import pyarrow.parquet

    settings = replace(settings_for(tmp_path), parquet=True)
    release = release_of(tmp_path, settings=settings).path
    rows = pyarrow.parquet.read_table(release / "quads.parquet").to_pylist()
    found = set()
    for row in rows:
        value: ox.NamedNode | ox.Literal = ox.NamedNode("http://x/")
        if row["language"]:
            value = ox.Literal(row["object"], language=row["language"])
        elif row["datatype"]:
            value = ox.Literal(row["object"], datatype=ox.NamedNode(row["datatype"]))
        else:
            value = ox.NamedNode(row["object"])
        names = [ox.NamedNode(row[name]) for name in ("subject", "predicate", "graph")]
        found.add(ox.Quad(names[0], names[1], value, names[2]))
    assert found == set(small_dataset().quads())
    again = release_of(tmp_path / "b", settings=replace(settings, releases=tmp_path / "b")).path
    assert (again / "quads.parquet").read_bytes() == (release / "quads.parquet").read_bytes()


def test_parquet_without_its_library_is_told_and_nothing_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(InputError) as caught:
        release_of(tmp_path, settings=replace(settings_for(tmp_path), parquet=True))
    assert "lf2l-kg[parquet]" in caught.value.message.en
    assert list(tmp_path.iterdir()) == []


def with_subset(releases: Path, query: str, **terms: str) -> Settings:
    """Settings with a subset ``s`` of a query, which is written beside the releases."""
    queries = releases / "queries"
    (queries / "dumps").mkdir(parents=True, exist_ok=True)
    (queries / "dumps" / "q.rq").write_text(query, encoding="utf-8")
    subset = Subset("s", "q", tuple(sorted(terms.items())))
    return replace(settings_for(releases / "r"), queries=queries, subsets=(subset,))


ABOUT = "CONSTRUCT { ?x ?p ?o } WHERE { ?x ?p ?o }"


def test_a_subset_in_which_nothing_is_is_told_each_time(tmp_path: Path) -> None:
    settings = with_subset(tmp_path, ABOUT, x=IRIS.entity("Territory", "nulle-part"))
    for _ in range(2):
        (said,) = release_of(tmp_path, settings=settings).findings
        assert (said.severity, said.code) == ("warning", "empty-subset")
        assert "territory/nulle-part" in said.message.fr
    settings = with_subset(tmp_path / "other", ABOUT, x=IRIS.entity("Territory", "albi"))
    assert release_of(tmp_path, settings=settings).findings == ()


def test_a_subset_holds_what_its_query_constructs(tmp_path: Path) -> None:
    albi = IRIS.entity("Territory", "albi")
    settings = with_subset(tmp_path, ABOUT, x=albi)
    release = release_of(settings.releases, settings=settings).path
    text = unzipped(release / "subset-s.ttl.gz")
    triples = {q.triple for q in ox.parse(text, format=ox.RdfFormat.TURTLE)}
    store = ox.Store.read_only(str(release / "store"))
    wanted = {q.triple for q in store.quads_for_pattern(ox.NamedNode(albi), None, None)}
    assert triples == wanted
    assert "subset-s.ttl.gz" in read_manifest(release).files


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("SELECT * { ?s ?p ?o }", "CONSTRUCT"),
        ("CONSTRUCT { ?s ?p } WHERE { ?s ?p ?o }", "lacks its object"),
        ("CONSTRUCT { ?s ?p ?n } WHERE { ?s ?p ?o BIND(NOW() AS ?n) }", "NOW"),
        ("CONSTRUCT { _:b ?p ?o } WHERE { ?s ?p ?o }", "blank node"),
        ("CONSTRUCT { ?s ?p ?o } WHERE { SERVICE <http://x/> { ?s ?p ?o } }", "SERVICE"),
    ],
)
def test_a_subset_that_cannot_be_made_stops_the_release(
    tmp_path: Path, query: str, said: str
) -> None:
    settings = with_subset(tmp_path, query)
    with pytest.raises(QueryError) as caught:
        release_of(settings.releases, settings=settings)
    assert said in caught.value.message.en
    assert caught.value.path.endswith("q.rq")
    assert [path.name for path in settings.releases.iterdir()] == [".lock"]


def test_an_endless_query_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lf2l_kg.release.files._SUBSET_S", 1.0)
    pattern = " ".join(f"?a{n} ?b{n} ?c{n} ." for n in range(9))
    settings = with_subset(tmp_path, f"CONSTRUCT {{ ?a1 ?b1 ?c1 }} WHERE {{ {pattern} }}")
    with pytest.raises(QueryError) as caught:
        release_of(settings.releases, settings=settings)
    assert "no answer within 1 s" in caught.value.message.en


def test_a_subset_without_its_query_is_told(tmp_path: Path) -> None:
    settings = with_subset(tmp_path, ABOUT)
    missing = replace(settings, subsets=(Subset("s", "absent"),))
    with pytest.raises(InputError) as caught:
        release_of(settings.releases, settings=missing)
    assert caught.value.message.en.endswith("there are: q")


@pytest.mark.parametrize("terms", [{}, {"thme": BASE}, {"theme": BASE, "other": BASE}])
def test_a_subset_with_other_terms_than_its_query_takes_is_told(
    tmp_path: Path, terms: dict[str, str]
) -> None:
    query = "# Takes: theme, the IRI of a theme.\n" + ABOUT.replace("?x", "?theme")
    read_published(with_subset(tmp_path, query, theme=BASE))
    with pytest.raises(InputError) as caught:
        read_published(with_subset(tmp_path, query, **terms))
    assert "this query takes: theme" in caught.value.message.en
    assert caught.value.path.endswith("q.rq")


def test_another_query_or_term_is_another_release(tmp_path: Path) -> None:
    def digest(settings: Settings) -> str:
        return release_digest(small_dataset(), small_ontology(), settings, RENDERED)

    plain = with_subset(tmp_path, ABOUT)
    found = [digest(plain), digest(with_subset(tmp_path, ABOUT, x=BASE))]
    found.append(digest(with_subset(tmp_path, f"{ABOUT} LIMIT 1")))
    found.append(digest(replace(plain, parquet=True)))
    assert len(set(found)) == 4


def test_subsets_are_read_from_the_settings(tmp_path: Path) -> None:
    (tmp_path / "lf2l-kg.toml").write_text(
        'base_iri = "http://a/"\n[subsets]\nx = {query = "q", theme = "id/theme/t", y = "http://b/"}\n',
        encoding="utf-8",
    )
    (subset,) = load_settings(here=tmp_path).subsets
    assert subset == Subset("x", "q", (("theme", "http://a/id/theme/t"), ("y", "http://b/")))


@pytest.mark.parametrize(
    "line",
    ['X = {query = "q"}', 'x = "q"', "x = {}", 'x = {query = "../q"}', 'x = {query = "q", a = 1}',
     'x = {query = "q", a = "b c"}', 'x = {query = "q", "a-b" = "http://b/"}'],
)  # fmt: skip
def test_a_malformed_subset_is_told_at_its_line(tmp_path: Path, line: str) -> None:
    (tmp_path / "lf2l-kg.toml").write_text(f"[subsets]\n{line}\n", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        load_settings(here=tmp_path)
    assert caught.value.line == 1
    assert "[subsets]" in caught.value.message.fr


@pytest.mark.parametrize("path", sorted((packaged("queries") / "dumps").glob("*.rq")), ids=str)
def test_the_project_s_own_subsets_are_about_something(tmp_path: Path, path: Path) -> None:
    albi, project = IRIS.entity("Territory", "albi"), IRIS.entity("Project", "a")
    theme, leader = IRIS.entity("Theme", "t"), IRIS.entity("Institution", "i")
    quads = [
        *document_quads("notes", "albi", "gand"),
        quad(project, LF2L + "hasTheme", theme, "notes"),
        quad(project, LF2L + "locatedIn", albi, "notes"),
        quad(project, LF2L + "carriedBy", leader, "notes"),
    ]
    terms = {"theme": theme, "territoire": albi, "partenaire": leader}
    subset = Subset("s", path.stem, ((path.stem.removeprefix("par-"), ""),))
    subset = replace(subset, terms=tuple((name, terms[name]) for name, _ in subset.terms))
    settings = replace(settings_for(tmp_path, packaged("queries")), subsets=(subset,))
    release = release_of(tmp_path, Dataset.from_quads(quads), settings=settings).path
    text = unzipped(release / "subset-s.ttl.gz").decode()
    assert "project:a" in text
    assert "territory:gand" not in text


_BUILD = """
import sys
from pathlib import Path
from dataclasses import replace
from lf2l_kg.base.subsets import Subset
from lf2l_kg.base.resources import packaged
from releasing import IRIS, release_of, settings_for
subset = Subset("s", "par-territoire", (("territoire", IRIS.entity("Territory", "albi")),))
settings = replace(settings_for(Path(sys.argv[1]), packaged("queries")), subsets=(subset,))
print((release_of(settings.releases, settings=settings).path / "SHA256SUMS").read_text())
"""


def test_another_folder_time_zone_and_hash_seed_give_the_same_sums(tmp_path: Path) -> None:
    said = []
    for seed, zone, name in (("1", "Pacific/Kiritimati", "a"), ("2", "America/Adak", "un autre")):
        path = os.pathsep.join([str(Path(__file__).parent), *sys.path])
        ran = subprocess.run(
            [sys.executable, "-c", _BUILD, str(tmp_path / name)],
            capture_output=True,
            text=True,
            env={**os.environ, "PYTHONHASHSEED": seed, "TZ": zone, "PYTHONPATH": path},
            check=False,
        )
        assert ran.returncode == 0, ran.stderr
        said.append(ran.stdout)
    assert said[0] == said[1]
    assert "subset-s.ttl.gz" in said[0]
