"""``feed.json``: the releases up to one, and how much each of them changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import msgspec

from .errors import InputError
from .messages import Language, Message
from .numbers import counted

HISTORY = "feed.json"

_FIRST = Message(fr="première publication", en="first release")
_NOTHING = Message(fr="rien de neuf", en="nothing new")


@dataclass(frozen=True, slots=True)
class ChangeCounts:
    """How much has changed since the release before; all zero without one."""

    entities_before: int
    links_before: int
    added: int
    changed: int
    renamed: int
    merged: int
    removed: int
    links_added: int
    links_lost: int
    facts_added: int
    facts_removed: int

    def loses_more_than(self, share: float) -> bool:
        """Whether more than a share of the entities, or of the links, is gone. Who was merged is not."""
        return (
            self.removed > share * self.entities_before
            or self.links_lost > share * self.links_before
        )

    def said(self, language: Language) -> str:
        """What has changed, in words: « 1 chose ajoutée, 3 modifiées, 2 faits retirés »."""
        groups = (
            (
                ("chose", "thing"),
                (self.added, "ajoutée", "added"),
                (self.changed + self.renamed, "modifiée", "changed"),
                (self.merged, "fusionnée", "merged"),
                (self.removed, "retirée", "removed"),
            ),
            (
                ("fait", "fact"),
                (self.facts_added, "ajouté", "added"),
                (self.facts_removed, "retiré", "removed"),
            ),
            (
                ("lien", "link"),
                (self.links_added, "ajouté", "added"),
                (self.links_lost, "perdu", "lost"),
            ),
        )
        parts = []
        for (noun, english), *changes in groups:
            for number, (count, done, became) in enumerate(c for c in changes if c[0]):
                first = min(number, 1)  # the noun is said once
                said = counted(
                    count,
                    (" ".join((noun, done)[first:]), " ".join((f"{noun}s", f"{done}s")[first:])),
                    (
                        " ".join((english, became)[first:]),
                        " ".join((f"{english}s", became)[first:]),
                    ),
                )
                parts.append(said.in_language(language))
        nothing = _NOTHING if self.entities_before else _FIRST
        return ", ".join(parts) or nothing.in_language(language)


@dataclass(frozen=True, slots=True)
class Event:
    """One release in the history."""

    name: str  # of its page in the feed: the release's, with a number when an earlier one had it
    published: datetime  # later than that of the release before
    changes: ChangeCounts

    @property
    def issued(self) -> date:
        """The day it was published."""
        return self.published.date()


def read_history(release: Path) -> tuple[Event, ...]:
    """The releases up to one, the oldest first; () when it has no feed.

    Raises:
        InputError: when the file cannot be read, or is damaged.
    """
    path = release / HISTORY
    try:
        return msgspec.json.decode(path.read_bytes(), type=tuple[Event, ...])
    except FileNotFoundError:
        return ()
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise damaged_history(path, error) from error


def damaged_history(path: Path, error: Exception) -> InputError:
    """A file of the history that is missing or cannot be read: to go on without it would begin anew."""
    reason = error.strerror if isinstance(error, OSError) else error
    return InputError(
        Message(
            fr=f"l’histoire des publications est abîmée ({reason}), et la suivante doit la reprendre\u00a0: "
            "remettez ce fichier d’une copie (un site qui sert cette publication l’a sous dumps/), ou "
            "supprimez cette publication, en perdant ce qu’elle seule disait, et relancez "
            "«\u00a0lf2l-kg build\u00a0»",
            en=f"the history of releases is damaged ({reason}), and the next one must carry it on: put this "
            "file back from a copy (a site that serves this release has it below dumps/), or delete this "
            "release, with the loss of what it alone told, and run `lf2l-kg build` again",
        ),
        path=str(path),
    )
