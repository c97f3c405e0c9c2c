"""What a passage is about, when the words beside a fact do not name its subject."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter

from lf2l_kg.base.expressions import expression
from lf2l_kg.base.records import Fact, Mention
from lf2l_kg.base.text import normalise
from lf2l_kg.extract.page.outline import Outline, project_mention
from lf2l_kg.extract.text.days import without_days
from lf2l_kg.extract.text.view import Name, Stretch, View

from .governed import is_governed
from .settled import Names

_KEYED = expression(r"(?!Parmi\b)[^\W\d_][\w’' -]{0,40}?\s?:\s")
_GOES_ON = expression(r"\W*(?:il|elle|ils|elles|ce|cet|cette|ces|son|sa|ses|it|this|these|its)\b")
# A participle that opens a sentence: « Créé en 2012 par », « Launched by ».
_PARTICIPLE = expression(
    r"\W*(?!(?:l[ea]s?|une?|ce|cette|elles?|ils?|the)\s)(?:\w+(?:es?|ie?s?|ue?s?|ite?s?|erte?s?|ed)|led|run|born)"
    r"\s(?:[^,.;:]{1,50}\s)?(?:par|by|en|in|sur|avec|dans|grace|a|au|with)\b"
)
_MAIN_CLAUSE = expression(
    r",\s*(?:(?:le|la|les|ce|cette|the|this)\s+|l')?(?:[a-z-]+\s+){0,2}[«\"(*_]*$"
)
_EVENT_NOUN = expression(
    r"(?:journee|rencontre|edition|manifestation|visite|soiree|semaine|event)s?\b"
)
_POINTED = expression(r"(?:ce|cet|cette|ces|this|these)\s+")
_ARTICLES = expression(r"^\s*(?:(?:le|la|les|the)\s|l')")
_WE = expression(r"\b(?:nous|notre|nos|we|our)\b")
_SPOKEN_OF = expression(r"\b(?:il|elle|it|nous|we)\b")
_QUOTED = expression(r"[«“\"]")
_WE_ACT = expression(r"\b(?:nous|we)\s+(?:[a-z]+\s+){0,2}$")
_WE_OPEN = expression(r"\W*(?:nous|we)\s+(?!(?:nous|vous|le|la|les|have to)\s|l')[a-z]")
_PRONOUN = expression(r"\W*(?:ils?|elles?|nous|on|it|they|we)\s+(?!\w+\s*:)")
_ORGAN = expression(
    r"\W*(?:l'equipe|le bureau|le conseil d'administration|la direction|the (?:team|board))\b"
)
_REACH = 80  # characters before a name that say what governs it
_TITLES = ("title", "title-fr", "subtitle", "description", "author", "publisher", "organisation")
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
    sentence = view.sentence(block, position)
    if _WE_OPEN.match(view.plain[block], sentence.start, sentence.end):
        return _organ_of(view, names, block, position, kinds)  # « Nous …, et travaillons avec »
    return (
        _organ_of(view, names, block, position, kinds)
        or _last_subject(view, names, block, position, kinds)
        or _headed(view, outline, names, Stretch(block, position, position), kinds)
        or _page_of(view, outline, names, Stretch(block, position, position), kinds)
    )


def _page_of(
    view: View, outline: Outline, names: Names, where: Stretch, kinds: tuple[str, ...]
) -> Mention | None:
    """What « elle », « nous » mean where nothing is named before: the page's thing, who writes it."""
    at = bisect_left(outline.sections, where.block, key=lambda section: section.block)
    heading = outline.sections[at - 1].block if at else -1
    if at and names.by_block[heading]:
        return None  # the heading names something
    sentence = view.sentence(where.block, where.start)
    pronoun = _SPOKEN_OF.search(view.plain[where.block], sentence.start, where.start)
    if pronoun is None:
        opened = _PARTICIPLE.match(view.plain[where.block], sentence.start, sentence.end)
        first = sentence.start == view.sentences[where.block][0].start
        led = opened and first and view.blocks[where.block].kind == "paragraph"
        page = names.given  # « Organisées par A, ces rencontres … » on their page
        return page if led and page is not None and page.kind in kinds else None
    we = pronoun[0] in ("nous", "we")
    if at and not we and _QUOTED.search(view.blocks[heading].text):
        return None  # « ### Formation « X » »: so does this one
    page = names.given
    if page is None and we:
        page = main_institution(view, names)
    return page if page is not None and page.kind in kinds else None


def _organ_of(
    view: View, names: Names, block: int, position: int, kinds: tuple[str, ...]
) -> Mention | None:
    """Whose « l'équipe » a sentence begins with, who « nous » before a verb are: the page's thing."""
    sentence = view.sentence(block, position)
    simple = view.plain[block]
    if not (
        _ORGAN.match(simple, sentence.start)
        or _WE_OPEN.match(simple, sentence.start, sentence.end)
        or _WE_ACT.search(simple, sentence.start, position)
    ):
        return None
    page = names.given or main_institution(view, names)
    return page if page is not None and page.kind in kinds else None


def _headed(
    view: View, outline: Outline, names: Names, where: Stretch, kinds: tuple[str, ...]
) -> Mention | None:
    """The thing whose name is all that the nearest heading says; who says « nous » is no event."""
    at = bisect_left(outline.sections, where.block, key=lambda section: section.block)
    if view.blocks[where.block].kind != "paragraph" or not at:
        return None
    sentence = view.sentence(where.block, where.start)
    if _WE.search(view.plain[where.block], sentence.start, where.start):
        kinds = tuple(kind for kind in kinds if kind != "Event")
    heading = outline.sections[at - 1].block
    row = names.by_block[heading]
    if len(row) != 1 or row[0].mention.kind not in kinds:
        return None
    whole = view.plain[heading][: row[0].start] + view.plain[heading][row[0].end :]
    return row[0].mention if not _ARTICLES.sub("", without_days(whole)).strip(" :®.«»") else None


def _last_subject(
    view: View, names: Names, block: int, position: int, kinds: tuple[str, ...]
) -> Mention | None:
    """The subject of the sentence at a position, else of the nearest sentence before it that has one."""
    before = [s for s in view.sentences[block] if s.start <= position]
    if len(before) > 1 and _KEYED.match(view.text(before[-1])):
        before = before[-1:]  # of what the lines are about, not of what the line above says
    if before and (noun := _pointed(view, block, before[-1])):
        before = before[:-1]  # « Cette journée … »: of the last thing of that class
        kinds = tuple(kind for kind in kinds if kind == noun)
    for sentence in reversed(before):
        # « Il réunit X et Y »: X is no subject.
        told = _PRONOUN.match(view.plain[block], sentence.start, sentence.end) is not None
        for name in () if told else names.within(sentence):
            if (
                name.mention.kind in kinds
                and name.start <= position
                and not is_governed(view, name, names)
            ):
                return name.mention
        if (
            sentence is before[-1]
            and sentence.start <= position
            and (main := opening_subject(view, names, sentence, kinds))
        ):
            return main
    return None


def _pointed(view: View, block: int, sentence: Stretch) -> str:
    """The class of the noun that a sentence begins with after « ce »; "" when it begins otherwise."""
    pointed = _POINTED.match(view.plain[block], sentence.start, sentence.end)
    if pointed is None:
        return ""
    noun = view.cue_at("class", block, pointed.end())
    if noun is not None:
        return noun.cue.announces
    return "Event" if _EVENT_NOUN.match(view.plain[block], pointed.end()) else ""


def find_earlier_topic(
    view: View, names: Names, block: int, kinds: tuple[str, ...]
) -> Mention | None:
    """What a block that names nothing speaks of, when it goes on from the paragraph above it.

    A list item goes on from the paragraph above its list; a paragraph when it starts with a pronoun
    or a demonstrative (« Elle … », « Ce projet … »), else from nothing. Without such a paragraph a
    pronoun means what the front matter says the page is about.
    """
    is_item = view.blocks[block].kind == "item"
    if names.by_block[block] or not (is_item or _GOES_ON.match(view.plain[block])):
        return None
    for earlier in range(block - 1, -1, -1):
        kind = view.blocks[earlier].kind
        if kind == "paragraph":
            return _last_subject(view, names, earlier, 1 << 30, kinds)
        if kind == "heading" or not is_item:
            break
    return names.given if not is_item and names.given and names.given.kind in kinds else None


def opening_subject(
    view: View, names: Names, sentence: Stretch, kinds: tuple[str, ...]
) -> Mention | None:
    """« Porté par A, le projet B … »: the subject after a participle that opens a sentence; else None."""
    simple = view.plain[sentence.block]
    if not _PARTICIPLE.match(simple, sentence.start, sentence.end):
        return None
    comma = simple.find(",", sentence.start, sentence.end)
    for name in names.within(sentence):
        if 0 <= comma < name.start and not is_governed(view, name, names):
            clause = _MAIN_CLAUSE.search(simple, max(comma, name.start - _REACH), name.start)
            return name.mention if clause and name.mention.kind in kinds else None
    return None


def main_institution(view: View, names: Names) -> Mention | None:
    """The institution, or the project, that a page is about; None when there is none.

    The one named most often, at least twice; the title or what describes the page, or the first sentence
    whose subject it is, counts for as much as being named three times more.
    """
    counts = Counter(n.mention for n in names if n.mention.kind in ("Institution", "Project"))
    titles = [e.value for e in view.document.front_matter if e.key in _TITLES]
    titles += [block.text for block in view.blocks[:1] if block.kind == "heading"]
    said = normalise(" | ".join(titles))
    opening = next(
        (n for n in names if n.mention in counts and not is_governed(view, n, names)), None
    )
    best = None
    for mention, count in sorted(counts.items(), key=lambda item: item[0].label):
        titled = 3 * (normalise(mention.label) in said) + 3 * (
            opening is not None and opening.mention == mention
        )
        institution = mention.kind == "Institution"
        score = (count + titled, institution, mention.label)
        if count > 1 and (institution or titled) and (best is None or score > best[0]):
            best = score, mention
    return best[1] if best else None
