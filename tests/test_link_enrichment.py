"""A kept enrichment enters a release as a graph of its own, where the settings ask for it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest

from lf2l_kg.base.dataset import Dataset
from lf2l_kg.base.errors import InputError
from lf2l_kg.base.iris import Iris
from lf2l_kg.cli import main
from lf2l_kg.link import Decision, Enrichment, Subject, read_enrichment
from lf2l_kg.link.ledger import add_decisions

IRIS = Iris("https://w3id.org/lf2l/")
GRAPH = IRIS.graph("wikidata")
VALMONT = IRIS.entity("Territory", "valmont")
ITEM = "http://www.wikidata.org/entity/Q121"
WDT = "http://www.wikidata.org/prop/direct/"
LABEL = "http://www.w3.org/2000/01/rdf-schema#label"
SCHEMA = "http://schema.org/"
PATH = Path("links.sssom.tsv")


def counted(day: str, people: int) -> list[str]:
    node = f"<{IRIS.observation('Q121')}population-{people}-{day}>"
    return [
        f"{node} <{SCHEMA}observationAbout> <{ITEM}> <{GRAPH}> .",
        f'{node} <{SCHEMA}value> "{people}"^^<http://www.w3.org/2001/XMLSchema#integer> <{GRAPH}> .',
        f'{node} <{SCHEMA}observationDate> "{day}"^^<http://www.w3.org/2001/XMLSchema#date> <{GRAPH}> .',
    ]


LINES = [
    f'<{ITEM}> <{LABEL}> "Valmont"@fr <{GRAPH}> .',
    f"<{ITEM}> <{WDT}P17> <http://www.wikidata.org/entity/Q100> <{GRAPH}> .",
    f'<http://www.wikidata.org/entity/Q100> <{LABEL}> "France"@fr <{GRAPH}> .',
    f'<http://www.wikidata.org/entity/Q130> <{LABEL}> "Moselotte"@fr <{GRAPH}> .',
    f"<{GRAPH}> <http://purl.org/dc/terms/source> <http://www.wikidata.org/entity/Q2013> <{GRAPH}> .",
    *counted("1999-01-01", 900),
    *counted("2021-01-01", 1200),
]


def link(item: str = "Q121", verdict: Any = "accepted") -> Decision:
    iri = f"http://www.wikidata.org/entity/{item}"
    same = "http://www.w3.org/2002/07/owl#sameAs"
    return Decision(VALMONT, same, iri, verdict, "https://w3id.org/semapv/vocab/X", 7)


@pytest.fixture
def kept(tmp_path: Path) -> Callable[..., Path]:
    def write(*more: str, lines: list[str] = LINES) -> Path:
        path = tmp_path / "wikidata.nq"
        path.write_text("".join(f"{line}\n" for line in [*lines, *more]), encoding="utf-8")
        return path

    return write


def read(path: Path) -> Enrichment:
    enrichment = read_enrichment([path], IRIS)
    assert enrichment
    return enrichment


def said(people: int, country: str) -> Subject:
    return Subject(VALMONT, "Territory", "Valmont", country=country, population=people)


def test_without_a_file_there_is_none() -> None:
    assert read_enrichment([], IRIS) is None


def test_only_what_is_linked_now_is_added_and_in_its_own_graph(kept: Callable[..., Path]) -> None:
    ours = f'<{VALMONT}> <{LABEL}> "Valmont"@fr <{IRIS.graph("notes")}> .'
    dataset = Dataset.from_lines([ours])
    enrichment = read(kept(ours))
    added = set(enrichment.add_to(dataset, [link()]).lines) - {ours}
    assert added == {line for line in LINES if "Moselotte" not in line}
    assert enrichment.add_to(dataset, [link(verdict="refused")]) == dataset
    assert enrichment.add_to(enrichment.add_to(dataset, [link()]), []) == dataset


def test_what_contradicts_the_documents_is_told_without_a_network(
    kept: Callable[..., Path],
) -> None:
    enrichment = read(kept())
    assert enrichment.contradictions([said(1300, "France")], [link()], PATH) == ()
    found = enrichment.contradictions([said(90_000, "Belgique")], [link()], PATH)
    assert [(f.line, f.code, f.severity) for f in found] == [
        (7, "other-country", "warning"),
        (7, "other-population", "warning"),
    ]
    assert "« 90000 » dans les documents, « 1200 »" in found[1].message.fr.replace("\u00a0", " ")


def test_of_two_populations_as_recent_none_is_believed(kept: Callable[..., Path]) -> None:
    enrichment = read(kept(*counted("2021-01-01", 80_000)))
    assert enrichment.contradictions([said(90_000, "France")], [link()], PATH) == ()


@pytest.mark.parametrize(
    "line",
    [
        f'<{VALMONT}> <{LABEL}> "Valmont"@fr <{GRAPH}> .',
        f'<https://x.example/> <{LABEL}> "x" <{GRAPH}> .',
    ],
)
def test_a_file_that_speaks_of_anything_else_is_refused(
    kept: Callable[..., Path], line: str
) -> None:
    with pytest.raises(InputError, match="not Wikidata's"):
        read_enrichment([kept(line)], IRIS)


def test_a_file_without_that_graph_or_none_at_all_is_refused(
    kept: Callable[..., Path], tmp_path: Path
) -> None:
    with pytest.raises(InputError, match="nothing in the graph"):
        read_enrichment([kept(lines=[LINES[0].replace(GRAPH, IRIS.graph("a"))])], IRIS)
    with pytest.raises(InputError, match="unusable enrichment"):
        read_enrichment([tmp_path / "none.nq"], IRIS)


def test_a_release_holds_it_where_the_settings_ask_for_it(
    kept: Callable[..., Path],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    request: pytest.FixtureRequest,
    capsys: pytest.CaptureFixture[str],
) -> None:
    cache = tmp_path / "cache" / "lf2l-kg"
    cache.mkdir(parents=True)
    for path in (request.config.rootpath / ".pytest_cache" / "lf2l-kg").glob("places-*.sqlite"):
        (cache / path.name).symlink_to(path)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.chdir(tmp_path)
    kept()
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "a.md").write_text(
        "# Notes\n\nValmont, en Belgique, compte 900 habitants.\n", encoding="utf-8"
    )
    settings = tmp_path / "lf2l-kg.toml"
    settings.write_text('documents = "docs"\nlinks = "links.sssom.tsv"\n', encoding="utf-8")
    add_decisions(tmp_path / "links.sssom.tsv", [link()], IRIS)
    assert build() == 0
    plain, text = merged(tmp_path), dump(tmp_path)
    assert GRAPH not in text
    settings.write_text(f'{settings.read_text()}enrichment = "wikidata.nq"\n', encoding="utf-8")
    capsys.readouterr()
    assert build() == 0
    told = capsys.readouterr().err
    assert "the country is “Belgique” in the documents, “France” in Wikidata" in told
    assert f'"Valmont"@fr <{GRAPH}>' in dump(tmp_path)
    assert merged(tmp_path) == plain


def build() -> int:
    with pytest.raises(SystemExit) as left:
        main(["build", "--lang", "en", "--date", date(2026, 1, 31).isoformat()])
    assert isinstance(left.value.code, int)
    return left.value.code


def dump(folder: Path) -> str:
    import zstandard

    data = (folder / "releases" / "current" / "dump.nq.zst").read_bytes()
    return zstandard.ZstdDecompressor().decompressobj().decompress(data).decode()


def merged(folder: Path) -> set[str]:
    """What the store says of the documents, when no graph is asked for."""
    store = ox.Store.read_only(str(folder / "releases" / "current" / "store"))
    return {str(quad) for quad in store.quads_for_pattern(None, None, None, ox.DefaultGraph())}
