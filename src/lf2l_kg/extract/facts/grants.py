"""Who gives how much, or is a funder « of it »: « La Fondation X apporte 18 000 €, l'ADEME 5 000 € »."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lf2l_kg.base.expressions import expression
from lf2l_kg.base.records import Fact, Mention
from lf2l_kg.extract.names.governed import is_governed
from lf2l_kg.extract.names.sections import section_subject
from lf2l_kg.extract.names.settled import Names
from lf2l_kg.extract.names.topic import ACTORS, find_topic, main_institution, state
from lf2l_kg.extract.page.outline import Outline
from lf2l_kg.extract.text.view import Name, Stretch, View

_SIGN = expression(r"€|[Ee]uros?\b")
_SUM = r"[0-9][0-9\s.,]*\s*(?:k?€|m€|(?:millions? )?(?:d')?euros?\b)"
_GIVES = expression(
    r"\s+(?:(?:apport|vers|accord|attribu|allou|financ|particip|contribu|abond|donn)e(?:nt|ra|ront)?"
    r"|octroi(?:e|ent|era)|(?:a|ont) (?:apporte|verse|accorde|attribue|alloue|donne|octroye))"
    r"(?:\s+(?:a hauteur de|pour|la somme de|un montant de"
    rf"|une? (?:aide|subvention|dotation|participation|financement|contribution|enveloppe) de))?\s+{_SUM}"
)
_ALSO = expression(rf"\s+(?:(?:pour|a hauteur de)\s+)?{_SUM}")
_BETWEEN = expression(
    r"\s*(?:,|,?\s+et)\s+(?:(?:le|la|les)\s+|l')?(?:[a-z]+\s+(?:de la |de |du |d'))?"
)
_TO = expression(r"(?:\s+par an)?(?:\s+d(?:e\s|')[a-z]+)?\s+(?:a|aux?|pour|en faveur d\w*)\b")
# « apportera 5 000 € si la Région suit », « sous réserve du vote »
_UNSURE = expression(r"\b(?:si|s'il|s'ils|s'elle|sous reserve|a condition|a moins|au cas)\b")
_EN = expression(r"\ben (?:est|sont|était|étaient) ")
_EN_IS = expression(
    r"\ben (?:est|sont|etait|etaient) (?:(?:la|le|les|l'|une?|des) ?)?(?:principa\w+ |premiers? )?"
    r"(?:(?P<funder>financeur|mecene|soutien|sponsor)|(?P<partner>partenaire)|(?P<carrier>porteu|pilote))\w*"
)
_NOUNS = {"supportedBy": "funder", "partner": "partner", "carriedBy": "carrier"}
_BODIES = ("Institution", "Territory")
_REACH = 40  # characters after a sum in which whoever gets it is named


def grant_facts(view: View, outline: Outline, names: Names) -> Iterator[Fact]:
    """Each body before « apporte 18 000 € », and those enumerated with a sum of their own, supports it."""
    yield from _of_it(view, outline, names)
    for number in view.blocks_with(_SIGN):
        if view.blocks[number].kind not in ("paragraph", "item"):
            continue
        for name in names.by_block[number]:
            gives = _GIVES.match(view.plain[number], name.end)
            if gives and name.mention.kind in _BODIES and not is_governed(view, name, names):
                yield from _given(view, outline, names, name, gives)


def _of_it(view: View, outline: Outline, names: Names) -> Iterator[Fact]:
    """« A et B en sont les principaux financeurs »: of what the text is about."""
    for number in view.blocks_with(_EN):
        row = names.by_block[number]
        for said in _EN_IS.finditer(view.plain[number]):
            last = next((n for n in reversed(row) if n.end <= said.start()), None)
            if last is None or view.plain[number][last.end : said.start()].strip():
                continue
            predicate = next(p for p, noun in _NOUNS.items() if said[noun])
            thing = _supported(view, outline, names, last, said.end())
            for body in _enumerated(view, names, last):
                if thing is not None and body.mention != thing:
                    where = Stretch(number, body.start, said.end())
                    yield state(view, "grant.of-it", 0.7, thing, predicate, body.mention, where)


def _enumerated(view: View, names: Names, last: Name) -> list[Name]:
    """A body with those enumerated before it: « A, B et | C »."""
    found = [last]
    while (earlier := names.before(found[0])) and earlier.mention.kind in _BODIES:
        if not _BETWEEN.fullmatch(view.plain[last.block], earlier.end, found[0].start):
            break
        found.insert(0, earlier)
    return found if last.mention.kind in _BODIES else []


def _given(
    view: View, outline: Outline, names: Names, giver: Name, gives: re.Match[str]
) -> Iterator[Fact]:
    bodies, end = _givers(view, names, giver, gives.end())
    thing = _supported(view, outline, names, giver, end)
    for body in bodies:
        if thing is not None and body.mention != thing:
            where = Stretch(body.block, giver.start, end)
            yield state(view, "grant.given", 0.7, thing, "supportedBy", body.mention, where)


def _givers(view: View, names: Names, giver: Name, end: int) -> tuple[list[Name], int]:
    """The bodies that give, « A apporte 5 €, B 3 € et C 2 € », and where the last sum ends."""
    found, simple = [giver], view.plain[giver.block]
    for name in names.by_block[giver.block]:
        if name.start < end:
            continue
        also = _ALSO.match(simple, name.end)
        if also is None or name.mention.kind not in _BODIES:
            break
        if not _BETWEEN.fullmatch(simple, end, name.start):
            break
        found.append(name)
        end = also.end()
    return found, end


def _supported(view: View, outline: Outline, names: Names, giver: Name, end: int) -> Mention | None:
    """Who gets the sum: whom « à » names, else what the sentence before or the section is about."""
    number = giver.block
    to = _TO.match(view.plain[number], end)
    if to is not None:
        last = min(view.sentence(number, giver.start).end, to.end() + _REACH)
        after = names.within(Stretch(number, to.end(), last))[:1]
        return next((n.mention for n in after if n.mention.kind in ACTORS), None)
    sentence = view.sentence(number, giver.start)
    if _UNSURE.search(view.plain[number], sentence.start, sentence.end):
        return None
    before = sentence.start - 1
    topic = find_topic(view, outline, names, number, before, ACTORS) if before > 0 else None
    of_page = section_subject(view, outline, names, number)
    if topic is not None and topic.kind == "Institution" and of_page is not None:
        # a body of the sentence before may be one more that gives
        topic = topic if topic == main_institution(view, names) else of_page
    topic = topic or of_page
    return topic if topic is not None and topic.kind in ACTORS else None
