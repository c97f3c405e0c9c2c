"""Labels and prizes: who holds them, who gave them, when."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lf2l_kg.base.expressions import expression
from lf2l_kg.base.records import Fact, Mention
from lf2l_kg.extract.names.governed import is_governed
from lf2l_kg.extract.names.introduced import bound_end
from lf2l_kg.extract.names.nouns import clean_label
from lf2l_kg.extract.names.settled import Names
from lf2l_kg.extract.names.topic import find_topic, state, stretch_of
from lf2l_kg.extract.page.outline import Outline
from lf2l_kg.extract.text.lexicon import CueMatch
from lf2l_kg.extract.text.shapes import ADJECTIVE, LOWER, NAME, UPPER, YEAR, find_date, trim_name
from lf2l_kg.extract.text.view import Found, Name, Stretch, View

_GIVERS = ("Institution", "Territory")
_HOLDERS = ("Territory", "Institution", "Project")
_AWARD = expression(
    r"\s+(?:(?:le|la|les|du|de la|de l[’']|de|d[’'])\s*)?(?:(?:label|prix|titre)\s+(?:de\s+)?)?"
    rf"[«\"“]?\s*(?:{YEAR}\s+)?(?P<name>{NAME})"
)
# « le label « X » de l'ANCT », « the X Award from the Y Council »: whose the prize is.
_FROM = expression(
    r"[\s»”\"]*(?:(?:19|20)[0-9]{2}\s+)?"
    r"(?:(?:du|de la|des|de|from the|from|of the)\s+|de l[’']|d[’'])(?:[a-zà-ÿ-]+\s+)?$"
)
_ACRONYM_OF = expression(
    r"[\s»”\"]*(?:(?:19|20)[0-9]{2}\s+)?(?:du\s+|de la\s+|de l[’'])"
    rf"(?P<name>[{UPPER}]{{3,12}})(?![\w-])"
)
_BY = expression(rf"\b(?:par|by)\s+(?:(?:le|la|les)\s+|l[’'])?(?:[a-zà-ÿ-]+\s+)?(?P<name>{NAME})")
_SEATED = expression(
    r"élue?s?\s+(?:de|du|des|à|au|aux)\s|élue?s?\s+d[’']"
)  # « Ana Costa, élue de Toul »
_NEAR = 30  # characters between the words that announce an award and its name
_CLOSED = expression(r"[»”\"]")
_CONTEST = expression(r"appel|label|prix|concours|troph|titre|remettre|décerner|attribuer")
_PRIZE = expression(r"(?:(?:[Gg]rand|[Pp]remier)\s+)?[Pp]rix\s+$")
_GOES_ON = expression(
    rf"\s+(?:de la\s+|de l[’']|du\s+|des\s+|de\s+|d[’'])[{LOWER}]{{3,}}(?![\w’'])"
)
# « Laurier | d'argent de la ville apaisée », « Territoires | engagés pour la nature », up to who gave it.
_LONG = expression(
    rf"(?:\s+(?:{ADJECTIVE}|[{LOWER}]+ée?s?))?"
    r"(?:\s+(?:de la\s+|de l[’']|du\s+|des\s+|de\s+|d[’']|pour la\s+|pour l[’'])"
    rf"[{LOWER}]{{3,}}(?:\s+(?:{ADJECTIVE}|[{LOWER}]+ée?s?)(?![\w’']))?){{1,3}}"
    r"(?=\s*(?:[,.;)]|$|(?:par|en|lors|dans|remis|remise|décerné|attribué|délivré)\s))"
)
# « l'Initiative | rurale »
_SUCH = expression(
    rf"\s(?:{ADJECTIVE}|[{LOWER}]+(?:able|ible)s?)(?=\s*(?:[,.;)]|$|(?:par|en|lors|et|19[0-9]{{2}}|20[0-9]{{2}})\b))"
)
# Sought by its bracket: there are many more spaces.
_IN_BRACKETS = expression(
    rf"\((?<=\s\()\s*(?P<name>(?:[Pp]rix|[Ll]abel|[Tt]rophée)\s+{NAME})"
    r"(?:,?\s+(?:en\s+)?(?:19|20)\d\d)?\s*\)"
)
_WINNERS = ("Territory", "Institution", "Project", "Person", "Event")
_RECEIVED = expression(r"\ben\s+(?:[a-z]+\s+)?[0-9]{4}\s+(?:le|la|un)\s.*$")
_OPENING_DATE = expression(
    rf"\W*(?:(?:en|in)\s+(?:[a-z]+\s+)?{YEAR}\s|(?:en|in|le|on)\s+[^,.;]{{4,20}},|[^,.;]{{4,20}}\s[:–—-]\s)"
)
_LOWERED = expression(
    rf"(?P<name>[Pp]rix\s+(?:de la\s+|de l[’']|du\s+|des\s+|d[’'])[{LOWER}-]+"
    rf"(?:\s+(?!(?:est|sont|a|ont|sera|seront|était|ira|iront|revient)\s)[{LOWER}-]+){{0,2}}?)"
    rf"(?=\s*(?:[,.;)]|$|(?:décerné|remis|attribué|en|par|pour|lors|est|sont|a|ont|sera|seront)\s))"
)
_LETTER = expression(r"[a-z]")
_MAIN = expression(r",\s+(?:(?:le|la|les)\s+|l')?(?:[a-z-]+\s+){0,2}[«\"*]*\s*$")
_DATELINE = expression(r",\s+(?:le|ce)\s+(?:[a-z]+\s+)?[0-9]{1,2}(?:er)?\s")
#: « A et B | ont dévoilé » who won: they give the prize.
UNVEILED = expression(
    r"\s+(?:a|ont|viennent|vient|has|have)\s+(?:d')?(?:(?!ete\b|been\b)\w+\s+)?(?:devoile|annonce|designe|revele|proclame"
    r"|recompense|prime|remis|decerne|unveiled|announced|devoiler|annoncer|designer)\b"
)
_WON = expression(r"(?:won|wins|received|earned|remporte|recoit|obtient)\b")
_EDITION = expression(r"\s+(?:1[6-9]|20)\d\d$")


_WORDS = 3  # spaces between « labellisé » and who gave the label: « par le pôle X »
_THANKS_TO = expression(
    r"\b(?:grâce|pour|thanks)\s+(?:au|à|à son|son|le|to)\s+(?:projet\s+|project\s+)?[«“\"]?\s*$"
)


def find_awards(view: View) -> Iterator[Found]:
    """The prizes that a cue announces, and those in brackets."""
    yield from _announced(view)
    for number in view.blocks_with(_IN_BRACKETS):
        text = view.blocks[number].text
        for match in _IN_BRACKETS.finditer(text):
            start, end = match.span("name")
            label = clean_label(_EDITION.sub("", text[start:end]))
            yield Found(number, start, start + len(label), "Award", label, "award.bracketed", 0.8)


def _announced(view: View) -> Iterator[Found]:
    """« élue Territoire Innovant OR … par les Interconnectés 2016 », « labellisée par X »."""
    for number, matches in view.cued("award"):
        text = view.blocks[number].text
        for match in matches:
            name = _AWARD.match(text, match.end)
            if _SEATED.match(text, match.start):
                continue
            if name is not None:
                start, end = _whole(text, match, *name.span("name"))
                label = clean_label(text[start:end])
                yield Found(number, start, end, "Award", label, "award.name", match.cue.confidence)
                yield from _giver(view, number, end)
            elif lowered := _LOWERED.match(text, max(match.start, match.end - len("prix"))):
                start, end = lowered.span("name")
                yield Found(number, start, end, "Award", text[start:end], "award.name", 0.75)
                yield from _giver(view, number, end)
            else:
                yield from _unnamed(view, number, match)


def _whole(text: str, match: CueMatch, start: int, end: int) -> tuple[int, int]:
    """A prize's whole name: what quotes hold, the « prix » before it, « … de demain » after it."""
    opened = text[max(0, start - 2) : start].strip()
    if opened[-1:] in ("«", "“", '"'):
        closed = _CLOSED.search(text, end, end + 60)
        return trim_name(text, start, closed.start() if closed else end)
    words = text[match.start : start].casefold()
    if _CONTEST.search(words) and (
        more := _LONG.match(text, end) or _GOES_ON.match(text, end) or _SUCH.match(text, end)
    ):
        end = more.end()
    elif _CONTEST.search(words):
        end = bound_end(text, start, end)
    prize = _PRIZE.search(text, match.start, start)
    return trim_name(text, prize.start() if prize else start, end)


def _giver(view: View, number: int, after: int) -> Iterator[Found]:
    text = view.blocks[number].text
    giver = _BY.search(text, after, view.sentence(number, after).end)
    if giver and giver.start() - after < 40:
        start, end = giver.span("name")
        edition = _EDITION.search(text[start:end])  # the year is not part of the name
        end = start + edition.start() if edition else end
        label = clean_label(text[start:end])
        yield Found(number, start, end, "Institution", label, "award.giver", 0.8)
    elif owner := _ACRONYM_OF.match(text, after):
        yield Found(number, *owner.span("name"), "Institution", owner["name"], "award.giver", 0.7)


def _unnamed(view: View, number: int, match: CueMatch) -> Iterator[Found]:
    """« labellisée par le Fonds X »: an award without a name of its own, called after its giver."""
    giver = next(_giver(view, number, match.end), None)
    if (
        giver is None
        or view.blocks[number].text[match.end : giver.start].strip(" \n").count(" ") > _WORDS
    ):
        return
    words = view.blocks[number].text[match.start : match.end].casefold()
    kind = "Label" if "lab" in words else "Distinction"
    label = f"{kind} ({giver.label})"
    yield Found(number, match.start, match.end, "Award", label, "award.unnamed", 0.7)
    yield giver


def award_facts(view: View, outline: Outline, names: Names) -> Iterator[Fact]:
    """« X élu Y en décembre 2016 par Z »: the award, who gave it, when."""
    yield from _bracketed(view, names)
    for number, _ in view.cued("award"):
        for sentence, cue in view.cues_in_sentences("award", number):
            row = names.within(sentence)
            award = next((n for n in row if n.end >= cue.end and n.mention.kind == "Award"), None)
            if award is None or award.start - cue.end > _NEAR:
                continue
            where = Stretch(number, cue.start, cue.end)
            holder = _holder(view, outline, names, row, where)
            if holder is not None:
                sure = cue.cue.confidence
                yield state(view, "award.holder", sure, holder, "hasAward", award.mention, where)
                yield from _earned(view, row, award, holder)
            yield from _award_details(view, row, award, sentence)


def _holder(
    view: View, outline: Outline, names: Names, row: tuple[Name, ...], where: Stretch
) -> Mention | None:
    """Who won: the nearest name before that nothing governs, or the one right before, else the topic."""
    simple = view.plain[where.block]
    before = [n for n in row if n.end <= where.start and n.mention.kind in _HOLDERS]
    if any(UNVEILED.match(simple, name.end, where.start) for name in before):
        return None
    if before and _DATELINE.match(simple, before[0].end):
        before = before[1:]  # « Toul, le 3 septembre 2022 – Lauréat du prix X, … »
        if not before:
            return None
    for name in reversed(before):
        gap = view.blocks[where.block].text[name.end : where.start]
        beside = (
            not gap.strip(" ®,()") and name.mention.kind != "Territory"
        )  # « X, à Toul, a remporté »
        if "," in gap and _WON.match(simple, where.start):
            beside = False  # « The Pantry, a project of Motris, won »
        if beside or not is_governed(view, name, names):
            return name.mention
    if not before and (opened := _opened(view, row, where)):
        return opened
    return find_topic(view, outline, names, where.block, where.start, _HOLDERS)


def _opened(view: View, row: tuple[Name, ...], where: Stretch) -> Mention | None:
    """« Lauréat du prix X, | le projet Y … »: the subject of the main clause; None without one."""
    sentence = view.sentence(where.block, where.start)
    if _LETTER.search(view.plain[where.block], sentence.start, where.start):
        return None
    later = (n for n in row if n.start >= where.end and n.mention.kind in _HOLDERS)
    subject = next((n for n in later if not is_governed(view, n)), None)
    if subject is None:
        return None
    gap = view.plain[where.block][where.end : subject.start]
    return subject.mention if _MAIN.search(gap) else None


def _bracketed(view: View, names: Names) -> Iterator[Fact]:
    """« Ana Costa (prix Tilleul 2013) »: who holds the prize, and since when."""
    for number in view.blocks_with(_IN_BRACKETS):
        text = view.blocks[number].text
        for match in _IN_BRACKETS.finditer(text):
            award = names.at(number, *match.span("name"))
            before = match.start() - 1
            holder = names.at(number, max(0, before - 1), before)
            if award is None or holder is None or award.mention.kind != "Award":
                continue
            if holder.mention.kind not in _WINNERS:
                continue
            where = Stretch(number, holder.start, match.end())
            yield state(
                view, "award.bracketed", 0.75, holder.mention, "hasAward", award.mention, where
            )
            year = re.search(r"(?:19|20)\d\d(?=\s*\)$)", match[0])
            if year:
                yield state(view, "award.date", 0.75, award.mention, "awardDate", year[0], where)


def _earned(view: View, row: tuple[Name, ...], award: Name, holder: Mention) -> Iterator[Fact]:
    """« La Métropole X élue Y … grâce au projet Z »: Z is a project of X."""
    text = view.blocks[award.block].text
    for name in row:
        gap = text[award.end : name.start]
        if name.mention.kind == "Project" and holder.kind == "Territory" and _THANKS_TO.search(gap):
            yield state(
                view, "award.project", 0.65, name.mention, "locatedIn", holder, stretch_of(name)
            )


def _award_details(
    view: View, row: tuple[Name, ...], award: Name, sentence: Stretch
) -> Iterator[Fact]:
    text, simple = view.blocks[sentence.block].text, view.plain[sentence.block]
    date = find_date(simple, award.end, sentence.end)
    if date is None or date[0] - award.end >= _NEAR:
        opening = _OPENING_DATE.match(simple, sentence.start, sentence.end) or _RECEIVED.search(
            simple, max(sentence.start, award.start - _NEAR - 20), award.start
        )
        if opening and (said := find_date(simple, opening.start(), opening.end())):
            yield state(
                view, "award.date", 0.8, award.mention, "awardDate", said[2], stretch_of(award)
            )
    before = find_date(simple, max(sentence.start, award.start - len("2020 ")), award.start)
    if before and not date and simple[before[1] : award.start].isspace():  # « the 2020 X Award »
        yield state(
            view, "award.date", 0.8, award.mention, "awardDate", before[2], stretch_of(award)
        )
    if date and date[0] - award.end < 30:
        yield state(view, "award.date", 0.9, award.mention, "awardDate", date[2], stretch_of(award))
    for giver in row:
        gap = text[award.end : giver.start]
        owns = giver.start >= award.end and giver.mention.kind in _GIVERS and _FROM.fullmatch(gap)
        if owns or (
            giver.mention.kind == "Institution"
            and re.search(r"\b(?:par|by)\s+(?:(?:le|la|les)\s+|l[’'])?(?:[a-zà-ÿ-]+\s+)?$", gap)
            and len(gap) < 60
            and not re.search(r"\bgrâce\b|,", gap)
        ):
            yield state(
                view,
                "award.awarded-by",
                0.85,
                award.mention,
                "awardedBy",
                giver.mention,
                stretch_of(award),
            )
