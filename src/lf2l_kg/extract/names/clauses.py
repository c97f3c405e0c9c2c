"""A relation's cue in its sentence, and what stands after it: its objects and who acts with them."""

from __future__ import annotations

import re

from msgspec import Struct

from lf2l_kg.base.expressions import expression
from lf2l_kg.extract.text.lexicon import CueMatch
from lf2l_kg.extract.text.view import Name, Stretch, View

from .whereabouts import whereabouts

_BEFORE_OBJECT = expression(
    r"^[\s«“\"(*_]*(?:(?:le|la|les|un|une|l[’'])\s*)?"
    r"(?:(?:Dr|Pr|Prof|Mme|Mlle|Mr|Mrs|Ms|M)\.?\s+)?"
    r"(?:(?!(?:à|au|aux|dans|chez|en|par|avec|pour|sur|qui|que|et|ou)\b)[^\W\d_]+[\s’'-]+){0,5}?"
    r"[\s«“\"(*_]*$"
)
# An active verb does not reach what « de » governs: « soutient les élus de Toul ».
_OF = expression(r"(?<![\w-])(?:de|du|des|of)\s|(?<!\w)d[’']")
_WORK_OF = expression(
    r"(?<!\w)(?:travaux|éditions?|activités?|lancement|création|développement|déploiement|réalisation|construction"
    r"|ouverture|mise en place|mise en œuvre|conception|programme|projets?|démonstrateurs?|équipes?|membres"
    r"|villes?|communes?|régions?|départements?|municipalités?|mairies?"
    r"|work|creation|development|launch)\s+(?:(?:de la|des|du|de|of the|of)\s+|d[’']|de l[’'])",
    re.IGNORECASE,  # « réunit la Ville de X »
)
BETWEEN_OBJECTS = expression(
    r"^\s*®?\s*(?:,\s*Ph\.?\s?D\.?\s*)?(?:,|et|ou|and|or|&|, et|, and|ainsi que|ainsi qu[’']"
    r"|,?\s*tout comme|,?\s*as well as)\s*"
    r"(?:(?:à|pour)\s+(?:hauteur\s+de\s+)?[0-9][0-9,.]*\s?%\s+)?"
    r"(?:(?P<led>avec|par|by|with|de|du|des)\s+|d[’']\s*)?(?:(?:le|la|les|un|une|the)\s+|l[’'])?"
    r"(?:[A-Za-zÀ-ÿ-]+\s+(?:(?:de la|de|du|des|of the|of)\s+|d[’']|de l[’'])?){0,2}?[«“\"*_]*$"
)
# « organisé par A, | réseau des acteurs de B »: what A is, and no further agent
_CALLED = expression(
    r"\s*,\s*(?!(?:le|la|les|un|une|et|ou)\b)[a-zà-ÿ-]+\s+(?:(?:des|du|de la|de)\s+|d[’'])[a-zà-ÿ-]+"
    r"\s+(?:(?:des|du|de la|de)\s+|d[’']|de l[’'])"
)
ASIDE = expression(
    r"\s*®?\s*(?:\([^()]{0,120}\)(?:\s+(?:depuis|en|since|in)\s+[0-9]{4})?|\s(?:depuis|en|since|in)\s+[0-9]{4}(?=\s*(?:,|et\s)))"
)
_DATED = expression(
    r"^\s*(?:(?:en|in|depuis|since)\s+(?:[^\W\d_]+\s+)?[0-9]{4}|(?:le|on)\s+[0-9]{1,2}(?:er)?\s+[^\W\d_]{3,}(?:\s+[0-9]{4})?)\s"
)
# « porté par un collectif d'habitants et | l'association X »
_AND_UNNAMED = expression(
    r"^\s*(?:une?|des|plusieurs|deux|trois|quelques|a|several|two)\s+[a-zà-ÿ][a-zà-ÿ’' -]{2,50}?"
    r"(?:\s+(?:et|ainsi que|and)\s+|,\s+)(?=(?:(?:le|la|les|the)\s|l[’'])?[a-zà-ÿ ’']*$)"
)
# « réunit l'université, | la Ville de X et Y »: what is gathered may have no name.
_THE_UNNAMED = expression(
    r"^\s*(?:(?:les?|la|the)\s+|l[’'])?[a-zà-ÿ][a-zà-ÿ’-]+(?:\s(?:d[’'])?[a-zà-ÿ-]+){0,3}"
    r"(?:\s+(?:et|ainsi que|and)\s+|,\s+)(?=(?:(?:le|la|les|the)\s|l[’'])?"
    r"(?:(?:[Vv]ille|[Cc]ommune|[Mm]étropole|[Rr]égion|[Dd]épartement)\s+(?:de la\s|du\s|de\s|d[’']))?"
    r"[a-zà-ÿ ’']*$)"
)
_THE = expression(r"^(?:(?:le|la|les|the)\s+|l[’'])")
#: « réunit quatre membres fondateurs : | A, B et C »
COUNTED = expression(
    r"\s*(?:deux|trois|quatre|cinq|six|sept|huit|neuf|dix|plusieurs|[0-9]{1,2}|two|three|four|five)"
    r"(?:\s+[a-zà-ÿ-]+){1,4}\s*:\s+"
)
# « imaginée par une étudiante de | l'université X »
_BY_A_PERSON = expression(
    r"^\s*(?:une?|an?)\s+(?:ancien(?:ne)?s?\s+|former\s+)?(?:étudiant|stagiaire|habitant|salarié|bénévole|élève|élu"
    r"|agent|professeur|enseignant|ingénieur|doctorant|employé|voisin|student|employee)e?s?\s+(?:d|of\s|à\s|chez\s)"
)
# « créé par deux jeunes de Toul, | Ana Costa et Paul Roux »
_GROUP = (
    r"^\s*(?:deux|trois|quatre|cinq|dix|quelques|plusieurs|des|les|two|three|some)\s+(?:jeunes|habitante?s|amie?s|élèves"
    r"|étudiante?s|bénévoles|citoyen(?:ne)?s|parents|lycéen(?:ne)?s|voisine?s|residents|students|volunteers)"
    r"(?:\s+(?:(?:de|du|des|of|from)\s+|d[’']))"
)
_BY_A_GROUP = expression(rf"{_GROUP}$")
_A_GROUP = expression(rf"{_GROUP}[^,:;()]{{2,40}}[,:]\s*")
_SUCH_AS = expression(
    r"\b(?:tel(?:le)?s?\s+que|comme|dont|notamment|parmi\s+(?:lesquel(?:le)?s|eux|elles)"
    r"|including|such\s+as|among\s+(?:them|which))\s+(?:(?:le|la|les|the)\s+|l[’'])?(?:[a-z-]+\s+)?\W*$"
)
#: What follows a name that is one of several; after another, the comma before it begins the main clause.
STILL = expression(
    r"[\s®»”\"*_]*(?:\([^()]{0,120}\))?[\s»”\"*_]*(?:$|[,.;:)\n]|(?:et|ou|and|or|&|ainsi)\s)"
)
_WHOSE = expression(r"\b(?:dont|où|whose|where)\b")
_VERB_FOLLOWS = expression(
    r"\s+(?:est|sont|était|a|ont|sera|seront|fut|has|have|is|are|was|will)\s"
)
_ENDS_IN_OF = expression(r"(?:\s(?:de|du|des|of)|\sd[’'])\s*(?:la|l[’'])?$")
_WITH = expression(r"\s*®?,?\s*(?:avec|with)\s+(?:(?:le|la|les|the)\s+|l[’'])?")
_NOUN_ONLY = expression(r"(?:[a-zà-ÿ-]+\s+){0,2}[«“\"*_]*")
FARTHEST = 160  # characters between a cue and its subject


class Clause(Struct, frozen=True):
    """A cue in its sentence, with the sentence's names."""

    sentence: Stretch
    text: str  # of the whole block
    cue: CueMatch
    row: tuple[Name, ...]

    @property
    def before(self) -> list[Name]:
        """The names before the cue, the nearest first."""
        return [n for n in reversed(self.row) if n.end <= self.cue.start]


def find_companions(clause: Clause, after: list[Name]) -> list[Name]:
    """« porté par A | avec B et C »: the institutions that stand beside who carries."""
    if not after or clause.cue.cue.inverse:
        return []
    aside = ASIDE.match(clause.text, after[-1].end)
    led = _WITH.match(clause.text, aside.end() if aside else after[-1].end)
    found: list[Name] = []
    at = led.end() if led else -1
    for name in (n for n in clause.row if led and n.start >= led.end()):
        if found and name.start < at:
            continue
        gap = clause.text[at : name.start]
        between = BETWEEN_OBJECTS.match(gap) if found else _NOUN_ONLY.fullmatch(gap)
        if not between or name.mention.kind not in ("Institution", "Territory"):
            break
        found.append(name)
        aside = ASIDE.match(clause.text, name.end)
        at = aside.end() if aside else name.end
    return found


def find_objects(view: View, clause: Clause, kinds: tuple[str, ...]) -> list[Name]:
    """The name right after a cue, and those enumerated with it, as far as the property admits them."""
    found: list[Name] = []
    at = clause.cue.end
    later = [n for n in clause.row if n.start >= clause.cue.end]
    aside_places = whereabouts(clause.text, later)
    for name in later:
        if name.start < at:
            continue  # « Université de Lorraine (UL) »: named again in brackets
        if found and name in aside_places:
            at = name.end
            continue
        gap = clause.text[at : name.start]
        if not found and name.mention.kind == "Territory" and _BY_A_GROUP.match(gap):
            continue
        if not (goes_on(clause, gap) if found else _before_object(clause, gap)):
            break
        if name.mention.kind not in kinds or (found and _acts(view, name)):
            break
        if _WHOSE.search(gap) and _acts(view, name):
            break  # « porté par une SCIC dont la ville de X est sociétaire »
        if _says_another(view, clause, at, name) if found else _of_unnamed(view, clause, at, name):
            break  # « soutenu par A et inspiré de B »
        found.append(name)
        aside = ASIDE.match(clause.text, name.end)
        at = aside.end() if aside else name.end
    return found


def goes_on(clause: Clause, gap: str) -> bool:
    """Whether a gap only enumerates; a preposition must be the cue's own: « avec A et avec B »."""
    between = BETWEEN_OBJECTS.match(gap)
    if between is None or _CALLED.match(gap):
        return False
    led = between["led"]
    if led in ("de", "du", "des"):
        return _ENDS_IN_OF.search(clause.text, clause.cue.start, clause.cue.end) is not None
    return not led or clause.text[: clause.cue.end].endswith(led)


def _of_unnamed(view: View, clause: Clause, start: int, place: Name) -> bool:
    """« remis par l'Association des maires | de France »: the association, not the country."""
    if place.rule != "place.genitive" or clause.cue.cue.announces == "locatedIn":
        return False
    nouns = view.cues("class", place.block, start, place.start)
    return any(noun.cue.announces == "Institution" for noun in nouns)


def _says_another(view: View, clause: Clause, start: int, name: Name) -> bool:
    """Whether a name after others is none of theirs: another property, or another clause, begins."""
    gap = clause.text[start : name.start].lstrip(" ®")
    if gap.startswith(",") and not STILL.match(clause.text, name.end):
        return True  # « porté par A, le projet B grandit »
    between = view.cues("relation", name.block, start, name.start)
    return any(match.cue.announces != clause.cue.cue.announces for match in between)


def _acts(view: View, name: Name) -> bool:
    """Whether a verb follows a name, so that it is no object: « porté par A, | B finance … »."""
    text = view.blocks[name.block].text
    verb = view.cue_at("relation", name.block, name.end + 1)
    return bool(_VERB_FOLLOWS.match(text, name.end)) or (verb is not None and verb.cue.inverse)


def _is_counted(gap: str) -> bool:
    counted = COUNTED.match(gap)
    return (
        counted is not None and _NOUN_ONLY.fullmatch(_THE.sub("", gap[counted.end() :])) is not None
    )


def _before_object(clause: Clause, gap: str) -> bool:
    """Articles and a few words; « de démonstrateurs tels que X »: X stands for what was announced."""
    gap = _AND_UNNAMED.sub(
        " ", _DATED.sub(" ", _A_GROUP.sub(" ", gap))
    )  # « a créé en 2019 le projet X »
    if clause.cue.cue.inverse:
        gap = _THE_UNNAMED.sub(" ", gap)
    if len(gap) < FARTHEST and (_SUCH_AS.search(gap) or _is_counted(gap)):
        return True
    if _BY_A_PERSON.match(gap):
        return False
    if clause.cue.cue.inverse and _OF.search(gap) and not _WORK_OF.search(gap):
        return False
    return bool(_BEFORE_OBJECT.match(gap))
