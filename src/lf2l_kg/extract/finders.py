"""Every finder of names, and what the names found in a document mean."""

from __future__ import annotations

from collections.abc import Iterator

from lf2l_kg.base.records import Mention

from .facts.addresses import find_addresses
from .facts.agendas import find_agenda
from .facts.answers import find_answers
from .facts.awards import find_awards
from .facts.citations import find_citations
from .facts.laureates import find_laureates
from .facts.pairs import find_heads, find_pairs
from .facts.populations import find_populated
from .facts.prizes import find_prizes
from .facts.pronouns import find_before_pronouns
from .facts.rolls import find_rolls
from .facts.tables import find_rows
from .facts.works import find_works
from .names.aliases import find_aliases, find_beside, find_spelled
from .names.anaphors import add_anaphors
from .names.anchors import find_links
from .names.apposed import find_apposed
from .names.defined import find_defined
from .names.headed import find_headed
from .names.items import find_items
from .names.marked import find_marked
from .names.nouns import find_class_nouns
from .names.objects import find_after_relations
from .names.openers import find_openers
from .names.persons import find_persons
from .names.places import find_places
from .names.quoted import as_quoted
from .names.recurring import find_recurring
from .names.settled import Names, settle_names
from .names.shortened import add_shortened
from .names.subjects import find_before_relations
from .page.described import described_thing
from .page.outline import Outline
from .page.statements import meaning_of, read_statements
from .text.view import Found, View


def find_names(view: View, outline: Outline) -> Iterator[Found]:
    """Every name that a finder finds; those of one thing, and those that overlap, are not settled."""
    for section in outline.sections:
        if section.place is not None:
            yield section.place
        if section.outer is not None:
            yield section.outer
        yield from section.projects
    yield from find_citations(view)
    yield from find_works(view)
    yield from find_class_nouns(view)
    yield from find_links(view, outline)
    yield from find_awards(view)
    yield from find_prizes(view)
    yield from find_laureates(view)
    yield from find_persons(view)
    yield from find_items(view, outline)
    yield from find_rows(view, outline)
    yield from find_places(view)
    yield from find_populated(view)
    yield from find_after_relations(view)
    yield from find_before_relations(view)
    yield from find_before_pronouns(view)
    yield from find_beside(view)
    yield from find_spelled(view)
    yield from find_defined(view)
    yield from find_headed(view)
    yield from find_apposed(view)
    yield from find_marked(view)
    yield from find_agenda(view)
    yield from find_addresses(view)
    yield from find_rolls(view)
    yield from find_answers(view)
    yield from find_pairs(view)
    yield from find_heads(view)
    yield from find_openers(view)
    yield from find_recurring(view)


def read_names(view: View, outline: Outline, founds: list[Found]) -> Names:
    """What the names mean, and the words that stand for them."""
    stated = [v for s in view.once(read_statements) for v in meaning_of(view, s).values]
    things = [v for v in stated if isinstance(v, Mention) and v.kind != "Theme"]
    founds = list(as_quoted(view, founds))
    aliases, page = find_aliases(view, founds), described_thing(view)
    settled = settle_names(view, outline, founds, aliases, page, things)
    return add_anaphors(view, outline, add_shortened(view, settled))
