"""Which of the names found are of one thing, and how that thing is called."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable
from operator import attrgetter

from lf2l_kg.base.expressions import expression
from lf2l_kg.base.records import Mention
from lf2l_kg.base.text import normalise, plain
from lf2l_kg.extract.text.acronyms import is_acronym
from lf2l_kg.extract.text.shapes import is_proper
from lf2l_kg.extract.text.view import Found, View

from .aliases import Alias

_start, _confidence = attrgetter("start"), attrgetter("confidence")
_KINDS = ("Publication", "Award", "Person", "Project", "Territory", "Event", "Institution")


class Groups:
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
        """Take founds in, but those that only spell a theme."""
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
        """The form by which a group is known, of one that some form belongs to."""
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
        """Make one group of each thing and its other name."""
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
