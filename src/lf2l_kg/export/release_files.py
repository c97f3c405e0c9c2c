"""What a release holds, at the addresses that the server gives it."""

from __future__ import annotations

import shutil

import pyoxigraph as ox

from lf2l_kg.base.errors import InputError
from lf2l_kg.base.messages import Message
from lf2l_kg.pages import PORTAL_FILE, serialize_for_portals
from lf2l_kg.query.graphs import parse_graph

from .things import Desk

#: A page with data: its path, and the file of the release that it shows.
GRAPHS = {
    "ontology": "ontology.ttl",
    "shapes": "shapes.ttl",
    "cue": "cues.ttl",
    "catalog": "catalog.ttl",
}
_DUMPS = "dumps"


def write_release_files(desk: Desk) -> None:
    """The dumps as they are, the ontology with what goes with it and the catalogue in every format, the feed.

    Raises:
        InputError: when the release lacks one of these.
    """
    release, site = desk.task.release, desk.task.folder
    (site / _DUMPS).mkdir()
    for file in sorted(release.iterdir()):
        if file.is_file():
            shutil.copyfile(file, site / _DUMPS / file.name)
    for path, name in GRAPHS.items():
        desk.write_data(path, _triples(desk, name))
        shutil.copyfile(release / name, site / f"{path}.ttl")  # as its authors wrote it
    desk.write(".well-known/void", (site / "catalog.ttl").read_bytes())
    desk.write(PORTAL_FILE, serialize_for_portals((site / "catalog.ttl").read_bytes()))
    for name in ("feed.ttl", "feed.atom"):
        shutil.copyfile(site / _DUMPS / name, site / name)
    for file in sorted(release.glob("feed-*.ttl")):
        desk.write(f"feed/{file.name.removeprefix('feed-')}", file.read_bytes())


def _triples(desk: Desk, name: str) -> list[ox.Triple]:
    file = desk.task.release / name
    try:
        return parse_graph(file.read_bytes())
    except (OSError, SyntaxError) as error:
        raise InputError(
            Message(
                fr=f"illisible ({error})\u00a0; vérifiez la publication avec «\u00a0lf2l-kg verify\u00a0»",
                en=f"unreadable ({error}); look at the release with `lf2l-kg verify`",
            ),
            path=str(file),
        ) from error
