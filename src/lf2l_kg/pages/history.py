"""The releases up to one, as its ``feed.json`` tells them."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import msgspec
from msgspec import Struct

from lf2l_kg.base.messages import Language

from .forms import format_number

_FILE = "feed.json"


class ChangeCounts(Struct, frozen=True):
    """How much a release changed."""

    added: int = 0
    changed: int = 0
    renamed: int = 0
    merged: int = 0
    removed: int = 0
    links_added: int = 0
    links_lost: int = 0
    facts_added: int = 0
    facts_removed: int = 0


class Past(Struct, frozen=True):
    """One release."""

    name: str
    published: datetime
    changes: ChangeCounts

    @property
    def issued(self) -> date:
        """The day it was published."""
        return self.published.date()

    def said(self, language: Language) -> str:
        """What it changed, in words; "" for nothing that is counted."""
        c = self.changes
        told = [
            (c.added, "choses ajoutées", "things added"),
            (c.changed + c.renamed, "modifiées", "changed"),
            (c.merged, "fusionnées", "merged"),
            (c.removed, "retirées", "removed"),
            (c.facts_added, "faits ajoutés", "facts added"),
            (c.facts_removed, "faits retirés", "facts removed"),
            (c.links_added, "liens ajoutés", "links added"),
            (c.links_lost, "liens perdus", "links lost"),
        ]
        return ", ".join(
            f"{format_number(count, language)} {fr if language == 'fr' else en}"
            for count, fr, en in told
            if count
        )


def read_history(release: Path) -> tuple[Past, ...]:
    """The releases up to one, the newest first; () when it does not say."""
    try:
        found = msgspec.json.decode((release / _FILE).read_bytes(), type=list[Past])
    except (OSError, msgspec.MsgspecError):
        return ()
    return tuple(reversed(found))
