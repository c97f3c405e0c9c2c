"""Query a release on this machine."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox

from lf2l_kg.base.errors import InputError
from lf2l_kg.base.messages import Message

from .answer import Answer, keep_answer
from .evaluate import Limits, evaluate_query
from .stack import start_with_deep_stack


def query_release(release: Path, text: str, limits: Limits | None = None) -> Answer:
    """Answer a query on a release's store.

    Args:
        release: a release directory, or the link ``current``.
        text: SPARQL 1.1 Query.
        limits: what it may cost; None for the usual ones.

    Raises:
        InputError: when there is no readable store in the release.
        QueryError: when the query cannot be answered; its subclasses say why.
    """
    return query_store(open_store(release), text, limits)


def query_store(store: ox.Store, text: str, limits: Limits | None = None) -> Answer:
    """Answer a query on an open store; see :func:`query_release`."""

    def answer() -> Answer:
        return keep_answer(evaluate_query(store, text, limits or Limits()))

    return start_with_deep_stack(answer).result()


def open_store(release: Path) -> ox.Store:
    """The store of a release, read-only.

    Raises:
        InputError: when it cannot be opened.
    """
    folder = release / "store"
    try:
        return ox.Store.read_only(str(folder.resolve(strict=True)))
    except (OSError, RuntimeError) as error:
        raise InputError(
            Message(
                fr=f"ce dossier n’a pas de base lisible ({error})\u00a0;"
                " «\u00a0lf2l-kg build\u00a0» en fait une",
                en=f"this folder has no readable store ({error}); `lf2l-kg build` makes one",
            ),
            path=str(folder),
        ) from error
