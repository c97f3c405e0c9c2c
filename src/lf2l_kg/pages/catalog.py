"""The page of the data: what can be downloaded, queried, reused."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from msgspec import Struct

from lf2l_kg.base.messages import Language, Message
from lf2l_kg.base.numbers import format_number

from .edition import Edition
from .frame import Frame
from .rendering import render

#: What a file holds, by its name or its ending.
_HOLDS = {
    "dump.ttl.gz": Message("tous les faits, en Turtle", "all facts, in Turtle"),
    "dump.jsonld.gz": Message(
        "tous les faits, en JSON-LD, une chose par ligne", "all facts, in JSON-LD, a line a thing"
    ),
    "dump.nq.zst": Message(
        "tout, avec les preuves, en N-Quads", "everything, with the evidence, in N-Quads"
    ),
    "evidence.nq.zst": Message(
        "les mots dont vient chaque fait", "the words that each fact comes from"
    ),
    "ontology.ttl": Message("l’ontologie", "the ontology"),
    "shapes.ttl": Message("ce qui est vérifié (SHACL)", "what is checked (SHACL)"),
    "themes.ttl": Message("les thèmes (SKOS)", "the themes (SKOS)"),
    "catalog.ttl": Message(
        "la description des données (DCAT-AP, VoID)", "the description of the data (DCAT-AP, VoID)"
    ),
    "changes.md": Message("ce qui a changé", "what has changed"),
    "quads.parquet": Message("tous les quads, en Parquet", "all quads, in Parquet"),
    "report.txt": Message("le rapport de validation", "the report of validation"),
    "manifest.json": Message("le manifeste, avec les empreintes", "the manifest, with the digests"),
}
_TABLE = Message("un tableau, une ligne par chose", "a table, a line a thing")
_SUBSET = Message("une partie des faits, en Turtle", "a part of the facts, in Turtle")
_UNITS = {"fr": ("o", "ko", "Mo", "Go"), "en": ("B", "kB", "MB", "GB")}


class Download(Struct, frozen=True):
    """A file of the release."""

    name: str
    holds: str  # in words; "" for one of the other files
    size: str


def catalog_page(
    edition: Edition, frame: Frame, names: Sequence[str], limits: Sequence[Message]
) -> str:
    """The page of the data.

    Args:
        edition: the release.
        frame: the language and the addresses.
        names: of the files that can be downloaded.
        limits: of the endpoint, as sentences; () where there is none.
    """
    files = [_download(edition.path / name, frame.language) for name in names]
    return render(
        "catalog.html",
        frame,
        files=[file for file in files if file.holds],
        others=[file for file in files if not file.holds],
        limits=limits,
    )


def _download(path: Path, language: Language) -> Download:
    holds = _HOLDS.get(path.name)
    if holds is None and path.suffix == ".csv":
        holds = _TABLE
    if holds is None and path.name.startswith("subset-"):
        holds = _SUBSET
    said = holds.in_language(language) if holds else ""
    return Download(path.name, said, _size(path.stat().st_size, language))


def _size(count: int, language: Language) -> str:
    number, unit = float(count), 0
    while number >= 1000 and unit < 3:
        number, unit = number / 1000, unit + 1
    shown = format_number(round(number), language)
    return f"{shown}\u00a0{_UNITS[language][unit]}"
