"""What names of a document mean: one mention for each thing, wherever and however it is named."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from operator import attrgetter

from lf2l_kg.base.expressions import expression
from lf2l_kg.base.records import Mention
from lf2l_kg.extract.page.outline import Outline
from lf2l_kg.extract.text.occurrences import Forms, form_of
from lf2l_kg.extract.text.shapes import LOWER, UPPER, is_proper
from lf2l_kg.extract.text.view import Found, Name, Stretch, View

from .aliases import Alias
from .groups import Groups

_start, _end = attrgetter("start"), attrgetter("end")


@dataclass(frozen=True)
class Names:
    """All names of a document, by block and position, without overlap."""

    by_block: tuple[tuple[Name, ...], ...]
    aliases: tuple[tuple[Mention, Alias], ...]  # other names, with the thing that they name
    given: Mention | None  # what the front matter says the page is about

    def within(self, stretch: Stretch) -> tuple[Name, ...]:
        """The names inside a stretch, in order."""
        row = self.by_block[stretch.block]
        first = bisect_left(row, stretch.start, key=_start)
        return row[first : bisect_right(row, stretch.end, first, key=_end)]

    def at(self, block: int, start: int, end: int) -> Name | None:
        """The name that overlaps a stretch, or None."""
        row = self.by_block[block]
        at = bisect_right(row, start, key=_end)
        return row[at] if at < len(row) and row[at].start < end else None

    def before(self, name: Name) -> Name | None:
        """The name before another in its block, or None."""
        row = self.by_block[name.block]
        at = bisect_left(row, name.start, key=_start)
        return row[at - 1] if at else None

    def of(self, block: int, mention_label: str) -> Name | None:
        """The first name in a block with this label, or None."""
        return next((n for n in self.by_block[block] if n.mention.label == mention_label), None)

    def __iter__(self) -> Iterator[Name]:
        """All names, in the document's order."""
        return (name for names in self.by_block for name in names)


def settle_names(
    view: View,
    outline: Outline,
    founds: Iterable[Found],
    aliases: Iterable[Alias],
    given: Mention | None,
    stated: Iterable[Mention] = (),
) -> Names:
    """Decide which founds are one thing, choose its label, and find all its other occurrences.

    ``given`` is what the front matter says the page is about: there its class and label hold. What
    else it names (``stated``) is found in the text, too.
    """
    groups = Groups(view)
    groups.add(founds)
    groups.alias(aliases)
    groups.cite_persons()
    mentions = groups.mentions()
    if given is not None and (groups.root(groups.form(given.label)), "") in mentions:
        mentions[groups.root(groups.form(given.label)), ""] = given
    placed = _keep_longest(
        [_name(f, mentions[key]) for f, key in zip(groups.founds, groups.keys, strict=True)],
        _occurrences(view, outline, groups, mentions, given, stated),
        len(view.blocks),
    )
    known = {groups.root(groups.form(m.label)): m for m in mentions.values()}
    said = tuple(
        (known[groups.root(groups.form(alias.label))], alias)
        for alias in groups.aliases
        if groups.root(groups.form(alias.label)) in known
    )
    return Names(placed, said, given)


def _name(found: Found, mention: Mention) -> Name:
    return Name(found.block, found.start, found.end, mention, found.rule, found.confidence)


def _occurrences(
    view: View,
    outline: Outline,
    groups: Groups,
    mentions: dict[tuple[str, str], Mention],
    given: Mention | None,
    stated: Iterable[Mention],
) -> list[Name]:
    """Every other place where a known name stands."""
    forms, sure = _known_forms(groups, mentions, (given, *stated) if given else stated)
    page = given if given and groups.distinctive(given.label) else None
    contracted = _contracted(forms)
    names = []
    for first, last, said in _found_forms(view, forms, contracted):
        form = contracted.get(said, said)
        number, candidates = view.block_at(first), forms[form]
        start, end = first - view.starts[number], last - view.starts[number]
        start += len(said.split()[0]) + 1 if said in contracted else 0
        meant = plain_one = candidates.get("")
        if plain_one is None or len(candidates) > 1:
            section = outline.place_section(number)
            here = groups.form(section.place.label) if section and section.place else ""
            meant = candidates.get(here) or plain_one
        text = view.blocks[number].text
        small = meant == plain_one and not is_proper(text[start:end])
        if meant is None or (small and not (meant == page and _is_of_page(text, start, form))):
            continue
        if meant.kind == "Territory" and _is_part_of_name(text, start, end):
            continue
        names.append(Name(number, start, end, meant, "name.known", min(0.8, sure.get(meant, 0.8))))
    return names


def _known_forms(
    groups: Groups, mentions: dict[tuple[str, str], Mention], stated: Iterable[Mention]
) -> tuple[dict[str, dict[str, Mention]], dict[Mention, float]]:
    """What each form means, by the place where it does ("" for everywhere); how sure each thing is."""
    forms: dict[str, dict[str, Mention]] = defaultdict(dict)
    sure: dict[Mention, float] = {}
    for found, key in zip(groups.founds, groups.keys, strict=True):
        mention = mentions[key]
        sure[mention] = max(sure.get(mention, 0.0), found.confidence)
        local = "" if not mention.scope or groups.distinctive(found.label) else mention.scope
        forms[form_of(found.label)].setdefault(groups.form(local), mention)
    for mention in stated:
        forms[form_of(mention.label)].setdefault("", mention)
    for alias in groups.aliases:
        mention_of = mentions.get((groups.root(groups.form(alias.label)), ""))
        if mention_of:
            forms[form_of(alias.other)].setdefault("", mention_of)
    return forms, sure


def _found_forms(view: View, *forms: Mapping[str, object]) -> Iterator[tuple[int, int, str]]:
    """(start, end, form) of what stands in the text, of each kind of form by itself: they may overlap."""
    for some in forms:
        if some:
            yield from Forms(some).find(view.whole, view.words)


_CONTRACTIONS = {"le ": ("du ", "au "), "les ": ("des ", "aux ")}


def _contracted(forms: Iterable[str]) -> dict[str, str]:
    """« du Bocal », « au Bocal » with the form that they mean: « le bocal »."""
    known = frozenset(forms)
    pairs = (
        (f, a, c) for f in forms for a, cs in _CONTRACTIONS.items() if f.startswith(a) for c in cs
    )
    spelt = {contraction + form[len(article) :]: form for form, article, contraction in pairs}
    return {said: form for said, form in spelt.items() if said not in known}


_DEFINITE = expression(r"(?i)(?<!\w)(?:l[’']|(?:le|la|les|du|des|aux?|the|notre|nos)\s)$")


def _is_of_page(text: str, start: int, form: str) -> bool:
    """Whether small letters mean what the page is of: « l'atelier vélo » on the page « Atelier vélo ».

    One word alone (« l'atelier ») may be any such thing, and so may all words after « un ».
    """
    return " " in form and _DEFINITE.search(text, max(0, start - 10), start) is not None


_TITLED = expression(rf"(?<![\w’'-])(?P<word>[{UPPER}][\w’'-]+) $")
_TITLED_ON = expression(rf" [{UPPER}][{LOWER}]")
_NO_TITLE = frozenset(
    re.findall(
        r"\S+",
        "À A En Au Aux Le La Les De Du Des Dans Sur Vers Depuis Ville Commune Région Département Métropole"
        " Mairie"
        " In The At Of City Near From Et",
    )
)


def _is_part_of_name(text: str, start: int, end: int) -> bool:
    """Whether a place's name only stands inside another: « Polytech | Metz », « | Nancy Numérique »."""
    before = _TITLED.search(text, max(0, start - 30), start)
    return bool((before and before["word"] not in _NO_TITLE) or _TITLED_ON.match(text, end))


def _keep_longest(
    found: list[Name], known: list[Name], blocks: int
) -> tuple[tuple[Name, ...], ...]:
    """Of names that overlap the longest, then the surest, then the first found."""
    kept: list[list[Name]] = [[] for _ in range(blocks)]
    ordered = sorted(
        [*found, *known], key=lambda n: (n.start - n.end, -n.confidence, n.block, n.start)
    )
    for name in ordered:
        row = kept[name.block]
        at = bisect_left(row, name.end, key=_start)
        if at == 0 or row[at - 1].end <= name.start:
            row.insert(at, name)
    return tuple(map(tuple, kept))
