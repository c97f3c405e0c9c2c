"""The scripts of the pages as they are built: small, licensed, in the package."""

from __future__ import annotations

import gzip
import json
import re
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
WEB = ROOT / "web"
BUILT = ROOT / "src" / "lf2l_kg" / "pages" / "assets" / "built"
built = pytest.mark.skipif(
    not (BUILT / "manifest.json").is_file(),
    reason="the scripts of the pages are not built: install Node 20 or later, then `make scripts`",
)


def loaded_by(entry: str) -> list[str]:
    """The files that a page gets before anybody does anything: an entry, and all that it imports."""
    waiting, found = [json.loads((BUILT / "manifest.json").read_bytes())[entry]], []
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.append(name)
            text = (BUILT / name).read_text(encoding="utf-8")
            waiting += re.findall(r'(?:\bfrom|\bimport)\s*"\./([^"]+\.js)"', text)
    return found


@built
@pytest.mark.parametrize(("entry", "most"), [("query", 200_000), ("search", 15_000)])
def test_what_a_page_loads_is_small(entry: str, most: int) -> None:
    files = loaded_by(entry)
    packed = sum(len(gzip.compress((BUILT / name).read_bytes(), 9)) for name in files)
    assert 0 < packed < most
    if entry == "search":  # it is on every page: small even before it is compressed
        assert sum((BUILT / name).stat().st_size for name in files) < most


@built
def test_everything_that_is_bundled_has_its_licence_beside_it() -> None:
    text = (BUILT / "licences.txt").read_text(encoding="utf-8")
    listed = re.findall(r"^(\S+) \d+\.\d+\.\d+ \(([\w.-]+)\)$", text, re.MULTILINE)
    assert {name for name, _ in listed} >= {"@codemirror/view", "@lezer/common", "minisearch"}
    assert {licence for _, licence in listed} <= {"MIT", "ISC", "BSD-3-Clause", "Apache-2.0"}
    assert len(re.findall(r"[Pp]ermission", text)) >= len(listed)


@built
def test_nothing_that_is_bundled_makes_code_of_text_or_asks_another_site() -> None:
    for path in BUILT.glob("*.js"):
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"\beval\(|new Function\(|\.innerHTML\s*=|document\.write", text), path
        asked = re.findall(r"(?:fetch|import)\(\s*[\"'`](https?:[^\"'`]+)", text)
        assert asked == []


def test_the_lock_file_holds_the_digest_of_every_package_and_no_address() -> None:
    lock = json.loads((WEB / "package-lock.json").read_bytes())
    packages = {name: entry for name, entry in lock["packages"].items() if name}
    assert len(packages) > 10
    assert all(entry["integrity"].startswith("sha512-") for entry in packages.values())
    assert not any("resolved" in entry for entry in packages.values())


@built
def test_the_packages_carry_the_scripts(tmp_path: Path) -> None:
    """The wheel, and the archive of sources, from which a wheel is made without Node."""
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-d", str(tmp_path)],
        cwd=ROOT, check=True, capture_output=True,
    )  # fmt: skip
    (wheel,), (archive,) = tmp_path.glob("*.whl"), tmp_path.glob("*.tar.gz")
    wanted = {path.name for path in BUILT.iterdir()}
    with zipfile.ZipFile(wheel) as package:
        inside = [Path(name) for name in package.namelist()]
        assert {
            p.name for p in inside if p.parent.as_posix() == "lf2l_kg/pages/assets/built"
        } == wanted
    with tarfile.open(archive) as sources:
        names = sources.getnames()
    assert {Path(name).name for name in names if "/pages/assets/built/" in name} == wanted
    assert not any("node_modules" in name for name in names)
    assert any(name.endswith("/web/package-lock.json") for name in names)


def test_the_pictures_of_the_pages_are_those_that_are_shown_and_small() -> None:
    docs = ROOT / "docs"
    text = (docs / "PAGES.md").read_text(encoding="utf-8")
    shown = re.findall(r'src="([^"]+)"', text)
    kept = sorted(path.relative_to(docs).as_posix() for path in (docs / "screenshots").iterdir())
    assert sorted(shown) == kept
    assert len(kept) == 24  # six pages, two languages, two widths
    assert text.count('alt="') == len(kept)
    assert sum((docs / path).stat().st_size for path in kept) < 3_000_000
