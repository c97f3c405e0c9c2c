"""The notation of cues, as the head of ``cues.ttl`` explains it, compiled to phrases."""

from __future__ import annotations

import re
from collections.abc import Set
from functools import lru_cache

from msgspec import Struct

from lf2l_kg.base.expressions import expression
from lf2l_kg.base.ontology import Cue, CueKind
from lf2l_kg.base.text import plain

from .phrases import Phrase, expansions, first_pairs
from .shapes import LOWER, UPPER

#: Forms that many verbs share, spelled out; each stands in braces in a pattern.
MACROS = {
    "{er}": "(e|ent|ons|ait|aient|ions|a|èrent|era|eront|erons|ant)",
    "{est}": "(est|sont|était|étaient|sera|seront|fut|furent|a été|ont été|avait été|avaient été)",
    "{a}": "(a|ont|avons|avait|avaient|avions|ayant|aura|auront) "
    "[aussi |également |ainsi |déjà |notamment |récemment ]",
}
#: A mark before a pattern says where the cue may stand, see ``_may_stand``.
VERB, CAPITAL, APPOSED = "~", "^", ","
#: A mark after a pattern: a noun phrase or a quoted name must follow.
OBJECT = "+"
#: … or, where a name is the subject of a verb, a name without a determiner.
NAMED = "+^"

# « de » and « à » in the cues of relations and functions cover their contractions and elisions.
_CONTRACTIONS = {"de": ("de", "du", "des", "d'"), "a": ("a", "au", "aux")}
_UP_TO_FOUR_WORDS = (
    r"(?:\s+(?!(?:et|ou|qui|que|dont|par|mais|and|or|who|which|that|by)\s)"
    r"(?:[\w'-]+|[0-9]+\s?%)){0,4}?\s+"
)
_OBJECT_FOLLOWS = (
    r"(?=\s+(?:(?:aussi|egalement|ainsi|donc|notamment|actuellement|desormais|ensuite|also|now)\s+)?"
    r"(?:[«\"“]|l'|(?:le|la|les|un|une|des|ce|cet|cette|ces|son|sa|ses|leurs?|notre|nos|plusieurs|deux|trois"
    r"|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|quinze|vingt|trente"
    r"|the|a|an|its|their|this|these|several|two|three|four|five|seven|eight|nine|ten|eleven|twelve)\s+(?![0-9]))|\s*:)"
)
# A name without article is an object where a name is the subject: « Motris | pilote | Rameau ».
_NAME_FOLLOWS = r"(?=\s+\w)"
_NAMED_OBJECT = expression(rf"[{LOWER}-]+\s(?:«\s)?[{UPPER}]")
# One word that opens a sentence may be any, or a person: « Ferme pilote Motris », « Zola invente Nana ».
_NAMED_SUBJECT = expression(
    rf"(?:(?<![\w’'-])(?:[{UPPER}][\w’'&-]*|l[ea]s?|the|de|du|des|of)\s|(?<![\w’'-])[LlDd][’'])"
    rf"[{UPPER}][\w’'&-]*\s$"
)
_OBJECT = expression(rf"[\w-]+{_OBJECT_FOLLOWS}")
_TOKEN = expression(r"\s*…\s*|[\[\]()|]|[^\[\]()|\s…-]+|[\s-]+")
_SPACED_OPTION = expression(
    r" \[([^\[\]()]*)\](?= |$)"
)  # « a [b] c »: without b there is one space
_SHORTEST_INFLECTED = 4  # letters; « des », « bus » stay as they are

# What may not stand right before a verb: there it would be a noun, or have a pronoun as its object.
_NO_VERB_AFTER = expression(
    r"(?:(?<![\w-])(?:le|la|les|un|une|des|du|de|ce|cet|cette|ces|son|sa|ses|leurs?|notre|nos|votre|vos|mon"
    r"|ma|mes|ton|ta|tes|quels?|quelles?|chaque|aucune?|plusieurs|deux|trois|toutes?|tous|tout|au|aux|a|en"
    r"|par|pour|sur|sans|avec|dans|sous|comme|hors|se|me|te|nous|vous|lui|ne|que|dont|ou|the|an|of|to|for"
    r"|by|with|our|your|its|his|her|their|this|that|these|those|in|on|at|not|no)\s+|(?<!\w)[ldsmtnj]'|qu')$"
)
# « nous animons »: the subject; « nous accueille »: the object.
_WE_AFTER = expression(r"(?<!\w)nous\s+$")
_GERUND_AFTER = expression(r"(?<![\w-])en\s+$")
# What an apposition or an attribute stands after: « X, membre de Y », « X est le porteur de Y ».
_APPOSED_AFTER = expression(
    r"(?:[,;:|(–—]|\s-|(?<!\w)(?:est|sont|etait|etaient|sera|seront|fut|furent|reste|devient|comme|que"
    r"|is|are|was|were|as|became)(?:\s+(?:aussi|egalement|ainsi|notamment|desormais|devenue?|also))?)\s*"
    r"(?:(?:le|la|les|un|une|l'une? des|the|a|an|one of the)\s+|l')?$"
)
# What is only supposed is not said.
_SUPPOSED = expression(
    r"\b(?:serait|seraient|pourrait|pourraient|devrait|devraient|aurait|auraient|would|could|might|should|may)"
    r"\s+(?:[a-z]+\s+){0,2}$"
)
_SUPPOSING = ("rai", "ould", "might", "may")  # one of these is in each of its words
# An award that was not won is none. (Rules look after negated relations themselves.)
_NOT_WON = expression(r"(?:\b(?:ne|pas|jamais|sans|not|candidate?s?|never)\b|\bn')[^,.;]{0,20}$")
_REACH = 40  # characters before a cue that are looked at
_FIRST_WORD = expression(r"\w+")


def cue_phrase(cue: Cue) -> Phrase[CueKind, Cue]:
    """A cue as a phrase."""
    mark, notation = _unmarked(cue.pattern)
    bare = notation.endswith(NAMED)
    object_follows = bare or notation.endswith(OBJECT)
    notation = _without_object(notation)
    contracted = cue.kind in ("relation", "role")
    pattern = _regex(plain(notation), contracted=contracted, inflected=cue.kind == "class")
    accented = cue.kind in ("relation", "award", "value")
    words = {first for first, _ in _pairs(notation)} if accented else ()
    tails = frozenset((plain(w), _tail(w)) for w in words)
    return Phrase(
        cue.kind,
        pattern + (_NAME_FOLLOWS if bare else _OBJECT_FOLLOWS if object_follows else ""),
        cue,
        _Place(mark, tails, cue.kind == "award", bare) if mark or tails else None,
    )


def cue_starts(cue: Cue) -> set[tuple[str, str]]:
    """The pairs of words that a cue can begin with, as in ``Starts``."""
    pairs = _pairs(_without_object(_unmarked(cue.pattern)[1]))
    return _starts(
        pairs, contracted=cue.kind in ("relation", "role"), inflected=cue.kind == "class"
    )


def _pairs(notation: str) -> set[tuple[str, str]]:
    joined = first_pairs(notation.replace("-", "")) if "-" in notation else set[tuple[str, str]]()
    return first_pairs(notation) | joined


def _starts(
    pairs: set[tuple[str, str]], *, contracted: bool, inflected: bool
) -> set[tuple[str, str]]:
    """All the pairs of plain words that a text may have for those of a notation."""
    starts: set[tuple[str, str]] = set()
    for first, second in pairs:
        heads = {first} if first in ("a", "à") else _forms(first, contracted, inflected)
        if first == "à" and contracted:
            heads = {"à", "au", "aux"}
        following = _forms(second, contracted, inflected)
        starts.update([(head, other) for head in heads for other in following])
    return starts


@lru_cache(maxsize=1 << 10)  # cues have many words in common
def _forms(word: str, contracted: bool, inflected: bool) -> Set[str]:
    """What a plain text may have for a word of a notation."""
    simple = plain(word)
    if inflected and simple:
        return inflected_forms(simple)
    if contracted and simple in _CONTRACTIONS:
        return {"à", *(form.rstrip("'") for form in _CONTRACTIONS[simple])}
    return {simple}


def spelled(pattern: str) -> set[str]:
    """All that a pattern can spell, its marks apart; « … » and contractions are left as they are."""
    return expansions(_without_object(_unmarked(pattern)[1]))


def _unmarked(pattern: str) -> tuple[str, str]:
    """(mark or "", the pattern without it, its macros spelled out)."""
    for name, forms in MACROS.items():
        pattern = pattern.replace(name, forms)
    pattern = _SPACED_OPTION.sub(lambda m: f"[ {m[1].replace('|', '| ')}]", pattern)
    mark = pattern[:1] if pattern[:1] in (VERB, CAPITAL, APPOSED) else ""
    return mark, pattern.removeprefix(mark)


def _without_object(notation: str) -> str:
    return notation.removesuffix(NAMED).removesuffix(OBJECT).rstrip()


def _regex(notation: str, *, contracted: bool, inflected: bool) -> str:
    out: list[str] = []
    for token in _TOKEN.findall(notation):
        match token:
            case "[" | "(":
                out.append("(?:")
            case "]":
                out.append(")?")
            case ")" | "|":
                out.append(token)
            case _ if "…" in token:
                out.append(_UP_TO_FOUR_WORDS)
            case _ if token.isspace():
                out.append(r"\s+")
            case _ if not token.strip(" -"):
                out.append(r"[\s-]*")
            case _ if contracted and token in _CONTRACTIONS:
                out.append(f"(?:{'|'.join(_CONTRACTIONS[token])})")
            case _:
                out.append(inflect(token) if inflected else re.escape(token))
    return "".join(out)


def inflect(word: str) -> str:
    """A word of a plain text in the singular and the plural."""
    if len(word) < _SHORTEST_INFLECTED:
        return re.escape(word)
    return re.escape(word.rstrip("sx")) + "(?:e?s|x)?"


@lru_cache(maxsize=1 << 12)  # cues and themes have many words in common
def inflected_forms(word: str) -> frozenset[str]:
    """All that :func:`inflect` matches."""
    if len(word) < _SHORTEST_INFLECTED:
        return frozenset((word,))
    stem = word.rstrip("sx")
    return frozenset((stem, f"{stem}s", f"{stem}es", f"{stem}x"))


class _Place(Struct, frozen=True):
    """Where a cue may stand: after what, and with which accents on the end of its first word."""

    mark: str
    tails: frozenset[tuple[str, str]]
    is_award: bool
    has_object: bool = False

    def __call__(self, text: str, plain_text: str, start: int) -> bool:
        before = plain_text[max(0, start - _REACH) : start]
        if any(part in before for part in _SUPPOSING) and _SUPPOSED.search(before):
            return False
        if self.is_award and _NOT_WON.search(before):
            return False
        if self.has_object and not _has_object(text, plain_text, start):
            return False
        return self._accents_agree(text, plain_text, start) and _may_stand(
            self.mark, text, plain_text, start
        )

    def _accents_agree(self, text: str, plain_text: str, start: int) -> bool:
        """« porté » is not « porte »: what one pattern spells must not be read as the other."""
        word = _FIRST_WORD.match(plain_text, start)
        if word is None or not self.tails:
            return True
        written = text[start : word.end()]
        if (word[0], _tail(written)) in self.tails or written.isupper():
            return True
        return all(form != word[0] for form, _ in self.tails)


def _has_object(text: str, plain_text: str, start: int) -> bool:
    """Whether an object follows one word: « pilote le projet », « Motris pilote Rameau ».

    « Le site pilote Rameau » has none.
    """
    if _OBJECT.match(plain_text, start):
        return True
    named = _NAMED_OBJECT.match(text, start) is not None
    return named and _NAMED_SUBJECT.search(text, max(0, start - _REACH), start) is not None


def _may_stand(mark: str, text: str, plain_text: str, start: int) -> bool:
    if not mark:
        return True
    if mark == CAPITAL:
        return text[start].isupper()
    before = plain_text[max(0, start - _REACH) : start]
    if mark == APPOSED:
        return bool(_APPOSED_AFTER.search(before))
    if not _NO_VERB_AFTER.search(before):
        return True
    word = _FIRST_WORD.match(plain_text, start)
    if word and word[0].endswith("ons") and _WE_AFTER.search(before):
        return True
    return bool(word and word[0].endswith("ant") and _GERUND_AFTER.search(before))


@lru_cache(maxsize=1 << 14)
def _tail(word: str) -> str:
    """The end of a word, which tells « crée », « créé » and « créée » apart; of « dès », all of it."""
    word = word.lower()
    if len(word) < _SHORTEST_INFLECTED:
        return word
    return "".join(c if c == "é" else plain(c) for c in word[-3:])
