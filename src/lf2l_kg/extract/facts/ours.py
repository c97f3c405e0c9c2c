"""What whoever writes calls their own: « notre programme RePal », « our festival Quiet Quays »."""

from __future__ import annotations

from collections.abc import Iterator

from lf2l_kg.base.expressions import expression
from lf2l_kg.base.records import Fact
from lf2l_kg.extract.names.settled import Names
from lf2l_kg.extract.names.topic import main_institution, state, stretch_of
from lf2l_kg.extract.page.outline import Outline
from lf2l_kg.extract.text.view import Name, View

_OUR = expression(r"\b(?:notre|our)\s+(?:[a-z-]+\s+){1,3}[,:]?\s*[«“\"*_]*(?:(?:le|la)\s|l')?$")
_WORKS = ("Project", "Event")
_REACH = 60  # characters before a name in which « notre » stands


def own_work_facts(view: View, outline: Outline, names: Names) -> Iterator[Fact]:
    """Of the institution that the page is of, or speaks of most."""
    del outline
    owner = names.given or main_institution(view, names)
    if owner is None or owner.kind != "Institution":
        return
    for name in names:
        if name.mention.kind in _WORKS and name.rule != "name.anaphor" and _is_ours(view, name):
            where = stretch_of(name)
            yield state(view, "name.ours", 0.65, name.mention, "carriedBy", owner, where)


def _is_ours(view: View, name: Name) -> bool:
    """Whether « notre » stands before the noun of a name's class."""
    first = max(0, name.start - _REACH)
    our = _OUR.search(view.plain[name.block][first : name.start])
    nouns = view.cues("class", name.block, first, name.start) if our else ()
    return bool(our) and any(n.cue.announces == name.mention.kind for n in nouns)
