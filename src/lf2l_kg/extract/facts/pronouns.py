"""Relations whose object is a pronoun: « la Banque X nous soutient », « OASIS …. L'agence Y le finance »."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lf2l_kg.base.expressions import expression
from lf2l_kg.base.records import Fact, Mention
from lf2l_kg.base.text import plain
from lf2l_kg.extract.names.boundaries import clean_label
from lf2l_kg.extract.names.clauses import ASIDE, BETWEEN_OBJECTS
from lf2l_kg.extract.names.governed import is_governed
from lf2l_kg.extract.names.settled import Names
from lf2l_kg.extract.names.subjects import DETERMINER, kind_before
from lf2l_kg.extract.names.topic import find_topic, main_institution, state
from lf2l_kg.extract.page.outline import Outline
from lf2l_kg.extract.text.lexicon import CueMatch
from lf2l_kg.extract.text.shapes import UPPER
from lf2l_kg.extract.text.view import Found, Name, Stretch, View

# The name is the verb's subject, so that « le » is no article: « Motris | le pilote ».
_OBJECT = expression(
    r"[®»”\"*_]*\s*(?:\([^()]{1,60}\))?\s+(?:(?:aussi|également)\s+)?(?P<object>nous|les?|la|l[’'])\s*(?<=[\s’'])"
    r"(?P<has>(?:a|ont|avait|avaient|aura|auront)\s+)?"
    r"(?:(?:aussi|également|beaucoup|déjà|toujours|largement|activement|aujourd’hui|ensuite|ainsi)\s+)?"
    r"(?P<verb>[a-zà-ÿ]{3,})(?![\w’'-])"
)
_SIGN = expression(
    rf"[{UPPER}][\w’'-]*[»)]?\s(?:aussi\s|également\s)?(?:[nN]ous\s|la\s|le\s|l[’'])(?:a|ont|[a-zà-ÿ]+[et])(?!\w)"
)
_PLURAL = expression(r"(?:ont\s|avaient\s|auront\s)|[a-zà-ÿ]+(?:ent|ont)$")
_ALSO = expression(
    r"\s*,?\s+(?:tout comme|ainsi que|comme|de même que)\s+(?:(?:le|la|les)\s+|l[’'])?(?:[a-zà-ÿ-]+\s+)?$"
)
_TOLD = ("carriedBy", "supportedBy")
_CONFIDENCE = 0.65


def find_before_pronouns(view: View) -> Iterator[Found]:
    """The proper name before each verb that has a pronoun as its object: « | L'Inathèque l'accompagne »."""
    for number in view.blocks_with(_SIGN):
        text = view.blocks[number].text
        for start, end in view.proper_names(number):
            said = _OBJECT.match(text, end)
            cue = _read_verb(view, _verb_of(said)) if said else None
            if cue is None or view.cues("class", number, start, end):
                continue
            determiner = DETERMINER.match(text, start, end)
            if determiner and " " not in text[determiner.end() : end]:
                continue  # « La Direction le pilote »
            first = determiner.end() if determiner else start
            label = clean_label(text[first:end])
            kind, confidence = kind_before(view, label, cue)
            if kind and view.lexicon.find_theme(label) is None:
                yield Found(number, first, end, kind, label, "name.before-pronoun", confidence)


def pronoun_facts(view: View, outline: Outline, names: Names) -> Iterator[Fact]:
    """Who carries or supports what « nous », « le », « la » stand for."""
    for name in names:
        if name.mention.kind not in ("Institution", "Territory", "Project"):
            continue
        said = _OBJECT.match(view.blocks[name.block].text, name.end)
        if said is None or is_governed(view, name, names) or said["object"] == "les":
            continue
        verb = _verb_of(said)
        cue = _read_verb(view, verb)
        wanted = view.lexicon.ontology.properties.get(cue.cue.announces) if cue else None
        if cue is None or wanted is None or wanted.name not in _TOLD:
            continue
        thing = _meant(view, outline, names, name, said["object"])
        if thing is None or thing.kind not in wanted.domain:
            continue
        actors = [name, *_beside(view, names, name, verb)]
        actors += _also(view, names, name, said.end())
        where = Stretch(name.block, name.start, said.end())
        for actor in actors:
            if actor.mention != thing and actor.mention.kind in wanted.range:
                rule = f"pronoun.{wanted.name}"
                yield state(view, rule, _CONFIDENCE, thing, wanted.name, actor.mention, where)


def _verb_of(said: re.Match[str]) -> str:
    """The verb with its auxiliary: « a soutenu »."""
    return f"{said['has'] or ''}{said['verb']}"


def _read_verb(view: View, verb: str) -> CueMatch | None:
    """The cue that a verb is where an object follows it, as the cues are written."""
    text = f"{verb} le projet"
    found = view.lexicon.search(text, plain(text)).cues.get("relation", ())
    first = next(iter(found), None)
    return first if first is not None and first.start == 0 and first.cue.inverse else None


def _meant(view: View, outline: Outline, names: Names, name: Name, pronoun: str) -> Mention | None:
    """What a pronoun stands for: who writes the page, else what the text before its subject is about."""
    if pronoun == "nous":
        return names.given or main_institution(view, names)
    return find_topic(view, outline, names, name.block, name.start - 1)


def _beside(view: View, names: Names, name: Name, verb: str) -> Iterator[Name]:
    """The names enumerated before the subject of a verb in the plural."""
    text, last = view.blocks[name.block].text, name
    start = view.sentence(name.block, name.start).start
    while _PLURAL.match(verb) and (earlier := names.before(last)) and earlier.start >= start:
        gap = ASIDE.sub("", text[earlier.end : last.start], count=1)
        if not BETWEEN_OBJECTS.match(gap) or is_governed(view, earlier, names):
            return
        yield earlier
        last = earlier


def _also(view: View, names: Names, name: Name, end: int) -> Iterator[Name]:
    """« X nous soutient, | tout comme Y »."""
    text = view.blocks[name.block].text
    for other in names.by_block[name.block]:
        if other.start >= end:
            if _ALSO.fullmatch(text, end, other.start):
                yield other
            return
