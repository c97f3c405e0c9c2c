"""The home page, the lists, the themes, the maps."""

from __future__ import annotations

import re
from dataclasses import fields, replace
from datetime import UTC, datetime
from itertools import combinations
from pathlib import Path

import msgspec
import pytest
from markupsafe import Markup

from lf2l_kg.base.history import ChangeCounts, Event
from lf2l_kg.base.messages import Language, Message
from lf2l_kg.base.settings import Settings
from lf2l_kg.pages import (
    Addresses,
    Edition,
    Example,
    Frame,
    home_page,
    list_page,
    list_paths,
    theme_tree,
)
from lf2l_kg.pages.map import Spot, draw_map
from lf2l_kg.pages.outlines import outline_path, window_around
from serving import BASE
from test_pages_things import GRAPHS, HEAD, make_edition

NO_CHANGES = ChangeCounts(**dict.fromkeys((field.name for field in fields(ChangeCounts)), 0))
HISTORY = msgspec.json.encode(
    [
        Event("2026-01-01-aaaaaaaa", datetime(2026, 1, 1, tzinfo=UTC), NO_CHANGES),
        Event(
            "2026-02-03-bbbbbbbb",
            datetime(2026, 2, 3, 0, 0, 1, tzinfo=UTC),
            replace(NO_CHANGES, added=1200, facts_removed=1),
        ),
    ]
).decode()
THEMES = f"""{HEAD}
<theme/a> a lf2l:Theme , skos:Concept ; skos:prefLabel "Énergie"@fr , "Energy"@en .
<theme/b> a lf2l:Theme , skos:Concept ; skos:prefLabel "Bois"@fr ; skos:broader <theme/a> .
<theme/c> a lf2l:Theme , skos:Concept ; skos:prefLabel "Tour"@fr ; skos:broader <theme/d> .
<theme/d> a lf2l:Theme , skos:Concept ; skos:prefLabel "Rond"@fr ; skos:broader <theme/c> .
"""
NAMES = ("Zèbre", "abri", "Éclair", "école", "Eau", "Île")
PROJECTS = HEAD + "".join(
    f'<project/{n}> a lf2l:Project ; skos:prefLabel "{name}"@fr ; lf2l:hasTheme <theme/b> .\n'
    for n, name in enumerate(NAMES)
)


@pytest.fixture(scope="module")
def edition(tmp_path_factory: pytest.TempPathFactory) -> Edition:
    folder = tmp_path_factory.mktemp("releases")
    graphs = {**GRAPHS, f"{BASE}graph/themes": THEMES, f"{BASE}graph/more": PROJECTS}
    return make_edition(folder, graphs, history=HISTORY)


def frame(path: str = "", language: Language = "fr") -> Frame:
    return Frame(
        Settings(), language, Addresses(BASE).in_language(language), path=path, release="r"
    )


def home(edition: Edition, language: Language = "fr") -> str:
    examples = [Example("qui&où", Message("Qui, où ?", "Who, where?"))]
    return home_page(edition, frame("", language), examples, Markup('{"@type": "Dataset"}'))


def test_home_counts_each_class_and_leads_to_its_list(edition: Edition) -> None:
    french, english = home(edition), home(edition, "en")
    assert re.search(r'href="/list/project.fr.html"><b>7</b><span[^>]*></span>Projets', french)
    assert re.search(r'href="/list/project.en.html"><b>7</b><span[^>]*></span>Projects', english)
    assert 'href="/themes.fr.html"><b>' in french


def test_home_shows_territories_on_a_map_and_in_a_list_with_their_projects(
    edition: Edition,
) -> None:
    text = home(edition)
    drawn = re.search(r'<svg class="map".*?</svg>', text, re.DOTALL)
    assert drawn
    assert '<a href="/id/territory/toul.fr.html"><title>Toul, 1 projet</title><circle' in drawn[0]
    assert "<desc>" in drawn[0]
    listed = re.search(r'<ol class="plain places">.*?</ol>', text, re.DOTALL)
    assert listed
    assert 'href="/id/project/halle.fr.html">&lt;script&gt;' in listed[0]


def test_home_tells_what_recent_releases_changed_the_newest_first(edition: Edition) -> None:
    text = home(edition)
    told = "1\u202f200 choses ajoutées, 1 fait retiré"
    assert text.index("3 février 2026") < text.index(told) < text.index("1ᵉʳ janvier 2026")
    assert "1,200 things added, 1 fact removed" in home(edition, "en")


def test_home_leads_to_the_questions_in_the_editor(edition: Edition) -> None:
    text = home(edition)
    address = "/query.fr.html?example=qui%26o%C3%B9"
    assert f'<a href="{address}">Qui, où\u00a0?</a>' in text
    assert ">Who, where?</a>" in home(edition, "en")


def test_themes_are_a_tree_and_a_circle_does_not_hang_it(edition: Edition) -> None:
    tree = {branch.label: branch for branch in theme_tree(edition, frame())}
    assert [below.label for below in tree["Énergie"].below] == ["Bois"]
    assert (tree["Énergie"].count, tree["Énergie"].below[0].count) == (6, 6)
    assert "Tour" not in tree


def test_a_list_is_in_the_order_of_a_french_dictionary(edition: Edition) -> None:
    text = list_page(edition, frame("list/project"))
    assert text
    names = re.findall(r'class="is k-project"[^>]*>([^<]*)</a>', text)
    assert [n for n in names if n in NAMES] == ["abri", "Eau", "Éclair", "école", "Île", "Zèbre"]
    letters = re.findall(r"<h2>(\w)</h2>", text)
    assert [letter for letter in letters if letter in "AEIZ"] == ["A", "E", "I", "Z"]


@pytest.mark.parametrize(
    "path",
    ["list/nothing", "list/project-2", "list/project-0", "list/project-1", "list/theme", "list/"],
)
def test_a_list_that_is_none_has_no_page(edition: Edition, path: str) -> None:
    assert list_page(edition, frame(path)) is None


def test_a_long_list_has_pages_that_together_hold_everything(tmp_path: Path) -> None:
    data = HEAD + "".join(
        f'<project/p{n}> a lf2l:Project ; skos:prefLabel "Projet {n}"@fr .\n' for n in range(700)
    )
    edition = make_edition(tmp_path, {f"{BASE}graph/notes": data})
    paths = [path for path in list_paths(edition) if path.startswith("list/project")]
    assert paths == ["list/project", "list/project-2", "list/project-3"]
    pages = [list_page(edition, frame(path)) or "" for path in paths]
    found = re.findall(r'href="/id/project/(p\d+)\.fr\.html"', "".join(pages))
    assert len(found) == len(set(found)) == 700
    assert all(len(page.encode()) < 60_000 for page in pages)


# Maps


def test_a_window_holds_its_positions_with_a_margin() -> None:
    places = [(48.7, 6.2), (40.6, -8.6), (51.0, 5.5)]
    window = window_around(places, 760, 560)
    for latitude, longitude in places:
        x, y = window.project(latitude, longitude)
        assert 20 < x < 740
        assert 20 < y < 540
    north, south = window.project(51.0, 0)[1], window.project(40.0, 0)[1]
    assert north < south


def test_mercator_is_that_of_the_book() -> None:
    """Snyder, Map projections, USGS Professional Paper 1395, table 7: 45° N is at 0.8813736 radii."""
    window = window_around([(0.0, 0.0)], 360, 360, narrowest=360)
    equator, north = window.project(0.0, 0.0)[1], window.project(45.0, 0.0)[1]
    assert (equator - north) / 57.29578 == pytest.approx(0.8813736, abs=1e-6)


def test_outlines_stay_around_the_picture_and_are_small() -> None:
    path = outline_path(window_around([(43.5, -8.6), (51.0, 8.0)], 760, 560))
    assert path.startswith("M")
    assert len(path) < 40_000
    starts = re.findall(r"M(-?\d+) (-?\d+)", path)
    assert all(-12 <= int(x) <= 772 and -12 <= int(y) <= 572 for x, y in starts)


def test_labels_of_a_map_cover_neither_each_other_nor_circles() -> None:
    spots = [
        Spot(f"Une ville {n}", f"/{n}", "territory", 48 + n % 7 * 0.4, 2 + n % 11 * 0.5, n % 5, "")
        for n in range(60)
    ]
    drawn = draw_map(spots, "t", "d")
    circles = [
        (float(x), float(y), float(r))
        for x, y, r in re.findall(r'cx="(\d+)" cy="(\d+)" r="([\d.]+)"', drawn)
    ]
    assert len(circles) == 60
    boxes = []
    for x, y, anchor, text in re.findall(
        r'<text x="(\d+)" y="(\d+)" text-anchor="(\w+)">(.*?)<', drawn
    ):
        width = len(text) * 7.4
        left = float(x) - {"start": 0.0, "middle": width / 2, "end": width}[anchor]
        boxes.append((left, float(y) - 11, left + width, float(y) + 2))
    assert boxes
    for one, other in combinations(boxes, 2):
        assert (
            one[2] <= other[0] + 1
            or other[2] <= one[0] + 1
            or one[3] <= other[1] + 1
            or other[3] <= one[1] + 1
        )


def test_what_a_map_is_told_is_escaped() -> None:
    drawn = draw_map([Spot("<b>", '/"<', "territory", 48, 2, 1, "<i>")], "<t>", "<d>")
    assert not re.search(r"<(b|i|t|d)>", drawn)
    assert draw_map([], "t", "d") == ""
