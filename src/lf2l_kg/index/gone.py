"""``gone.tsv``: the IRIs that a release does not know any more, and what took their place, for ever."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path

from lf2l_kg.base.errors import InputError
from lf2l_kg.base.messages import Message

GONE = "gone.tsv"
_HEADER = ("iri", "successor")


def read_gone(release: Path) -> dict[str, str]:
    """The IRIs that are no more, each with the one that took its place; "" for none.

    A release that was written before there was such a file has none.

    Raises:
        InputError: when it is malformed, with the line.
    """
    try:
        text = (release / GONE).read_text(encoding="utf-8", errors="replace")
    except FileNotFoundError:
        return {}
    found = {}
    for number, line in enumerate(text.splitlines(), start=1):
        cells = tuple(line.split("\t"))
        is_row = len(cells) == len(_HEADER) and "\ufffd" not in line  # for bytes that are no text
        if not is_row or (number == 1) != (cells == _HEADER):
            raise InputError(
                Message(
                    fr="ligne mal formée\u00a0; refaites la publication avec «\u00a0lf2l-kg build\u00a0»",
                    en="malformed line; make the release again with `lf2l-kg build`",
                ),
                path=str(release / GONE),
                line=number,
                value=line,
            )
        if number > 1:
            found[cells[0]] = cells[1]
    return found


def serialize_gone(
    before: Mapping[str, str], now: Mapping[str, str], alive: Collection[str]
) -> bytes:
    """The file for a release.

    Args:
        before: what the release before said.
        now: what is gone since, each with what took its place; "" for none.
        alive: the IRIs of the release's things. One that has come back is not gone.
    """
    gone = {iri: heir for iri, heir in {**before, **now}.items() if iri not in alive}
    rows = [_HEADER, *((iri, _last_heir(iri, gone, alive)) for iri in sorted(gone))]
    return "".join("\t".join(row) + "\n" for row in rows).encode()


def _last_heir(iri: str, gone: Mapping[str, str], alive: Collection[str]) -> str:
    """Whoever holds the place now; "" when nobody does. Heirs that are gone in a circle hold none."""
    seen = {iri}
    heir = gone[iri]
    while heir in gone and heir not in seen:
        seen.add(heir)
        heir = gone[heir]
    return heir if heir in alive else ""
