"""Every rule that states facts, in the order in which their facts appear."""

from __future__ import annotations

from collections.abc import Iterator
from operator import attrgetter

from lf2l_kg.base.records import Fact, Mention
from lf2l_kg.base.text import normalise

from .facts.addresses import address_facts
from .facts.agendas import agenda_facts
from .facts.answers import answer_facts
from .facts.awards import award_facts
from .facts.citations import citation_facts
from .facts.dates import date_facts
from .facts.grants import grant_facts
from .facts.laureates import laureate_facts
from .facts.links import link_facts
from .facts.listed import listed_facts
from .facts.lists import list_facts, own_place_facts
from .facts.ours import own_work_facts
from .facts.pairs import pair_facts
from .facts.people import people_facts
from .facts.populations import population_facts
from .facts.precision import keep_finest
from .facts.prizes import prize_facts
from .facts.pronouns import pronoun_facts
from .facts.relations import relation_facts
from .facts.rolls import roll_facts
from .facts.structure import apposition_facts, heading_facts, item_facts, neighbour_facts
from .facts.tables import table_facts
from .facts.themes import theme_facts, theme_mentions
from .facts.timelines import timeline_facts
from .facts.works import work_facts
from .names.settled import Names
from .names.topic import state, stretch_of
from .page.front_matter import front_matter_facts
from .page.outline import Outline
from .text.view import Name, View

#: The rules that need the settled names, in the order in which their facts appear.
RULES = (
    heading_facts,
    item_facts,
    neighbour_facts,
    apposition_facts,
    population_facts,
    table_facts,
    pair_facts,
    listed_facts,
    roll_facts,
    answer_facts,
    list_facts,
    own_place_facts,
    address_facts,
    agenda_facts,
    relation_facts,
    pronoun_facts,
    grant_facts,
    award_facts,
    prize_facts,
    laureate_facts,
    link_facts,
    theme_facts,
    date_facts,
    timeline_facts,
    own_work_facts,
    people_facts,
    work_facts,
)


def state_facts(view: View, outline: Outline, names: Names) -> Iterator[Fact]:
    """The facts of all rules, first what the document mentions."""
    stated = [*front_matter_facts(view), *_alias_facts(view, names), *citation_facts(view, names)]
    for rule in RULES:
        stated += rule(view, outline, names)
    stated = keep_finest(stated)
    yield from _mentions(view, names, stated)
    yield from stated


def _mentions(view: View, names: Names, stated: list[Fact]) -> Iterator[Fact]:
    """The document speaks of each thing; the first place where it is named is the evidence.

    What is only named by a fact (a theme in the front matter, a place within a name) has the fact's.
    """
    me = Mention("Document", view.document.path)
    seen = {me, *(f.object for f in stated if f.predicate == "mentions")}
    themed = [Name(w.block, w.start, w.end, m, "theme.label", 0.9) for m, w in theme_mentions(view)]
    for name in sorted([*names, *themed], key=attrgetter("block", "start")):
        if name.mention not in seen:
            seen.add(name.mention)
            where = stretch_of(name)
            yield state(view, name.rule, name.confidence, me, "mentions", name.mention, where)
    for fact in stated:
        for thing in (fact.subject, fact.object):
            if isinstance(thing, Mention) and thing not in seen:
                seen.add(thing)
                yield Fact(me, "mentions", thing, fact.evidence)


def _alias_facts(view: View, names: Names) -> Iterator[Fact]:
    """Other names: acronyms and long forms, and other spellings that the document uses."""
    for mention, alias in names.aliases:
        for form in (alias.other, alias.label):
            if normalise(form) != normalise(mention.label):
                yield state(
                    view, alias.rule, alias.confidence, mention, "altLabel", form, alias.stretch
                )
    for name in names:
        written = view.blocks[name.block].text[name.start : name.end]
        form = " ".join(written.replace("®", "").split())
        if (
            not f" {name.mention.label}".endswith(f" {form}")  # « du | Bocal », of Le Bocal
            and form[:1].isupper()
            and normalise(form) == normalise(name.mention.label)
        ):
            yield state(view, "name.variant", 0.8, name.mention, "altLabel", form, stretch_of(name))
