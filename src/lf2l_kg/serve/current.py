"""The release being served: the one that ``current`` names, followed when it is switched.

A store that lost half of its quads opens as well as a whole one, so a release is checked before that.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pyoxigraph as ox

from lf2l_kg.base.errors import InputError
from lf2l_kg.base.files import Hold
from lf2l_kg.base.messages import Message
from lf2l_kg.base.records import Finding
from lf2l_kg.pages import Edition, open_edition
from lf2l_kg.query import open_store

from .errors import HttpError
from .refusals import unavailable

_AGAIN_S = 5.0  # before a release that was refused is looked at again
_NONE_YET = Message(
    fr="il n’y a pas encore de publication\u00a0; «\u00a0lf2l-kg build\u00a0» en fait une",
    en="there is no release yet; `lf2l-kg build` makes one",
)

#: Looks at a release directory and says what is wrong with it.
Check = Callable[[Path], Sequence[Finding]]


@dataclass(slots=True)
class ServedRelease:
    """An open release. Requests keep the one they began with until they end."""

    name: str
    path: Path
    store: ox.Store
    pages: Edition | InputError  # what its pages are made of, or why there are none
    sha256: dict[str, str]  # file name → digest, as the manifest says
    kept: dict[str, object] = field(default_factory=dict)  # what pages worked out once
    hold: Hold | None = None  # while it lives, nobody prunes the release
    opened: float = field(default_factory=time.time)  # since when it is served

    @property
    def edition(self) -> Edition:
        """What its pages are made of.

        Raises:
            HttpError: 503, when they cannot be made; queries are answered all the same.
        """
        if isinstance(self.pages, InputError):
            raise unavailable(self.pages.message)
        return self.pages

    @property
    def namespace(self) -> str:
        """Of the ontology's terms."""
        return self.edition.vocabulary.namespace

    def read(self, name: str) -> bytes:
        """A small file of it.

        Raises:
            HttpError: 404, when it has none of this name.
        """
        try:
            return (self.path / name).read_bytes()
        except OSError as error:
            raise HttpError(
                404,
                Message(
                    fr=f"cette publication n’a pas de {name}\u00a0;"
                    " refaites-la avec «\u00a0lf2l-kg build\u00a0»",
                    en=f"this release has no {name}; make it again with `lf2l-kg build`",
                ),
            ) from error


class Current:
    """Knows the release being served. Safe to use from several threads."""

    def __init__(self, releases: Path, base_iri: str, check: Check | None = None) -> None:
        self._check = check
        self._link = releases / "current"
        self._base_iri = base_iri
        self._lock = threading.Lock()
        self._target: str | None = None
        self._release: ServedRelease | None = None
        self._refused: tuple[str, float, Message] | None = None  # target, when, why

    def get(self) -> ServedRelease:
        """The release that ``current`` names now.

        While a newly named one cannot be opened, the last good one goes on being served.

        Raises:
            HttpError: 503, when there is none.
        """
        target = self._read_link()
        if not self._is_news(target) and self._release is not None:
            return self._release
        with self._lock:
            if self._is_news(target):
                self._take(target)
            if self._release is not None:
                return self._release
            refused = self._refused
            raise unavailable(refused[2] if refused and refused[0] == target else _NONE_YET)

    @property
    def name(self) -> str:
        """The name of the release that was last given; "" when there was none."""
        return self._release.name if self._release else ""

    def _is_news(self, target: str) -> bool:
        """Whether a target is to be opened: looking at a large release takes seconds."""
        if not target or target == self._target:
            return False
        refused = self._refused
        return not refused or refused[0] != target or time.monotonic() - refused[1] > _AGAIN_S

    def _take(self, target: str) -> None:
        try:
            self._release = self._open(self._link.parent / target)
            self._target, self._refused = target, None
        except InputError as error:
            self._refused = (target, time.monotonic(), error.message)

    def _open(self, path: Path) -> ServedRelease:
        """Open a release, once it is known to be as it was written."""
        path = path.resolve()
        held = Hold(path / "manifest.json")
        for problem in self._check(path) if self._check else ():
            raise InputError(problem.message, path=problem.path)
        return ServedRelease(
            name=path.name,
            path=path,
            store=open_store(path),
            pages=_open_pages(path, self._base_iri),
            sha256=_digests(path / "manifest.json"),
            hold=held,
        )

    def _read_link(self) -> str:
        """The name that ``current`` gives; "" when there is none. A copied tree has a folder there."""
        try:
            if self._link.is_symlink():
                return str(self._link.readlink())
            if self._link.is_file():
                return self._link.read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError):
            return ""
        return self._link.name if self._link.is_dir() else ""


def _open_pages(path: Path, base_iri: str) -> Edition | InputError:
    try:
        edition = open_edition(path, base_iri)
    except InputError as error:
        return error
    edition.searcher.prepare()
    return edition


def _digests(manifest: Path) -> dict[str, str]:
    """The SHA-256 of each file that the manifest lists; {} when it cannot be read."""
    try:
        files = json.loads(manifest.read_bytes())["files"]
        return {str(name): str(record["sha256"]) for name, record in files.items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}
