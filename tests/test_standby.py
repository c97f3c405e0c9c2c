"""A process that stands by to validate says what would be found without it, or nothing at all."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pyoxigraph as ox
import pytest

from lf2l_kg.base.dataset import Dataset
from lf2l_kg.base.errors import InputError
from lf2l_kg.base.namespaces import RDF
from lf2l_kg.base.ontology import Ontology, load_ontology
from lf2l_kg.base.resources import packaged
from lf2l_kg.engines import local
from lf2l_kg.engines.local import validate_portions
from lf2l_kg.engines.standby import Results, Standby
from lf2l_kg.validate import Portion, check_portions, divide_dataset
from test_incremental import Project, drawn, sheet

BASE = "https://w3id.org/lf2l/"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(packaged("ontology"), tmp_path / "ontology"))


@pytest.fixture
def portions(ontology: Ontology) -> tuple[Portion, ...]:
    """Territories without a label."""
    kind, graph = ox.NamedNode(f"{BASE}ontology#Territory"), ox.NamedNode(f"{BASE}graph/d")
    named = [ox.NamedNode(f"{BASE}id/territory/t{number}") for number in range(9)]
    quads = [ox.Quad(one, ox.NamedNode(f"{RDF}type"), kind, graph) for one in named]
    return divide_dataset(Dataset.from_quads(quads), ontology)


def test_what_the_process_finds_is_what_is_found_here(
    folder: Path,
    portions: tuple[Portion, ...],
    ontology: Ontology,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    here = check_portions(portions, ontology)
    monkeypatch.delattr(local, "check_portions")
    with Standby(folder, 2) as process:
        process.start()
        process.start()
        there = list(validate_portions(portions, ontology, processes=2, standby=process))
    assert [*map(Counter, there)] == [*map(Counter, here)]
    assert sum(map(len, here)) >= 9


def test_what_the_process_does_not_say_is_found_here(
    folder: Path, portions: tuple[Portion, ...], ontology: Ontology
) -> None:
    here = check_portions(portions, ontology)
    with (
        Standby(folder, 2) as unstarted,
        Standby(folder, 1) as forbidden,
        Standby(folder, 2) as killed,
        Standby(folder, 2) as spent,
        Standby(folder / "nowhere", 2) as lost,
    ):
        for process in (forbidden, killed, spent, lost):
            process.start()
        assert killed._process is not None
        killed._process.kill()
        assert spent.check(portions, ontology) is not None
        for process in (unstarted, forbidden, killed, spent, lost):
            assert process.check(portions, ontology) is None
            found = list(validate_portions(portions, ontology, processes=2, standby=process))
            assert [*map(Counter, found)] == [*map(Counter, here)]


def test_an_ontology_that_was_changed_meanwhile_is_not_judged_by(
    folder: Path, portions: tuple[Portion, ...], ontology: Ontology
) -> None:
    shapes = folder / "shapes.ttl"
    shapes.write_bytes(shapes.read_bytes() + b"# other shapes\n")
    with Standby(folder, 2) as process:
        process.start()
        assert process.check(portions, ontology) is None
    with Standby(folder, 2) as process:
        process.start()
        assert process.check(portions, load_ontology(folder)) is not None


def test_a_malformed_shape_is_told_as_without_the_process(
    folder: Path, portions: tuple[Portion, ...]
) -> None:
    shapes = folder / "shapes.ttl"
    bad = b"shapes:Bad a sh:NodeShape ; sh:targetClass lf2l:Territory ; sh:pattern 1 , 2 .\n"
    shapes.write_bytes(shapes.read_bytes() + bad)
    with Standby(folder, 2) as process:
        process.start()
        with pytest.raises(InputError, match="SHACL shape is malformed"):
            list(validate_portions(portions, load_ontology(folder), processes=2, standby=process))


def test_the_process_ends_with_its_block_and_with_the_program_that_started_it(
    folder: Path,
) -> None:
    with Standby(folder, 2) as standing:
        standing.start()
        process = standing._process
        assert process is not None
        assert process.poll() is None
    assert process.returncode is not None
    code = (
        "import os, sys\n"
        "from pathlib import Path\n"
        "from lf2l_kg.engines.standby import Standby\n"
        "standing = Standby(Path(sys.argv[1]), 2)\n"
        "standing.start()\n"
        "print(standing._process.pid, flush=True)\n"
        "os.kill(os.getpid(), 9)\n"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-c", code, str(folder)]
    ended = subprocess.run(
        command, env=environment, capture_output=True, text=True, check=False, timeout=300
    )
    # Its output ends only when the process has: it was given the same.
    left = int(ended.stdout)
    while _runs(left):
        time.sleep(0.1)


def _runs(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    state = Path(f"/proc/{process}/stat")
    return not state.exists() or state.read_text().rpartition(") ")[2][0] != "Z"


def test_a_build_that_asks_it_gives_what_a_full_build_gives(
    tmp_path: Path, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[bool] = []

    class Noted(Standby):
        def check(self, portions: Sequence[Portion], ontology: Ontology) -> Results | None:
            found = super().check(portions, ontology)
            said.append(found is not None)
            return found

    monkeypatch.setattr("lf2l_kg.pipeline.Standby", Noted)
    gazetteer = request.config.rootpath / ".pytest_cache" / "lf2l-kg"
    kept = Project(tmp_path / "kept", gazetteer, tmp_path / "cache")
    full = Project(tmp_path / "full", gazetteer, None)
    for number in range(3):
        for project in (kept, full):
            for name in ("a", "b"):
                path = project.documents / f"{name}.md"
                path.write_text(sheet(drawn(f"{name} {number}")), encoding="utf-8")
        one, other = kept.build(processes=2), full.build()
        assert [name for name in other if one[name] != other[name]] == []
    assert said == [True, True]  # the first build has nothing to compare with
