"""Names that a noun of a class announces: « Fondation NIT », « le projet Refill », « … Living Lab »."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lf2l_kg.base.text import collapse

from .lexicon import CueMatch
from .shapes import ADJECTIVE, NAME, WORD, is_proper, trim_name
from .view import Found, View

_QUOTED = re.compile(r"\s*[«“\"]\s*([^»”\"]{2,80}?)\s*[»”\"]")
_WITH_PARTICLE = re.compile(
    rf"(?:\s+{ADJECTIVE})?(?:\s+(?:de la|de l[’']|des|du|de|d[’']|pour|sur|en)\s*)?\s*(?P<name>{NAME})"
)
_DIRECT = re.compile(rf"\s+(?:{ADJECTIVE}\s+)?(?P<name>{NAME})")
_SUCH_AS = re.compile(
    rf"[^.;,]{{0,40}}?\s+(?:tel(?:le)?s?\s+que|comme)\s+(?:(?:le|la|les)\s+|l[’'])?(?P<name>{NAME})"
)
_DETERMINER = re.compile(
    r"^(?:(?:[Ll]es?|[Ll]a|[Uu]ne?|[Cc]et(?:te)?|[Cc]e|[Cc]es|[Nn]otre|[Vv]otre)\s+|[Ll][’'])"
)
_LINKING_END = re.compile(r"\s*(?:(?:de la|de|du|des|et|à|en|pour)\s+|(?:de\s+)?[ld][’']\s*)+$")


def find_class_nouns(view: View) -> Iterator[Found]:
    """Every name beside a noun that the cues know, in a text that is not code."""
    for number, block in enumerate(view.blocks):
        if block.kind == "code":
            continue
        for match in view.cues("class", number):
            span = (
                _inside(block.text, match) if match.cue.suffix else after_noun(view, number, match)
            )
            found = _found(view, number, match, span) if span else None
            if found is not None:
                yield found


def _found(view: View, number: int, match: CueMatch, span: tuple[int, int]) -> Found | None:
    text = view.blocks[number].text
    start, end = trim_name(text, *span)
    uncertain = text[end : end + 2].lstrip().startswith("?")
    if end - start < 2 or uncertain or not is_proper(text[start:end]):
        return None
    label = clean_label(text[start:end])
    return Found(
        number, start, end, match.cue.announces, label, "name.class-noun", match.cue.confidence
    )


def _inside(text: str, match: CueMatch) -> tuple[int, int] | None:
    """The capitalised words on both sides: « Smart City | Living Lab | Alzette Belval »."""
    left = re.search(rf"(?:{WORD}[ -])+$", text[: match.start])
    right = re.match(rf"®?(?: {WORD})*", text[match.end :])
    start = left.start() if left else match.start
    determiner = _DETERMINER.match(text[start : match.start])
    start += determiner.end() if determiner else 0
    end = match.end + (right.end() if right else 0)
    return (start, end) if is_proper(text[start : match.start] + text[match.end : end]) else None


def after_noun(view: View, number: int, match: CueMatch) -> tuple[int, int] | None:
    """The name after the noun; with « tels que » in between, the name stands for the noun."""
    text, cue = view.blocks[number].text, match.cue
    quoted = _QUOTED.match(text, match.end) if not cue.in_name else None
    if quoted:
        return quoted.span(1)
    listed = _SUCH_AS.match(text, match.end)
    named = listed or (_WITH_PARTICLE if cue.in_name else _DIRECT).match(text, match.end)
    if named is None:
        return None
    start = match.start if cue.in_name and not listed else named.start("name")
    return start, own_end(view, number, named.start("name"), named.end("name"))


def own_end(view: View, number: int, start: int, end: int) -> int:
    """Where a name ends that would run into the next one: « Fondation NIT | de l'Université »."""
    text = view.blocks[number].text
    for match in view.cues("class", number, start, end):
        if match.start > start and match.cue.in_name and not match.cue.suffix:
            before = _LINKING_END.search(text[start : match.start])
            return start + (before.start() if before else match.start - start)
    return end


def clean_label(text: str) -> str:
    """A label without marks and line breaks: « LF2L® » → "LF2L"."""
    return collapse(re.sub("[®™]", "", text))
