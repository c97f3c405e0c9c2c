"""Names that nothing announces, but that a text uses as such: « Le Bocal a ouvert … du Bocal ».

Such a name comes at least twice, with its capital where none is due, and once it is what a sentence
speaks of, or stands by itself. Words in small letters belong to it as far as they come again with it:
« Mémoires de gare ».
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator

from msgspec import Struct

from lf2l_kg.base.expressions import expression
from lf2l_kg.base.text import plain
from lf2l_kg.extract.text.capitals import (
    OPENERS,
    is_given_name,
    is_person_name,
    read_candidates,
)
from lf2l_kg.extract.text.gazetted import find_known
from lf2l_kg.extract.text.keys import is_generic_text, is_key
from lf2l_kg.extract.text.marks import spans_within
from lf2l_kg.extract.text.shapes import LOWER, MONTHS, NAME, UPPER
from lf2l_kg.extract.text.view import Found, Stretch, View

from .boundaries import clean_label
from .told import is_actor, is_body, is_told, noun_class, said_class

_KINDS = ("paragraph", "item", "heading")
_PART = r"[\w®]+(?:[’'&./-][\w®]+)*\+?"
_FIRST = expression(
    rf"[{UPPER}](?![’'])(?:(?<![\w’'&./@#-].)|(?<=(?<!\w)[LlDd][’'].))[\w®]*(?:[’'&./-][\w®]+)*\+?"
)
_ARTICLE = expression(r"(?<![\w’'])(?:(?:Les?|La|The)\s|[LlDd][’'])$")
_NEXT = expression(rf"[ \u00a0](?:&|{_PART})")
_TOKENS = 6  # of a name
_STOPS = frozenset(("", *".!?:;,…\n–—-»”"))  # before what a sentence or a clause begins with
_BACK = 12  # characters before a name that say whether one does
_WORD = 20  # characters in which the word after a name ends
_AGAIN = 2  # times that a name comes
# What no name ends with, and before what one ends.
_SMALL = (
    r"(?:de|du|des|d|la|le|les|l|à|au|aux|a|ont|est|sont|était|étaient|sera|seront|fut|en|et|ou|mais|par|pour|avec|sans"
    r"|sur|sous|dans|chez|qui|que|dont|où|ne|se|y|un|une|ce|cette|ces|son|sa|ses|leur|leurs|comme|depuis|entre|vers|puis"
    r"|aussi|plus|pas|is|are|was|were|has|have|had|will|the|of|in|on|at|by|with|for|and|or|to|from|as|that|which|who|an|its|our)"
)
_SMALL_WORDS = frozenset(_SMALL[3:-1].split("|")) | {
    "les",
    "l",
    "d",
    "the",
    "nous",
    "il",
    "elle",
    "on",
}
_ENDS_SMALL = expression(rf"(?:^|[ \u00a0]){_SMALL}$")
_CLEAN = expression(
    r"\s*[®»”\"]*\s*(?:$|[.,;:!?)(»”–—|\n]|(?:a|ont|est|sont|était|étaient|sera|seront|fut|avait|et|ou|is|are|was|were|has|have|had|will|and)\b"
    r"|(?:ne|se|en|y|by|en|pour|avec|par|dans|sur|with)\b|[ns][’'])"
)
SPEAKS = expression(
    r"\s*[®»”\"]*\s*(?:\([^()]{1,60}\)\s*)?(?:,\s[^,.;:()]{3,90},)?\s*"
    r"(?:(?:ne|se|y|en|le|la|les|lui|leur|nous|vous|also|now)\s|[nsyl][’'])*"
    r"(?!(?:de|du|des|et|mais|ou|the|of|and|that|une?|plus|pas|comme|dans|sans|est-ce|ce|cette|ces|ses|les|nos|vos|at|sont-ils)\b)"
    r"(?:a|ont|est|sont|is|[a-zà-ÿ]{2,}(?:e|es|ent|it|ît|t|d|ra|ront|s|ed)|won|began|grew)(?![\w’'])"
)
_WORDS = expression(r"\w+")
_LONGER = expression(rf"\s(?:de la |du |des |de |d[’'])(?P<name>{NAME})")
_OPENS = expression(r"(?:^|[.!?:;…\n]\s*|[.!?]\s*[»”\"]\s*|\s[–—-]\s)\W*$")
_CLAUSE = expression(r",\s*[«“\"]?\s*$")
_QUOTE = expression(r"[«“\"]\s*$"), expression(r"\s*[»”\"]")
_COUNTED = expression(
    r"\W*(?:(?:[0-9]{1,2}|[IVX]{1,4}|[a-z])\s*[.)°–-]\s*)?(?:(?:Zoom|Focus|Point|Retour) sur\s+)?$"
)
_MIXED = expression(
    rf"[\w+&-]*(?:[{LOWER}]['’&]?[{UPPER}]|[{UPPER}]{{2}}|[0-9][{UPPER}])|[{UPPER}][\w-]+ (?:& )?[{UPPER}]"
)
_NO_NAME = expression(
    rf"(?:{OPENERS})|(?:{'|'.join(MONTHS)}|noël|pâques|internet|wifi|covid.*|l[ae]s?|the)$",
    re.IGNORECASE,
)


class _Use(Struct, frozen=True):
    """Where a name stands, and how it is used there."""

    number: int
    start: int
    end: int
    due: bool  # any word would have a capital here
    speaks: bool  # the sentence is about it
    alone: bool  # a heading, a quotation or a mark-up holds nothing else
    clean: bool  # a name may end here
    article: str
    body: bool
    following: str  # the word after it


def find_recurring(view: View) -> Iterator[Found]:
    """The first place of each such name; other places are found by their words."""
    uses = _read_uses(view)
    taken: dict[str, list[str]] = defaultdict(list)  # by each of their words
    for label in sorted(uses, key=lambda words: (-len(words), words)):
        row = uses[label]
        if not _is_name(view, label, row) or any(
            label in longer and all(_inside(u, uses[longer]) for u in row)
            for longer in taken[_WORDS.findall(label)[-1]]
        ):
            continue
        for word in set(_WORDS.findall(label)):
            taken[word].append(label)
        if not (kind := _kind(view, row)):
            continue
        use = min(row, key=lambda u: (not u.speaks, u.number, u.start))
        lone = (
            use.article.strip() in ("Le", "La", "Les", "The", "L'", "L’")
            and " " not in label
            and not label.isupper()
        )
        start = use.start - len(use.article) if lone else use.start
        said = clean_label(view.blocks[use.number].text[start : use.end])
        for other in row if lone else ():  # « Le Phare de Cordouan » is not « Le Phare »
            longer = _LONGER.match(view.blocks[other.number].text, other.end)
            if longer and other.article[:1].isupper():
                where = other.start - len(other.article), longer.end()
                full = clean_label(view.blocks[other.number].text[slice(*where)])
                yield Found(other.number, *where, "Project", full, "name.recurring", 0.55)
        yield Found(use.number, start, use.end, kind, said, "name.recurring", 0.6)


def _kind(view: View, row: list[_Use]) -> str:
    """The class of a noun in or beside the name, else a body's that has members, or a project's.

    "" where a noun says that it is no thing of ours, or nothing says that it is one.
    """
    places = [Stretch(u.number, u.start - len(u.article), u.end) for u in row]
    kind = noun_class(view, row[0].number, row[0].start)
    kind = said_class(view, places) if kind is None else kind
    if kind is not None:
        return kind
    if any(u.body for u in row) or is_actor(view, places):
        return "Institution"
    told = any(is_told(view, place, u.speaks) for place, u in zip(places, row, strict=True))
    focused = any(u.alone and view.blocks[u.number].kind == "heading" for u in row)
    return "Project" if told or focused else ""


def _inside(use: _Use, longer: list[_Use]) -> bool:
    return any(u.number == use.number and u.start <= use.start and use.end <= u.end for u in longer)


def _read_uses(view: View) -> dict[str, list[_Use]]:
    """All uses of what can be a name, by its words without an article; those that come once are left out."""
    spelled: dict[str, list[Stretch]] = defaultdict(list)
    for firsts in _read_firsts(view):
        for first in firsts:
            text, end = view.blocks[first.block].text, first.end
            for _ in range(_TOKENS):
                spelled[text[first.start : end]].append(Stretch(first.block, first.start, end))
                following = _NEXT.match(text, end)
                if following is None:
                    break
                end = following.end()
    return {
        words: [_use(view, where) for where in row]
        for words, row in spelled.items()
        if len(row) >= _AGAIN and not _ENDS_SMALL.search(words)
    }


def _read_firsts(view: View) -> list[list[Stretch]]:
    """The first words of what can be names, those that are one word together, where one opens a clause."""
    rows: dict[str, list[Stretch]] = defaultdict(list)
    counts, written = Counter(view.words.words), view.written
    for word, at in zip(view.words.words, view.words.starts, strict=True):
        if counts[word] < _AGAIN or not written[at].isupper() or word in _SMALL_WORDS:
            continue
        number = view.block_at(at)
        block = view.blocks[number]
        titled = block.kind == "heading" and (block.level == 1 or number == 0)
        first = _FIRST.match(block.text, at - view.starts[number])
        if first and block.kind in _KINDS and not titled:  # a title says again what the text says
            rows[first[0]].append(Stretch(number, *first.span()))
    return [
        row
        for word, row in rows.items()
        if len(row) >= _AGAIN
        and not (_NO_NAME.match(word) or is_given_name(word))
        and any(_may_open(view.blocks[first.block].text, first.start) for first in row)
    ]


def _article(text: str, start: int) -> str:
    found = _ARTICLE.search(text, max(0, start - _BACK), start)
    return found[0] if found else ""


def _may_open(text: str, start: int) -> bool:
    """Whether a sentence or a clause may begin with a word, its article apart."""
    first = start - len(_article(text, start))
    before = text[max(0, first - _BACK) : first]
    return not before or before.rstrip(' «“"(*_')[-1:] in _STOPS


def _use(view: View, where: Stretch) -> _Use:
    number, start, end = where.block, where.start, where.end
    block, simple = view.blocks[number], view.plain[number]
    text, article = block.text, _article(block.text, start)
    first = start - len(article)
    before = text[max(0, first - _BACK) : first]
    own = article[:1].isupper() and article[:1] in "LT"
    led = block.kind == "heading" and " sur " in simple[:first]
    opens = first == 0 or _OPENS.search(before) is not None
    quoted = _QUOTE[0].search(before) is not None
    marks = any(
        s.kind in ("strong", "emphasis") and s.end == end
        for s in spans_within(block, first, start + 1)
    )
    whole = (
        block.kind == "heading"
        and not text[end:].strip(" .:")
        and _COUNTED.match(text[:first]) is not None
    )
    led_in = opens or quoted or _CLAUSE.search(before) is not None
    speaks = led_in and SPEAKS.match(text, end) is not None
    return _Use(
        number,
        start,
        end,
        due=(opens or quoted or (block.kind == "heading" and not led)) and not own,
        speaks=speaks and block.kind != "heading" and (not article or own),
        alone=whole or marks or (quoted and _QUOTE[1].match(text, end) is not None),
        clean=_CLEAN.match(text, end) is not None,
        article=article,
        following=text[end : end + _WORD].split(" ")[1] if text[end : end + 1] == " " else "",
        body=is_body(simple, first if own else start, end, speaks),
    )


def _is_name(view: View, label: str, row: list[_Use]) -> bool:
    """Whether what comes again is a name: capitals that nothing asks for, and said of something."""
    tail = any(word[:1].islower() for word in label.split()[1:])
    words = label.split()
    goes_on = {u.following for u in row if u.speaks}
    if tail and not (len(goes_on) > 1 or any(u.clean or u.alone for u in row)):
        return False
    if not any(u.speaks for u in row):
        return False
    # No French noun opens a sentence without its determiner: « Mémoires de gare | collecte … ».
    bare = tail and any(u.speaks and u.due and not u.article for u in row)
    if not (bare or any(not u.due for u in row) or _MIXED.match(label)):
        return False
    if len(words) == 1 and not _MIXED.match(label) and _is_common(view, label, row):
        return False
    return not (
        is_key(label)
        or is_generic_text(plain(label))
        or is_person_name(label)
        or is_given_name(words[0])
        or find_known(view.gazetteer, label)
        or (tail and not any(u.article for u in row) and find_known(view.gazetteer, words[0]))
        or 2 * sum(_is_in_person(view, u) for u in row) >= len(row)
        or view.lexicon.find_theme(label)
        or view.lexicon.find_cue("stop", words[0])
        or view.lexicon.find_cue("role", words[0])
        or (len(words) == 1 and any(view.cue_at("class", u.number, u.start) for u in row))
    )


def _is_in_person(view: View, use: _Use) -> bool:
    """Whether a person's name begins with it, or holds it: « M. | Belhadj »."""
    return any(
        (c.given or c.initials) and c.start < use.end and use.start < c.end
        for c in read_candidates(view, use.number)
    )


def _is_common(view: View, word: str, row: list[_Use]) -> bool:
    """« la Région finance », « les Bretons »: a capital out of respect, or a people's."""
    lowered = view.times_written(word.lower()) > 0
    alone = any(u.alone for u in row)
    bare = any(u.speaks and not u.article for u in row)
    owned = any(u.article[:1] in ("L", "T") for u in row)
    return (
        (lowered and not alone)
        or not (bare or owned)
        or word.endswith(("ais", "ois", "ains", "iens", "ons"))
    )
