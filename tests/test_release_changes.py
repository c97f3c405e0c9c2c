"""What changed since the release before, and what is not to be lost unnoticed."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pyoxigraph as ox
import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from lf2l_kg.base.dataset import Dataset
from lf2l_kg.base.errors import InputError
from lf2l_kg.base.history import ChangeCounts, read_history
from lf2l_kg.base.namespaces import OWL, RDF, SKOS
from lf2l_kg.index import read_gone, serialize_gone
from lf2l_kg.release import (
    check_release,
    current_release,
    find_loss,
    read_manifest,
    switch_current,
)
from lf2l_kg.release.changes import Reading, tell_changes
from lf2l_kg.release.packing import Index
from lf2l_kg.release.sides import Differing, Side
from lf2l_kg.release.summary import as_text
from releasing import (
    DAY,
    IRIS,
    LF2L,
    document_quads,
    quad,
    release_of,
    settings_for,
    small_dataset,
    small_ontology,
    small_quads,
)


def lines_of(release: Path, which: str) -> list[str]:
    """The quads added or removed."""
    data = (release / f"changes-{which}.nq.zst").read_bytes()
    return zstandard.ZstdDecompressor().decompress(data).decode().split("\n")[:-1]


def french(text: str) -> dict[str, list[str]]:
    """The sections of the page in French: title → its lines."""
    parts = text.partition("# Changes\n")[0].split("\n## ")[1:]
    return {part.split(" (")[0]: part.split("\n\n")[1].strip().split("\n") for part in parts}


def test_a_first_release_has_no_other_to_compare_with(tmp_path: Path) -> None:
    release = release_of(tmp_path).path
    text = (release / "changes.md").read_text(encoding="utf-8")
    assert "Aucune version antérieure" in text
    assert "No earlier release" in text
    assert (lines_of(release, "added"), lines_of(release, "removed")) == ([], [])


@pytest.mark.parametrize("place", [0, -1])
@pytest.mark.parametrize("count", [1, 2, 8, 9, 20])
def test_what_others_say_as_well_neither_comes_nor_goes(
    count: int, place: int, tmp_path: Path
) -> None:
    names = sorted(f"note-{number}" for number in range(count + 1))
    few, more = (
        Dataset.from_quads(one for name in some for one in document_quads(name, "albi"))
        for some in ([name for name in names if name != names[place]], names)
    )
    for edition, (was, now) in enumerate([(few, more), (more, few)]):
        releases = tmp_path / str(edition)
        switch_current(releases, release_of(releases, was).name)
        release = release_of(releases, now, issued=date(2026, 2, 1)).path
        assert lines_of(release, "added") == sorted({*now.lines} - {*was.lines})
        assert lines_of(release, "removed") == sorted({*was.lines} - {*now.lines})


_ALBI, _METZ = (f"<{IRIS.entity('Territory', name)}>" for name in ("albi", "metz"))
_SAID = st.tuples(
    st.sampled_from((
        f"{_ALBI} <{RDF}type> <{LF2L}Territory>", f"{_METZ} <{RDF}type> <{LF2L}Territory>",
        f'{_ALBI} <{SKOS}prefLabel> "Albi"@fr', f'{_ALBI} <{SKOS}prefLabel> "Alby"@fr',
        f"{_ALBI} <{LF2L}partOf> {_METZ}",
    )),
    st.sampled_from(("links", "note-1", "note-2", "note-3", "wikidata")),
)  # fmt: skip
_FEW = st.sets(_SAID, max_size=3)


def saying(said: set[tuple[str, str]]) -> Dataset:
    """What graphs say, those of notes with where they come from."""
    notes = {name for _, name in said if name.startswith("note")}
    paths = {(f'<urn:{name}> <{LF2L}sourcePath> "{name}.md"', name) for name in notes}
    return Dataset.from_lines(f"{text} <{IRIS.graph(name)}> ." for text, name in said | paths)


@given(st.sets(_SAID), _FEW, _FEW)
def test_changes_are_told_by_what_differs_as_by_all_quads(
    both: set[tuple[str, str]], gone: set[tuple[str, str]], come: set[tuple[str, str]]
) -> None:
    reading = Reading(small_ontology(), IRIS, "fr")
    was, now = saying(both | gone), saying(both | come - gone)
    old, new = reading.contents(was), reading.contents(now)
    side = Side(Path(), old.graphs, Index("", 0, ()))
    differing = Differing._of(side, was.stated, now.stated, ((), ()))
    parts = (
        reading.contents(differing.was, old.graphs),
        reading.contents(differing.now, new.graphs),
    )
    found = tell_changes(differing, *parts, old.graphs, new.graphs)
    assert found == tell_changes(Differing(was, now), old, new, old.graphs, new.graphs)


def test_a_second_release_says_what_was_added_removed_and_changed(tmp_path: Path) -> None:
    switch_current(tmp_path, release_of(tmp_path).name)
    after = Dataset.from_quads(
        [
            *document_quads("notes", "albi", "nancy"),
            *document_quads("carnet", "albi"),
        ]
    )
    release = release_of(tmp_path, after, issued=date(2026, 2, 1)).path
    text = (release / "changes.md").read_text(encoding="utf-8")
    french, english = text.split("# Changes\n")
    for said in [
        "## Documents ajoutés (1)\n\n- carnet.md",
        "## Documents retirés (1)\n\n- evidence.md",
        "## Documents modifiés (1)\n\n- notes.md",
        "Territoire\u00a0: Nancy <https://w3id.org/lf2l/id/territory/nancy>",
        "Territoire\u00a0: Gand <https://w3id.org/lf2l/id/territory/gand>",
    ]:
        assert said in french
    assert "## Documents added (1)\n\n- carnet.md" in english
    assert "7 facts added, 9 removed." in english
    assert read_manifest(release).previous == read_manifest(tmp_path / "current").digest


def test_the_quads_turn_the_release_before_into_this_one(tmp_path: Path) -> None:
    before = small_dataset()
    switch_current(tmp_path, release_of(tmp_path).name)
    after = Dataset.from_quads([*small_quads()[3:], *document_quads("carnet", "metz")])
    release = release_of(tmp_path, after).path
    added, removed = lines_of(release, "added"), lines_of(release, "removed")
    assert (added, removed) == (sorted(added), sorted(removed))
    assert set(removed) <= set(before.lines)
    assert not set(added) & set(before.lines)
    assert Dataset.from_lines((set(before.lines) - set(removed)) | set(added)) == after


def test_a_long_list_of_changes_is_cut_and_says_so(tmp_path: Path) -> None:
    switch_current(tmp_path, release_of(tmp_path).name)
    many = [q for n in range(150) for q in document_quads(f"d{n:03}", "albi")]
    release = release_of(tmp_path, Dataset.from_quads(many)).path
    text = (release / "changes.md").read_text(encoding="utf-8")
    assert "… et 50 autres" in text
    assert "d149" not in text.split("## Entités ajoutées")[0]


@pytest.mark.parametrize("harm", ["dump", "manifest", "link"])
def test_a_current_release_that_cannot_be_read_does_not_stop_the_next(
    tmp_path: Path, harm: str
) -> None:
    switch_current(tmp_path, release_of(tmp_path).name)
    current = current_release(tmp_path)
    assert current
    if harm == "link":
        current.rename(tmp_path / "moved")
    else:
        name = "dump.nq.zst" if harm == "dump" else "manifest.json"
        (current / name).write_bytes(b"{}")
    made = release_of(tmp_path, Dataset.from_quads(document_quads("carnet", "metz")))
    assert "No earlier release" in (made.path / "changes.md").read_text(encoding="utf-8")


def test_text_from_documents_is_not_taken_for_markup(tmp_path: Path) -> None:
    switch_current(tmp_path, release_of(tmp_path).name)
    label = "<script>[x](javascript:1) | # *a*\n# b"
    quads = document_quads("carnet", "metz")
    told = f'"{label}"'.replace("\n", "\\n")
    odd = Dataset.from_lines(
        line.replace('"Metz"', told) for line in Dataset.from_quads(quads).lines
    )
    text = (release_of(tmp_path, odd).path / "changes.md").read_text(encoding="utf-8")
    assert "\\<script\\>\\[x\\]\\(javascript:1\\) \\| \\# \\*a\\* \\# b" in text


def test_text_that_would_begin_a_list_is_shown_as_it_is() -> None:
    begun = [as_text(text) for text in ("- un", "+ un", "2024. un", "12) un", "un - deux. 3.")]
    assert begun == ["\\- un", "\\+ un", "2024\\. un", "12\\) un", "un - deux. 3."]


def town(name: str, label: str, *others: ox.Quad) -> list[ox.Quad]:
    """A town of the document « notes »."""
    place = IRIS.entity("Territory", name)
    return [
        quad(place, "http://www.w3.org/1999/02/22-rdf-syntax-ns#type", LF2L + "Territory", "notes"),
        quad(place, SKOS + "prefLabel", ox.Literal(label, language="fr"), "notes"),
        *others,
    ]


def changes_between(
    tmp_path: Path, before: list[ox.Quad], after: list[ox.Quad]
) -> dict[str, list[str]]:
    base = document_quads("notes", "albi")
    switch_current(tmp_path, release_of(tmp_path, Dataset.from_quads([*base, *before])).name)
    made = release_of(tmp_path, Dataset.from_quads([*base, *after])).path
    return french((made / "changes.md").read_text(encoding="utf-8"))


def test_an_entity_with_another_label_is_renamed(tmp_path: Path) -> None:
    said = changes_between(tmp_path, town("toul", "Toul"), town("toul", "Ville de Toul"))
    assert said["Entités renommées"] == [
        f"- Toul → Territoire\u00a0: Ville de Toul <{IRIS.entity('Territory', 'toul')}>"
    ]
    assert "Entités modifiées" not in said


def test_an_entity_with_other_facts_is_changed(tmp_path: Path) -> None:
    home = quad(
        IRIS.entity("Territory", "toul"), LF2L + "homepage", "https://toul.example/", "notes"
    )
    said = changes_between(tmp_path, town("toul", "Toul"), town("toul", "Toul", home))
    assert said["Entités modifiées"] == [
        f"- Territoire\u00a0: Toul <{IRIS.entity('Territory', 'toul')}>"
    ]
    assert said["Faits ajoutés"] == ["- Toul — homepage — <https://toul.example/> (notes.md)"]


@pytest.mark.parametrize("by", ["name", "link"])
def test_an_entity_whose_name_or_link_another_took_over_is_merged(tmp_path: Path, by: str) -> None:
    nancy, commune = IRIS.entity("Territory", "nancy"), IRIS.entity("Territory", "commune-de-nancy")
    same = "http://www.wikidata.org/entity/Q40898"
    if by == "name":
        before = town("commune-de-nancy", "Commune de Nancy")
        taken = quad(nancy, SKOS + "altLabel", ox.Literal("commune de Nancy"), "notes")
    else:
        link = quad(commune, OWL + "sameAs", same, "links")
        before = town("commune-de-nancy", "Ville ducale", link)
        taken = quad(nancy, OWL + "sameAs", same, "links")
    said = changes_between(
        tmp_path, [*town("nancy", "Nancy"), *before], town("nancy", "Nancy", taken)
    )
    assert said["Entités fusionnées"][0].endswith(f"→ Nancy <{nancy}>")
    assert "Entités retirées" not in said


def test_a_page_that_is_given_the_name_of_another_thing_merges_its_own_into_that_one(
    tmp_path: Path,
) -> None:
    def page(slug: str, name: str, *label: str) -> list[ox.Quad]:
        document = IRIS.entity("Document", slug)
        title = ox.Literal(" ".join(label), language="fr")
        return [
            quad(document, RDF + "type", LF2L + "Document", slug),
            quad(document, LF2L + "sourcePath", ox.Literal(f"{slug}.md"), slug),
            quad(document, SKOS + "prefLabel", title, slug),
            quad(IRIS.entity("Territory", name), RDF + "type", LF2L + "Territory", slug),
            quad(IRIS.entity("Territory", name), SKOS + "prefLabel", title, slug),
        ]

    nancy, other = page("nancy", "nancy", "Nancy"), page("autre", "autre", "Autre")
    said = changes_between(
        tmp_path,
        [*nancy, *page("page", "ville", "Ville", "ducale"), *other],
        [*nancy, *page("page", "nancy", "Nancy"), *page("autre", "neuf", "Neuf")],
    )
    heir = f"→ Nancy <{IRIS.entity('Territory', 'nancy')}>"
    assert [line.partition("→")[1:] for line in said["Entités fusionnées"]] == [
        heir.partition("→")[1:]
    ]
    # One that was not there before is new: nothing says that the old one has become it.
    assert said["Entités retirées"] == [
        f"- Territoire\u00a0: Autre <{IRIS.entity('Territory', 'autre')}>"
    ]


def test_a_namesake_that_was_there_before_is_no_heir(tmp_path: Path) -> None:
    both = [*town("budget-a", "Budget"), *town("budget-b", "Budget")]
    said = changes_between(tmp_path, both, town("budget-b", "Budget"))
    assert said["Entités retirées"] == [
        f"- Territoire\u00a0: Budget <{IRIS.entity('Territory', 'budget-a')}>"
    ]


def test_changes_are_told_in_the_words_of_the_ontology_and_namesakes_by_their_class(
    tmp_path: Path,
) -> None:
    switch_current(tmp_path, release_of(tmp_path, Dataset.from_quads(document_quads("a"))).name)
    title = quad(
        IRIS.entity("Document", "toul"),
        SKOS + "prefLabel",
        ox.Literal("Toul", language="fr"),
        "toul",
    )
    after = Dataset.from_quads([*document_quads("a"), *document_quads("toul", "toul"), title])
    text = (release_of(tmp_path, after).path / "changes.md").read_text(encoding="utf-8")
    facts = french(text)["Faits ajoutés"]
    assert "- Toul (territoire) — est — Territoire (toul.md)" in facts
    assert "- Toul (document) — mentions — Toul (territoire) (toul.md)" in facts
    assert "- Toul (territoire) — nom — « Toul » (toul.md)" in facts
    assert "- Toul (territory) — is a — Territory (toul.md)" in text


def test_links_gained_and_lost_are_told(tmp_path: Path) -> None:
    albi = IRIS.entity("Territory", "albi")
    old, new = (
        quad(albi, OWL + "sameAs", f"http://www.wikidata.org/entity/Q{n}", "links") for n in (1, 2)
    )
    said = changes_between(tmp_path, [old], [new])
    assert said["Liens ajoutés"] == [
        "- Albi — la même chose ailleurs — <http://www.wikidata.org/entity/Q2>"
    ]
    assert said["Liens perdus"] == [
        "- Albi — la même chose ailleurs — <http://www.wikidata.org/entity/Q1>"
    ]


def test_a_script_is_no_address_to_click_on(tmp_path: Path) -> None:
    home = quad(IRIS.entity("Territory", "albi"), LF2L + "homepage", "javascript:alert(1)", "notes")
    (line,) = changes_between(tmp_path, [], [home])["Faits ajoutés"]
    assert "<javascript" not in line


def test_a_release_that_loses_much_is_told_and_need_not_become_current(tmp_path: Path) -> None:
    many = Dataset.from_quads(document_quads("notes", *"abcdefghij"))
    settings = settings_for(tmp_path)
    first = release_of(tmp_path, many)
    assert find_loss(first.path, small_ontology(), settings) is None
    switch_current(tmp_path, first.name)
    some = release_of(tmp_path, Dataset.from_quads(document_quads("notes", *"abcdefghi"))).path
    assert find_loss(some, small_ontology(), settings) is None
    made = release_of(tmp_path, Dataset.from_quads(document_quads("notes", *"abcdef")))
    few, said = made.path, find_loss(made.path, small_ontology(), settings)
    assert said is not None
    assert find_loss(few, small_ontology(), settings, made.since) == said
    assert "4/11" in said.en
    assert "--accept-loss" in said.fr
    assert find_loss(few, small_ontology(), replace(settings, max_loss=0.5)) is None


def test_losing_links_counts_too(tmp_path: Path) -> None:
    switch_current(tmp_path, release_of(tmp_path).name)
    without = [q for q in small_quads() if "links" not in q.graph_name.value]  # type: ignore[union-attr]  # named
    made = release_of(tmp_path, Dataset.from_quads(without)).path
    said = find_loss(made, small_ontology(), settings_for(tmp_path))
    assert said is not None
    assert "1/1" in said.en


def test_a_loss_is_measured_against_what_is_current_now(tmp_path: Path) -> None:
    names = [
        release_of(tmp_path, Dataset.from_quads(document_quads("notes", *towns))).name
        for towns in ("a", "abcdefghij", "ab")
    ]
    switch_current(tmp_path, names[1])  # the others were written without one before
    said = find_loss(tmp_path / names[2], small_ontology(), settings_for(tmp_path))
    assert said is not None
    since = (tmp_path / names[0], ChangeCounts(*[0] * 11))  # another was current when it was made
    assert find_loss(tmp_path / names[2], small_ontology(), settings_for(tmp_path), since) == said
    switch_current(tmp_path, names[0])
    assert find_loss(tmp_path / names[2], small_ontology(), settings_for(tmp_path)) is None


def _released(folder: Path, *territories: str) -> Path:
    """The next release, of one document that speaks of these territories."""
    made = release_of(folder, Dataset.from_quads(document_quads("notes", *territories)))
    switch_current(folder, made.name)
    return made.path


def test_what_is_gone_stays_known_in_every_later_release(tmp_path: Path) -> None:
    assert read_gone(_released(tmp_path, "albi", "nancy")) == {}
    albi = IRIS.entity("Territory", "albi")
    assert read_gone(_released(tmp_path, "nancy")) == {albi: ""}
    assert read_gone(_released(tmp_path, "nancy", "metz")) == {albi: ""}


@pytest.mark.parametrize("name", ["dump.nq.zst", "manifest.json", "chunks.json"])
def test_a_release_after_a_damaged_one_follows_the_last_sound_one(
    tmp_path: Path, name: str
) -> None:
    first = _released(tmp_path, "albi", "nancy")
    second = _released(tmp_path, "nancy")
    damaged = _released(tmp_path, "nancy", "metz")
    (damaged / name).write_bytes(b"{}")
    last = _released(tmp_path, "metz")
    gone = {IRIS.entity("Territory", town): "" for town in ("albi", "nancy")}
    assert read_gone(last) == gone
    assert read_manifest(last).previous == read_manifest(second).digest
    assert [event.name for event in read_history(last)] == [first.name, second.name, last.name]
    assert check_release(last) == ()
    switch_current(tmp_path, damaged.name)
    said = find_loss(last, small_ontology(), settings_for(tmp_path))
    assert said is not None
    assert "1/2 entities" in said.en


@pytest.mark.parametrize("name", ["gone.tsv", "feed.json", "feed-{}.ttl"])
def test_a_release_goes_on_from_no_history_that_was_changed(tmp_path: Path, name: str) -> None:
    _released(tmp_path, "albi", "nancy")
    before = _released(tmp_path, "nancy")
    path = before / name.format(before.name)
    good = path.read_bytes()
    path.write_bytes(good.replace(b"a", b"b", 1) if name != "feed.json" else good + b" ")
    with pytest.raises(InputError) as caught:
        _released(tmp_path, "nancy", "metz")
    assert caught.value.path == str(path)
    assert "dumps/" in caught.value.message.en
    assert {*tmp_path.glob(".tmp-*")} == set()
    path.write_bytes(good)
    assert check_release(_released(tmp_path, "nancy", "metz")) == ()


def test_a_damaged_release_that_is_passed_over_is_told(tmp_path: Path) -> None:
    first = _released(tmp_path, "albi", "nancy")
    (first / "manifest.json").write_bytes(b"{}")
    dataset = Dataset.from_quads(document_quads("notes", "metz"))
    made = release_of(tmp_path, dataset)
    (said,) = made.findings
    assert (said.path, said.severity) == (str(first), "warning")
    assert release_of(tmp_path / "other", dataset).findings == ()


def test_a_release_that_is_dated_before_the_one_it_follows_is_told(tmp_path: Path) -> None:
    before = _released(tmp_path, "albi", "nancy")
    dataset = Dataset.from_quads(document_quads("notes", "metz"))
    switch_current(tmp_path, before.name)
    (said,) = release_of(tmp_path, dataset, issued=DAY - timedelta(days=1)).findings
    assert (said.path, said.severity) == (str(before), "warning")
    assert "2026-01-30" in said.message.fr
    assert "2026-01-31" in said.message.fr


@pytest.mark.parametrize("key", ["content_sha256", "crc32", "content_size"])
def test_chunks_that_a_damaged_list_describes_are_not_taken_over(tmp_path: Path, key: str) -> None:
    towns = [f"ville-{number}" for number in range(200)]
    before = _released(tmp_path / "a", *towns)
    data = bytearray((before / "chunks.json").read_bytes())
    for found in re.finditer(rb'"%b":"?' % key.encode(), data):
        data[found.end()] = ord("1") if data[found.end()] == ord("2") else ord("2")
    (before / "chunks.json").write_bytes(data)
    after = _released(tmp_path / "a", *towns, "metz")
    anew = _released(tmp_path / "b", *towns, "metz")
    for name in ("chunks.json", "dump.nq.zst", "dump.ttl.gz", "dump.jsonld.gz"):
        assert (after / name).read_bytes() == (anew / name).read_bytes()


def test_what_has_come_back_is_not_gone(tmp_path: Path) -> None:
    _released(tmp_path, "albi", "nancy")
    _released(tmp_path, "nancy")
    assert read_gone(_released(tmp_path, "nancy", "albi", "metz")) == {}


def test_a_thing_that_the_theme_scheme_describes_is_not_gone_when_no_document_speaks_of_it(
    tmp_path: Path,
) -> None:
    albi = IRIS.entity("Territory", "albi")
    scheme = [quad(albi, RDF + "type", SKOS + "Concept", "themes")]
    texts = []
    for quads in (
        [*document_quads("notes", "nancy", "albi"), *scheme],
        [*document_quads("notes", "nancy"), *scheme],  # the document does not speak of it any more
        [*document_quads("notes", "nancy", "albi", "toul"), *scheme],  # it does again
        document_quads("notes", "nancy", "toul"),  # it is in the scheme no more either
        [*document_quads("notes", "nancy", "metz"), *scheme],  # what is described is not gone
    ):
        made = release_of(tmp_path, Dataset.from_quads(quads))
        switch_current(tmp_path, made.name)
        text = french((made.path / "changes.md").read_text(encoding="utf-8"))
        texts.append((text, sorted(read_gone(made.path))))
    told = f"- Territoire\u00a0: Albi <{albi}>"
    for text, gone in texts[1:3]:
        assert told in text["Entités modifiées"]
        assert gone == []
    assert "Entités retirées" not in texts[1][0]
    assert told not in texts[2][0]["Entités ajoutées"]
    assert texts[3][0]["Entités retirées"] == [told]
    assert texts[3][1] == [albi]
    assert albi not in texts[4][1]


def test_what_took_its_place_is_followed_to_the_one_that_is_there_now() -> None:
    rows = serialize_gone({"a": "b", "x": "y"}, {"b": "c", "y": "x"}, {"c"}).decode()
    assert rows == "iri\tsuccessor\na\tc\nb\tc\nx\t\ny\t\n"


@pytest.mark.parametrize("line", [b"only-one", b"http://exemple.fr/\xef\t"])
def test_a_list_of_what_is_gone_that_is_damaged_names_the_line(tmp_path: Path, line: bytes) -> None:
    (tmp_path / "gone.tsv").write_bytes(b"iri\tsuccessor\n" + line + b"\n")
    with pytest.raises(InputError) as caught:
        read_gone(tmp_path)
    assert caught.value.line == 2
