"""The register of IRIs: an IRI once published never changes and never means something else."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from lf2l_kg.base.errors import InputError
from lf2l_kg.base.files import write_if_changed
from lf2l_kg.base.iris import KINDS
from lf2l_kg.base.lines import edit_lines
from lf2l_kg.base.messages import Message
from lf2l_kg.base.text import collapse

_HEADER = ("iri", "kind", "label", "keys")
_BETWEEN = " | "  # two keys


@dataclass(frozen=True, slots=True)
class Row:
    """An IRI with all that has ever identified its entity."""

    iri: str
    kind: str
    label: str  # when it was minted, on one line; for people who read the register
    keys: tuple[str, ...]  # each on one line, such as "name:genk", "doi:10.1111/caim.12301", sorted


@dataclass(frozen=True, slots=True)
class Register:
    """All IRIs ever minted: a line of its file for each, sorted, of which few are ever read."""

    lines: tuple[str, ...] = ()

    @classmethod
    def of(cls, rows: Iterable[Row]) -> Register:
        """A register in its canonical order, which is that of the IRIs."""
        return cls(tuple(sorted(map(_write_row, rows))))

    @property
    def rows(self) -> tuple[Row, ...]:
        """All rows, by IRI."""
        return tuple(map(_read_row, self.lines))

    def find(self, iri: str) -> Row | None:
        """The row of an IRI; None when it stands nowhere."""
        line = self._find_line(iri)
        return _read_row(line) if line else None

    def __contains__(self, iri: str) -> bool:
        """Whether an IRI has ever been minted."""
        return bool(self._find_line(iri))

    def replace(self, rows: Iterable[Row]) -> Register:
        """This register with some rows in place of those of their IRIs, or besides."""
        come = {row.iri: _write_row(row) for row in rows}
        gone = {line for line in map(self._find_line, come) if line}
        fresh = {*come.values()}
        return Register(tuple(edit_lines(self.lines, gone - fresh, fresh - gone)))

    def serialize(self) -> bytes:
        """TSV with a header, one IRI a line."""
        return "\n".join(("\t".join(_HEADER), *self.lines, "")).encode()

    def _find_line(self, iri: str) -> str:
        start = f"{iri}\t"
        at = bisect_left(self.lines, start)
        found = at < len(self.lines) and self.lines[at].startswith(start)
        return self.lines[at] if found else ""


def written_key(key: str) -> str:
    """A key as it can stand in a row, on one line and between others; what compares keys compares these."""
    words = collapse(key).split(" ")
    return " ".join(["/" if word == "|" else word for word in words])


def _write_row(row: Row) -> str:
    return "\t".join((row.iri, row.kind, row.label, _BETWEEN.join(row.keys)))


def _read_row(line: str) -> Row:
    iri, kind, label, keys = line.split("\t")
    return Row(iri, kind, label, tuple(filter(None, keys.split(_BETWEEN))))


def read_register(path: Path) -> Register:
    """Read a register; a file that does not exist yet is an empty one.

    Raises:
        InputError: when a line is malformed or an IRI stands twice, with the line.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return Register()
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(
            Message(fr=f"registre illisible : {error}", en=f"unreadable register: {error}"),
            path=str(path),
        ) from error
    found: dict[str, str] = {}
    for number, line in enumerate(text.split("\n"), start=1):
        if not line:
            continue
        cells = line.split("\t")
        if number == 1 and tuple(cells) == _HEADER:
            continue
        if number == 1 or len(cells) != len(_HEADER) or cells[1] not in KINDS:
            raise _malformed(path, number, line)
        if cells[0] in found:
            raise _repeated(path, number, cells[0])
        found[cells[0]] = line
    return Register(tuple(sorted(found.values())))


def write_register(register: Register, path: Path) -> None:
    """Write a register, whole or not at all; a file that already says the same is left alone."""
    write_if_changed(path, register.serialize())


def _malformed(path: Path, line: int, value: str) -> InputError:
    columns = ", ".join(_HEADER)
    return InputError(
        Message(
            fr=f"ligne mal formée ; colonnes attendues, séparées par des tabulations : {columns}",
            en=f"malformed line; expected columns, separated by tabs: {columns}",
        ),
        path=str(path),
        line=line,
        value=value,
    )


def _repeated(path: Path, line: int, iri: str) -> InputError:
    return InputError(
        Message(
            fr=f"l’IRI {iri} figure deux fois ; réunissez ses clés sur une seule ligne",
            en=f"the IRI {iri} stands twice; put its keys on one line",
        ),
        path=str(path),
        line=line,
        value=iri,
    )
