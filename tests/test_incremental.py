"""A build that takes over what has not changed gives what a full build gives, to the byte."""

from __future__ import annotations

import datetime
import shutil
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lf2l_kg import pipeline
from lf2l_kg.assemble import Graphs, Material, assemble_document
from lf2l_kg.base.ontology import Cue, Ontology
from lf2l_kg.base.products import Products, open_products
from lf2l_kg.base.resources import packaged
from lf2l_kg.base.settings import load_settings
from lf2l_kg.engines import assembled, judged, sheets
from lf2l_kg.engines.local import convert_documents
from lf2l_kg.extract.text import lexicon
from lf2l_kg.extract.text.notation import cue_starts
from lf2l_kg.read import SourceFile
from lf2l_kg.release import current_release
from lf2l_kg.validate import Portion, ShaclResult, check_portions

SHEET = """---
title: "{name}, {town}"
---

## {theme}

### {town} ({inhabitants} 000 hab) - {name}

Le projet {name} est porté par {body} et soutenu par la Métropole de {town}. Depuis 2019, on y répare.

{person}, directrice de {body}, présente la démarche à {town}, {outer}.

- [{name}](https://{slug}.example/) : atelier à {town}
- le lieu s’inspire de {other}
"""
TOWNS = ("Metz", "Genk", "Épinal", "Verdun")
NAMES = (
    "La Ruche Verte",
    "La Halle Ouverte",
    "La Verrerie",
    "La Grange du Port",
    "Le Moulin (MDL)",
)
BODIES = (
    "l’association Motris",
    "la Fondation du Canal",
    "l’Université de Lorraine",
    "le Pôle Image",
)
PEOPLE = ("Claire Abadie", "C. Abadie", "Hugo Besson", "Inès Fabre")
THEMES = ("Habitat partagé", "Circuits courts", "Mobilité douce")
OUTER = ("Grand Est", "Wallonie", "France")


def drawn(seed: str) -> Random:
    """The same draws for the same seed."""
    return Random(seed)  # noqa: S311 - nothing secret


def sheet(random: Random) -> str:
    """A document whose names meet those of others."""
    name = random.choice(NAMES)
    return SHEET.format(
        name=name,
        town=random.choice(TOWNS),
        theme=random.choice(THEMES),
        inhabitants=random.choice((32, 32, 61)),
        body=random.choice(BODIES),
        person=random.choice(PEOPLE),
        outer=random.choice(OUTER),
        slug=random.choice(("ruche", "halle")),
        other=random.choice(NAMES),
    )


class Project:
    """A project of documents with its own ontology and settings, built with or without what was kept.

    Its releases are asked the questions of the package, in a process that each build starts, or none.
    """

    def __init__(
        self, folder: Path, gazetteer: Path, cache: Path | None, *, asks: bool = False
    ) -> None:
        self.folder, self.gazetteer, self.cache = folder, gazetteer, cache
        self.documents = folder / "documents"
        self.documents.mkdir(parents=True)
        self.ontology = folder / "ontology"
        shutil.copytree(packaged("ontology"), self.ontology)
        self.settings_file = folder / "lf2l-kg.toml"
        self.settings_file.write_text(
            'documents = ["documents"]\nontology = "ontology"\nthreshold = 0.5\nmax_loss = 1.0\n'
            + ("" if asks else 'queries = "no-queries"\n')
        )

    def build(self, processes: int = 1) -> dict[str, bytes]:
        """Builds, and gives every file that a build writes."""
        project = load_settings(here=self.folder)

        def run(products: Products) -> None:
            pipeline.build(
                project,
                issued=datetime.date(2026, 1, 31),
                commit="",
                progress=Silent(),
                cache=self.gazetteer,
                products=products,
                processes=processes,
            )

        if self.cache is None:
            run(Products())
        else:
            with open_products(self.cache, project.releases) as products:
                run(products)
        release = current_release(project.releases)
        assert release is not None
        written = [*release.iterdir(), *(self.folder / "releases").glob("*.tsv")]
        return {
            path.name: path.read_bytes()
            for path in written
            if path.is_file()
            and not path.name.startswith(("store.", "index."))  # tell how they came about
        }


class Silent:
    """A progress that tells nobody."""

    def start(self, stage: str, total: int | None) -> None: ...
    def advance(self, count: int) -> None: ...
    def finish(self) -> None: ...


Edit = Callable[[Project, Random], None]


def _some(project: Project, random: Random) -> Path:
    return random.choice(sorted(project.documents.rglob("*.md")))


def add(project: Project, random: Random) -> None:
    path = project.documents / f"fiche-{random.randrange(100)}.md"
    path.write_text(sheet(random), encoding="utf-8")


def change(project: Project, random: Random) -> None:
    _some(project, random).write_text(sheet(random), encoding="utf-8")


def touch_prose(project: Project, random: Random) -> None:
    path = _some(project, random)
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("---\n\n##", "---\n\nUn mot.\n\n##", 1), encoding="utf-8")


def rename(project: Project, random: Random) -> None:
    _some(project, random).rename(project.documents / f"nom-{random.randrange(100)}.md")


def delete(project: Project, random: Random) -> None:
    if len(list(project.documents.rglob("*.md"))) > 2:
        _some(project, random).unlink()


def break_one(project: Project, random: Random) -> None:
    (project.documents / "illisible.md").write_bytes(random.choice((b"\xff\xfe\xff", b"# Metz\n")))


def change_the_threshold(project: Project, random: Random) -> None:
    text = project.settings_file.read_text()
    line = f"threshold = {random.choice((0.5, 0.86, 0.91))}"
    project.settings_file.write_text(text.replace(text.split("\n")[2], line))


def change_the_classes(project: Project, random: Random) -> None:
    text = project.settings_file.read_text().partition("[classes]")[0]
    kind = random.choice(("Project", "Institution"))
    project.settings_file.write_text(f'{text}[classes]\n"fiche-1*.md" = "{kind}"\n')


def change_a_cue(project: Project, random: Random) -> None:
    path = project.ontology / "cues.ttl"
    text = path.read_text(encoding="utf-8")
    confidence = random.choice(("0.55", "0.95"))
    changed = text.replace("cue:confidence 0.9 ", f"cue:confidence {confidence} ", 1)
    assert changed != text
    path.write_text(changed, encoding="utf-8")


def change_a_shape(project: Project, random: Random) -> None:
    path = project.ontology / "shapes.ttl"
    text = path.read_text(encoding="utf-8").partition("# added")[0]
    path.write_text(
        f"{text}# added\nshapes:Added a sh:NodeShape ; sh:targetClass lf2l:Project ; "
        "sh:property shapes:Added-source .\nshapes:Added-source a sh:PropertyShape ; "
        f"sh:path lf2l:source ; sh:minCount {random.choice((1, 2))} ; sh:severity sh:Info ; "
        'sh:message "Sans source."@fr , "No source."@en .\n',
        encoding="utf-8",
    )


def link(project: Project, random: Random) -> None:
    path = project.folder / "releases" / "links.sssom.tsv"
    town = random.choice(("metz", "genk", "epinal", "verdun"))
    path.parent.mkdir(exist_ok=True)
    path.write_text(
        "subject_id\tpredicate_id\tobject_id\tmapping_justification\n"
        f"https://w3id.org/lf2l/id/territory/{town}\tskos:exactMatch\t"
        f"http://www.wikidata.org/entity/Q{random.randrange(9) + 1}\tsemapv:ManualMappingCuration\n",
        encoding="utf-8",
    )


def answer(project: Project, random: Random) -> None:
    path = project.folder / "releases" / "review.tsv"
    if path.exists():
        lines = path.read_text(encoding="utf-8").split("\n")
        said = [line for line in lines if "\t" in line]
        if len(said) > 1:
            chosen = random.choice(said[1:])
            cells = chosen.split("\t")
            cells[said[0].split("\t").index("answer")] = random.choice(("oui", "non"))
            path.write_text("\n".join(lines).replace(chosen, "\t".join(cells)), encoding="utf-8")


DOCUMENTS: tuple[Edit, ...] = (add, change, touch_prose, rename, delete, break_one)
WORDS: tuple[Edit, ...] = (change_a_cue, change_a_shape, change_the_classes)
DECISIONS: tuple[Edit, ...] = (change_the_threshold, link, answer)
EDITS = (*DOCUMENTS, *WORDS, *DECISIONS)


@pytest.fixture(scope="session")
def gazetteer(request: pytest.FixtureRequest) -> Path:
    return request.config.rootpath / ".pytest_cache" / "lf2l-kg"


def compare(folder: Path, gazetteer: Path, steps: Sequence[Sequence[Edit]], seed: int) -> None:
    """Makes the same edits in two projects, one built anew after each step, and compares what they give."""
    incremental = Project(folder / "incremental", gazetteer, folder / "cache", asks=True)
    full = Project(folder / "full", gazetteer, None, asks=True)
    for number, step in enumerate(((add, add, add), *steps)):
        for project in (incremental, full):
            for place, edit in enumerate(step):
                edit(project, drawn(f"{seed} {number} {place}"))
        one, other = incremental.build(), full.build()
        assert sorted(one) == sorted(other)
        assert [name for name in one if one[name] != other[name]] == []


def test_after_each_kind_of_edit_an_incremental_build_gives_what_a_full_one_gives(
    tmp_path: Path, gazetteer: Path
) -> None:
    compare(tmp_path, gazetteer, (DOCUMENTS, WORDS, DECISIONS), 1)


@settings(max_examples=1, deadline=None, suppress_health_check=list(HealthCheck))
@given(edits=st.lists(st.sampled_from(EDITS), min_size=2, max_size=2), seed=st.integers(0, 1 << 20))
def test_after_any_edits_an_incremental_build_gives_what_a_full_one_gives(
    edits: list[Edit], seed: int, tmp_path_factory: pytest.TempPathFactory, gazetteer: Path
) -> None:
    compare(tmp_path_factory.mktemp("projects"), gazetteer, [[edit] for edit in edits], seed)


def lose_all_but_the_largest(project: Project, _: Random) -> None:
    for path in (project.cache or project.folder).glob("products-*.sqlite"):
        with closing(sqlite3.connect(path)) as file, file:
            file.execute(
                "DELETE FROM product WHERE rowid NOT IN "
                "(SELECT rowid FROM product ORDER BY length(data) DESC LIMIT 3)"
            )
            assert file.total_changes > 3


def test_what_is_kept_of_each_document_may_be_lost_while_what_is_kept_of_all_is_not(
    tmp_path: Path, gazetteer: Path
) -> None:
    steps = (
        (add,),
        (lose_all_but_the_largest, touch_prose),
        (change,),
        (lose_all_but_the_largest,),
    )
    compare(tmp_path, gazetteer, steps, 3)


def test_only_what_has_changed_is_converted_again(
    tmp_path: Path, gazetteer: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    converted: list[str] = []

    def convert(files: Sequence[SourceFile], *given: object, **options: object) -> object:
        converted.extend(file.path for file in files)
        return convert_documents(files, *given, **options)  # type: ignore[arg-type]  # as given

    monkeypatch.setattr(sheets, "convert_documents", convert)
    project = Project(tmp_path, gazetteer, tmp_path / "cache")
    for name in ("a", "b", "c"):
        (project.documents / f"{name}.md").write_text(sheet(drawn(name)), encoding="utf-8")
    project.build()
    (project.documents / "b.md").write_text(sheet(drawn("other")), encoding="utf-8")
    (project.documents / "c.md").rename(project.documents / "d.md")
    project.build()
    assert converted == ["a.md", "b.md", "c.md", "b.md", "d.md"]
    text = project.settings_file.read_text()
    project.settings_file.write_text(f'{text}[classes]\n"d.md" = "Project"\n')
    project.build()
    assert converted[5:] == ["d.md"]
    cues = project.ontology / "cues.ttl"
    cues.write_text(cues.read_text("utf-8") + "# other cues\n", "utf-8")
    project.build()
    assert converted[6:] == ["a.md", "b.md", "d.md"]


def test_what_a_lexicon_begins_with_is_found_out_once_for_an_ontology(
    tmp_path: Path, gazetteer: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun: list[str] = []

    def start(cue: Cue) -> set[tuple[str, str]]:
        begun.append(cue.pattern)
        return cue_starts(cue)

    monkeypatch.setattr(lexicon, "cue_starts", start)
    project = Project(tmp_path, gazetteer, tmp_path / "cache")
    (project.documents / "a.md").write_text(sheet(drawn("a")), encoding="utf-8")
    project.build()
    once = len(begun)
    (project.documents / "b.md").write_text(sheet(drawn("b")), encoding="utf-8")
    project.build()
    assert len(begun) == once > 500
    cues = project.ontology / "cues.ttl"
    cues.write_text(cues.read_text("utf-8") + "# other cues\n", "utf-8")
    project.build()
    assert len(begun) == 2 * once


def test_only_what_is_next_to_a_change_is_validated_again(
    tmp_path: Path, gazetteer: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    checked: list[int] = []

    def check(
        portions: Sequence[Portion], ontology: Ontology, **_: object
    ) -> Iterable[tuple[ShaclResult, ...]]:
        checked.append(sum(len(portion.statements) for portion in portions))
        return check_portions(portions, ontology) if portions else []

    monkeypatch.setattr(judged, "validate_portions", check)
    project = Project(tmp_path, gazetteer, tmp_path / "cache")
    for name in ("a", "b", "c"):
        (project.documents / f"{name}.md").write_text(sheet(drawn(name)), encoding="utf-8")
    project.build()
    touch_prose(project, drawn("any"))
    project.build()
    change(project, drawn("any"))
    project.build()
    first, second, third = checked
    assert second == 0
    assert 0 < third < first


def test_only_documents_whose_facts_or_names_have_changed_are_assembled_again(
    tmp_path: Path, gazetteer: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[str] = []

    def assemble(material: Material, *rest: Any) -> Graphs:
        made.append(material.path)
        return assemble_document(material, *rest)

    def read_again(document: Any) -> bytes:  # for a chunk that a neighbour changed
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(assembled, "assemble_document", assemble_document)
            return text(document)

    text = assembled._Document._text
    monkeypatch.setattr(assembled, "assemble_document", assemble)
    monkeypatch.setattr(assembled._Document, "_text", read_again)
    project = Project(tmp_path, gazetteer, tmp_path / "cache")
    for name, town in (("a", "Metz"), ("b", "Genk"), ("c", "Verdun")):
        lines = f"## {town}\n\n- La Ruche de {town} : un atelier à {town}.\n"
        (project.documents / f"{name}.md").write_text(lines, encoding="utf-8")
    project.build()
    project.build()
    assert sorted(made) == ["a.md", "b.md", "c.md"]
    made.clear()
    (project.documents / "d.md").write_text("## GENK\n\nUn mot.\n", encoding="utf-8")
    project.build()
    assert {"d.md"} <= {*made} <= {"b.md", "d.md"}
