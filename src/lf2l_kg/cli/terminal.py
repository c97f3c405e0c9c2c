"""What is said on the terminal: findings, errors, progress, tables."""

from __future__ import annotations

import errno
import os
import re
import sys
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, Literal

import click

from lf2l_kg.base.messages import Message
from lf2l_kg.base.numbers import counted

from .bilingual import language, say

if TYPE_CHECKING:
    from lf2l_kg.base.errors import Lf2lError
    from lf2l_kg.base.records import Finding, Report
    from lf2l_kg.pipeline import Progress

SHOWN = 20  # findings shown before the list is cut

_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")

_STAGES = {
    "read": Message(fr="lecture et extraction", en="read and extract"),
    "resolve": Message(fr="résolution", en="resolve"),
    "assemble": Message(fr="assemblage", en="assemble"),
    "link": Message(fr="liens", en="link"),
    "ask": Message(fr="questions posées", en="questions asked"),
    "validate": Message(fr="validation", en="validate"),
    "release": Message(fr="publication", en="release"),
    "export": Message(fr="export du site", en="export of the site"),
    "send": Message(fr="envoi des graphes", en="graphs sent"),
}


def printable(text: str) -> str:
    """Text that cannot steer the terminal: documents are not trusted."""
    return _CONTROLS.sub("\ufffd", text)


def tell(text: str) -> None:
    """One line for the person, on stderr."""
    click.echo(printable(text), err=True)


def tell_error(error: Lf2lError) -> None:
    """``path:line:column: error: message``, as compilers and editors write it."""
    from lf2l_kg.base.errors import MalformedFileError

    if isinstance(error, MalformedFileError):
        tell_findings(error.findings, everything=True)
        return
    place = f"{nearby(error.place())}: " if error.path else ""
    tell(f"{place}error: {say(error.message)}")


def nearby(path: str) -> str:
    """A path as short as it can be written from here."""
    here = f"{os.path.realpath('.')}{os.sep}"
    return path.removeprefix(here) if path != here else path


def tell_system_error(error: OSError) -> None:
    """What the system refused, and what to do."""
    place = f"{error.filename}: " if error.filename else ""
    tell(f"{place}error: {say(_system_message(error))}")


def _system_message(error: OSError) -> Message:
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return Message(
            fr="le disque est plein ; libérez de la place et recommencez, "
            "rien d’inachevé n’a été laissé",
            en="the disk is full; free some space and run again, nothing half-written was left",
        )
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return Message(
            fr="accès refusé ; changez les droits, ou choisissez un autre endroit",
            en="permission denied; change the permissions, or choose another place",
        )
    reason = error.strerror or str(error)
    return Message(
        fr=f"le système a refusé ({reason}) ; vérifiez ce chemin et recommencez",
        en=f"the system refused ({reason}); check this path and run again",
    )


def tell_findings(findings: Sequence[Finding], *, everything: bool) -> None:
    """Findings, one a line, errors first; a long list is cut."""
    lines = []
    for finding in findings:
        numbers = [str(n) for n in (finding.line, finding.column) if n]
        place = ":".join([nearby(finding.path), *numbers])
        lines.append(f"{place}: {finding.severity}: {say(finding.message)}")
    tell_list(lines, everything=everything)


def tell_report(report: Report, *, everything: bool) -> None:
    """What validation found, one result a line, errors first, then the verdict; a long list is cut."""
    from msgspec.structs import replace

    from lf2l_kg.validate import render_text

    results = tuple(replace(result, path=nearby(result.path)) for result in report.results)
    *lines, verdict = render_text(replace(report, results=results), language()).splitlines()
    tell_list(lines, everything=everything)
    tell(verdict)


def tell_list(lines: Sequence[str], *, everything: bool) -> None:
    """Lines on stderr, no more than a screen can hold unless everything is asked for."""
    shown = lines if everything else lines[:SHOWN]
    for line in shown:
        tell(" ".join(line.split("\n")))
    if left := len(lines) - len(shown):
        more = counted(
            left,
            ("autre ; « --all » montre tout", "autres ; « --all » les montre tous"),
            ("more; `--all` shows everything", "more; `--all` shows them all"),
        )
        tell(say(Message(fr=f"… et {more.fr}", en=f"… and {more.en}")))


def follow_progress() -> Progress:
    """A progress bar on a terminal, plain lines otherwise."""
    return _Bar() if sys.stderr.isatty() else _Lines()


class _Lines:
    """Progress as plain lines: a line a stage, and one every tenth of a long stage."""

    def __init__(self) -> None:
        self._stage, self._total, self._done, self._told = "", 0, 0, 0

    def start(self, stage: str, total: int | None) -> None:
        self._stage, self._total, self._done, self._told = stage, total or 0, 0, 0
        count = f" (0/{total})" if total else ""
        tell(f"{say(_STAGES[stage])}{count}")

    def advance(self, count: int) -> None:
        self._done += count
        tenths = 10 * self._done // self._total if self._total >= 100 else 0
        if tenths > self._told:
            self._told = tenths
            tell(f"{say(_STAGES[self._stage])} ({self._done}/{self._total})")

    def finish(self) -> None:
        pass


class _Bar:
    """Progress as a bar, with what is left to wait."""

    def __init__(self) -> None:
        from rich.console import Console
        from rich.progress import (
            BarColumn,
            MofNCompleteColumn,
            Progress,
            TextColumn,
            TimeRemainingColumn,
        )

        self._bar = Progress(
            TextColumn("{task.description:<24}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeRemainingColumn(),
            console=Console(stderr=True),
            transient=True,
        )

    def start(self, stage: str, total: int | None) -> None:
        self._bar.start()
        self._task = self._bar.add_task(say(_STAGES[stage]), total=total)

    def advance(self, count: int) -> None:
        self._bar.advance(self._task, count)

    def finish(self) -> None:
        if not self._bar.tasks:
            return  # nothing had begun
        self._bar.refresh()
        self._bar.remove_task(self._task)
        self._bar.stop()


def show_table(
    title: str,
    columns: Sequence[str],
    rows: Iterable[Sequence[str]],
    *,
    numbers: Sequence[int] = (),
) -> None:
    """A table on stdout.

    Args:
        title: above the table; "" for none.
        columns: their names.
        rows: their cells, as plain text (nothing in them is taken for markup).
        numbers: the columns to set flush right.
    """
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    justify: dict[bool, Literal["left", "right"]] = {True: "right", False: "left"}
    table = Table(box=SIMPLE_HEAD, show_edge=False, show_header=any(columns), pad_edge=False)
    for index, column in enumerate(columns):
        table.add_column(Text(printable(column)), justify=justify[index in numbers])
    for row in rows:
        table.add_row(*(Text(printable(cell)) for cell in row))
    options: dict[str, Any] = {} if sys.stdout.isatty() else {"width": 110}
    console = Console(highlight=False, **options)
    if title:
        console.print(Text(printable(title), style="bold"))
    console.print(table)
