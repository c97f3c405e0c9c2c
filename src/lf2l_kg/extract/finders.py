"""Names in running text: after class nouns, in links, after relation cues, of places and persons.

Each finder goes over a document and yields what it finds, with its own rule name; which names are
one thing is decided afterwards, in ``names.py``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..base.records import Span
from ..base.text import collapse, plain
from .lexicon import CueMatch
from .outline import Outline
from .shapes import ADJECTIVE, FULL_NAME, NAME, PERSON, UPPER, WORD, is_proper, trim_name
from .view import Found, View

_QUOTED = re.compile(r"\s*[«“\"]\s*([^»”\"]{2,80}?)\s*[»”\"]")
_AFTER_NOUN = re.compile(
    rf"(?:\s+{ADJECTIVE})?(?P<particle>\s+(?:de la|de l[’']|des|du|de|d[’']|pour|sur|en)\s*)?\s*(?P<name>{NAME})"
)
_DIRECT = re.compile(rf"\s+(?:{ADJECTIVE}\s+)?(?P<name>{NAME})")
_LIST = re.compile(
    rf"\s+(?:tel(?:le)?s?\s+que|comme|notamment)\s+(?:(?:le|la|les)\s+|l[’'])?(?P<name>{NAME})"
)
_HOST = re.compile(r"^(?:https?://)?[\w-]+(?:\.[\w-]+)*\.[a-z]{2,6}(?:/\S*)?$", re.IGNORECASE)
_WORDS_OF_AN_ANCHOR = 14


def find_class_nouns(view: View) -> Iterator[Found]:
    """« Fondation NIT », « le projet Refill », « Lorraine Fab Living Lab »."""
    for number, block in enumerate(view.blocks):
        if block.kind == "code":
            continue
        for match in view.lexicon.class_nouns.search(view.plain[number]):
            found = _after_noun(view, number, match)
            if found is not None:
                yield found


def _after_noun(view: View, number: int, match: CueMatch) -> Found | None:
    text, cue = view.blocks[number].text, match.cue
    if cue.suffix:
        start, end = _around(text, match.start, match.end)
        if (start, end) == (match.start, match.end) or not is_proper(
            text[start : match.start] + text[match.end : end]
        ):
            return None
    else:
        pattern = _AFTER_NOUN if cue.in_name else _DIRECT
        found = _LIST.match(text, match.end) or pattern.match(text, match.end)
        quoted = _QUOTED.match(text, match.end) if not cue.in_name else None
        if quoted:
            start, end = quoted.span(1)
        elif found is None:
            return None
        else:
            listed = found.re is _LIST
            start = match.start if cue.in_name and not listed else found.start("name")
            end = _own_end(view, number, found.start("name"), found.end("name"))
    start, end = trim_name(text, start, end)
    if end - start < 2 or text[end : end + 2].lstrip().startswith("?"):
        return None
    kind = cue.announces
    return Found(
        number, start, end, kind, _label(text[start:end]), "name.class-noun", cue.confidence
    )


def _own_end(view: View, number: int, start: int, end: int) -> int:
    """Where a name ends that the next class noun would run into: « Fondation NIT | de l'Université »."""
    text = view.blocks[number].text
    for match in view.lexicon.class_nouns.search(view.plain[number], start, end):
        if match.start > start and match.cue.in_name and not match.cue.suffix:
            before = re.search(
                r"\s*(?:(?:de la|de|du|des|et|à|en|pour)\s+|(?:de\s+)?[ld][’']\s*)+$",
                text[start : match.start],
            )
            return start + (before.start() if before else match.start - start)
    return end


def _around(text: str, start: int, end: int) -> tuple[int, int]:
    """The capitalised words on both sides of a noun: « Smart City | Living Lab | Alzette Belval »."""
    left = re.search(rf"(?:{WORD}[ -])+$", text[:start])
    right = re.match(rf"®?(?: {WORD})*", text[end:])
    return (left.start() if left else start), end + (right.end() if right else 0)


def _label(text: str) -> str:
    return collapse(re.sub("[®™]", "", text))


def find_links(view: View, outline: Outline) -> Iterator[Found]:
    """Anchors that name something: « [Cartoquartiers](https://…) »."""
    for number, block in enumerate(view.blocks):
        for span in block.spans:
            if span.kind == "link" and names_something(view, number, span):
                yield _from_anchor(view, outline, number, span)


def names_something(view: View, number: int, span: Span) -> bool:
    """Whether a link's anchor is a name and not « ici », « facebook », an address or a sentence."""
    anchor = view.blocks[number].text[span.start : span.end].strip()
    if not anchor or _HOST.match(anchor) or "@" in anchor or not is_proper(anchor):
        return False
    if span.target and not re.match(r"(?:https?://|www\.)", span.target):
        return False
    first = plain(anchor.split()[0])
    stop = view.lexicon.stops.matches(plain(anchor)) or view.lexicon.stops.matches(first)
    is_id = re.fullmatch(r"(?:hal|tel)-\d+\S*|10\.\d{4,}/\S+", anchor)
    return not stop and not is_id and len(anchor.split()) <= _WORDS_OF_AN_ANCHOR


def _from_anchor(view: View, outline: Outline, number: int, span: Span) -> Found:
    text = view.blocks[number].text
    start, end = trim_name(text, span.start, span.end)
    dash = re.search(r"\s[-–—|]\s", text[start:end])  # « Avise - Portail du développement … »
    if dash:
        end = start + dash.start()
    kind, confidence = outline.item_class(number), 0.75
    nouns = list(view.lexicon.class_nouns.search(view.plain[number], start, end))
    if nouns and (nouns[0].start == start or nouns[0].cue.suffix):
        kind, confidence = nouns[0].cue.announces, 0.85
    return Found(
        number, start, end, kind or "Institution", _label(text[start:end]),
        "link.anchor", confidence if kind else 0.6,
    )  # fmt: skip


_LOCATIVE = re.compile(
    rf"(?<![\w’'])(?:à|À|A|en|En|au|Au|aux|Aux|dans le|dans la|vers)\s+(?P<name>{NAME})"
)
_APPOSED = re.compile(
    rf"(?P<name>{NAME})\s*,\s*(?:(?:en|au|aux)\s+)?(?P<country>[\w’' -]+?)(?=\s*[,.;:()]|$)"
)


def find_places(view: View) -> Iterator[Found]:
    """Places that the gazetteer knows, where the words around say that a place is meant."""
    for number, block in enumerate(view.blocks):
        if block.kind in ("code",):
            continue
        for match in _LOCATIVE.finditer(block.text):
            span = _known_place(view, number, match.start("name"), match.end("name"))
            if span:
                yield Found(
                    number,
                    *span,
                    "Territory",
                    _label(block.text[slice(*span)]),
                    "place.locative",
                    0.8,
                )
        for match in _APPOSED.finditer(block.text):
            yield from _apposed(view, number, match)


def _known_place(view: View, number: int, start: int, end: int) -> tuple[int, int] | None:
    """The longest beginning of a name that is a place: « Narbonne » of « Narbonne Accessoires »? no."""
    text = view.blocks[number].text[start:end]
    if view.gazetteer.find(text):
        return start, end
    cut = re.match(rf"{WORD}(?= (?:et|ou|sur|pour|en|à|au) )", text)
    return (start, start + cut.end()) if cut and view.gazetteer.find(cut[0]) else None


def _apposed(view: View, number: int, match: re.Match[str]) -> Iterator[Found]:
    """« La Louvière, Wallonie » : a place and the country or region that holds it."""
    text = view.blocks[number].text
    outer = [p for p in view.gazetteer.find(match["country"]) if p.kind in ("country", "region")]
    if not outer or not view.gazetteer.find(match["name"]):
        return
    for group in ("name", "country"):
        start, end = match.span(group)
        yield Found(
            number, start, end, "Territory", _label(text[start:end]), "place.apposition", 0.85
        )


_PERSON_ROLE = re.compile(rf"(?P<name>{PERSON})(?P<gap>\s*,\s*)(?=[^\s,])")
_TITLED = re.compile(rf"\b(?:M\.|Mme|Mlle|Dr|Pr|Prof\.?)\s+(?P<name>{PERSON})")


def find_persons(view: View) -> Iterator[Found]:
    """« Tristan Lamy, vice-président de … », « Contact : Laurent Dupont », « Mme Jeanne Martin »."""
    for number, block in enumerate(view.blocks):
        simple = view.plain[number]
        for match in _PERSON_ROLE.finditer(block.text):
            role = next(view.lexicon.roles.search(simple, match.end(), match.end() + 40), None)
            if role and role.start == match.end():
                yield _person(number, *match.span("name"), block.text, "person.role", 0.9)
        for match in _TITLED.finditer(block.text):
            yield _person(number, *match.span("name"), block.text, "person.title", 0.85)
        for cue in view.lexicon.values.search(simple):
            if cue.cue.announces != "contactOf":
                continue
            named = re.match(rf"[\s:–-]*(?P<name>{PERSON})", block.text[cue.end :])
            if named:
                start = cue.end + named.start("name")
                yield _person(
                    number, start, cue.end + named.end("name"), block.text, "person.contact", 0.85
                )


def _person(number: int, start: int, end: int, text: str, rule: str, confidence: float) -> Found:
    return Found(number, start, end, "Person", collapse(text[start:end]), rule, confidence)


def find_after_relations(view: View) -> Iterator[Found]:
    """Names that only stand after a relation cue: « engagé par Gand », « soutenue par ENEDIS, EDF »."""
    for number, block in enumerate(view.blocks):
        if block.kind == "code":
            continue
        for match in view.lexicon.relations.search(view.plain[number]):
            if match.cue.inverse or not re.search(
                r"(?:par|de|du|des|avec|by|of|with)\W*(?:la|les?|l.)?$",
                view.plain[number][match.start : match.end],
            ):
                continue
            yield from _enumerated(view, number, match)


_ARTICLE = re.compile(r"\s*(?:(?:le|la|les|un|une|the)\s+|l[’'])?\s*[«\"“]?\s*")
_NEXT = re.compile(r"\s*(?:,|et|ou|and|ainsi que)\s+(?=\S)")


def _enumerated(view: View, number: int, match: CueMatch) -> Iterator[Found]:
    text, at = view.blocks[number].text, match.end
    while True:
        article = _ARTICLE.match(text, at)
        start = article.end() if article else at
        name = FULL_NAME.match(text, start)
        if name is None:
            return
        end = _own_end(view, number, start, name.end())
        yield from _typed(view, number, start, end, match)
        following = _NEXT.match(text, end)
        if following is None:
            return
        at = following.end()


def _typed(view: View, number: int, start: int, end: int, match: CueMatch) -> Iterator[Found]:
    text = view.blocks[number].text[start:end]
    known = view.lexicon.ontology.properties.get(match.cue.announces)
    allowed = known.range if known else ()
    if next(view.lexicon.class_nouns.search(plain(text)), None) is not None:
        return  # found by its class noun
    if re.fullmatch(PERSON, text) and "Person" in allowed and not view.gazetteer.find(text):
        kind, confidence = "Person", 0.7
    elif "Territory" in allowed and view.gazetteer.find(text):
        kind, confidence = "Territory", 0.8
    elif "Institution" in allowed:
        kind, confidence = "Institution", 0.65
    elif "Project" in allowed:
        kind, confidence = "Project", 0.65
    else:
        return
    yield Found(number, start, end, kind, _label(text), "name.after-cue", confidence)


_AWARD = re.compile(
    rf"\s+(?:(?:le|la|les|du|de la|de l[’']|de|d[’'])\s*)?(?:(?:label|prix|titre)\s+(?:de\s+)?)?[«\"“]?\s*(?P<name>{NAME})"
)


def find_awards(view: View) -> Iterator[Found]:
    """« élue Territoire Innovant OR », « lauréat du prix Héritage »."""
    for number, block in enumerate(view.blocks):
        for match in view.lexicon.awards.search(view.plain[number]):
            name = _AWARD.match(block.text, match.end)
            if name and name["name"][0] in UPPER_LETTERS:
                start, end = trim_name(block.text, *name.span("name"))
                yield Found(
                    number,
                    start,
                    end,
                    "Award",
                    _label(block.text[start:end]),
                    "award.name",
                    match.cue.confidence,
                )


UPPER_LETTERS = frozenset(
    c for c in map(chr, range(65, 400)) if re.match(f"[{UPPER}0-9]", c)
) | frozenset("0123456789")
