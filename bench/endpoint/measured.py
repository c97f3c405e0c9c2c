"""What a measurement is given, and what it gives."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from made import Made


@dataclass(frozen=True, slots=True)
class Bench:
    """The data, and how much is measured."""

    made: Made
    folder: Path  # for files of passage
    projects: int
    rounds: int
    seconds: float  # of each round with wrk
    hostile: int
    switches: int


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the table."""

    name: str
    here: str
    beside: str = ""
    ratio: str = ""
    aim: str = ""


def quantile(values: list[float], part: float) -> float:
    """The value under which that part of the values lies."""
    return sorted(values)[min(int(len(values) * part), len(values) - 1)]
