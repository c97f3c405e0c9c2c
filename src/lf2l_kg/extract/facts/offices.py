"""Functions named without a body: on the page of an institution they are held there."""

from __future__ import annotations

from collections.abc import Iterator

from lf2l_kg.base.expressions import expression
from lf2l_kg.base.records import Fact, Mention
from lf2l_kg.extract.names.roles import Role
from lf2l_kg.extract.names.sections import is_of_page
from lf2l_kg.extract.names.settled import Names
from lf2l_kg.extract.names.topic import ACTORS, find_topic, main_institution, state
from lf2l_kg.extract.page.outline import Outline
from lf2l_kg.extract.text.view import Name, Stretch, View

_HEAD = expression(
    r"(?:co-?)?(?:president|presidente|directeur|directrice|director|gerante?)s?(?: generale?s?)?"
)
#: What one does for an association or a project, and seldom elsewhere.
_MEMBER = expression(
    r"(?:vice-|co-)?(?:president|tresori|secretaire|directeur|directrice|coordinat|coordonnat|animat|administrat"
    r"|mediat|gerant|benevole|salarie|facilitat|fab ?manager|referent|charge|responsable d|regisseu)"
)
_GOVERNS = expression(r"(?:co-?)?(?:president|presidente|maire|maires|bourgmestre)s?")
_ITS = expression(r"\b(?:son|sa|leur|its|their)\s+(?:[a-z]+\s+)?$")
_AND_ITS = expression(r"[\s®»\"*_)]*(?:,\s*)?\s(?:et|avec)\s+(?:son|sa|leur)\s+(?:[a-z]+\s+)?$")
_BODIES = ("Institution", "Territory", "Project")
# « son complice Paul Roux en est le trésorier »
_OF_IT = expression(r"\s+en\s+(?:est|était|fut|sera)\s+[^.,;:()]{0,30}$")


def office_facts(
    view: View, outline: Outline, names: Names, person: Name, roles: tuple[Role, ...]
) -> Iterator[Fact]:
    """« Ana Costa, trésorière » where the text is about one institution, and names no other beside."""
    for role in roles:
        if role.tails:
            continue
        between = view.blocks[person.block].text[person.end : role.start]
        of_it = _OF_IT.match(between) is not None
        if of_it:
            body = _it(view, outline, names, role, person)
        elif _ITS.search(view.plain[person.block], max(0, role.start - 20), role.start):
            body = _owner(view, outline, names, role, person)
        else:
            body = _here(view, outline, names, person)
        words = view.plain[person.block][role.start : role.end]
        predicate = office_in(words, body) if body is not None else ""
        if body is not None and predicate:
            rule = "person.head-here" if predicate == "headOf" else "person.member-here"
            start, end = min(person.start, role.start), max(person.end, role.end)
            where = Stretch(person.block, start, end)
            yield state(view, rule, 0.65, person.mention, predicate, body, where)


def office_in(words: str, body: Mention) -> str:
    """The property by which a function, in plain form, ties its holder to a body; "" for none."""
    if _HEAD.fullmatch(words) and body.kind in ("Institution", "Project"):
        return "headOf"
    if _GOVERNS.fullmatch(words) and body.kind == "Territory":
        return "headOf"
    return "memberOfInstitution" if _MEMBER.match(words) and body.kind == "Institution" else ""


def _it(view: View, outline: Outline, names: Names, role: Role, person: Name) -> Mention | None:
    """What « en » means: what the text is about there, else in the document."""
    topic = find_topic(view, outline, names, person.block, role.start, ACTORS)
    return topic or names.given or main_institution(view, names)


def _owner(view: View, outline: Outline, names: Names, role: Role, person: Name) -> Mention | None:
    """Whose « son maire », « sa présidente » is: the body named last in the sentence, else the topic."""
    first = min(role.start, person.start)
    before = names.within(Stretch(person.block, view.sentence(person.block, first).start, first))
    bodies = [n for n in before if n.mention.kind in _BODIES]
    led = _AND_ITS.search(view.plain[person.block], max(0, first - 40), first)
    if led is not None and not (bodies and bodies[-1].end >= led.start()):
        return None  # « la Filature et son directeur », and the Filature is no name that we know
    if bodies:
        return bodies[-1].mention
    return find_topic(view, outline, names, person.block, first, ACTORS) or names.given


def _here(view: View, outline: Outline, names: Names, person: Name) -> Mention | None:
    """The page's thing where the section is about it; None where another body stands beside a person."""
    body = names.given
    if body is None or not is_of_page(view, outline, names, person.block):
        return None
    beside = names.within(view.sentence(person.block, person.start))
    others = (n for n in beside if n.mention.kind in _BODIES and n.mention != body)
    return body if next(others, None) is None else None
