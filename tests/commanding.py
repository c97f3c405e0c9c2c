"""The command line in this process, with what a person types or pipes."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from lf2l_kg.cli import main


@dataclass(frozen=True)
class Ran:
    """What a command left behind."""

    code: int
    out: str
    err: str


Run = Callable[..., Ran]


class _Terminal(io.BytesIO):
    def isatty(self) -> bool:
        return True


@dataclass(frozen=True)
class CommandLine:
    """Runs ``lf2l-kg``."""

    monkeypatch: pytest.MonkeyPatch
    capsys: pytest.CaptureFixture[str]

    def run(self, *arguments: object, stdin: bytes = b"", is_terminal: bool = False) -> Ran:
        """One command, with standard input, which may be a terminal."""
        given = _Terminal(stdin) if is_terminal else io.BytesIO(stdin)
        self.monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BufferedReader(given)))
        with pytest.raises(SystemExit) as left:
            main([str(argument) for argument in arguments])
        said = self.capsys.readouterr()
        assert isinstance(left.value.code, int)
        return Ran(left.value.code, said.out, said.err)

    def in_french(self, request: pytest.FixtureRequest) -> None:
        """For somebody whose locale is French, with the cache of the tests."""
        self.monkeypatch.setenv("XDG_CACHE_HOME", str(request.config.rootpath / ".pytest_cache"))
        self.monkeypatch.setenv("LC_ALL", "fr_FR.UTF-8")
        self.monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
