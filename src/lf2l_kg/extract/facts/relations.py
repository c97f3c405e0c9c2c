"""Facts that words between two names state: « porté par », « sur le modèle de », « soutient »."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from lf2l_kg.base.expressions import expression
from lf2l_kg.base.records import Fact, Mention
from lf2l_kg.extract.names.clauses import Clause, find_companions, find_objects
from lf2l_kg.extract.names.settled import Names
from lf2l_kg.extract.names.topic import state
from lf2l_kg.extract.page.outline import Outline
from lf2l_kg.extract.text.denials import is_over
from lf2l_kg.extract.text.lexicon import CueMatch
from lf2l_kg.extract.text.view import Name, Stretch, View

from .actors import find_subjects, is_of_governed_noun

# What is denied, and what only might be, is not stated. « Plus de trente » denies nothing.
_NEGATION = expression(
    r"\b(?:ne|n'|pas|jamais|sans|not|(?:pourr|devr|voudr|aimer|souhaiter)ai(?:t|ent)|peut-etre"
    r"|souhaite|envisage|might|could|may|would)\b"
)
_LED = expression(r"(?:co-?)?(?:dirig|presid)\w+|(?:co-)?(?:led|headed|chaired|directed)\b")
_JOINS = expression(r"(?:fait|font|faisait|faisaient|faisant|fera|feront)\b")
_WORKS = ("Project", "Event")
# « créé en 2019 à la demande de la ville de X », « situé à dix kilomètres de X »: not there.
_NOT_THERE = expression(
    r"\b(?:initiative|demande|destination|attention|suite|suites|grace|face|etudes?|appel|occasion|aide|invitation"
    r"|kilometres?|km|minutes?|heures?|proximite|cote|limite|frontiere|pres|loin|request|north|south|east|west|near"
    r"|(?:au |l')(?:nord|sud|est|ouest))\b"
)
# « le Vélobus, | un service de la communauté de communes X »
_SERVES = expression(r"\W*(?:une? )?(?:service|equipe|structure|dispositif)\b")
_AT = expression(r"\s(?:a|au|aux|en|dans la|dans le)\s+$")
_HOSTED = expression(r"(?:heberg|incub|accueilli|abrit)")  # « hébergé à l'incubateur X »


def relation_facts(view: View, outline: Outline, names: Names) -> Iterator[Fact]:
    """All relations that cues announce, sentence by sentence."""
    for number, _ in view.cued("relation"):
        for sentence, cue in view.cues_in_sentences("relation", number):
            yield from _stated(view, outline, names, sentence, cue)


def _stated(
    view: View, outline: Outline, names: Names, sentence: Stretch, cue: CueMatch
) -> Iterator[Fact]:
    number = sentence.block
    row = names.within(sentence)
    cue = _before_name(cue, row)
    clause = Clause(sentence, view.blocks[number].text, cue, row)
    wanted = view.lexicon.ontology.properties.get(cue.cue.announces)
    negated = _is_negated(view, sentence, cue)
    within = [n for n in clause.row if n.start < cue.end and cue.start < n.end]
    between = [n for n in within if _is_place_between(n, cue)]  # « créé à Toul par »
    inside_a_name = len(between) < len(within)
    if wanted is None or negated or inside_a_name or is_of_governed_noun(view, clause):
        return
    near, far = (wanted.domain, wanted.range) if cue.cue.inverse else (wanted.range, wanted.domain)
    if wanted.name == "memberOf":  # « le projet X fait partie du programme Y », « réunit A et B »
        near, far = (
            ((*near, "Territory"), (*far, *_WORKS))
            if cue.cue.inverse
            else ((*near, *_WORKS, "Territory"), (*far, *_WORKS, "Territory"))
        )
    hosted = wanted.name == "locatedIn" and _HOSTED.match(view.plain[number], cue.start)
    after = find_objects(view, clause, near)
    if wanted.name == "locatedIn":
        plain = view.plain[number]
        after = [n for n in after if not _NOT_THERE.search(plain, cue.start, n.start)]
    if not after and hosted:
        after = find_objects(view, clause, ("Institution", "Project"))
    with_them = find_companions(clause, after) if wanted.name == "carriedBy" else []
    for before in find_subjects(view, outline, names, clause, after, far) if after else ():
        for name in after:
            if name.mention != before:
                yield from _told(view, clause, before, name)
        yield from _created_in(view, clause, before, between)
        for name in with_them:
            if name.mention != before:
                where = Stretch(number, cue.start, name.end)
                yield state(view, "cue.with", 0.65, before, "partner", name.mention, where)


def _is_place_between(name: Name, cue: CueMatch) -> bool:
    return name.mention.kind == "Territory" and cue.start < name.start and name.end < cue.end


def _created_in(view: View, clause: Clause, thing: Mention, places: list[Name]) -> Iterator[Fact]:
    """« X, créé en 2019 à Toul par Y »: where it was, though the words are those of who did it."""
    number, cue = clause.sentence.block, clause.cue
    for place in places if thing.kind in ("Project", "Institution", "Event") else ():
        if not cue.cue.inverse and _AT.search(view.plain[number], cue.start, place.start):
            where = Stretch(number, cue.start, cue.end)
            yield state(view, "cue.between", 0.7, thing, "locatedIn", place.mention, where)


def _before_name(cue: CueMatch, row: tuple[Name, ...]) -> CueMatch:
    """A cue without the word that begins a name: « a rejoint le | Réseau Loutre »."""
    into = (n.start for n in row if cue.start < n.start < cue.end < n.end)
    start = next(into, None)
    return cue if start is None else replace(cue, end=start)


def _is_negated(view: View, sentence: Stretch, cue: CueMatch) -> bool:
    """Whether the words before a cue deny or doubt it; « né » is not « ne »."""
    text, simple = view.blocks[sentence.block].text, view.plain[sentence.block]
    before = _NEGATION.finditer(simple, max(sentence.start, cue.start - 25), cue.start)
    return any(text[m.start() : m.end()].lower() != "né" for m in before)


def _told(view: View, clause: Clause, before: Mention, name: Name) -> Iterator[Fact]:
    """The fact of a cue, its subject or object, and a name after it: what their classes admit."""
    cue, after = clause.cue, name.mention
    subject, value = (after, before) if cue.cue.inverse else (before, after)
    told = cue.cue.announces
    works = bool({*_WORKS} & {before.kind, after.kind})
    places = [before.kind, after.kind].count("Territory")
    if (
        told == "memberOf"
        and cue.cue.inverse
        and (works or (places and before.kind != "Territory"))
    ):
        told, subject, value = (
            "partner",
            before,
            after,
        )  # « X réunit la ville de Y et l'entreprise Z »
    elif told == "memberOf" and places and not cue.cue.inverse:
        told = "partOf" if places > 1 else ""  # « la commune appartient au Pays de X »
    elif told == "memberOf" and works:
        joins = _JOINS.match(view.plain[clause.sentence.block], cue.start)
        network = subject.kind == "Project" and value.kind == "Institution"
        told = "partOf" if joins else "memberOf" if network else ""
    elif told == "partOf" and value.kind == "Territory" and subject.kind in _WORKS:
        told = "carriedBy" if _SERVES.match(view.plain[clause.sentence.block], cue.start) else ""
    elif told == "locatedIn" and after.kind != "Territory":
        told = "supportedBy"  # « hébergé à l'incubateur X »
    elif told == "carriedBy" and value.kind == "Person" and _leads(view, clause):
        told, subject, value = "headOf", value, subject
    if told and not (told == "headOf" and is_over(view.plain[name.block], name.end)):
        confidence = min(cue.cue.confidence, name.confidence + 0.1)
        where = Stretch(clause.sentence.block, cue.start, cue.end)
        yield state(view, f"cue.{told}", confidence, subject, told, value, where)


def _leads(view: View, clause: Clause) -> bool:
    """« dirigé par », « led by »: a person after it is the head."""
    return _LED.match(view.plain[clause.sentence.block], clause.cue.start) is not None
