"""Whatever is done to a project between two builds, what is kept from before changes nothing."""

from __future__ import annotations

import datetime
import hashlib
import re
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from random import Random
from typing import cast

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accidents import ACCIDENTS
from editing import DOCUMENTS, WORDS, Project, begin, change_the_cues, change_the_language
from lf2l_kg import pipeline
from lf2l_kg.base.dataset import Dataset
from lf2l_kg.base.errors import Lf2lError
from lf2l_kg.base.products import Products, open_products
from lf2l_kg.base.settings import load_settings
from lf2l_kg.index import holds_the_same
from lf2l_kg.release import adopting, chunks, indexing, succession, verify_release
from lf2l_kg.release.packing import Index, Shelf
from lf2l_kg.release.sides import Side
from lf2l_kg.summary import Summary, to_json
from releasing import all_lines

Edit = Callable[[Project, Random], None]


class Silent:
    """A progress that tells nobody."""

    def start(self, stage: str, total: int | None) -> None: ...
    def advance(self, count: int) -> None: ...
    def finish(self) -> None: ...


def build(project: Project, gazetteer: Path, products: Products, day: int) -> tuple[object, ...]:
    """Build, and give all that a build says: what it found, its exit code, or why it failed."""
    try:
        summary = pipeline.build(
            load_settings(here=project.folder),
            issued=datetime.date(2026, 1, 1) + datetime.timedelta(day),
            commit="",
            progress=Silent(),
            cache=gazetteer,
            products=products,
            processes=1,
        )
    except Lf2lError as error:
        return type(error).__name__, str(error)
    return summary, to_json(summary), summary.exit_code


def written(project: Project) -> dict[str, str]:
    """The digests of all files but those of stores and indexes, whose bytes tell how they came about."""
    found = {}
    for path in sorted(project.folder.rglob("*")):
        name = path.relative_to(project.folder).as_posix()
        if path.is_file() and not re.search(r"/store/|/(store|index)\.s[^/]*$", name):
            found[name] = hashlib.sha256(path.read_bytes()).hexdigest()
    return found | {"current": str(project.current())}


def other_indexes(one: Path, other: Path) -> list[str]:
    """The indexes of a project that do not hold what those of another do."""
    pairs = [(path, other / path.relative_to(one)) for path in one.glob("releases/2*/index.sqlite")]
    return [
        str(mine)
        for mine, theirs in pairs
        if mine.read_bytes() != theirs.read_bytes()
        and not holds_the_same(mine, theirs.read_bytes())
    ]


class NoChunks:
    """What is known of the chunks of a release: nothing."""

    chunks = ()


@contextmanager
def nothing_taken_over() -> Iterator[None]:
    """No chunk, no part of a store is taken from the release before; it is compared as a whole."""
    read = Side.read

    def read_all(side: Side, but: Side) -> Dataset:
        return read(side, Side(but.path, but.graphs, cast("Index", NoChunks)))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Shelf, "find", lambda *_: None)
        patch.setattr(succession, "adopt_store", lambda *_, **__: "")
        patch.setattr(indexing, "update_index", lambda *_: False)
        patch.setattr(Side, "read", read_all)
        patch.setattr("lf2l_kg.release.sides._Kept.lines", all_lines)
        yield


@contextmanager
def much_taken_over() -> Iterator[None]:
    """Chunks are small, and a store is taken over whatever changes: as in a large project."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(chunks, "_SUBJECTS", 5)
        patch.setattr(chunks, "_GRAPHS", 2)
        patch.setattr(adopting, "_LARGEST", 1.0)
        yield


def compare(project: Project, gazetteer: Path, day: int, *, verified: bool) -> list[str]:
    """Build a project in two ways from the same state, in the same place; what differs."""
    folder = project.folder
    aside, other = folder.with_name("aside"), folder.with_name("anew")
    shutil.rmtree(other, ignore_errors=True)
    folder.rename(aside)  # the original, with its hard links, is built upon what was kept
    shutil.copytree(aside, folder, symlinks=True)
    with nothing_taken_over():
        said = build(project, gazetteer, Products(), day)
    wanted = written(project)
    folder.rename(other)
    aside.rename(folder)
    with open_products(project.cache, project.releases) as products:
        same = build(project, gazetteer, products, day)
    found = written(project)
    names = sorted(found.keys() | wanted.keys())
    differing = [name for name in names if found.get(name) != wanted.get(name)]
    differing += other_indexes(folder, other)
    if said != same:
        differing.append(f"said: {said} / {same}")
    summary = same[0]
    if verified and isinstance(summary, Summary) and summary.is_new and summary.release:
        differing += [f"{f.path}: {f.message.en}" for f in verify_release(summary.release)]
    return differing


def attack(
    folder: Path, gazetteer: Path, seed: str, steps: Sequence[Sequence[Edit]], *, verified: bool
) -> None:
    """Make edits one after another, some before each build, and compare the two ways to build."""
    project = Project(folder / "project", folder / "cache")
    begin(project, drawn(seed))
    done: list[str] = []
    with much_taken_over():
        for number, step in enumerate(((), *steps)):
            for place, edit in enumerate(step):
                edit(project, drawn(f"{seed} {number} {place}"))
            done.append(" ".join(edit.__name__ for edit in step))
            found = compare(project, gazetteer, number, verified=verified)
            assert not found, (found, done)


def drawn(seed: str) -> Random:
    """The same draws for the same seed."""
    return Random(seed)  # noqa: S311 - nothing secret


def draw(random: Random, steps: int) -> list[list[Edit]]:
    """So many steps of one to three edits; documents change most."""
    kinds: tuple[Sequence[Edit], ...] = (DOCUMENTS, DOCUMENTS, WORDS, ACCIDENTS)
    return [
        [random.choice(random.choice(kinds)) for _ in range(random.choice((1, 1, 2, 3)))]
        for _ in range(steps)
    ]


@pytest.fixture(scope="session")
def gazetteer(request: pytest.FixtureRequest) -> Path:
    return request.config.rootpath / ".pytest_cache" / "lf2l-kg"


def test_what_is_kept_changes_nothing_whatever_is_edited_lost_or_damaged(
    tmp_path: Path, gazetteer: Path
) -> None:
    # What is kept is whole until the last step: else nothing would be found there.
    steps = (DOCUMENTS, WORDS, (change_the_language,), (change_the_cues,), ACCIDENTS)
    attack(tmp_path, gazetteer, "each once", steps, verified=False)


@settings(max_examples=1, deadline=None, suppress_health_check=list(HealthCheck))
@given(seed=st.integers(0, 1 << 20))
def test_what_is_kept_changes_nothing_after_edits_drawn_at_random(
    seed: int, tmp_path_factory: pytest.TempPathFactory, gazetteer: Path
) -> None:
    folder = tmp_path_factory.mktemp("edits")
    attack(folder, gazetteer, str(seed), draw(drawn(str(seed)), 3), verified=True)
