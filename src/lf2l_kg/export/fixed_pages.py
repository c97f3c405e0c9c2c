"""The pages that are not of a thing: home, lists, themes, ontology, catalogue, search, « not found »."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from lf2l_kg.base.messages import Message
from lf2l_kg.index import Question
from lf2l_kg.pages import (
    LANGUAGES,
    Frame,
    assets,
    catalog_page,
    cues_page,
    error_page,
    home_page,
    list_page,
    list_paths,
    ontology_page,
    render,
    search_page,
    shapes_page,
    theme_tree,
)

from .things import Desk

#: Makes a page; None when there is no such page after all.
Page = Callable[[Desk, Frame], str | None]
#: Pages that are shown at any address, so that their links begin at the host.
_ANYWHERE = ("404", "410")
_NOTHING = Message(
    fr="Il n’y a rien à cette adresse\u00a0; partez de la page d’accueil, ou cherchez.",
    en="There is nothing at this address; start from the home page, or search.",
)
_GONE = Message(
    fr="Ce dont cette page parlait n’est plus dans les documents\u00a0; cherchez-le par son nom.",
    en="What this page was about is no longer in the documents; look for it by its name.",
)


def write_fixed_pages(desk: Desk, site: str) -> None:
    """Write them in every language, with what they refer to.

    Args:
        desk: where they are made.
        site: the address of the site, without a slash at its end.
    """
    pages: dict[str, Page] = {
        "index": _home,
        "themes": _themes,
        "search": _search,
        "ontology": lambda desk, frame: ontology_page(desk.edition, frame),
        "shapes": lambda desk, frame: shapes_page(desk.edition, frame),
        "cue": lambda desk, frame: cues_page(desk.edition, frame),
        "catalog": _catalog,
        "feed": _feed,
        "404": _missing(404),
        "410": _missing(410),
        **dict.fromkeys(list_paths(desk.edition), _list),
    }
    for path, make in pages.items():
        for language in LANGUAGES:
            frame = desk.frame("" if path == "index" else path, language)
            if path in _ANYWHERE:
                frame = replace(frame, addresses=replace(frame.addresses, root=_folder(site)))
            if text := make(desk, frame):
                desk.write_page(path, language, text)
    for name, content in assets().items():
        desk.write(f"assets/{name}", content)


def _folder(site: str) -> str:
    """The folder of a site on its host: "/" most often."""
    return "/".join(("", *site.split("/")[3:], ""))


def _home(desk: Desk, frame: Frame) -> str:
    return home_page(desk.edition, frame, (), desk.edition.description())


def _list(desk: Desk, frame: Frame) -> str | None:
    return list_page(desk.edition, frame)


def _themes(desk: Desk, frame: Frame) -> str:
    return render("themes.html", frame, themes=theme_tree(desk.edition, frame))


def _search(desk: Desk, frame: Frame) -> str:
    return search_page(desk.edition, frame, Question(""))


def _catalog(desk: Desk, frame: Frame) -> str:
    return catalog_page(desk.edition, frame, desk.edition.dumps(), ())


def _feed(desk: Desk, frame: Frame) -> str:
    return render("feed.html", frame, releases=desk.edition.history)


def _missing(status: int) -> Page:
    def page(_: Desk, frame: Frame) -> str:
        said = _GONE if status == 410 else _NOTHING
        return error_page(frame, status, said.in_language(frame.language))

    return page
