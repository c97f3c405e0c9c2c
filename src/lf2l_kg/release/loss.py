"""Whether a release would lose much of what the current one has."""

from __future__ import annotations

from pathlib import Path

from lf2l_kg.base.errors import InputError
from lf2l_kg.base.history import ChangeCounts
from lf2l_kg.base.iris import Iris
from lf2l_kg.base.messages import Message
from lf2l_kg.base.ontology import Ontology
from lf2l_kg.base.settings import Settings

from .changes import Previous, Reading, find_changes, read_previous
from .directory import current_release
from .manifest import read_manifest
from .packing import read_index
from .sides import Side


def find_loss(
    release: Path,
    ontology: Ontology,
    settings: Settings,
    since: tuple[Path, ChangeCounts] | None = None,
) -> Message | None:
    """What would be lost by making a release the current one, when it is more than the settings allow.

    Args:
        release: it stands in the folder of releases.
        ontology: of the data.
        settings: with the share of entities and of links that may vanish.
        since: the release that it was just made after, and what changed, which need not be read again.

    Returns:
        What to say; None when not much is lost, or there is no current release to lose it from. Where the
        current one is damaged, the last sound one counts, which the release follows.
    """
    current, digest = None, ""
    try:
        current = current_release(release.parent)
        if current is None or current.resolve() == release.resolve():
            return None
        if since is None or current.resolve() != since[0].resolve():
            digest = read_manifest(current).digest
            since = None
    except InputError:
        since = None
    changes = since[1] if since else _changes_since(current, digest, release, ontology, settings)
    if not changes.loses_more_than(settings.max_loss):
        return None
    entities = f"{changes.removed}/{changes.entities_before}"
    links = f"{changes.links_lost}/{changes.links_before}"
    return Message(
        fr=f"cette publication perdrait {entities} entités et {links} liens ({settings.max_loss:.0%} "
        f"au plus, par «\u00a0max_loss\u00a0»)\u00a0: lisez {release / 'changes.md'}\u00a0; si c’est voulu, "
        "relancez avec --accept-loss",
        en=f"this release would lose {entities} entities and {links} links ({settings.max_loss:.0%} "
        f"at most, by `max_loss`): read {release / 'changes.md'}; if that is meant, run again with "
        "--accept-loss",
    )


def _changes_since(
    current: Path | None, digest: str, release: Path, ontology: Ontology, settings: Settings
) -> ChangeCounts:
    """What a release changed, as its manifest says; where that is told since another one, found anew."""
    manifest = read_manifest(release)
    previous = read_previous(current) if digest not in ("", manifest.previous) else None
    if previous is None:
        return manifest.changes
    return _compare(previous, release, ontology, settings)


def _compare(
    previous: Previous, after: Path, ontology: Ontology, settings: Settings
) -> ChangeCounts:
    """The release was written after another one than the current: before a rollback, for example."""
    reading = Reading(ontology, Iris(settings.base_iri), settings.language)
    side = Side.of(after, read_manifest(after).graphs, read_index(after))
    return find_changes(previous, side, reading).count(previous)
