"""The options that say where items are looked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import click

from lf2l_kg.base.messages import Message

from .bilingual import Decorated, option, say
from .stages import FILE

if TYPE_CHECKING:
    from lf2l_kg.base.settings import Settings
    from lf2l_kg.link.sources import Source


def source_options() -> Callable[[Decorated], Decorated]:
    """Where items are looked for; one of these is needed."""
    options = (
        option(
            "--slice",
            "slices",
            multiple=True,
            type=FILE,
            told=Message(
                fr="Fichier N-Triples d’éléments de Wikidata (.nt, .nt.gz) ; sans réseau. Répétable.",
                en="N-Triples file of Wikidata items (.nt, .nt.gz); without network. Repeatable.",
            ),
        ),
    )

    def decorate(function: Decorated) -> Decorated:
        for declare in reversed(options):
            function = cast(Any, declare)(function)
        return function

    return decorate


@contextmanager
def source_of(settings: Settings, sources: Mapping[str, object]) -> Iterator[Source]:
    """What the options ask for.

    Raises:
        click.UsageError: when they ask for nothing.
    """
    with find_source(settings, sources) as source:
        if source is None:
            wanted = Message(
                fr="dites où chercher : --slice FICHIER",
                en="say where to look: --slice FILE",
            )
            raise click.UsageError(say(wanted))
        yield source


@contextmanager
def find_source(settings: Settings, sources: Mapping[str, object]) -> Iterator[Source | None]:
    """What the options ask for; None when they ask for nothing."""
    del settings
    slices = cast(tuple[Path, ...], sources["slices"])
    if slices:
        from lf2l_kg.link import read_slice

        yield read_slice(slices)
    else:
        yield None
