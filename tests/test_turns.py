"""Tests run side by side, but those marked ``alone``."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import turns

CONFTEST = """
from pathlib import Path
from turns import Turns

def pytest_configure(config):
    config.addinivalue_line("markers", "alone: no other test runs meanwhile")
    if hasattr(config, "workerinput"):
        config.pluginmanager.register(Turns(Path(config.option.basetemp).parent))
"""
TESTS = """
import os, time
from pathlib import Path
import pytest

def note(kind):
    began = time.monotonic()
    time.sleep(0.05)
    with Path(__file__).with_name("times").open("a") as file:
        file.write(f"{kind} {os.getpid()} {began} {time.monotonic()}\\n")

@pytest.mark.parametrize("number", range(6))
def test_beside(number):
    note("beside")

@pytest.mark.alone
@pytest.mark.parametrize("number", range(6))
def test_alone(number):
    note("alone")
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows cannot lock files so")
def test_no_other_test_runs_while_one_does_that_is_marked_alone(tmp_path: Path) -> None:
    shutil.copy(turns.__file__, tmp_path)
    (tmp_path / "conftest.py").write_text(CONFTEST)
    for name in ("test_one.py", "test_other.py"):  # one for each process
        (tmp_path / name).write_text(TESTS)
    command = [sys.executable, "-m", "pytest", "-n", "2", "--dist", "loadfile", str(tmp_path)]
    environ = {name: value for name, value in os.environ.items() if "PYTEST" not in name}
    subprocess.run(command, cwd=tmp_path, env=environ, check=True, capture_output=True)
    ran = [line.split() for line in (tmp_path / "times").read_text().splitlines()]
    assert len(ran) == 24
    assert len({process for _, process, _, _ in ran}) == 2
    for kind, process, began, ended in ran:
        if kind == "alone":
            others = [other for other in ran if other[1] != process]
            assert all(float(o[3]) <= float(began) or float(o[2]) >= float(ended) for o in others)


def test_the_long_files_are_there() -> None:
    files = {path.stem for path in Path(__file__).parent.rglob("test_*.py")}
    assert set(turns.LONG) <= files
