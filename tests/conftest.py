"""What the test files share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from commanding import CommandLine, Run
from extracting import Reader
from lf2l_kg.base.gazetteer import Gazetteer, open_gazetteer
from lf2l_kg.base.ontology import Ontology, load_ontology
from lf2l_kg.base.resources import packaged
from listening import Listening, listen_to_small
from serving import Client, write_release
from turns import Turns

ROOT = Path(__file__).resolve().parents[1]

# No test asserts on time, and a busy machine takes its own.
settings.register_profile("patient", deadline=None)
settings.load_profile("patient")


def pytest_configure(config: pytest.Config) -> None:
    """With pytest-xdist, the processes that run tests take turns."""
    if hasattr(config, "workerinput"):
        folder = Path(config.option.basetemp).parent  # of the whole run; each process has one in it
        config.pluginmanager.register(Turns(folder))


@pytest.fixture(scope="session")
def gazetteer(request: pytest.FixtureRequest) -> Gazetteer:
    """The real gazetteer; its index outlives the run, so that the next one is fast."""
    cache = request.config.rootpath / ".pytest_cache" / "lf2l-kg"
    return open_gazetteer(cache)


@pytest.fixture(scope="session")
def ontology() -> Ontology:
    """The project's ontology."""
    return load_ontology(packaged("ontology"))


@pytest.fixture(scope="session")
def reader(ontology: Ontology, gazetteer: Gazetteer) -> Reader:
    """Reads facts as the project does."""
    return Reader(ontology, gazetteer)


@pytest.fixture
def run(
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    request: pytest.FixtureRequest,
) -> Run:
    """Runs ``lf2l-kg`` in this process, in French."""
    line = CommandLine(monkeypatch, capsys)
    line.in_french(request)
    return line.run


@pytest.fixture(scope="session")
def shared() -> Path:
    """Documents that belong to others: beside the project where it is developed, nowhere else."""
    path = ROOT.parent / "shared"
    if not path.is_dir():
        pytest.skip("the folder of other people's documents is not on this machine")
    return path


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Listening]:
    """A server over the small release as settings are by default, for whoever only asks it.

    A test file whose server has other settings, or is killed or filled, has a fixture of this name.
    """
    with listen_to_small(tmp_path_factory.mktemp("served")) as running:
        yield running


@pytest.fixture(scope="module")
def releases(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the small release."""
    folder = tmp_path_factory.mktemp("releases")
    write_release(folder)
    return folder


@pytest.fixture(scope="module")
def client(releases: Path) -> Iterator[Client]:
    """Asks the application over the small release, in this process."""
    with Client(releases) as client:
        yield client
