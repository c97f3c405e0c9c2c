"""Names that only stand before a verb: « Veolia finance le projet Boussole », « Av.lab adhère à … »."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from itertools import pairwise

from lf2l_kg.base.expressions import expression
from lf2l_kg.extract.text.acronyms import is_acronym
from lf2l_kg.extract.text.capitals import is_given_name
from lf2l_kg.extract.text.gazetted import find_known
from lf2l_kg.extract.text.lexicon import CueMatch
from lf2l_kg.extract.text.notation import VERB
from lf2l_kg.extract.text.shapes import FULL_PERSON, UPPER
from lf2l_kg.extract.text.view import Found, View

from .boundaries import clean_label
from .told import OBJECT_NAMED

_ADVERB = r"(?:(?:aussi|également|ainsi|notamment|actuellement|désormais|now|also)\s+)?"
_UP_TO_VERB = expression(rf"\s+{_ADVERB}")
DETERMINER = expression(r"(?:L[ea]s?|The)\s+(?=\S)")
# What governs a name makes it no subject: « les élus de Toul soutiennent … ».
_GOVERNED = expression(
    r"(?<!\w)(?:de|du|des|à|au|aux|par|avec|en|dans|sur|pour|chez|vers|sans|sous|contre|entre|by|with|of|in|for)"
    r"\s+(?:(?:la|le|les|the)\s+|l[’'])?$|(?<!\w)d[’']$",
    re.IGNORECASE,
)
_PRONOUN = expression(
    r"(?:ils?|elles?|on|nous|vous|je|tu|cela|ceci|ça|celles?|celui|ceux|chacune?|personne|rien|tout|tous|toutes?"
    r"|qui|beaucoup|certaine?s|plusieurs|d[’']autres|une?|ce|cette|cet|ces|notre|nos|votre|leurs?|it|this|that"
    r"|they|we|you|he|she|who|which|everyone|nobody|i)$",
    re.IGNORECASE,
)
_MIXED = expression(rf"[{UPPER}].*[{UPPER}0-9+]")
_PLURAL = expression(r"(?:ont|sont|avaient|auront)\b|[a-z-]+(?:ent|ont)\b|(?:have|are|were)\b")
_ENUMERATED = expression(
    r"[®»”\"*_]*\s*(?:\([^()]{1,60}\)\s*)?(?:,|,?\s*(?:et|and|&|ainsi que))\s*"
    r"(?:(?:le|la|les|the)\s+|l[’'])?[«“\"*_]*"
)
_BACK = 16  # characters before a name in which what governs it stands


def find_before_relations(view: View) -> Iterator[Found]:
    """The proper name right before each active verb whose object has a name of its own."""
    for number, matches in view.cued("relation"):
        verbs = [m for m in matches if _is_verb(m)]
        names = view.proper_names(number) if verbs else ()
        ends = [end for _, end in names]
        for verb in verbs:
            at = bisect_right(ends, verb.start) - 1
            if at >= 0 and OBJECT_NAMED.match(view.blocks[number].text, verb.end):
                yield from _subject(view, number, names[at], verb)
                yield from _with_it(view, number, names[: at + 1], verb)


def _is_verb(match: CueMatch) -> bool:
    return match.cue.pattern.startswith(VERB)


def _subject(view: View, number: int, name: tuple[int, int], verb: CueMatch) -> Iterator[Found]:
    text, (start, end) = view.blocks[number].text, name
    gap = _UP_TO_VERB.match(text, end)
    if (
        gap is None
        or gap.end() != verb.start
        or _GOVERNED.search(text[max(0, start - _BACK) : start])
    ):
        return
    determiner = DETERMINER.match(text, start, end)
    start = determiner.end() if determiner else start
    label = clean_label(text[start:end])
    kind, confidence = kind_before(view, label, verb)
    announced = view.cues("class", number, start, end)
    if kind and not announced and view.lexicon.find_theme(label) is None:
        yield Found(number, start, end, kind, label, "name.before-cue", confidence)


def _with_it(
    view: View, number: int, names: tuple[tuple[int, int], ...], verb: CueMatch
) -> Iterator[Found]:
    """The names enumerated before the subject of a verb in the plural: « | A, B et C ont adhéré à »."""
    text, gap = view.blocks[number].text, _UP_TO_VERB.match(view.blocks[number].text, names[-1][1])
    if gap is None or gap.end() != verb.start or not _PLURAL.match(view.plain[number], verb.start):
        return
    found = []
    for (start, end), (following, _) in reversed(list(pairwise(names))):
        if not _ENUMERATED.fullmatch(text, end, following):
            break
        found.append((start, end))
    if found and _GOVERNED.search(text[max(0, found[-1][0] - _BACK) : found[-1][0]]):
        return
    for start, end in found:
        label = clean_label(text[start:end])
        kind, confidence = kind_before(view, label, verb)
        if kind and not (view.cues("class", number, start, end) or view.lexicon.find_theme(label)):
            yield Found(number, start, end, kind, label, "name.before-cue", confidence)


def kind_before(view: View, label: str, verb: CueMatch) -> tuple[str, float]:
    """(class, confidence) of a name by its form and by what the property admits; "" for none."""
    known = view.lexicon.ontology.properties.get(verb.cue.announces)
    if known is None or _PRONOUN.match(label) or view.lexicon.find_cue("stop", label):
        return "", 0.0
    kinds = known.range if verb.cue.inverse else known.domain
    if find_known(view.gazetteer, label):
        return ("Territory", 0.7) if "Territory" in kinds else ("", 0.0)
    if is_given_name(label.split(maxsplit=1)[0]):
        person = FULL_PERSON.fullmatch(label) and "Person" in kinds
        return ("Person", 0.7) if person else ("", 0.0)
    if not verb.cue.inverse and " " not in label and not _MIXED.search(label):
        return "", 0.0  # « La Direction adhère à … »
    if "Institution" not in kinds:
        return "", 0.0
    return "Institution", 0.65 if is_acronym(label) or " " in label else 0.55
