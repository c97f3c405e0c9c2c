"""The options that say where items are looked for: files, or services on the network."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import click

from lf2l_kg.base.messages import Message

from .bilingual import Decorated, option, say
from .stages import FILE
from .streams import cache_folder
from .terminal import follow_progress

if TYPE_CHECKING:
    from lf2l_kg.base.settings import Settings
    from lf2l_kg.link.courier import Courier
    from lf2l_kg.link.endpoint import Endpoint, Search, TwoEndpoints
    from lf2l_kg.link.sources import Source

_SLICE = option(
    "--slice",
    "slices",
    multiple=True,
    type=FILE,
    told=Message(
        fr="Fichier N-Triples d’éléments de Wikidata (.nt, .nt.gz) ; sans réseau. Répétable.",
        en="N-Triples file of Wikidata items (.nt, .nt.gz); without network. Repeatable.",
    ),
)
_ENDPOINT = option(
    "--endpoint",
    metavar="URL",
    told=Message(
        fr="Point d’accès SPARQL au modèle de Wikidata ; « wikidata » pour le sien.",
        en="SPARQL endpoint with Wikidata's model; `wikidata` for its own.",
    ),
)
_SEARCH = option(
    "--search",
    metavar="URL",
    told=Message(
        fr="API wbsearchentities, pour les noms approchants ; « wikidata » pour la sienne.",
        en="wbsearchentities API, for near spellings; `wikidata` for its own.",
    ),
)
_RECONCILE = option(
    "--reconcile",
    metavar="URL",
    told=Message(
        fr="Service de réconciliation (API 0.2), pour les noms approchants.",
        en="Reconciliation service (API 0.2), for near spellings.",
    ),
)


def _max_age(days: int) -> Callable[[Decorated], Decorated]:
    return option(
        "--max-age",
        type=click.IntRange(min=0),
        default=days,
        metavar="DAYS",
        told=Message(
            fr=f"Âge, en jours, jusqu’où une réponse gardée sur le disque vaut encore ({days}).",
            en=f"Age, in days, up to which an answer kept on the disk still holds ({days}).",
        ),
    )


def source_options() -> Callable[[Decorated], Decorated]:
    """Where items are looked for, on the disk or on the network."""
    return _all_of(_SLICE, *_NETWORK)


def network_options() -> Callable[[Decorated], Decorated]:
    """The endpoint that is asked, for a command that is only for the network."""
    return _all_of(_ONE_ENDPOINT, _max_age(1))


_ONE_ENDPOINT = option(
    "--endpoint",
    metavar="URL",
    default="wikidata",
    told=Message(
        fr="Point d’accès SPARQL au modèle de Wikidata ; le sien par défaut.",
        en="SPARQL endpoint with Wikidata's model; its own by default.",
    ),
)
_NETWORK = (_ENDPOINT, _SEARCH, _RECONCILE, _max_age(30))


def _all_of(*options: Callable[..., Any]) -> Callable[[Decorated], Decorated]:
    def decorate(function: Decorated) -> Decorated:
        for declare in reversed(options):
            function = declare(function)
        return function

    return decorate


@contextmanager
def source_of(settings: Settings, sources: Mapping[str, Any]) -> Iterator[Source]:
    """What the options ask for.

    Raises:
        click.UsageError: when they ask for nothing.
    """
    with find_source(settings, sources) as source:
        if source is None:
            wanted = Message(
                fr="dites où chercher : --slice FICHIER, ou --endpoint URL",
                en="say where to look: --slice FILE, or --endpoint URL",
            )
            raise click.UsageError(say(wanted))
        yield source


@contextmanager
def find_source(settings: Settings, sources: Mapping[str, Any]) -> Iterator[Source | None]:
    """What the options ask for; None when they ask for nothing.

    Raises:
        click.UsageError: when they contradict each other.
    """
    search = sources.get("search") or sources.get("reconcile")
    if sources["slices"] and (sources["endpoint"] or search):
        both = Message(
            fr="--slice se passe du réseau : ôtez-le, ou ôtez --endpoint, --search et --reconcile",
            en="--slice needs no network: leave it out, or --endpoint, --search and --reconcile",
        )
        raise click.UsageError(say(both))
    if search and not sources["endpoint"]:
        alone = Message(
            fr="une recherche ne donne que des identifiants : dites où les lire, par --endpoint",
            en="a search gives ids alone: say where to read of them, by --endpoint",
        )
        raise click.UsageError(say(alone))
    if slices := cast(tuple[Path, ...], sources["slices"]):
        from lf2l_kg.link import read_slice

        yield read_slice(slices)
    elif sources["endpoint"]:
        with open_courier(settings, sources) as courier:
            yield _endpoint(sources["endpoint"], courier, _search(sources, courier))
    else:
        yield None


@contextmanager
def open_courier(settings: Settings, sources: Mapping[str, Any]) -> Iterator[Courier]:
    """What asks services on the network, with progress on the terminal.

    Raises:
        InputError: when the settings do not say how to reach whoever asks.
    """
    from datetime import timedelta

    from lf2l_kg.link.courier import Courier

    bar = _Progress()
    cache, age = cache_folder() / "link", timedelta(days=sources["max_age"])
    try:
        yield Courier(settings.contact, cache, max_age=age, progress=bar.tell)
    finally:
        bar.finish()


@contextmanager
def open_endpoint(settings: Settings, url: str, max_age: int) -> Iterator[Endpoint | TwoEndpoints]:
    """One endpoint; by the name ``wikidata`` its own, of which there are two."""
    with open_courier(settings, {"max_age": max_age}) as courier:
        yield _endpoint(url, courier, None)


def _endpoint(url: str, courier: Courier, search: Search | None) -> Endpoint | TwoEndpoints:
    from lf2l_kg.link.endpoint import WIKIDATA_QUERY, WIKIDATA_SCHOLARLY, Endpoint, TwoEndpoints

    if url == "wikidata":
        scholarly = Endpoint(WIKIDATA_SCHOLARLY, courier, search)
        return TwoEndpoints(Endpoint(WIKIDATA_QUERY, courier, search), scholarly)
    return Endpoint(url, courier, search)


def _search(sources: Mapping[str, Any], courier: Courier) -> Search | None:
    from lf2l_kg.link.searching import WIKIDATA_API, ItemSearch, Reconciliation

    if url := sources.get("search"):
        return ItemSearch(WIKIDATA_API if url == "wikidata" else url, courier)
    if url := sources.get("reconcile"):
        return Reconciliation(url, courier)
    return None


class _Progress:
    """Progress of requests, a bar for each round of them."""

    def __init__(self) -> None:
        self._bar = follow_progress()
        self._running = False

    def tell(self, done: int, total: int) -> None:
        if total and not done:
            self._bar.start("ask", total)
            self._running = True
        if done:
            self._bar.advance(1)
        if done == total:
            self.finish()

    def finish(self) -> None:
        if self._running:
            self._bar.finish()
            self._running = False
