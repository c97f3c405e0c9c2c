"""The register of IRIs: an IRI once published never changes and never means something else."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from lf2l_kg.base.errors import InputError
from lf2l_kg.base.files import write_if_changed
from lf2l_kg.base.iris import KINDS
from lf2l_kg.base.messages import Message

_HEADER = ("iri", "kind", "label", "keys")


@dataclass(frozen=True, slots=True)
class Row:
    """An IRI with all that has ever identified its entity."""

    iri: str
    kind: str
    label: str  # when it was minted, on one line; for people who read the register
    keys: tuple[str, ...]  # each on one line, such as "name:genk", "doi:10.1111/caim.12301", sorted


@dataclass(frozen=True, slots=True)
class Register:
    """All IRIs ever minted, sorted by IRI."""

    rows: tuple[Row, ...] = ()

    @classmethod
    def of(cls, rows: Iterable[Row]) -> Register:
        """A register in its canonical order."""
        return cls(tuple(sorted(rows, key=lambda row: row.iri)))

    def serialize(self) -> bytes:
        """TSV with a header, one IRI a line."""
        cells = ((row.iri, row.kind, row.label, " | ".join(row.keys)) for row in self.rows)
        return "".join("\t".join(line) + "\n" for line in (_HEADER, *cells)).encode()


def read_register(path: Path) -> Register:
    """Read a register; a file that does not exist yet is an empty one.

    Raises:
        InputError: when a line is malformed or an IRI stands twice, with the line.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return Register()
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(
            Message(fr=f"registre illisible : {error}", en=f"unreadable register: {error}"),
            path=str(path),
        ) from error
    rows: dict[str, Row] = {}
    for number, line in enumerate(text.split("\n"), start=1):
        if not line:
            continue
        cells = line.split("\t")
        if number == 1 and tuple(cells) == _HEADER:
            continue
        if number == 1 or len(cells) != len(_HEADER) or cells[1] not in KINDS:
            raise _malformed(path, number, line)
        if cells[0] in rows:
            raise _repeated(path, number, cells[0])
        rows[cells[0]] = Row(
            cells[0], cells[1], cells[2], tuple(filter(None, cells[3].split(" | ")))
        )
    return Register.of(rows.values())


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
