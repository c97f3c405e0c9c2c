"""The project's settings: ``lf2l-kg.toml``, read once, checked, complete."""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any

from .errors import InputError
from .messages import Language, Message
from .patterns import ClassRule
from .resources import packaged
from .subsets import Subset, parse_subsets

FILE_NAME = "lf2l-kg.toml"

_IRI = re.compile(r"https?://[^\s/<>\"{}|^`\\?#]+(?:/[^\s<>\"{}|^`\\?#]*)?")

#: What the values of some keys must be, besides their type.
_ACCEPTED: dict[str, Callable[[Any], bool]] = {
    "base_iri": lambda value: _IRI.fullmatch(value) is not None,
    "licence": lambda value: _IRI.fullmatch(value) is not None,
    "spatial": lambda value: _IRI.fullmatch(value) is not None,
    "frequency": lambda value: re.fullmatch("[A-Z_0-9]+", value) is not None,
    "publisher_type": lambda value: re.fullmatch(r"[A-Za-z-]+(?:\(s\))?", value) is not None,
    "edit_url": lambda value: not value or _is_edit_url(value),
    "contact": lambda value: re.fullmatch(r"(?:[\w.+-]+@[\w-]+(?:\.[\w-]+)+)?", value) is not None,
    "language": lambda value: value in ("fr", "en"),
    "max_file_mib": lambda value: value >= 1,
    "timeout_s": lambda value: 1 <= value <= 3600,
    "memory_mib": lambda value: value >= 64,
    "rows": lambda value: value >= 0,
    "workers": lambda value: 1 <= value <= 256,
}


def _is_edit_url(value: str) -> bool:
    """An address on the web with a place for the path of a document: « …/{path}#L{line} »."""
    filled = value.replace("{path}", "a/b.md").replace("{line}", "1")
    return "{path}" in value and re.fullmatch(r"https?://[^\s<>\"{}|^`\\]+", filled) is not None


@dataclass(frozen=True, slots=True)
class Settings:
    """What a project may choose. Paths are absolute, or relative to the working directory.

    ``identities``, ``links`` and ``reviewed`` may be files that do not exist yet.
    """

    base_iri: str = "https://w3id.org/lf2l/"  # ends in a slash
    title_fr: str = "Graphe de connaissances"
    title_en: str = "Knowledge graph"
    publisher: str = ""  # the publisher's name; "" when not said
    publisher_type: str = "NonProfitOrganisation"  # http://purl.org/adms/publishertype/1.0
    contact: str = ""  # an e-mail address for questions about the data; "" for the home page
    edit_url: str = ""  # where a document can be edited: "https://…/{path}#L{line}"; "" for nowhere
    spatial: str = "http://publications.europa.eu/resource/authority/country/FRA"  # what is covered
    frequency: str = "IRREG"  # http://publications.europa.eu/resource/authority/frequency
    licence: str = "https://creativecommons.org/licenses/by/4.0/"  # of the data
    language: Language = "fr"  # of the documents; names and descriptions bear its tag
    documents: tuple[Path, ...] = (Path("data/documents"),)
    releases: Path = Path("releases")
    identities: Path = Path("releases/identities.tsv")
    links: Path = Path("releases/links.sssom.tsv")
    enrichment: tuple[
        Path, ...
    ] = ()  # what Wikidata says of linked items, for releases; () for none
    reviewed: Path = Path("releases/reviewed.tsv")  # the answers to the review file, kept
    ontology: Path = field(default_factory=lambda: packaged("ontology"))
    queries: Path = field(default_factory=lambda: packaged("queries"))
    threshold: float = 0.5  # facts with less confidence go to the review file
    max_loss: float = 0.2  # of entities or links; a release that loses more is not made current
    max_file_mib: int = 5  # a longer document is reported and passed over
    classes: tuple[ClassRule, ...] = ()  # what the documents of a folder are pages of
    timeout_s: int = 10  # until the answer to a query is whole
    memory_mib: int = 1024  # for all queries together
    rows: int = 0  # of an answer, at most; 0 for as many as there are
    workers: int = 2  # queries evaluated at once; those that run long are beside them
    parquet: bool = False  # whether a release has its quads as Parquet too (extra ``parquet``)
    subsets: tuple[Subset, ...] = ()  # parts of a release that have dumps of their own


def find_project(start: Path) -> Path | None:
    """The nearest ``lf2l-kg.toml``, in a folder or above it; None when there is none."""
    start = start.resolve()
    for folder in (start, *start.parents):
        if (folder / FILE_NAME).is_file():
            return folder / FILE_NAME
    return None


def load_settings(
    folders: tuple[Path, ...] = (), releases: Path | None = None, *, here: Path | None = None
) -> Settings:
    """The settings of the project that the folders belong to.

    Without a settings file the defaults hold, and the register, the links and the answers are kept
    beside the releases, so that a folder can be built without any configuration.

    Args:
        folders: the folders of documents given; () for those of the project around ``here``.
        releases: the folder of releases given, or None for the project's.
        here: the working directory.

    Raises:
        InputError: when the settings file is malformed, with line or key.
    """
    found = find_project(folders[0] if folders else here or Path())
    settings = _read_settings(found) if found else Settings()
    if folders:
        settings = replace(settings, documents=folders)
    if releases is not None:
        settings = replace(settings, releases=releases)
    if not found:
        settings = replace(
            settings,
            identities=settings.releases / "identities.tsv",
            links=settings.releases / "links.sssom.tsv",
            reviewed=settings.releases / "reviewed.tsv",
        )
    return settings


def _read_settings(path: Path) -> Settings:
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise _unreadable(path, str(error)) from error
    usual = {f.name: getattr(Settings(), f.name) for f in fields(Settings)}
    values: dict[str, Any] = {name: _placed(path, value) for name, value in usual.items()}
    for key, value in table.items():
        if key not in usual:
            raise _unknown_key(path, key, list(usual))
        if key not in ("classes", "subsets"):
            values[key] = _checked(path, key, value, usual[key])
    if "classes" in table:
        values["classes"] = _class_rules(path, table["classes"])
    if "subsets" in table:
        line, base = _line_of(path, "[subsets]"), values["base_iri"]
        values["subsets"] = parse_subsets(table["subsets"], path, line, base)
    return replace(Settings(), **values)


def _placed(path: Path, value: object) -> object:
    """A usual value for the project of a settings file: its paths start from that file, too."""
    if isinstance(value, Path):
        return path.parent / value
    if isinstance(value, tuple):
        return tuple(_placed(path, member) for member in value)
    return value


def _unreadable(path: Path, reason: str) -> InputError:
    """The place is only in the text of the parser's reason: « … (at line 3, column 5) »."""
    place = re.search(r" \(at line (\d+), column (\d+)\)$", reason)
    said = reason[: place.start()] if place else reason
    return InputError(
        Message(
            fr=f"TOML illisible : {said} ; corrigez cette ligne",
            en=f"unreadable TOML: {said}; mend this line",
        ),
        path=str(path),
        line=int(place[1]) if place else 0,
        column=int(place[2]) if place else 0,
    )


def _class_rules(path: Path, value: object) -> tuple[ClassRule, ...]:
    """The table ``[classes]``: pattern = class."""
    rules = value if isinstance(value, dict) else {}
    if not isinstance(value, dict) or not all(rules) or not _are_words(rules.values()):
        raise InputError(
            Message(
                fr='« classes » est une table ; exemple : [classes], puis « projets/*.md » = "Project"',
                en='`classes` is a table; an example: [classes], then "projets/*.md" = "Project"',
            ),
            path=str(path),
            line=_line_of(path, "[classes]") or _line_of(path, "classes"),
            value=str(value),
        )
    return tuple(
        ClassRule(pattern, kind, path, _line_of(path, pattern)) for pattern, kind in rules.items()
    )


def _are_words(values: Iterable[object]) -> bool:
    return all(isinstance(value, str) and value.strip() for value in values)


def _checked(path: Path, key: str, value: object, default: object) -> object:
    """The value in the default's type, paths taken from the settings file's folder."""
    if isinstance(default, Path) and isinstance(value, str):
        return path.parent / value
    if isinstance(default, tuple) and isinstance(value, list | str):
        names = [value] if isinstance(value, str) else value
        if names and all(isinstance(name, str) for name in names):
            return tuple(path.parent / name for name in names)
    if isinstance(default, float) and isinstance(value, int | float) and _is_share(value):
        return float(value)
    if type(value) is type(default) and not isinstance(value, float):
        accepted = _ACCEPTED.get(key)
        if accepted is None or accepted(value):
            return f"{value}/" if key == "base_iri" and not str(value).endswith("/") else value
    raise InputError(
        Message(
            fr=f"« {key} » ne peut pas valoir {value!r} ; exemple : {default!r}",
            en=f"`{key}` cannot be {value!r}; an example: {default!r}",
        ),
        path=str(path),
        line=_line_of(path, key),
        value=str(value),
    )


def _is_share(value: float) -> bool:
    return not isinstance(value, bool) and 0 <= value <= 1


def _unknown_key(path: Path, key: str, known: list[str]) -> InputError:
    near = difflib.get_close_matches(key, known, n=1)
    names = near or sorted(known)
    return InputError(
        Message(
            fr=f"clé inconnue « {key} » ; clés possibles : {', '.join(names)}",
            en=f"unknown key `{key}`; possible: {', '.join(names)}",
        ),
        path=str(path),
        line=_line_of(path, key),
        value=key,
    )


def _line_of(path: Path, key: str) -> int:
    for number, line in enumerate(path.read_text(encoding="utf-8-sig").splitlines(), start=1):
        if line.split("=")[0].strip().strip("\"'") == key:
            return number
    return 0
