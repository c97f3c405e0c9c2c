"""Where words stand that a name may be made of, and how they are used there.

A name is looked for at each capital of a word that comes again, and may go on over the words after it.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict

from msgspec import Struct

from lf2l_kg.base.expressions import expression
from lf2l_kg.base.records import Block
from lf2l_kg.extract.text.capitals import OPENERS, is_given_name
from lf2l_kg.extract.text.marks import spans_within
from lf2l_kg.extract.text.shapes import MONTHS, UPPER
from lf2l_kg.extract.text.view import Stretch, View

from .told import is_body

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
_SMALL = re.findall(
    r"\S+",
    "de du des d la le les l à au aux a ont est sont était étaient sera seront fut en et ou mais"
    " par pour avec sans sur sous dans chez qui que dont où ne se y un une ce cette ces son sa ses"
    " leur leurs comme depuis entre vers puis aussi plus pas is are was were has have had will the"
    " of in on at by with for and or to from as that which who an its our",
)
_SMALL_WORDS = frozenset((*_SMALL, "nous", "il", "elle", "on"))
_ENDS_SMALL = expression(rf"(?:^|[ \u00a0])(?:{'|'.join(_SMALL)})$")
_CLEAN = expression(
    r"\s*[®»”\"]*\s*(?:$|[.,;:!?)(»”–—|\n]"
    r"|(?:a|ont|est|sont|était|étaient|sera|seront|fut|avait|et|ou|is|are|was|were|has|have|had|will|and)\b"
    r"|(?:ne|se|en|y|by|en|pour|avec|par|dans|sur|with)\b|[ns][’'])"
)
# The verb of the sentence whose subject ends here: « … (Metz), un tiers-lieu, s’est | installée ».
SPEAKS = expression(
    r"\s*[®»”\"]*\s*(?:\([^()]{1,60}\)\s*)?(?:,\s[^,.;:()]{3,90},)?\s*"
    r"(?:(?:ne|se|y|en|le|la|les|lui|leur|nous|vous|also|now)\s|[nsyl][’'])*"
    r"(?!(?:de|du|des|et|mais|ou|the|of|and|that|une?|plus|pas|comme|dans|sans|est-ce|ce|cette|ces|ses|les|nos|vos|at|sont-ils)\b)"
    r"(?:a|ont|est|sont|is|[a-zà-ÿ]{2,}(?:e|es|ent|it|ît|t|d|ra|ront|s|ed)|won|began|grew)(?![\w’'])"
)
_OPENS = expression(r"(?:^|[.!?:;…\n]\s*|[.!?]\s*[»”\"]\s*|\s[–—-]\s)\W*$")
_CLAUSE = expression(r",\s*[«“\"]?\s*$")
_QUOTE = expression(r"[«“\"]\s*$"), expression(r"\s*[»”\"]")
_COUNTED = expression(
    r"\W*(?:(?:[0-9]{1,2}|[IVX]{1,4}|[a-z])\s*[.)°–-]\s*)?(?:(?:Zoom|Focus|Point|Retour) sur\s+)?$"
)
_NO_NAME = expression(
    rf"(?:{OPENERS})|(?:{'|'.join(MONTHS)}|noël|pâques|internet|wifi|covid.*|l[ae]s?|the)$",
    re.IGNORECASE,
)


class Use(Struct, frozen=True):
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


def read_uses(view: View) -> dict[str, list[Use]]:
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


def _use(view: View, where: Stretch) -> Use:
    number, start, end = where.block, where.start, where.end
    block, simple = view.blocks[number], view.plain[number]
    text, article = block.text, _article(block.text, start)
    first = start - len(article)
    before = text[max(0, first - _BACK) : first]
    own = article[:1].isupper() and article[:1] in "LT"  # the name begins with it
    led = block.kind == "heading" and " sur " in simple[:first]
    opens = first == 0 or _OPENS.search(before) is not None
    quoted = _QUOTE[0].search(before) is not None
    speaks = SPEAKS.match(text, end) is not None and (
        opens or quoted or _CLAUSE.search(before) is not None
    )
    return Use(
        number,
        start,
        end,
        due=(opens or quoted or (block.kind == "heading" and not led)) and not own,
        speaks=speaks and block.kind != "heading" and (not article or own),
        alone=_is_alone(block, first, where) or (quoted and _QUOTE[1].match(text, end) is not None),
        clean=_CLEAN.match(text, end) is not None,
        article=article,
        following=text[end : end + _WORD].split(" ")[1] if text[end : end + 1] == " " else "",
        body=is_body(simple, first if own else start, end, speaks),
    )


def _is_alone(block: Block, first: int, where: Stretch) -> bool:
    """Whether a heading, or a mark-up, holds nothing but a name, which begins there with its article."""
    is_heading = block.kind == "heading" and not block.text[where.end :].strip(" .:")
    if is_heading and _COUNTED.match(block.text[:first]):
        return True
    spans = spans_within(block, first, where.start + 1)
    return any(span.kind in ("strong", "emphasis") and span.end == where.end for span in spans)
