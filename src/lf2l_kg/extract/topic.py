"""What a passage is about, when the words beside a fact do not name its subject."""

from __future__ import annotations

import re
from collections import Counter

from lf2l_kg.base.records import Fact, Mention

from .names import Names
from .outline import Outline, project_mention
from .view import Name, Stretch, View

_GOVERNED = re.compile(
    r"\b(?:d'|(?:de|du|des|par|avec|a|au|aux|en|dans|sur|pour|chez|vers|sans|sous|contre|entre|by|with|of|in)\b)"
    r"(?:\s+(?:le|la|les|un|une|ses|son|sa|leur|leurs|the))?(?:\s*l')?[\s«\"(*]*(?:[a-z-]+\s+)?$"
)
ACTORS = ("Project", "Institution", "Event")


def state(
    view: View, rule: str, confidence: float, subject: Mention, predicate: str, value: Mention | str,
    *stretches: Stretch,
) -> Fact:  # fmt: skip
    """A fact with the sentences of some stretches as its evidence, the one that states it first."""
    return Fact(subject, predicate, value, view.evidence(rule, confidence, *stretches))


def stretch_of(name: Name) -> Stretch:
    """Where a name stands."""
    return Stretch(name.block, name.start, name.end)


def section_projects(names: Names, outline: Outline, block: int) -> tuple[Mention, ...]:
    """The projects that the heading of the section names, as settled; () when it names none."""
    section = outline.project_section(block)
    if section is None:
        return ()
    at = [names.at(section.block, p.start, p.end) for p in section.projects]
    return tuple(
        n.mention if n else project_mention(p) for n, p in zip(at, section.projects, strict=True)
    )


def find_topic(
    view: View,
    outline: Outline,
    names: Names,
    block: int,
    position: int,
    kinds: tuple[str, ...] = ACTORS,
) -> Mention | None:
    """What the text is about at a position.

    In a section whose heading names projects: the one of them named last before the position, or
    the only one. Elsewhere: the first name of the sentence that no preposition governs, else of the
    sentence before it in the same block. None when nothing says it.
    """
    projects = section_projects(names, outline, block)
    if projects:
        before = [n for n in names.by_block[block] if n.start <= position and n.mention in projects]
        if before:
            return before[-1].mention
        sentence = view.sentence(block, position)
        inside = [n for n in names.within(sentence) if n.mention in projects]
        if inside:
            return inside[0].mention
        return projects[0] if len(projects) == 1 else None
    for sentence in reversed([s for s in view.sentences[block] if s.start <= position]):
        subject = next(
            (
                n
                for n in names.within(sentence)
                if n.mention.kind in kinds and n.start <= position and not is_governed(view, n)
            ),
            None,
        )
        if subject is not None:
            return subject.mention
    return None


def is_governed(view: View, name: Name) -> bool:
    """Whether a preposition governs a name, so that it is not the subject of its sentence."""
    return bool(_GOVERNED.search(view.plain[name.block][: name.start]))


def main_institution(names: Names) -> Mention | None:
    """The institution that the document names most often, at least twice; None when there is none."""
    counts = Counter(n.mention for n in names if n.mention.kind == "Institution")
    if not counts:
        return None
    mention, count = max(counts.items(), key=lambda item: (item[1], item[0].label))
    return mention if count > 1 else None
