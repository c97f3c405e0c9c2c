"""Names set apart where a sentence begins that goes on to speak of them: « **Le Fournil** a rouvert … ».

So do « « Navette haute » démarre » in quotes and « **Le Lavoir** (Decize) : atelier partagé » before a colon.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lf2l_kg.base.expressions import expression
from lf2l_kg.extract.text.capitals import is_given_name
from lf2l_kg.extract.text.gazetted import find_known
from lf2l_kg.extract.text.keys import is_key
from lf2l_kg.extract.text.shapes import LOWER, QUOTED, TAIL, UPPER
from lf2l_kg.extract.text.view import Found, Stretch, View

from .boundaries import clean_label
from .marked import may_name
from .told import told_class
from .uses import SPEAKS

_ARTICLE = expression(rf"(?:L[ea]s?|The)\s+(?=[{UPPER}])|L[’'](?=[{UPPER}])")
_COMMON = expression(
    rf"(?:L[ea]s?|Une?|Des|Nos|Notre|Cette|Ce|Chaque|The|Our)\s+[{LOWER}]|L[’'][{LOWER}]"
)
# A single word before a noun or an adjective may be any: « **Inscription** obligatoire ».
_SURELY = expression(
    r"\s*[®»”\"]*\s*(?:\([^()]{1,60}\)\s*)?(?:,\s[^,.;:()]{3,90},)?\s*"
    r"(?:a|ont|est|sont|sera|seront|était|avait|is|has|was|will)(?![\w’'-])"
)
_SAID = expression(
    r"[®»”\"]*\s*(?:\w+-t-|dit|explique|raconte|confie|souligne|résume|lance|précise|ajoute|sourit|témoigne"
    r"|rappelle|estime|conclut|insiste|affirme|says|said|explains|adds|signifie|désigne|veut dire|means)\b"
)
# « Le Conseil de quartier ouvre … »: a part of a town or of a body, which any of them has.
_ORGAN = expression(
    r"(?:conseil|commission|comité|bureau|direction|mairie|préfecture|assemblée|groupe|équipe|service|école|gare|cour)s?\b",
    re.IGNORECASE,
)
_PLACED = expression(
    rf"\s*\((?P<place>[{UPPER}][^()]{{2,40}})\)\s*[:–—-]\s+(?:une?\s+|le\s+|la\s+|l[’'])?[{LOWER}]"
)


# « La Marmite, la cantine solidaire, sert … »: a capital after the article, and what it is.
_APPOSED = expression(
    rf"\W*(?P<name>(?:L[ea]s?\s+|L[’'])[{UPPER}][{LOWER}]{{2,}}),\s+(?:(?:une?|la|le|notre)\s+|l[’'])"
    rf"[{LOWER}][{LOWER}’'-]+(?:\s[{LOWER}’'-]+){{0,6}},\s+"
    r"(?:(?:ne|se|y|en|le|la|les|lui|leur)\s|[nsyl][’'])*"
    r"(?!(?:de|du|des|et|ou|à|au|aux|en|avec|pour|par|dans|sur|qui|une?|le|la|les)\b)(?:a|ont|[a-zà-ÿ]{2,}(?:e|ent|it|t|d|ra))(?![\w’'])"
)


# « La Maison du vélo ouvrira … »: only what is opened or born is a thing, and no committee.
_OPENED = expression(
    rf"\W*(?P<name>(?:L[ea]s?\s+|L[’'])[{UPPER}][{LOWER}]{{2,}}(?:{TAIL})?)\s+"
    r"(?:ouvrira|ouvre|rouvre|(?:a|avait)\s+(?:ouvert|rouvert|vu le jour)|verra le jour|naît|naîtra|est née?"
    r"|(?:sera|a été|est)\s+inaugurée?)(?![\w’'])"
)


def find_openers(view: View) -> Iterator[Found]:
    """The marked or quoted name at each sentence's head that is what the sentence is about."""
    for number, block in enumerate(view.blocks):
        if block.kind != "paragraph":
            continue
        marked = next((s for s in block.spans if s.kind == "strong" and s.start == 0), None)
        if marked is not None:
            yield from _opener(view, number, 0, marked.end)
        for sentence in view.sentences[number]:
            apposed = _APPOSED.match(block.text, sentence.start, sentence.end) or _OPENED.match(
                block.text, sentence.start, sentence.end
            )
            if apposed and _is_own(view, number, *apposed.span("name")):
                label, where = clean_label(apposed["name"]), apposed.span("name")
                if kind := told_class(view, Stretch(number, *where)):
                    yield Found(number, *where, kind, label, "name.opener", 0.6)
        if "«" in block.text or '"' in block.text or "“" in block.text:
            for sentence in view.sentences[number]:
                quoted = QUOTED.match(block.text, sentence.start, sentence.end)
                if quoted and not _SAID.match(block.text, quoted.end()):
                    yield from _opener(view, number, *quoted.span("name"))


def _is_own(view: View, number: int, start: int, end: int) -> bool:
    """Whether one word with its article is a name: « La Région » and « Le Maire » are known nouns."""
    label = view.blocks[number].text[start:end]
    word = _ARTICLE.sub("", label).split()[0]
    common = view.times_written(word.lower()) > 0
    noun = view.cues("class", number, start, end)
    known = (noun and " " not in _ARTICLE.sub("", label)) or view.cues("role", number, start, end)
    return not (common or known or is_given_name(word) or _ORGAN.match(word)) and may_name(
        view, label
    )


def _opener(view: View, number: int, start: int, end: int) -> Iterator[Found]:
    text = view.blocks[number].text
    label = text[start:end].rstrip(" :,.®")
    if _COMMON.match(label) or is_key(label) or not may_name(view, label):
        return
    article = _ARTICLE.match(label)
    one = " " not in label[article.end() if article else 0 :]
    placed = _PLACED.match(text, start + len(label))
    located = placed is not None and bool(find_known(view.gazetteer, placed["place"]))
    sure = _SURELY if one and not article else SPEAKS
    if located or sure.match(text, end):
        first = start + (article.end() if article and not one else 0)
        kind = told_class(view, Stretch(number, start, start + len(label)), located)
        last = start + len(label)
        if kind:
            label = clean_label(text[first:last])
            yield Found(number, first, last, kind, label, "name.opener", 0.6)
