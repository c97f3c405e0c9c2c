"""A release as pages use it: its index, the words of its ontology, its name."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from markupsafe import Markup

from lf2l_kg.base.errors import InputError
from lf2l_kg.base.history import Event, read_history
from lf2l_kg.base.messages import Message
from lf2l_kg.index import Index, Searcher, open_index, read_gone

from .schema_org import escape_json
from .vocabulary import Vocabulary, read_vocabulary

_DAY = re.compile(r"\d{4}-\d\d-\d\d")


@dataclass(frozen=True, slots=True)
class Edition:
    """An open release. It never changes, so that everything made from it can be kept."""

    name: str
    path: Path
    base_iri: str  # what the IRIs of its things begin with
    index: Index
    vocabulary: Vocabulary
    history: tuple[Event, ...]  # the newest first
    gone: dict[str, str]  # the IRIs that are no more → what took their place; "" for nothing
    searcher: Searcher

    @property
    def issued(self) -> str:
        """The day of the release, such as "2026-01-31"; "" when its name does not begin with it."""
        day = self.name[:10]
        return day if _DAY.fullmatch(day) else ""

    def dumps(self) -> list[str]:
        """The names of the files that can be downloaded, sorted."""
        return sorted(
            path.name
            for path in self.path.iterdir()
            if path.is_file() and not path.is_symlink() and not path.name.startswith(".")
        )

    def description(self) -> Markup:
        """The data in the terms of schema.org, to stand in a page as it is; "" when they are not told."""
        try:
            text = (self.path / "dataset.jsonld").read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError):
            return Markup("")
        return escape_json(text)


def open_edition(path: Path, base_iri: str) -> Edition:
    """A release for pages.

    Args:
        path: its directory.
        base_iri: what the IRIs of its things begin with.

    Raises:
        InputError: when its ontology, its index, its history or its list of what is gone cannot be read.
    """
    file = path / "ontology.ttl"
    try:
        vocabulary = read_vocabulary(file.read_bytes(), base_iri)
    except (OSError, SyntaxError) as error:
        raise unreadable(file, error) from error
    index = open_index(path)
    return Edition(
        name=path.name,
        path=path,
        base_iri=base_iri,
        index=index,
        vocabulary=vocabulary,
        history=read_history(path)[::-1],
        gone=read_gone(path),
        searcher=Searcher(index),
    )


def unreadable(file: Path, error: Exception) -> InputError:
    """A file of a release from which pages cannot be made."""
    return InputError(
        Message(
            fr=f"cette publication est abîmée, {file.name} ne peut pas être lu ({error})\u00a0;"
            " refaites-la avec «\u00a0lf2l-kg build\u00a0»",
            en=f"this release is damaged, {file.name} cannot be read ({error}); make it again with"
            " `lf2l-kg build`",
        ),
        path=str(file),
    )
