"""The documentation is run, so that it cannot go stale."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass, fields, replace
from pathlib import Path

import pytest

from lf2l_kg.base.resources import packaged
from lf2l_kg.base.settings import Settings
from lf2l_kg.base.subsets import Subset
from lf2l_kg.cli.app import COULD_NOT, INTERRUPTED, app
from releasing import BASE, release_of, settings_for

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
ARCHITECTURE = (ROOT / "docs" / "ARCHITECTURE.md").read_text(encoding="utf-8")

_BLOCK = re.compile(
    r"(?:^<!-- not run: (?P<reason>.+?) -->\n)?^```(?P<kind>sh|python)\n(?P<code>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)
_LINK = re.compile(r"\]\((?!https?:|#)([^)#\s]+)")


@dataclass(frozen=True)
class Example:
    """A block of code of the README."""

    kind: str
    code: str
    reason: str  # why it is not run; "" when it is


def examples(text: str) -> list[Example]:
    return [
        Example(found["kind"], found["code"], found["reason"] or "")
        for found in _BLOCK.finditer(text)
    ]


def sections(text: str) -> dict[str, str]:
    """Heading → what is below it, for headings of any level."""
    parts = re.split(r"^#+ (.+)$", text, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Path:
    """A copy of the project to run examples in, with ``lf2l-kg`` on the path."""
    project = tmp_path / "project"
    project.mkdir()
    for name in ("data", "ontology", "queries"):
        shutil.copytree(ROOT / name, project / name)
    shutil.copy(ROOT / "lf2l-kg.toml", project)
    command = tmp_path / "bin" / "lf2l-kg"
    command.parent.mkdir()
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m lf2l_kg "$@"\n')
    command.chmod(0o755)
    monkeypatch.setenv("PATH", f"{command.parent}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("XDG_CACHE_HOME", str(request.config.rootpath / ".pytest_cache"))
    (project / ".cache").symlink_to(request.config.rootpath / ".pytest_cache" / "lf2l-kg")
    monkeypatch.chdir(project)
    return project


@pytest.mark.skipif(sys.platform == "win32", reason="the commands are for a POSIX shell")
def test_the_shell_commands_of_the_readme_work(place: Path) -> None:
    lines = []
    for number, example in enumerate(
        e for e in examples(README) if e.kind == "sh" and not e.reason
    ):
        # Each block starts from the root of the project, where the reader is.
        lines.append(f"echo '--- block {number}' >&2; cd '{place}'\n{example.code}")
    assert len(lines) > 8
    ran = subprocess.run(
        ["sh", "-eu", "-c", "\n".join(lines)], check=False, capture_output=True, text=True
    )
    assert ran.returncode == 0, ran.stderr[-2000:]
    assert "Épinal" in ran.stdout  # the first answer that the README promises
    assert (place / "releases" / "current" / "manifest.json").is_file()


def test_the_python_of_the_readme_works(place: Path) -> None:
    namespace: dict[str, object] = {}
    blocks = [e.code for e in examples(README) if e.kind == "python" and not e.reason]
    assert len(blocks) > 8
    for block in blocks:
        exec(compile(block, "README.md", "exec"), namespace)  # noqa: S102 (our own documentation)
    assert (place / "releases" / "current").exists()
    assert namespace["answer"]


def test_an_example_that_is_not_run_says_why() -> None:
    assert all(len(e.reason) > 10 for e in examples(README) if e.reason)
    assert README.count("```sh") + README.count("```python") == len(examples(README))


def test_every_command_has_its_heading_with_a_command_and_python() -> None:
    found = sections(README)
    for name in app.commands:
        assert name in found, f"README.md has no heading « {name} »"
        assert f"lf2l-kg {name}" in found[name]
    stages = ("read", "extract", "resolve", "assemble", "link", "validate", "release", "serve")
    assert all("```python" in found[name] for name in stages)


def test_every_stage_is_a_module_a_command_and_a_line_of_the_architecture() -> None:
    stages = re.findall(r"^\| (\w+) \| `(\w+)` \|", ARCHITECTURE, flags=re.MULTILINE)
    assert len(stages) == 8
    for name, function in stages:
        assert name in app.commands
        module = __import__(f"lf2l_kg.{name}", fromlist=[function])
        assert callable(getattr(module, function))
        assert f"{function}(" in README or function in sections(README)[name]


def test_every_setting_is_explained() -> None:
    table = sections(README)["Configuration"]
    assert all(f"`{field.name}`" in table for field in fields(Settings))


def test_every_file_of_a_release_is_explained(tmp_path: Path) -> None:
    subset = Subset("x", "par-territoire", (("territoire", f"{BASE}id/territory/albi"),))
    settings = replace(settings_for(tmp_path, packaged("queries")), subsets=(subset,))
    rows = re.findall(r"^\| (`[^|]+) \|", sections(README)["release"], re.MULTILINE)
    named = [name for row in rows for name in re.findall(r"`([^`]+)`", row)]
    assert {"dump.nq.zst", "….csv", "quads.parquet"} <= {*named}
    known = re.compile("|".join(".*".join(map(re.escape, name.split("…"))) for name in named))
    for path in release_of(tmp_path, settings=settings).path.iterdir():
        assert known.fullmatch(path.name), path.name


def test_every_exit_code_is_explained() -> None:
    table = sections(README)["Bad input, and exit codes"]
    for code in (0, 1, 2, COULD_NOT, INTERRUPTED):
        assert f"\n| {code} |" in table


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md", "docs/ARCHITECTURE.md"])
def test_links_and_named_files_of_the_documentation_exist(name: str) -> None:
    path = ROOT / name
    for target in _LINK.findall(path.read_text(encoding="utf-8")):
        assert (path.parent / target).exists(), target


def test_the_house_of_the_architecture_is_the_one_that_stands() -> None:
    house = ARCHITECTURE.partition("```\nREADME.md")[2].partition("```")[0]
    packages = re.findall(r"^  ([a-z]+)(/|\.py) ", house.partition("src/lf2l_kg/")[2], re.MULTILINE)
    drawn = {name + ("" if mark == "/" else mark) for name, mark in packages}
    here = ROOT / "src" / "lf2l_kg"
    stands = {
        path.name
        for path in here.iterdir()
        if (path.is_dir() and (path / "__init__.py").exists())
        or (path.suffix == ".py" and not path.name.startswith("__"))
    }
    assert drawn == stands
