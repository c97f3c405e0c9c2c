"""Nouns that go on speaking of a thing named elsewhere: « … du laboratoire », « cette chaire »."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from operator import attrgetter

from lf2l_kg.base.expressions import expression
from lf2l_kg.base.ontology import Cue
from lf2l_kg.base.records import Mention
from lf2l_kg.extract.page.outline import Outline
from lf2l_kg.extract.text.lexicon import CueMatch
from lf2l_kg.extract.text.view import Name, View

from .governed import is_agent
from .sections import section_subject
from .settled import Names

_DEFINITE = expression(r"(?:\b(?:le|la|du|au|ce|cet|cette|notre|the|this|our)\s+|\bl'\s*)$")
_GOES_ON = expression(r"\s*(?:(?:de|du|des|à|au|aux|en|pour|sur|of|for)\b|d['’]|[-(«])")
_INTRODUCES = expression(
    r"\s*(?:(?:de la|du|de)\s+|(?:de )?[ld]'\s*)?[\s«\"*]*"
)  # « la ville de X »
# « Rues aux enfants, l'opération que … »
_APPOSED = expression(
    r"[\s®»\"*_]*,\s*(?:(?:un|une|an?)\s+|(?P<definite>(?:le|la|the)\s+|l'))(?:[a-z-]+\s+)?"
)
_CONFIDENCE = 0.6
_REACH = 20  # characters before a noun in which its article stands
_start = attrgetter("start")


def add_anaphors(view: View, outline: Outline, names: Names) -> Names:
    """The same names, and the bare definite nouns that can only mean one of them.

    « Le laboratoire » means ERPI in a document that speaks of « le laboratoire ERPI » and of no other
    laboratory. A noun that goes on (« le laboratoire de chimie ») or stands inside a name means
    nothing here.
    """
    bare = {
        number: found for number, _ in view.cued("class") if (found := _bare(view, names, number))
    }
    if not bare:
        return names
    named = _named_by(view, names)
    rows = list(names.by_block)
    for number, matches in bare.items():
        meant = (_meant(view, outline, names, number, match, named) for match in matches)
        rows[number] = tuple(sorted((*rows[number], *filter(None, meant)), key=_start))
    return replace(names, by_block=tuple(rows))


def _named_by(view: View, names: Names) -> dict[Cue, set[Mention]]:
    """The things that each class noun announces somewhere in the document."""
    named: dict[Cue, set[Mention]] = defaultdict(set)
    for name in names:
        for match in view.cues("class", name.block, max(0, name.start - 40), name.end):
            between = view.plain[name.block][match.end : name.start]
            touches = match.start >= name.start or _INTRODUCES.fullmatch(between)
            if touches and name.mention.kind == match.cue.announces:
                named[match.cue].add(name.mention)
        for match in view.cues("class", name.block, name.end, name.end + 40):
            apposed = _APPOSED.fullmatch(view.plain[name.block][name.end : match.start])
            if apposed and apposed["definite"] and is_agent(view, name):
                continue  # « Créé par Motris, l'association … »: another one
            if apposed and name.mention.kind == match.cue.announces:
                named[match.cue].add(name.mention)
    return named


def _bare(view: View, names: Names, number: int) -> list[CueMatch]:
    """The definite nouns of a block that stand in no name, nor right before one."""
    if view.blocks[number].kind == "heading":
        return []
    return [
        match
        for match in view.cues("class", number)
        if _is_definite(view, number, match)
        and names.at(number, match.start, match.end + 4) is None
    ]


def _is_of_page(view: View, outline: Outline, names: Names, number: int) -> bool:
    """Whether a block speaks of what the page is of, and of nothing that a heading names."""
    if names.given is None or outline.project_section(number) is not None:
        return False
    return section_subject(view, outline, names, number) == names.given


def _meant(
    view: View,
    outline: Outline,
    names: Names,
    number: int,
    match: CueMatch,
    named: dict[Cue, set[Mention]],
) -> Name | None:
    """A noun as a name of the one thing that it can mean, or None."""
    meant = named.get(match.cue, set())
    section = outline.place_section(number) if match.cue.announces == "Territory" else None
    here = section and section.place and names.at(section.block, 0, section.place.end)
    if here and not match.cue.in_name:
        meant = {here.mention}  # « la ville » below a town's heading
    if not meant and not match.cue.in_name and _is_of_page(view, outline, names, number):
        meant = {names.given} if names.given else set()  # « le projet » on a project's page
    if len(meant) != 1:
        return None
    mention = next(iter(meant))
    if mention.kind != match.cue.announces:
        return None
    return Name(number, match.start, match.end, mention, "name.anaphor", _CONFIDENCE)


def _is_definite(view: View, number: int, match: CueMatch) -> bool:
    text = view.plain[number]
    before = max(0, match.start - _REACH)
    return bool(_DEFINITE.search(text, before, match.start)) and not _GOES_ON.match(
        view.blocks[number].text, match.end
    )
