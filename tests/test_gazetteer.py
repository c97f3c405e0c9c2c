from __future__ import annotations

import csv
import errno
import multiprocessing
import pickle
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lf2l_kg.base.gazetteer import Gazetteer, Place, lookup_key, open_gazetteer
from lf2l_kg.base.places import sources
from lf2l_kg.base.places.sources import Row

REGIONS = Path(sources.__file__).parent / "regions.tsv"


def first(gazetteer: Gazetteer, name: str) -> tuple[str, str, str]:
    place = gazetteer.find(name)[0]
    return place.name, place.kind, place.country


@pytest.mark.parametrize(
    ("written", "name", "kind", "country"),
    [
        ("Gand", "Gent", "city", "BE"),
        ("mont de marsan", "Mont-de-Marsan", "city", "FR"),
        ("St-Avold", "Saint-Avold", "city", "FR"),
        ("St. Avold", "Saint-Avold", "city", "FR"),
        ("Saint Dié des Vosges", "Saint-Dié-des-Vosges", "city", "FR"),
        ("Ste-Maxime", "Sainte-Maxime", "city", "FR"),
        ("Bras s/ Meuse", "Bras-sur-Meuse", "city", "FR"),
        ("Bras s/Meuse", "Bras-sur-Meuse", "city", "FR"),
        ("Belgique", "Belgique", "country", "BE"),
        ("UK", "Royaume-Uni", "country", "GB"),
        ("États-Unis", "États-Unis", "country", "US"),
        ("USA", "États-Unis", "country", "US"),
        ("les Pays-Bas", "Pays-Bas", "country", "NL"),
        ("Germany", "Allemagne", "country", "DE"),
        ("wallonie", "Wallonie", "region", "BE"),
        ("Grand-Est", "Grand Est", "region", "FR"),
        ("Lorraine", "Lorraine", "region", "FR"),
        ("Meurthe et Moselle", "Meurthe-et-Moselle", "region", "FR"),
        ("La Réunion", "La Réunion", "region", "RE"),
        ("Catalunya", "Catalogne", "region", "ES"),
    ],
)
def test_a_place_is_found_as_people_write_it(
    gazetteer: Gazetteer, written: str, name: str, kind: str, country: str
) -> None:
    assert first(gazetteer, written) == (name, kind, country)


def test_a_country_comes_before_a_region_and_a_region_before_a_city(gazetteer: Gazetteer) -> None:
    assert [place.kind for place in gazetteer.find("Luxembourg")][:2] == ["country", "city"]
    assert [place.kind for place in gazetteer.find("Vienne")][:2] == ["region", "city"]


def test_a_main_name_comes_before_an_alternate_one_and_the_larger_city_before_the_smaller(
    gazetteer: Gazetteer,
) -> None:
    names = [place.name for place in gazetteer.find("Valence")]
    assert names.index("Valence") < names.index("Valencia")
    populations = [p.population for p in gazetteer.find("Valence") if p.name == "Valence"]
    assert len(populations) > 1
    assert populations == sorted(populations, reverse=True)


@pytest.mark.parametrize(
    "name", ["", " ", "-", "54", "financement participatif", "TLS", "o'; DROP TABLE name"]
)
def test_what_is_no_place_is_not_found(gazetteer: Gazetteer, name: str) -> None:
    assert gazetteer.find(name) == ()


def test_a_place_has_its_geonames_identifier_and_coordinates(gazetteer: Gazetteer) -> None:
    (nancy,) = (place for place in gazetteer.find("Nancy") if place.country == "FR")
    assert nancy.geonames_id == 2990999
    assert nancy.region == "44"
    assert nancy.latitude == pytest.approx(48.68, abs=0.01)


def test_the_list_of_regions_has_every_region_and_department_once() -> None:
    with REGIONS.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream, delimiter="\t"))
    departments = [row["department"] for row in rows if row["department"]]
    assert len(departments) == len(set(departments)) == 95  # Paris is known as a city
    current = [row for row in rows if row["country"] == "FR" and row["geonames_id"] != "0"]
    assert len(current) == len({row["admin1"] for row in current}) == 13
    assert {row["admin1"] for row in rows if row["country"] == "FR"} == {
        row["admin1"] for row in current
    }
    identifiers = [row["geonames_id"] for row in rows if row["geonames_id"] != "0"]
    assert len(identifiers) == len(set(identifiers))


@given(st.text(max_size=30))
def test_a_lookup_key_is_its_own_key(name: str) -> None:
    # Articles are taken off once only, so the law holds for what is left.
    key = lookup_key(f"x {name}")
    assert lookup_key(key) == key


# A few rows are enough for what follows, and take no seconds to build.

TOWN = Row(("Somewhere", "Quelque-Part"), "city", "FR", "44", 7000, 1, 48.5, 6.25)


@pytest.fixture
def _few_places(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sources, "places", lambda: iter([TOWN]))


def find_in_child(gazetteer: Gazetteer, name: str) -> tuple[Place, ...]:
    return gazetteer.find(name)


@pytest.mark.usefixtures("_few_places")
def test_the_index_is_built_once_and_nothing_else_is_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_gazetteer(tmp_path / "new")
    (index,) = (tmp_path / "new").iterdir()
    built = index.stat()
    monkeypatch.setattr(sources, "places", lambda: pytest.fail("built twice"))
    assert open_gazetteer(tmp_path / "new").find("quelque part")[0].geonames_id == 1
    assert index.stat().st_mtime_ns == built.st_mtime_ns
    assert index.stat().st_ino == built.st_ino


@pytest.mark.usefixtures("_few_places")
def test_a_damaged_index_is_built_again(tmp_path: Path) -> None:
    open_gazetteer(tmp_path)
    (index,) = tmp_path.iterdir()
    for damage in (b"", b"not a database, but long enough to be read as one" * 100):
        index.write_bytes(damage)
        assert open_gazetteer(tmp_path).find("Somewhere")


@pytest.mark.usefixtures("_few_places")
def test_a_folder_that_cannot_be_written_does_not_stop_the_work(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    gazetteer = open_gazetteer(tmp_path / "file")
    assert gazetteer.find("Somewhere")
    assert pickle.loads(pickle.dumps(gazetteer)).find("Somewhere")  # noqa: S301  our own bytes


@pytest.mark.usefixtures("_few_places")
def test_a_full_disk_leaves_nothing_behind_and_does_not_stop_the_work(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "no space left")

    monkeypatch.setattr("os.fsync", full)
    assert open_gazetteer(tmp_path).find("Somewhere")
    assert list(tmp_path.iterdir()) == []


def test_a_worker_process_finds_the_same_places(gazetteer: Gazetteer) -> None:
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        assert pool.apply(find_in_child, (gazetteer, "Gand")) == gazetteer.find("Gand")


@pytest.mark.usefixtures("_few_places")
def test_a_forked_process_opens_the_index_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gazetteer = open_gazetteer(tmp_path)
    assert gazetteer.find("Somewhere")
    connections: list[sqlite3.Connection] = []
    connect: Callable[[], sqlite3.Connection] = gazetteer._connect  # type: ignore[attr-defined]  # not part of what others use

    def counting() -> sqlite3.Connection:
        connections.append(connect())
        return connections[-1]

    monkeypatch.setattr(gazetteer, "_connect", counting)
    monkeypatch.setattr("os.getpid", lambda: -1)
    assert gazetteer.find("Quelque Part")
    assert gazetteer.find("Somewhere")
    assert len(connections) == 1
