"""What a page presents whose title names the page: « Qui sommes-nous ? », « Rapport annuel 2021 – X »."""

from __future__ import annotations

from msgspec import Struct

from lf2l_kg.base.expressions import expression
from lf2l_kg.base.text import collapse, plain
from lf2l_kg.extract.text.capitals import is_person_name
from lf2l_kg.extract.text.gazetted import find_known
from lf2l_kg.extract.text.shapes import LOWER, NAME, UPPER, YEAR
from lf2l_kg.extract.text.view import Stretch, View

from .titled import said_kind, subtitle_kind

_THINGS = ("Institution", "Project")
_PRESENTS = expression(
    r"(?:mieux )?(?:qui sommes[ -]nous|qui est-on|a propos(?: de nous)?|about(?: us)?|who we are|our story"
    r"|presentation(?: (?:de l'association|generale|du lieu|de la structure))?|nous connaitre|accueil"
    r"|(?:l'|notre |votre )(?:association|structure|histoire|equipe|lieu)|bienvenue|welcome|home)\W*"
)
# « Rapport annuel 2020 »: of whom, the first sentence says.
_REPORT_ALONE = expression(
    r"(?:rapport|bilan)\s+(?:annuel|moral|d'activites?)(?:\s+annuel)?(?:\s+[0-9]{4}(?:\s*[-/]\s*[0-9]{4})?)?\W*"
    r"|annual report(?:\s+[0-9]{4})?\W*"
)
# « Procès-verbal de l'assemblée générale ordinaire de | l'association X ».
_MINUTES = (
    r"(?:PV|Procès[- ]verbal|Compte[- ]rendu|Relevé de décisions)\s+"
    r"(?:(?:de la|du|des|de)\s+|de l[’']|d[’'])?"
    r"(?:(?:[Aa]ssemblée\s+générale|AG|[Cc]onseil\s+d[’']administration|CA|[Bb]ureau)"
    r"(?:\s+(?:ordinaire|extraordinaire|annuelle?|constitutive))*)"
)
# « Rapport d'activité 2021 – La Glycine », « Annual report of Motris ».
_REPORTS = expression(
    rf"(?:{_MINUTES}|(?:Rapport|Bilan)\s+(?:annuel|moral|d[’']activités?)(?:\s+annuel)?|(?:Annual|Activity)\s+[Rr]eport)"
    rf"(?:\s+{YEAR}(?:\s*[-–/]\s*{YEAR})?)?\s*(?:[—–:|-]|\bde\b|\bd[’']|\bdu\b|\bof\b)\s*(?:l[’']|la\s+)?"
    rf"(?P<noun>[{LOWER}-]+\s+)?(?P<name>[{UPPER}][^.,:;()]{{2,60}}?)(?:\s*,?\s*{YEAR})?\s*"
)
_SUBJECT = expression(
    rf"\W*(?P<article>(?:L[ea]s?|The)\s+|L[’'])?(?P<nouns>(?:[{LOWER}’'-]+\s+){{0,3}}?)(?P<name>{NAME})[®\s»”\"*_]*(?:\([^()]{{1,60}}\)\s*)?,?\s+"
    r"(?:est|a|sont|ont|s[’']est|is|was|has|are|were|(?![a-z]*(?:ment|tion)\b)[a-zà-ÿ]{2,}(?:e|ent|it|s))\s"
)
# « L'association compte 640 adhérents »: the noun goes on speaking of what was named.
_GOES_ON = expression(r"(?:\b(?:le|la|les|cette|cet|ce|notre|the|our|this)\s+|\bl')$")
_NO_SUBJECT = expression(
    r"(?:nous|notre|nos|il|elle|ils|elles|on|ce|cette|cet|chaque|depuis|dans|avec|pour|en|une?|des"
    r"|we|our|it|this|since|in|with|for|an?)\b"
)
_ELIDED = expression(rf"[LD][’'][{LOWER}]")  # « L'année 2023 a vu … » names nothing
_WORDS = 7  # of a name
_LEAD = 4  # blocks among which the presentation begins
_NEAR = 4  # blocks in which a noun goes on speaking of it


class Presented(Struct, frozen=True):
    """The thing that a page presents, and where it is named."""

    kind: str
    label: str
    where: Stretch


def find_presented(view: View, title: str) -> Presented | None:
    """The thing of a page that presents one; None when the title says nothing of the kind."""
    simple = plain(title)
    if _PRESENTS.fullmatch(simple) or _REPORT_ALONE.fullmatch(simple):
        first = (n for n, b in enumerate(view.blocks[:_LEAD]) if b.kind == "paragraph")
        number = next(first, None)
        return None if number is None else _opening(view, number)
    report = _REPORTS.fullmatch(title)
    if report is None or _is_other(view, report["name"]) or len(report["name"].split()) > _WORDS:
        return None
    heading = next((n for n, b in enumerate(view.blocks) if collapse(b.text) == title), None)
    if heading is None:
        return None
    at = view.blocks[heading].text.find(report["name"])
    where = Stretch(heading, max(at, 0), len(view.blocks[heading].text))
    noun = view.cue_at("class", heading, report.start("noun")) if report["noun"] else None
    if report["noun"] and (noun is None or noun.cue.announces not in _THINGS):
        return None
    said = noun.cue.announces if noun else ""
    kind = said or subtitle_kind(view) or _gone_on(view, heading) or "Institution"
    return Presented(kind, collapse(report["name"]), where)


def _opening(view: View, number: int) -> Presented | None:
    """The subject of the sentence that a presentation begins with."""
    text = view.blocks[number].text
    subject = _SUBJECT.match(text)
    if subject is None or _NO_SUBJECT.match(plain(subject["name"])):
        return None
    start, end = subject.span("name")
    kind = ""
    if subject["nouns"]:  # « L'association Motris est née … »: the noun says what it is
        noun = view.cue_at("class", number, subject.start("nouns"))
        if noun is None or noun.cue.announces not in _THINGS:
            return None
        kind = noun.cue.announces
        start = noun.start if noun.cue.in_name else start
    elif subject["article"] and " " not in subject["name"]:
        start = subject.start("article")
    if _is_other(view, subject["name"]) or _ELIDED.match(subject["name"]):
        return None
    label = collapse(text[start:end].replace("®", ""))
    kind = kind or said_kind(view, number, end) or _gone_on(view, number) or "Institution"
    return Presented(kind, label, Stretch(number, start, end))


def _gone_on(view: View, number: int) -> str:
    """The class of the noun by which the text goes on to speak of what it presents; "" for none."""
    for block in range(number, min(number + _NEAR, len(view.blocks))):
        for noun in view.cues("class", block):
            before = view.plain[block][max(0, noun.start - 10) : noun.start]
            after = view.blocks[block].text[noun.end : noun.end + 2].strip()
            alone = not after or after[0].islower() or after[0] in ".,;:!"
            if noun.cue.announces in _THINGS and alone and _GOES_ON.search(before):
                return noun.cue.announces
    return ""


def _is_other(view: View, name: str) -> bool:
    """Whether a name is a person's or a place's."""
    return is_person_name(name) or bool(find_known(view.gazetteer, name))
