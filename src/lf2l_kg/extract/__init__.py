"""extract: a document and the ontology give facts, each with the words it was read from.

Finders look for names, ``names.py`` settles what they mean, rules state facts about them. Everything
is pure: the same document, ontology and gazetteer give the same facts in the same order.
"""

from __future__ import annotations

from collections.abc import Iterator
from operator import attrgetter

from msgspec import Struct

from lf2l_kg.base.gazetteer import Gazetteer
from lf2l_kg.base.ontology import Ontology
from lf2l_kg.base.records import Document, Fact, Finding, Mention
from lf2l_kg.base.text import normalise

from .addresses import address_facts, find_addresses
from .agendas import agenda_facts, find_agenda
from .aliases import find_aliases, find_beside, find_spelled
from .anaphors import add_anaphors
from .anchors import find_links
from .apposed import find_apposed
from .awards import award_facts, find_awards
from .citations import citation_facts, find_citations
from .dates import date_facts
from .defined import find_defined
from .doubts import doubt_findings
from .front_matter import front_matter_facts
from .grants import grant_facts
from .items import find_items
from .lexicon import Lexicon, LexiconStarts, compile_lexicon
from .links import link_facts
from .listed import listed_facts
from .lists import list_facts, own_place_facts
from .marked import find_marked
from .misfits import front_matter_findings
from .names import Names, settle_names
from .nouns import find_class_nouns
from .objects import find_after_relations
from .ours import own_work_facts
from .outline import Outline, read_outline
from .page import described_thing
from .pairs import find_heads, find_pairs, pair_facts
from .passages import cut_long_blocks
from .people import people_facts
from .persons import find_persons
from .places import find_places
from .populations import find_populated, population_facts
from .precision import keep_finest
from .prizes import find_prizes, prize_facts
from .quoted import as_quoted
from .relations import relation_facts
from .rolls import find_rolls, roll_facts
from .shortened import add_shortened
from .sightings import Sightings, list_sightings
from .statements import meaning_of, read_statements
from .structure import apposition_facts, heading_facts, item_facts, neighbour_facts
from .subjects import find_before_relations
from .tables import find_rows, table_facts
from .themes import theme_facts, theme_mentions
from .timelines import timeline_facts
from .topic import state, stretch_of
from .view import Found, Name, View
from .works import find_works, work_facts

__all__ = [
    "Extraction",
    "Lexicon",
    "LexiconStarts",
    "Sightings",
    "extract_document",
    "extract_facts",
    "find_sightings",
]

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
    list_facts,
    own_place_facts,
    address_facts,
    agenda_facts,
    relation_facts,
    grant_facts,
    award_facts,
    prize_facts,
    link_facts,
    theme_facts,
    date_facts,
    timeline_facts,
    own_work_facts,
    people_facts,
    work_facts,
)


class Extraction(Struct, frozen=True):
    """What came of reading a document for facts.

    ``facts`` stand in a fixed order, each once for each piece of evidence: first "mentions" of every
    thing spoken of, then the front matter's, then the rules' in the order of ``RULES``.
    """

    facts: tuple[Fact, ...]
    findings: tuple[Finding, ...]  # what is left in doubt, keys that nothing is made of


def extract_document(
    document: Document,
    ontology: Ontology,
    gazetteer: Gazetteer,
    lexicon: Lexicon | None = None,
) -> Extraction:
    """The facts that a document states, and what its author may want to mend.

    Args:
        document: as read; one that is not ``readable`` states nothing.
        ontology: what can be said, and the cues that announce it; those of all languages count.
        gazetteer: the places of the world.
        lexicon: the ontology's, where it is at hand.
    """
    if not document.readable:
        return Extraction((), ())
    view = View(cut_long_blocks(document), lexicon or compile_lexicon(ontology), gazetteer)
    outline = read_outline(view)
    names = read_names(view, outline, list(find_names(view, outline)))
    stated = (f for f in state_facts(view, outline, names) if f.subject != f.object)
    doubts = (*front_matter_findings(view), *doubt_findings(view, names))
    return Extraction(tuple(dict.fromkeys(stated)), doubts)


def extract_facts(document: Document, ontology: Ontology, gazetteer: Gazetteer) -> Iterator[Fact]:
    """The facts alone of :func:`extract_document`."""
    yield from extract_document(document, ontology, gazetteer).facts


def find_sightings(document: Document, ontology: Ontology, gazetteer: Gazetteer) -> Sightings:
    """What :func:`extract_document` recognises in a document before it states facts about it."""
    if not document.readable:
        return Sightings((), ())
    view = View(cut_long_blocks(document), compile_lexicon(ontology), gazetteer)
    outline = read_outline(view)
    return list_sightings(view, read_names(view, outline, list(find_names(view, outline))))


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
    yield from find_persons(view)
    yield from find_items(view, outline)
    yield from find_rows(view, outline)
    yield from find_places(view)
    yield from find_populated(view)
    yield from find_after_relations(view)
    yield from find_before_relations(view)
    yield from find_beside(view)
    yield from find_spelled(view)
    yield from find_defined(view)
    yield from find_apposed(view)
    yield from find_marked(view)
    yield from find_agenda(view)
    yield from find_addresses(view)
    yield from find_rolls(view)
    yield from find_pairs(view)
    yield from find_heads(view)


def read_names(view: View, outline: Outline, founds: list[Found]) -> Names:
    """What the names mean, and the words that stand for them."""
    stated = [v for s in view.once(read_statements) for v in meaning_of(view, s).values]
    things = [v for v in stated if isinstance(v, Mention) and v.kind != "Theme"]
    founds = list(as_quoted(view, founds))
    aliases, page = find_aliases(view, founds), described_thing(view)
    settled = settle_names(view, outline, founds, aliases, page, things)
    return add_anaphors(view, outline, add_shortened(view, settled))


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
