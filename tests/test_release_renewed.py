"""What a release says by the one before it is what it says when all is gone through again."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lf2l_kg.base.dataset import Dataset
from lf2l_kg.base.ledger import Ledger
from lf2l_kg.base.messages import Language
from lf2l_kg.base.namespaces import OWL, RDF, SKOS, XSD
from lf2l_kg.base.ontology import Ontology
from lf2l_kg.base.products import Product, Products
from lf2l_kg.base.resources import packaged
from lf2l_kg.release import adopting, chunks, making, switch_current, write_release
from lf2l_kg.release.retabling import split_rows
from lf2l_kg.release.tables import serialize_rows
from lf2l_kg.release.whole import Whole
from releasing import BASE, DAY, LF2L, RENDERED, all_lines, bytes_of, quad, report_on, settings_for

WGS = "http://www.w3.org/2003/01/geo/wgs84_pos#"
THINGS = [f"{BASE}id/project/{name}" for name in ("a", "a-b", "a,b", "b", "é", "z")]
TEXTS = ["Albi", 'Une "autre",\r\nici', "=1+1", "12", "ville ; - lieu", ""]
GRAPHS = ["un", "deux", "trois", "quatre", "links", "wikidata"]

things = st.sampled_from(THINGS)
names = st.builds(ox.Literal, st.sampled_from(TEXTS), language=st.sampled_from(["fr", "en"]))
numbers = st.builds(
    lambda text, kind: ox.Literal(text, datatype=ox.NamedNode(XSD + kind)),
    st.sampled_from(["1.0", "1.00", "-2.5", "2020", "1999"]),
    st.sampled_from(["decimal", "gYear"]),
)
said = st.one_of(
    st.tuples(st.just(RDF + "type"), st.sampled_from([f"{LF2L}Project", f"{LF2L}Territory"])),
    st.tuples(st.sampled_from([SKOS + "prefLabel", SKOS + "altLabel"]), names),
    st.tuples(st.sampled_from([f"{LF2L}partner", f"{LF2L}locatedIn", OWL + "sameAs"]), things),
    st.tuples(st.just(OWL + "sameAs"), st.just("http://www.wikidata.org/entity/Q1")),
    st.tuples(st.sampled_from([WGS + "lat", WGS + "long", f"{LF2L}startDate"]), numbers),
)
quads = st.builds(
    lambda thing, what, graph: quad(thing, what[0], what[1], graph),
    things,
    said,
    st.sampled_from(GRAPHS),
)


def documents(names: Sequence[str]) -> list[ox.Quad]:
    """What tells of graphs that they are documents', with a piece of evidence each."""
    found = []
    for name in names:
        path = ox.Literal(f"{name}.md")
        found.append(quad(f"{BASE}id/document/{name}", f"{LF2L}sourcePath", path, name))
        found.append(quad(f"{BASE}e/{name}", f"{LF2L}rule", path, f"{name}/evidence"))
    return found


class Kept(Products):
    """Products in memory."""

    def __init__(self) -> None:
        super().__init__()
        self.all: dict[bytes, object] = {}

    def find(self, key: bytes, kind: type[Product]) -> Product | None:
        found = self.all.get(key)
        return found if isinstance(found, kind) else None

    def keep(self, key: bytes, product: object) -> None:
        self.all[key] = product


def write(
    releases: Path,
    dataset: Dataset,
    ontology: Ontology,
    products: Products,
    language: Language = "fr",
) -> Path:
    chosen = replace(settings_for(releases, packaged("queries")), language=language)
    made = write_release(
        dataset, report_on(dataset), ontology, chosen,
        issued=DAY, commit="", rendered=RENDERED, wait=0, products=products, ledger=Ledger(products),
    )  # fmt: skip
    switch_current(releases, made.name)
    return made.path


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    before=st.lists(quads, max_size=40),
    lost=st.lists(st.integers(0, 39), max_size=4),
    new=st.lists(quads, max_size=4),
    graphs=st.sampled_from(
        [
            (GRAPHS[:4], GRAPHS[:4]),
            (["un", "deux"], ["un", "deux"]),
            (["un"], ["un", "deux"]),
            (["un"], []),
        ]
    ),
)
def test_a_release_by_the_one_before_is_the_one_made_from_all_quads(
    before: list[ox.Quad],
    lost: list[int],
    new: list[ox.Quad],
    graphs: tuple[list[str], list[str]],
    tmp_path_factory: pytest.TempPathFactory,
    ontology: Ontology,
) -> None:
    folder, products = tmp_path_factory.mktemp("renewed"), Kept()
    kept = [one for number, one in enumerate(before) if number not in lost]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(chunks, "_SUBJECTS", 2)
        patch.setattr(adopting, "_LARGEST", 1.0)
        first = Dataset.from_quads([*before, *documents(graphs[0])])
        write(folder / "a", first, ontology, products)
        shutil.copytree(folder / "a", folder / "b", symlinks=True)
        second = Dataset.from_quads([*kept, *new, *documents(graphs[1])])
        found = write(folder / "a", second, ontology, products)
        patch.setattr(adopting, "_LARGEST", 0.0)
        patch.setattr("lf2l_kg.release.sides._Kept.lines", all_lines)
        wanted = write(folder / "b", second, ontology, Products())
    assert bytes_of(found) == bytes_of(wanted)
    stores = (ox.Store.read_only(str(release / "store")) for release in (found, wanted))
    mine, theirs = ({*store} for store in stores)
    assert mine == theirs


def test_all_quads_are_gone_through_only_where_the_release_before_says_nothing_of_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ontology: Ontology
) -> None:
    whole = making.Making._whole
    times = []

    def count(self: making.Making) -> Whole:
        times.append(1)
        return whole(self)

    monkeypatch.setattr(making.Making, "_whole", count)
    products, made = Kept(), [tmp_path]

    def change(number: int, language: Language = "fr") -> int:
        times.clear()
        title = quad(THINGS[0], SKOS + "prefLabel", ox.Literal(f"Projet {number}"), "un")
        kind = quad(THINGS[0], RDF + "type", f"{LF2L}Project", "un")
        data = Dataset.from_quads([title, kind, *documents(["un"])])
        made.append(write(tmp_path, data, ontology, products, language))
        return len(times)

    assert [change(number) for number in range(3)] == [1, 0, 0]
    assert change(3, "en") == 1  # other settings
    products.all.clear()  # other code
    assert [change(4, "en"), change(5, "en")] == [1, 0]
    table = made[-1] / "project.csv"
    table.write_bytes(table.read_bytes()[:-2])
    assert [change(6, "en"), change(7, "en")] == [1, 0]


@given(st.lists(st.lists(st.text(st.sampled_from('a",\r\n;')), min_size=2, max_size=3)))
def test_a_table_is_split_between_its_rows_whatever_they_hold(rows: list[list[str]]) -> None:
    assert split_rows(serialize_rows(rows)) == [serialize_rows([row]) for row in rows]
