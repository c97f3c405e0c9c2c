"""The site as files: which there are."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import pyoxigraph as ox

from lf2l_kg.base.settings import Settings
from lf2l_kg.pages import HEADERS, serialize_sitemaps, thing_paths

from .directory import new_site
from .fixed_pages import write_fixed_pages
from .release_files import write_release_files
from .rules import KINDS, Host, serialize_rules
from .search_data import serialize_search
from .things import Desk, Task, write_things


class Progress(Protocol):
    """Who is told how far the export has come."""

    def start(self, stage: str, total: int | None) -> None:
        """It begins; ``total`` is the number of things."""
        ...

    def advance(self, count: int) -> None:
        """So many further things are written."""
        ...

    def finish(self) -> None:
        """It is over, done or not."""
        ...


_LONGEST = 240  # bytes of a name, to which an ending is added: file systems take 255


@dataclass(frozen=True, slots=True)
class Exported:
    """What an export gave."""

    folder: Path
    things: int
    files: int
    size: int  # bytes


def export_site(
    release: Path,
    settings: Settings,
    folder: Path,
    address: str = "",
    progress: Progress | None = None,
) -> Exported:
    """Write the whole site of a release as files; what was exported there before is replaced.

    Args:
        release: its directory.
        settings: the project's.
        folder: where to; a new or an empty one, or that of an earlier export.
        address: of the site on the web, for its map and its rules; "" for that of the IRIs.
        progress: is told how many things there are, and how many are written.

    Raises:
        InputError: when the release cannot be read.
        OutputError: when the folder holds something else.
        OSError: when something cannot be written; the earlier export is as it was.
    """
    release = release.resolve()
    with new_site(folder, release.name) as fresh:
        desk = Desk.of(Task(release, settings, fresh))
        site = (address or settings.base_iri).rstrip("/")
        write_release_files(desk)
        write_fixed_pages(desk, site)
        desk.write("search.json", serialize_search(desk))
        for name, data in (
            *serialize_sitemaps(desk.edition, settings.base_iri, f"{site}/").items(),
            *_rules(desk, site).items(),
        ):
            desk.write(name, data)
        paths = _paths(desk)
        if progress:
            progress.start("export", len(paths))
        try:
            for count in write_things(desk.task, paths):
                if progress:
                    progress.advance(count)
        finally:
            if progress:
                progress.finish()
    files = [file for file in folder.rglob("*") if file.is_file()]
    return Exported(folder, len(paths), len(files), sum(file.stat().st_size for file in files))


def _paths(desk: Desk) -> list[str]:
    """The paths of the IRIs that have a page of their own: things, and the graphs of documents."""
    base = desk.task.settings.base_iri
    graphs = (graph.value for graph in desk.store.named_graphs() if isinstance(graph, ox.NamedNode))
    documents = (iri.removeprefix(base) for iri in graphs if not iri.endswith("/evidence"))
    found = {*thing_paths(desk.edition, base), *documents}
    return sorted(path for path in found if _is_safe(path))


def _is_safe(path: str) -> bool:
    """Whether a path is that of a file in the site: the dataset may come from elsewhere."""
    parts = path.split("/")
    short = all(len(part.encode()) <= _LONGEST for part in parts)
    return parts[0] in KINDS and short and all(part.strip(".") for part in parts)


def _rules(desk: Desk, site: str) -> dict[str, bytes]:
    """The rules of negotiation, with what is no more."""
    settings = desk.task.settings
    gone, moved = [], {}
    for iri, heir in desk.edition.gone.items():
        path = f"/{iri.removeprefix(settings.base_iri)}"
        if _is_safe(path[1:]) and heir.startswith(settings.base_iri):
            moved[path] = f"/{heir.removeprefix(settings.base_iri)}"
        elif _is_safe(path[1:]):
            gone.append(path)
    title = settings.title_fr if settings.language == "fr" else settings.title_en
    host = Host(title, settings.base_iri, site, settings.language, HEADERS, moved, tuple(gone))
    return serialize_rules(host)
