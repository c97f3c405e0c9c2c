"""What names of a document mean: one mention for each thing, wherever and however it is named."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from operator import attrgetter

from lf2l_kg.base.expressions import expression
from lf2l_kg.base.records import Mention
from lf2l_kg.base.text import normalise, plain

from .aliases import Alias, is_acronym
from .occurrences import Forms, form_of
from .outline import Outline
from .shapes import LOWER, UPPER, is_proper
from .view import Found, Name, Stretch, View

_start, _end, _confidence = attrgetter("start"), attrgetter("end"), attrgetter("confidence")
_KINDS = ("Publication", "Award", "Person", "Project", "Territory", "Event", "Institution")


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
    groups = _Groups(view)
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


class _Groups:
    """Founds by what they name. A scoped project is its own group within its territory's sections."""

    def __init__(self, view: View) -> None:
        self.view = view
        self.founds: list[Found] = []
        self.aliases: list[Alias] = []
        self._long: dict[str, str] = {}  # what an acronym stands for, by its root
        self._forms: dict[str, str] = {}
        self._parent: dict[str, str] = {}
        self.keys: list[tuple[str, str]] = []  # of ``founds``, once they are all known

    def add(self, founds: Iterable[Found]) -> None:
        self.founds += [f for f in founds if self.form(f.label) and not self._is_theme(f)]

    def _is_theme(self, found: Found) -> bool:
        """« plateforme collaborative B2B » : a class noun and its name that only spell a theme."""
        if found.rule != "name.class-noun":
            return False
        themes = self.view.themes(found.block)
        at = bisect_right(themes, found.start, key=_start) - 1
        return at >= 0 and found.end <= themes[at].end

    def form(self, label: str) -> str:
        """The form under which labels are the same, worked out once for each label."""
        form = self._forms.get(label)
        if form is None:
            form = self._forms[label] = normalise(label)
        return form

    def root(self, form: str) -> str:
        while form in self._parent:
            form = self._parent[form]
        return form

    def key(self, found: Found) -> tuple[str, str]:
        """(normalised label, scope): a scope counts only for labels that are no proper names."""
        scope = "" if not found.scope or self.distinctive(found.label) else found.scope
        return self.root(self.form(found.label)), self.form(scope)

    def distinctive(self, label: str) -> bool:
        """Whether a label names one thing everywhere: a capital, and not a theme's label."""
        return is_proper(label) and self.view.lexicon.find_theme(label) is None

    def alias(self, aliases: Iterable[Alias]) -> None:
        for alias in aliases:
            short, long = self.root(self.form(alias.other)), self.root(self.form(alias.label))
            if short != long:
                self._parent[short] = long
            self.aliases.append(alias)

    def cite_persons(self) -> None:
        """« Dupont L. » is « Laurent Dupont » when one such person is named in full here."""
        labels = {found.label for found in self.founds if found.kind == "Person"}
        full: dict[tuple[str, str], set[str]] = defaultdict(set)
        for label in labels:
            if "." not in label:
                simple = plain(label)
                for gap in re.finditer(" ", simple):
                    full[simple[gap.end() :], simple[0]].add(self.form(label))
        for cited in sorted(label for label in labels if "." in label):
            same = full.get(_cited(cited), set())
            if len(same) == 1:
                self._parent[self.root(self.form(cited))] = self.root(next(iter(same)))

    def mentions(self) -> dict[tuple[str, str], Mention]:
        """Each group's mention: the surest kind, the fullest form as its label."""
        self.keys = [self.key(found) for found in self.founds]
        by_key: dict[tuple[str, str], list[Found]] = defaultdict(list)
        for key, found in zip(self.keys, self.founds, strict=True):
            by_key[key].append(found)
        for alias in self.aliases:
            if alias.rule == "alias.long-form":
                self._long.setdefault(self.root(self.form(alias.other)), alias.other)
        return {key: self._mention(founds) for key, founds in by_key.items()}

    def _mention(self, founds: list[Found]) -> Mention:
        kind, label, scope = founds[0].kind, founds[0].label, founds[0].scope
        if len(founds) > 1:
            kind = _surest_kind(founds)
            own = [f for f in founds if f.kind == kind]
            full = [f for f in founds if not is_acronym(f.label) and not _is_cited(f.label)] or own
            label = max(full, key=_confidence).label
            scope = next((f.scope for f in own if f.scope), "")
        if is_acronym(label):
            label = self._long.get(self.root(self.form(label)), label)
        return Mention(kind, label, scope if kind == "Project" else "")


def _surest_kind(founds: list[Found]) -> str:
    weight: dict[str, int] = {}
    for found in founds:
        weight[found.kind] = max(weight.get(found.kind, 0), int(found.confidence * 1000))
    return max(sorted(weight), key=lambda k: (weight[k], -_KINDS.index(k) if k in _KINDS else 0))


def _cited(form: str) -> tuple[str, str]:
    """(surname, first initial) of « Osorio F. », in plain form."""
    surname, _, letters = plain(form).replace(",", "").rpartition(" ")
    return surname, letters[:1]


_INITIAL = expression(r"\b[A-ZÀ-Þ]\.")


def _is_cited(label: str) -> bool:
    return "." in label and _INITIAL.search(label) is not None


def _occurrences(
    view: View,
    outline: Outline,
    groups: _Groups,
    mentions: dict[tuple[str, str], Mention],
    given: Mention | None,
    stated: Iterable[Mention],
) -> list[Name]:
    """Every other place where a known name stands."""
    forms, sure = _known_forms(groups, mentions, (given, *stated) if given else stated)
    page = given if given and groups.distinctive(given.label) else None
    names = []
    for start, end, form in Forms(forms).find(view.whole, view.words):
        number, candidates = view.block_at(start), forms[form]
        start, end = start - view.starts[number], end - view.starts[number]  # noqa: PLW2901  in the block
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
    groups: _Groups, mentions: dict[tuple[str, str], Mention], stated: Iterable[Mention]
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
