"""Facts that words between two names state: « porté par », « sur le modèle de », « soutient »."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct

from lf2l_kg.base.records import Fact, Mention

from .lexicon import CueMatch
from .names import Names
from .outline import Outline
from .topic import find_topic, is_governed, opening_subject, state
from .view import Name, Stretch, View

_BEFORE_OBJECT = re.compile(
    r"^[\s«“\"(*_]*(?:(?:le|la|les|un|une|l[’'])\s*)?"
    r"(?:(?:Dr|Pr|Prof|Mme|Mlle|Mr|Mrs|Ms|M)\.?\s+)?"
    r"(?:(?!(?:à|au|aux|dans|chez|en|par|avec|pour|sur|qui|que|et|ou)\b)[^\W\d_]+[\s’'-]+){0,5}?"
    r"[\s«“\"(*_]*$"
)
# An active verb does not reach what « de » governs: « soutient les élus de Toul ».
_OF = re.compile(r"(?<![\w-])(?:de|du|des|of)\s|(?<!\w)d[’']")
_WORK_OF = re.compile(
    r"(?<!\w)(?:travaux|éditions?|activités?|lancement|création|développement|déploiement|réalisation|construction"
    r"|ouverture|mise en place|mise en œuvre|conception|programme|projets?|démonstrateurs?|équipes?|membres"
    r"|work|creation|development|launch)\s+(?:(?:de la|des|du|de|of the|of)\s+|d[’']|de l[’'])"
)
_BETWEEN_OBJECTS = re.compile(
    r"^\s*®?\s*(?:,\s*Ph\.?\s?D\.?\s*)?(?:,|et|ou|and|or|&|, et|, and|ainsi que|ainsi qu[’'])\s*"
    r"(?:(?P<led>avec|par|by|with|de|du|des)\s+|d[’']\s*)?(?:(?:le|la|les|un|une|the)\s+|l[’'])?"
    r"(?:[A-Za-zÀ-ÿ-]+\s+(?:(?:de la|de|du|des)\s+|d[’']|de l[’'])?){0,2}?[«“\"*_]*$"
)
_ASIDE = re.compile(r"\s*®?\s*\([^()]{0,120}\)")
_SUCH_AS = re.compile(r"\b(?:tel(?:le)?s?\s+que|comme)\s+(?:(?:le|la|les)\s+|l[’'])?\W*$")
# What is denied, and what only might be, is not stated. « Plus de trente » denies nothing.
_NEGATION = re.compile(
    r"\b(?:ne|n'|pas|jamais|sans|not|(?:pourr|devr|voudr|aimer|souhaiter)ai(?:t|ent)|peut-etre"
    r"|souhaite|envisage|might|could|may|would)\b"
)
_SENTENCE_START = re.compile(r"^\W*(?:\w+\s+){0,1}$")
# Cues that speak of the whole clause: « avec le soutien de »; a participle speaks of the name before it.
_OF_CLAUSE = re.compile(
    r"(?:en|avec|grace|sur|sous|a|au|aux|dans|conjointement|via|dont|main|aux?|with|in|at|under|thanks|together|jointly"
    r"|alongside|along|by)\b"
)
_NEXT_TO = re.compile(
    r"\s*®?\s*[»”\"*_]*\s*(?:\([^()]{0,120}\)\s*)?(?:(?:est|sont|was|is|were)\s+)?"
)
_BELONGS = re.compile(
    r"(?:membre|adherent|societaire|partenaire|filiale|antenne|laureat|member|partner)"
)
_APPOSED = re.compile(r"\s*®?\s*(?:\([^()]{0,120}\))?\s*,[^,;.:]{0,40}\s*")
_WHOSE = re.compile(
    r"\s*®?\s*(?:\([^()]{0,120}\))?\s*(?:de la|du|des|de|d[’']|de l[’'])\s*(?:[a-zà-ÿ-]+\s+){0,2}"
)
_MAIN = re.compile(r"\s*®?\s*(?:\([^()]{0,120}\))?[^,;.]{0,90},")
_STILL = re.compile(
    r"[\s®»”\"*_]*(?:\([^()]{0,120}\))?[\s»”\"*_]*(?:$|[,.;:)\n]|(?:et|ou|and|or|&|ainsi)\s)"
)
_VERB_FOLLOWS = re.compile(
    r"\s+(?:est|sont|était|a|ont|sera|seront|fut|has|have|is|are|was|will)\s"
)
_PLURAL = re.compile(r"(?:\w+(?:nt|é?e?s)|ont|are|were|have)\b")
_LED = re.compile(r"(?:co-?)?(?:dirig|presid)\w+|(?:co-)?(?:led|headed|chaired|directed)\b")
_JOINS = re.compile(r"(?:fait|font|faisait|faisaient|faisant|fera|feront)\b")
_WORKS = ("Project", "Event")
_HOSTED = re.compile(r"(?:heberg|incub|accueilli|abrit)")  # « hébergé à l'incubateur X »
_ENDS_IN_OF = re.compile(r"(?:\s(?:de|du|des|of)|\sd[’'])\s*(?:la|l[’'])?$")
_HAPPENS = re.compile(
    r"(?:s'est|se sont|se (?:tient|tiendra|deroule)|a(?:ura|ura eu)? (?:eu )?lieu)"
)
_FARTHEST = 160  # characters between a cue and its subject


def relation_facts(view: View, outline: Outline, names: Names) -> Iterator[Fact]:
    """All relations that cues announce, sentence by sentence."""
    for number, _ in view.cued("relation"):
        for sentence, cue in view.cues_in_sentences("relation", number):
            yield from _stated(view, outline, names, sentence, cue)


class _Clause(Struct, frozen=True):
    """A cue in its sentence, with the sentence's names."""

    sentence: Stretch
    text: str  # of the whole block
    cue: CueMatch
    row: tuple[Name, ...]

    @property
    def before(self) -> list[Name]:
        """The names before the cue, the nearest first."""
        return [n for n in reversed(self.row) if n.end <= self.cue.start]


def _stated(
    view: View, outline: Outline, names: Names, sentence: Stretch, cue: CueMatch
) -> Iterator[Fact]:
    number = sentence.block
    clause = _Clause(sentence, view.blocks[number].text, cue, names.within(sentence))
    wanted = view.lexicon.ontology.properties.get(cue.cue.announces)
    negated = _NEGATION.search(view.plain[number][max(sentence.start, cue.start - 25) : cue.start])
    inside_a_name = any(n.start < cue.end and cue.start < n.end for n in clause.row)
    if wanted is None or negated or inside_a_name:
        return
    near, far = (wanted.domain, wanted.range) if cue.cue.inverse else (wanted.range, wanted.domain)
    if wanted.name == "memberOf":  # « le projet X fait partie du programme Y », « réunit A et B »
        near, far = (
            (near, (*far, *_WORKS)) if cue.cue.inverse else ((*near, *_WORKS), (*far, *_WORKS))
        )
    hosted = wanted.name == "locatedIn" and _HOSTED.match(view.plain[number], cue.start)
    after = _objects(view, clause, near)
    if not after and hosted:
        after = _objects(view, clause, ("Institution", "Project"))
    for before in _subjects(view, outline, names, clause, after, far) if after else ():
        for name in after:
            if name.mention != before:
                yield from _told(view, clause, before, name)


def _told(view: View, clause: _Clause, before: Mention, name: Name) -> Iterator[Fact]:
    """The fact of a cue, its subject or object, and a name after it: what their classes admit."""
    cue, after = clause.cue, name.mention
    subject, value = (after, before) if cue.cue.inverse else (before, after)
    told = cue.cue.announces
    works = bool({*_WORKS} & {before.kind, after.kind})
    if told == "memberOf" and works and cue.cue.inverse:
        told, subject, value = "partner", before, after
    elif told == "memberOf" and works:
        joins = _JOINS.match(view.plain[clause.sentence.block], cue.start)
        told = "partOf" if joins else ""
    elif told == "locatedIn" and after.kind != "Territory":
        told = "supportedBy"  # « hébergé à l'incubateur X »
    elif told == "carriedBy" and value.kind == "Person" and _leads(view, clause):
        told, subject, value = "headOf", value, subject
    if told:
        confidence = min(cue.cue.confidence, name.confidence + 0.1)
        where = Stretch(clause.sentence.block, cue.start, cue.end)
        yield state(view, f"cue.{told}", confidence, subject, told, value, where)


def _leads(view: View, clause: _Clause) -> bool:
    """« dirigé par », « led by »: a person after it is the head."""
    return _LED.match(view.plain[clause.sentence.block], clause.cue.start) is not None


def _objects(view: View, clause: _Clause, kinds: tuple[str, ...]) -> list[Name]:
    """The name right after a cue, and those enumerated with it, as far as the property admits them."""
    found: list[Name] = []
    at = clause.cue.end
    for name in (n for n in clause.row if n.start >= clause.cue.end):
        if name.start < at:
            continue  # « Université de Lorraine (UL) »: named again in brackets
        gap = clause.text[at : name.start]
        if not (_goes_on(clause, gap) if found else _before_object(clause, gap)):
            break
        if name.mention.kind not in kinds or (found and _acts(view, name)):
            break
        if found and gap.lstrip(" ®").startswith(",") and not _STILL.match(clause.text, name.end):
            break  # « porté par A, le projet B grandit »
        found.append(name)
        aside = _ASIDE.match(clause.text, name.end)
        at = aside.end() if aside else name.end
    return found


def _goes_on(clause: _Clause, gap: str) -> bool:
    """Whether a gap only enumerates; a preposition must be the cue's own: « avec A et avec B »."""
    between = _BETWEEN_OBJECTS.match(gap)
    if between is None:
        return False
    led = between["led"]
    if led in ("de", "du", "des"):
        return _ENDS_IN_OF.search(clause.text, clause.cue.start, clause.cue.end) is not None
    return not led or clause.text[: clause.cue.end].endswith(led)


def _acts(view: View, name: Name) -> bool:
    """Whether a verb follows a name, so that it is no object: « porté par A, | B finance … »."""
    text = view.blocks[name.block].text
    verb = view.cue_at("relation", name.block, name.end + 1)
    return bool(_VERB_FOLLOWS.match(text, name.end)) or (verb is not None and verb.cue.inverse)


def _before_object(clause: _Clause, gap: str) -> bool:
    """Articles and a few words; « de démonstrateurs tels que X »: X stands for what was announced."""
    if len(gap) < _FARTHEST and _SUCH_AS.search(gap):
        return True
    if clause.cue.cue.inverse and _OF.search(gap) and not _WORK_OF.search(gap):
        return False
    return bool(_BEFORE_OBJECT.match(gap))


def _subjects(
    view: View,
    outline: Outline,
    names: Names,
    clause: _Clause,
    after: list[Name],
    kinds: tuple[str, ...],
) -> list[Mention]:
    """What a cue says something of: a name before it with those enumerated, else what goes on."""
    objects = {name.mention for name in after}
    for name in clause.before:
        gap = clause.text[name.end : clause.cue.start]
        if len(gap) > _FARTHEST or ";" in gap:
            break
        if name.mention.kind not in kinds or name.mention in objects:
            continue
        if not is_governed(view, name, names) or _is_modified(view, names, clause, name, gap):
            return [name.mention, *_with_it(view, names, clause, name, kinds)]
    named = [n for n in clause.before if n.rule != "name.anaphor"]
    free = [n for n in named if not is_governed(view, n, names)]
    if not free and (main := _main_subject(view, names, clause, after, kinds)):
        return [main]
    if free:
        return []  # a subject of its own, though not one that the property admits
    topic = find_topic(view, outline, names, clause.sentence.block, clause.cue.start, kinds)
    return [topic] if topic and topic.kind in kinds else []


def _is_modified(view: View, names: Names, clause: _Clause, name: Name, gap: str) -> bool:
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
    bare = _ASIDE.sub("", gap, count=1).strip(' ®*_»"')
    beside = bare == "," and (done or name.mention.kind in ("Project", "Event"))
    if not (beside or _NEXT_TO.fullmatch(gap)) or _OF_CLAUSE.match(simple, cue.start):
        return False
    head = names.before(name)
    return head is None or not _WHOSE.fullmatch(clause.text[head.end : name.start])


def _with_it(
    view: View, names: Names, clause: _Clause, last: Name, kinds: tuple[str, ...]
) -> Iterator[Mention]:
    """The names enumerated before a subject whose verb is in the plural: « | A et B financent »."""
    if not _PLURAL.match(view.plain[last.block], clause.cue.start):
        return
    while (earlier := names.before(last)) and earlier.start >= clause.sentence.start:
        gap = clause.text[earlier.end : last.start]
        aside = _ASIDE.match(gap)
        if earlier.mention == last.mention and aside is None and gap.strip() == "(":
            last = earlier
            continue
        if not _BETWEEN_OBJECTS.match(gap[aside.end() :] if aside else gap):
            return
        if earlier.mention.kind not in kinds or is_governed(view, earlier, names):
            return
        yield earlier.mention
        last = earlier


def _main_subject(
    view: View, names: Names, clause: _Clause, after: list[Name], kinds: tuple[str, ...]
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
    return first.mention if first and first.mention.kind in kinds else None
