"""Of whom a relation's cue speaks: a name before it that nothing governs, else what goes on."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lf2l_kg.base.expressions import expression
from lf2l_kg.base.records import Mention
from lf2l_kg.extract.names.clauses import ASIDE, BETWEEN_OBJECTS, FARTHEST, Clause
from lf2l_kg.extract.names.governed import is_compared, is_governed
from lf2l_kg.extract.names.settled import Names
from lf2l_kg.extract.names.topic import find_topic, opening_subject
from lf2l_kg.extract.names.unnamed import unnamed_subject
from lf2l_kg.extract.page.outline import Outline
from lf2l_kg.extract.text.shapes import LOWER, UPPER
from lf2l_kg.extract.text.view import Name, Stretch, View

# « X soutient Y et | est portée par Z »: said of X again.
_ITS_OWN_VERB = expression(
    r"\b(?:est|sont|ete|etait|etaient|sera|fut|et|mais|puis|qui|is|are|was|were|been|and|but)\s+(?:[a-z]+\s+){0,2}$"
)
_SENTENCE_START = expression(r"^\W*(?:\w+\s+){0,1}$")
# Cues that speak of the whole clause: « avec le soutien de »; a participle speaks of the name before it.
_OF_CLAUSE = expression(
    r"(?:en|avec|grace|sur|sous|a|au|aux|dans|conjointement|via|dont|main|aux?|with|in|at|under|thanks|together|jointly"
    r"|alongside|along|by)\b"
)
_NEXT_TO = expression(
    r"\s*®?\s*[»”\"*_]*\s*(?:\([^()]{0,120}\)\s*)?(?:(?:est|sont|was|is|were)\s+)?"
)
_BELONGS = expression(
    r"(?:membre|adherent|societaire|partenaire|filiale|antenne|laureat|member|partner|basee?s?\b|based\b)"
)
_APPOSED = expression(r"\s*®?\s*(?:\([^()]{0,120}\))?\s*,[^,;.:]{0,40}\s*")
_CALLED = expression(
    r"\s*®?\s*[»”\"*_]*\s*(?:\([^()]{0,120}\)\s*)?,\s+(?:une?\s+)?(?P<noun>[a-zà-ÿ][a-zà-ÿ-]+)"
    r"(?:\s+(?:d[’'])?[a-zà-ÿ-]+){0,4}\s+"
)
_KIND = expression(r"(?:unité|structure|service|filiale|lieu|espace|école|organisation)\b")
_WHOSE = expression(
    r"\s*®?\s*(?:\([^()]{0,120}\))?\s*(?:de la|du|des|de|d[’']|de l[’'])\s*(?:[a-zà-ÿ-]+\s+){0,2}"
)
_MAIN = expression(r"\s*®?\s*(?:\([^()]{0,120}\))?[^,;.]{0,90},")
_PLURAL = expression(r"(?:\w+(?:nt|é?e?s)|ont|are|were|have)\b")
_HAPPENS = expression(
    r"(?:s'est|se sont|se (?:tient|tiendra|deroule)|a(?:ura|ura eu)? (?:eu )?lieu)"
)
_PRONOUN = expression(r",\s*(?:ils?|elles?|on|nous|vous|it|they|we|ce)\s", re.IGNORECASE)
# « Une étude financée par X | est lancée »; with no verb it tells what the topic is: « Un lieu, né avec X. »
_GOES_ON = expression(
    r"[\s,®»]+(?!(?:pour|en|a|au|aux|dans|sur|avec|et|depuis|afin|de|du|des|par|qui|dont|que|ou)\b)[a-z]"
)
# « un écomusée, un tiers-lieu | porté par »: one of several things without names.
_ONE_OF_MANY = expression(
    r"[,;]\s*(?:et\s+)?(?:une?|deux|trois|plusieurs)\s+[a-z'-]+(?:\s+[a-z-]+){0,2}\s*$"
)
# « Une action comparable, « X », est portée par », « Un autre projet est porté par »
_ANOTHER = expression(
    r"(?:^|[.!?;:]\s)\W*(?:une?\s+autre\s|d'autres\s|une?\s+[a-z-]+\s+(?:comparable|similaire|semblable|analogue"
    r"|equivalente?|voisine?|du meme (?:type|genre|ordre))\b)"
)
_IDEA = expression(r"\W*(?:l'idee|le concept|le modele|la formule|le principe)\b")
_IS_DONE = expression(
    r"\b(?:a|ont|avait|est|sont|sera|seront|fut|etait)\s+(?:ete\s+)?(?:[a-z]+ment\s+)?$"
)
_NAMED_NOUN = expression(rf",\s+(?:l[ea]s?\s+|l[’'])[{LOWER}-]+\s+[{UPPER}]")
_GOVERNED_NOUN = expression(
    r"\b(?P<by>de|a|par|pour|sur|avec|dans|sous|of|in|from|by|with)\s+"
    r"(?:(?:la|le|une?|the|an?)\s+|l')(?P<noun>[a-z-]{4,})\s+$"
)
_DONE = expression(r"(?:co-?)?[a-zà-ÿ]+(?:é|i|u|it|is|ert)e?s?\s")
_TITLE = 6  # words that a title of a paragraph has at most: « **Mine claire.** Portée par … »
_OF_A_NOUN = expression(
    r"\b(?:une?|des|deux|trois|plusieurs|an?)\s+[a-z-]+(?:\s+[a-z-]+)?"
    r"\s+(?:de la|du|des|de|d'|of|of the)\s*(?:l')?$"
)


def find_subjects(
    view: View,
    outline: Outline,
    names: Names,
    clause: Clause,
    after: list[Name],
    kinds: tuple[str, ...],
) -> list[Mention]:
    """What a cue says something of: a name before it with those enumerated, else what goes on."""
    objects = {name.mention for name in after}
    for name in clause.before:
        gap = clause.text[name.end : clause.cue.start]
        if len(gap) > FARTHEST or ";" in gap:
            break
        if name.mention.kind not in kinds or name.mention in objects:
            continue
        if not is_governed(view, name, names) or _is_modified(view, names, clause, name, gap):
            if _has_acted(view, clause, name):
                return []
            return [name.mention, *_with_it(view, names, clause, name, kinds)]
    named = [n for n in clause.before if n.rule != "name.anaphor"]
    free = [n for n in named if not is_governed(view, n, names)]
    if not free and (main := _main_subject(view, names, clause, after, kinds)):
        return [main]
    if free:
        return []  # a subject of its own, though not one that the property admits
    topic = find_topic(view, outline, names, clause.sentence.block, clause.cue.start, kinds)
    if topic is None or topic.kind not in kinds:
        return []
    return [] if _has_other_subject(view, outline, names, clause, after, topic) else [topic]


def is_of_governed_noun(view: View, clause: Clause) -> bool:
    """« X s'inspire de l'expérience | menée par Y »: said of a noun without a name, and not of X."""
    cue, simple = clause.cue, view.plain[clause.sentence.block]
    compared = is_compared(view, clause.sentence.block, cue.start)
    if compared and not any(n.end + 3 > cue.start for n in clause.before):
        return True  # « X ouvre, comme la Halle Verte, | créée par Y »
    noun = _GOVERNED_NOUN.search(simple, max(clause.sentence.start, cue.start - 60), cue.start)
    if noun is None or cue.cue.inverse or not _DONE.match(clause.text, cue.start):
        return False
    if noun["by"] in ("de", "of"):  # « la maison de la culture gérée par Y » may be the house
        verbs = view.cues(
            "relation", clause.sentence.block, clause.sentence.start, noun.start("noun")
        )
        if not verbs or verbs[-1].end < noun.end("by"):
            return False
    last = next(iter(clause.before), None)
    return last is None or last.end <= noun.start("noun")


def _has_other_subject(
    view: View, outline: Outline, names: Names, clause: Clause, after: list[Name], topic: Mention
) -> bool:
    """Whether a noun without a name is what the cue speaks of: « La visite a été organisée par »."""
    sentence, simple = clause.sentence, view.plain[clause.sentence.block]
    said = simple[sentence.start : clause.cue.start]
    # « L'idée a été | reprise à Toul par Y »: in another place
    elsewhere = _IDEA.match(said) and simple.startswith("repris", clause.cue.start)
    if elsewhere or _ONE_OF_MANY.search(said) or _ANOTHER.match(said):
        return True
    if outline.project_section(sentence.block) is not None:
        return False
    last = after[-1].end
    if _SENTENCE_START.match(said):
        # « En partenariat avec X, | une thèse … »
        noun = unnamed_subject(view, Stretch(sentence.block, last, sentence.end), sentence.end)
        named = _NAMED_NOUN.match(clause.text, last)  # « Doté par X, | le concours Briques … »
        if named or noun is None or noun.kind == topic.kind:
            return named is not None
        # « Y ouvre un atelier. Financé par X, | l'équipement … »: no word for Y
        return noun.indefinite or (not noun.kind and _has_told(view, names, sentence, topic))
    noun = unnamed_subject(view, sentence, clause.cue.start)
    done = _IS_DONE.search(said) is not None  # « Une étude | a été menée par »
    if noun is None or (noun.indefinite and not done and not _GOES_ON.match(simple, last)):
        return False
    return noun.kind != topic.kind


def _has_told(view: View, names: Names, sentence: Stretch, topic: Mention) -> bool:
    """Whether a sentence before, and no mere title, speaks of the topic."""
    before = (s for s in view.sentences[sentence.block] if s.start < sentence.start)
    named = (n for s in before for n in names.within(s) if len(view.text(s).split()) > _TITLE)
    return any(name.mention == topic for name in named)


def _has_acted(view: View, clause: Clause, name: Name) -> bool:
    """« X soutient l'atelier Y, | animé par »: a participle speaks of the verb's object, named or not."""
    simple, cue = view.plain[name.block], clause.cue
    if cue.cue.inverse or _OF_CLAUSE.match(simple, cue.start):
        return False
    verb = view.cue_at("relation", name.block, name.end + 1)
    acts = verb is not None and verb.cue.inverse and verb.end <= cue.start
    return acts and not _ITS_OWN_VERB.search(simple, name.end, cue.start)


def _is_modified(view: View, names: Names, clause: Clause, name: Name, gap: str) -> bool:
    """Whether what follows a governed name speaks of it: « grâce au projet X | porté par », « X, membre de ».

    « la Chaire X de l'Université Y portée par » is about X, « avec le soutien de » about the clause.
    """
    simple, cue = view.plain[name.block], clause.cue
    if cue.cue.inverse:
        return False
    if _BELONGS.match(simple, cue.start) and _APPOSED.fullmatch(gap):
        return True
    earlier = view.cues("relation", name.block, clause.sentence.start, name.start)
    done = bool(earlier) and earlier[-1].cue.inverse  # the clause's own subject has had its verb
    if _is_called(view, name, gap) and not _OF_CLAUSE.match(simple, cue.start):
        return True
    bare = ASIDE.sub("", gap, count=1).strip(' ®*_»"')
    beside = bare == "," and (done or name.mention.kind in ("Project", "Event"))
    if not (beside or _NEXT_TO.fullmatch(gap)) or _OF_CLAUSE.match(simple, cue.start):
        return False
    if _OF_A_NOUN.search(simple, max(clause.sentence.start, name.start - 60), name.start):
        return False  # « une délégation de l'Université X conduite par »: the delegation
    head = names.before(name)
    return head is None or not _WHOSE.fullmatch(clause.text[head.end : name.start])


def _is_called(view: View, name: Name, gap: str) -> bool:
    """« animé par l'équipe X, unité mixte de recherche | rattachée à »: what is called so is X."""
    called = _CALLED.fullmatch(gap)
    if called is None:
        return False
    noun = view.cue_at("class", name.block, name.end + called.start("noun"))
    return noun is not None or _KIND.match(called["noun"]) is not None


def _with_it(
    view: View, names: Names, clause: Clause, last: Name, kinds: tuple[str, ...]
) -> Iterator[Mention]:
    """The names enumerated before a subject whose verb is in the plural: « | A et B financent »."""
    if not _PLURAL.match(view.plain[last.block], clause.cue.start):
        return
    while (earlier := names.before(last)) and earlier.start >= clause.sentence.start:
        gap = clause.text[earlier.end : last.start]
        aside = ASIDE.match(gap)
        if earlier.mention == last.mention and aside is None and gap.strip() == "(":
            last = earlier
            continue
        if not BETWEEN_OBJECTS.match(gap[aside.end() :] if aside else gap):
            return
        if earlier.mention.kind not in kinds or is_governed(view, earlier, names):
            return
        yield earlier.mention
        last = earlier


def _main_subject(
    view: View, names: Names, clause: Clause, after: list[Name], kinds: tuple[str, ...]
) -> Mention | None:
    """« Porté par X, le projet Y … », « Plate-forme de X, le Y … »: what opens the main clause."""
    if main := opening_subject(view, names, clause.sentence, kinds):
        return main if all(n.mention != main for n in after) else None
    if _HAPPENS.match(view.plain[clause.sentence.block], clause.cue.start):
        event = next((n for n in clause.row if n.start >= after[-1].end), None)
        near = event and "," not in clause.text[after[-1].end : event.start]
        return event.mention if event and near and event.mention.kind == "Event" else None
    opening = clause.text[clause.sentence.start : clause.cue.start]
    if clause.cue.cue.inverse or not _SENTENCE_START.match(opening):
        return None
    last = after[-1].end
    later = (n for n in clause.row if n.start >= last and not is_governed(view, n))
    first = next((n for n in later if _MAIN.match(clause.text, last, n.start)), None)
    if first and _PRONOUN.search(clause.text, last, first.start):
        return None  # « Porté par X, il accueille Y »
    return first.mention if first and first.mention.kind in kinds else None
