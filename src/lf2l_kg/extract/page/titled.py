"""The class of what a document is about, where neither its front matter nor its folder gives one.

A front matter that says who carries a thing speaks of one thing, which the title names; so does a text
that begins with its title and says what that is: « La Ruche est un tiers-lieu … ».
"""

from __future__ import annotations

import re

from lf2l_kg.base.context import fold_key
from lf2l_kg.base.expressions import expression
from lf2l_kg.base.text import plain
from lf2l_kg.extract.text.capitals import is_person_name
from lf2l_kg.extract.text.gazetted import find_known, is_town
from lf2l_kg.extract.text.keys import KEY, is_generic_text, is_key
from lf2l_kg.extract.text.shapes import LOWER, NAME, TAIL, UPPER
from lf2l_kg.extract.text.view import View

from .properties import read_key

_SURE = frozenset({"carriedBy", "partner", "supportedBy"})
_TELLING = frozenset({"locatedIn", "startDate", "endDate", "inspiredBy", "memberOf", "contactOf"})
_OF_PLACES = frozenset({"population", "locatedIn", "partOf", "headOf"})
_PAGES = ("Project", "Institution", "Event")
#: Titles of these words are of a text, not of a thing.
_OF_A_TEXT = expression(
    r"(?:compte[ -]rendu|proces[ -]verbal|retour|bilan|lettre|newsletter|communique|appel|ami"
    r"|annuaire|liste|portrait|programme|agenda|actualites?|foire aux|faq|guide|plan|rapport|etude"
    r"|these|memoire|chronologie|histoire|equipe|contacts?|projets|partenaires|membres|resultats"
    r"|questions|comment|pourquoi|qu|how|why|what|report|call|minutes|news|about|a propos|nos|notre)\b"
)
_OF_SEVERAL = expression(rf"(?:Les|Des|The)\s+[{LOWER}]")  # « Les acteurs de l'ESS »
_ARTICLE = r"(?:[Ll][ea]s?\s+|[Tt]he\s+|[Ll][’'])?"
#: « Ouverte en 2019 dans l'ancienne gare de Toul, | la Recyclerie … »: what may come before a subject.
LEAD = rf"[{UPPER}][^.;:!?()«»]{{2,120}},\s+"
_INDEFINITE = expression(r"(?:une?|an?)\s+", re.IGNORECASE)
_ARTICLE_FIRST = expression(_ARTICLE)
_BEING = expression(r"\s(?:est|sont|était|is|was)\s+(?:une?|la|le|l[’']|an?|the)\s?")
_VERB = expression(rf"\s(?:est|sont|était|a|is|was|has|[{LOWER}]{{2,}}(?:e|ent|t|s))\s")
_PARTS = expression(r"[(:]|\s[–—-]\s")  # « Toul (16 000 hab) - Boussole »
#: Keys whose value may begin with what the title names: « statut: SCIC ».
_DESCRIBING = frozenset(
    {"subtitle", "description", "excerpt", "summary", "tagline"}
    | {
        "statut",
        "statut_juridique",
        "forme_juridique",
        "forme",
        "nature",
        "legal_form",
        "legal_status",
    }
)
_LINE = expression(r"\W*(?:(?:C[’']est )?[Qq]uoi ?(?:\?|:)\s*|[Uu]ne?\s+|[Aa]n?\s+)?")
# « Le Bocal, hackerspace », « Toul – ville pilote »: what the title names, before what it is.
_APPOSED = expression(
    rf"(?P<name>[^,:;()–—]{{2,50}}?)(?:\s*,\s+|\s+[–—-]\s+|\s*:\s+)(?:(?:une?|le|la)\s+|l[’'])?(?=[{LOWER}])"
)
_LINE_OF_KEY = expression(rf"\W{{0,3}}{KEY}\s*:\s+(?=\S)")
_TAILED = expression(rf"{NAME}{TAIL}")
_OF_WHAT = expression(r"\s+(?:(?:du|de la|des|de)\s+|de l'|d')(?:projet|action|structure|lieu)s?$")
#: « Les Tisserands », « PLUMIER », « CargoLoop »; but « Atelier du mardi ».
_NAME_LIKE = expression(rf"[{UPPER}][\w’'-]*\s+.*?(?<!\w)[{UPPER}]|^\S*\w[{UPPER}]|^\S+$")
_LONGEST = 8  # words
_TOLD = 2  # times that a text names what its title is the name of
_LINE_LENGTH = 12  # words of a line that says what its title names
_BODY = 8  # blocks in which what an apposed title names is named again
_LEAD = 4  # blocks in which a text says what its title is
_NEAR = 40  # characters after « est un » in which a noun says what the thing is


def title_kind(view: View, title: str) -> str:
    """The class of the thing that a title names; "" when nothing shows that it names one."""
    if not _may_name(title):
        return ""
    terms = _terms(view, title)
    if find_known(view.gazetteer, title):
        return "Territory" if _is_of_place(view, title, terms) else ""
    said, begun = _said_in_lead(view, title)
    opening = _opening_noun(view, title)
    said = said or _described(view) or ("" if _PARTS.search(title) else subtitle_kind(view))
    if said:
        return said
    if (terms & _SURE) or (begun and terms & _TELLING):
        return opening if opening is not None else "Project"
    if begun and opening is None and _is_called(view, title):
        return "Project"
    return opening or "" if begun and _names_more(title) else ""


def split_title(view: View, title: str) -> tuple[str, str]:
    """(what a title names, the class that it says this to be); the whole title and "" for none.

    « Le Bocal, hackerspace » is of Le Bocal, when the text goes on to speak of it.
    """
    apposed = _APPOSED.match(title)
    if apposed is None or not _may_name(apposed["name"]) or is_key(apposed["name"]):
        return title, ""
    name, at = apposed["name"], apposed.end()
    nouns = view.lexicon.search(title, plain(title)).cues.get("class", ())
    noun = next((m.cue.announces for m in nouns if m.start == at), "")
    place = bool(find_known(view.gazetteer, name))
    fits = noun == "Territory" if place else noun in _PAGES
    again = any(name in block.text for block in view.blocks[:_BODY] if block.kind != "heading")
    if not (fits and again) or view.lexicon.find_theme(name) is not None:
        return title, ""
    return name, noun


def _may_name(title: str) -> bool:
    words = title.split()
    return not (
        not 0 < len(words) <= _LONGEST
        or is_person_name(title)
        or is_generic_text(plain(title))
        or title.rstrip().endswith(("?", "!", "…"))
        or _OF_A_TEXT.match(plain(title))
        or _OF_SEVERAL.match(title)
        or not re.search(rf"[{UPPER}0-9]", title)
    )


def _terms(view: View, title: str) -> frozenset[str]:
    """The properties that the front matter states, or the lines below a title that looks like a name."""
    keys = (read_key(view, e.key.removeprefix("params.")) for e in view.document.front_matter)
    stated = frozenset(key.wanted.name for key in keys if key is not None)
    return stated | _labelled(view) if _NAME_LIKE.search(title) else stated


def _labelled(view: View) -> frozenset[str]:
    """The properties of the lines « Clé : valeur » before the first heading of something else.

    None when one that says who carries it comes twice: the lines are of several things.
    """
    found: dict[str, str] = {}  # the property that each key means
    for number, block in enumerate(view.blocks):
        if block.kind == "heading" and number and not is_generic_text(view.plain[number]):
            break
        for line in block.text.split("\n") if block.kind in ("paragraph", "item") else ():
            match = _LINE_OF_KEY.match(line)
            word = _OF_WHAT.sub("", plain(match["key"])) if match else ""
            key = read_key(view, word) if word else None
            if key is not None and key.wanted.name == found.get(word) == "carriedBy":
                return frozenset()
            if key is not None:
                found[word] = key.wanted.name
    return frozenset(found.values())


def _is_called(view: View, title: str) -> bool:
    """« Le Séchoir », and the text says « du Séchoir » too, with its capital, or begins with a relation."""
    article = _ARTICLE_FIRST.match(title)
    said = title[article.end() :] if article else title
    led = bool(article and article[0])
    named = _NAME_LIKE.search(said) and (" " in said or led)
    tailed = led and _TAILED.fullmatch(said)  # « Le Labo des communs »
    if not (named or tailed) or view.lexicon.find_theme(said) or view.lexicon.find_theme(title):
        return False
    again = re.compile(rf"(?:\b(?:[Ll][ea]s?|[Dd]u|[Aa]u)\s+|[Ll][’']){re.escape(said)}(?!\w)")
    told = sum(len(again.findall(b.text)) for b in view.blocks if b.kind != "heading")
    return told >= _TOLD or (
        bool(named) and any(view.cues("relation", number) for number in _lead(view))
    )


def _names_more(title: str) -> bool:
    """Whether a title holds a name beside the noun that it begins with: « La chaire ALIMENTER »."""
    return re.search(rf"\s[{UPPER}0-9«]|[’'][{UPPER}]", title.strip()) is not None


def _is_of_place(view: View, title: str, terms: frozenset[str]) -> bool:
    """Whether a page is of the place that its title names: it counts its inhabitants, or begins with it."""
    if "population" in terms or len(terms & _OF_PLACES) > 1:
        return True
    known = find_known(view.gazetteer, title)
    return is_town(known) and _said_in_lead(view, title)[1]


def _described(view: View) -> str:
    """The class of the noun that a subtitle or a description begins with; "" for none of a page."""
    for entry in view.document.front_matter:
        if fold_key(entry.key) in _DESCRIBING:
            noun = _opening_noun(view, _INDEFINITE.sub("", entry.value.strip()))
            if noun:
                return noun
    return ""


def subtitle_kind(view: View) -> str:
    """The class of the noun that the words below a title begin with: « Tiers-lieu culturel à Toul »."""
    lead = 1 if view.blocks and view.blocks[0].kind == "heading" else 0
    if lead >= len(view.blocks) or view.blocks[lead].kind != "paragraph":
        return ""
    text = view.blocks[lead].text
    if len(text.split()) > _LINE_LENGTH:
        return ""  # a sentence that may speak of something else
    begun = _LINE.match(text)
    start = begun.end() if begun else 0
    for noun in view.cues("class", lead, start, start + _NEAR):
        follows = text[noun.end : noun.end + 2].strip()
        alone = noun.start == start and noun.cue.announces in _PAGES
        return noun.cue.announces if alone and not follows[:1].isupper() else ""
    return ""


def said_kind(view: View, number: int, end: int) -> str:
    """The class of the noun that « est un » leads to after a position; "" for none."""
    being = _BEING.match(view.blocks[number].text, end)
    return _noun_of(view, number, being.end()) if being else ""


def _opening_noun(view: View, title: str) -> str | None:
    """The class of the noun that a title begins with; "" for one of no page, None without a noun."""
    article = _ARTICLE_FIRST.match(title)
    for match in view.lexicon.search(title, plain(title)).cues.get("class", ()):
        if match.start == (article.end() if article else 0):
            return match.cue.announces if match.cue.announces in _PAGES else ""
    return None


def _said_in_lead(view: View, title: str) -> tuple[str, bool]:
    """(the class that the text says its title to be or "", whether a sentence begins with the title)."""
    said = _ARTICLE_FIRST.sub("", title).strip()
    lead = [number for number in _lead(view) if said in view.blocks[number].text]
    if not lead:
        return "", False  # and no expression of its own to compile
    bare = re.escape(said)
    opens = re.compile(
        rf"\W*(?:{LEAD})?{_ARTICLE}(?:[{LOWER}]+\s+)?{bare}(?!\w)[®»”\"*_]*(?:\s*\([^()]{{1,60}}\))?"
    )
    begun = False
    for number in lead:
        text = view.blocks[number].text
        for sentence in view.sentences[number]:
            opening = opens.match(text, sentence.start, sentence.end)
            if opening and (kind := said_kind(view, number, opening.end())):
                return kind, True
            begun = begun or bool(opening and _VERB.match(text, opening.end()))
    return "", begun


def _lead(view: View) -> list[int]:
    """The paragraphs that a document begins with, headings aside."""
    lead = [n for n, block in enumerate(view.blocks[:_LEAD]) if block.kind != "heading"]
    return [n for n in lead if view.blocks[n].kind == "paragraph"]


def _noun_of(view: View, number: int, start: int) -> str:
    """The class of the noun that « est un » leads to, an adjective apart; "" for one of no page."""
    for noun in view.cues("class", number, start, start + _NEAR):
        near = len(view.plain[number][start : noun.start].split()) <= 1
        return noun.cue.announces if near and noun.cue.announces in _PAGES else ""
    return ""
