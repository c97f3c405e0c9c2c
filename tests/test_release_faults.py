"""A few of the faults that ``bench/faults.py`` injects by the hundred, in a process of their own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

BENCH = Path(__file__).resolve().parents[1] / "bench"


@pytest.mark.skipif(sys.platform == "win32", reason="it forks")
def test_after_any_fault_what_is_served_is_sound() -> None:
    ran = subprocess.run(
        [sys.executable, str(BENCH / "faults.py"), "--count", "8", "--seed", "7"],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        check=False,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "8 faults" in ran.stdout
