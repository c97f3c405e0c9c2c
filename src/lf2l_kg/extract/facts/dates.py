"""When things begin and end: a verb of beginning beside a date, a verb of happening, a range of dates."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

from lf2l_kg.base.expressions import expression
from lf2l_kg.base.records import Fact, Mention
from lf2l_kg.extract.names.governed import is_agent, is_compared, is_governed
from lf2l_kg.extract.names.settled import Names
from lf2l_kg.extract.names.topic import ACTORS, find_topic, opening_subject, section_projects, state
from lf2l_kg.extract.names.unnamed import is_of_terms, unnamed_subject
from lf2l_kg.extract.page.outline import Outline
from lf2l_kg.extract.text.days import MONTH, SPAN
from lf2l_kg.extract.text.lexicon import CueMatch
from lf2l_kg.extract.text.notation import VERB
from lf2l_kg.extract.text.shapes import MONTHS, YEAR, find_date
from lf2l_kg.extract.text.view import Name, Stretch, View

_FAR = 70  # characters between the verb and its date
_INTRODUCED = expression(
    r"(?:\b(?:en|depuis|le|des|in|since|on|fin|debut|au|mi|annee)|,|\(|:)[\s-]*$"
)
# « Depuis 2015, l'école accueille … » dates what it does, not the school.
_ACTIVITY = expression(r"depuis|des|a (?:partir|compter) d\w*|since")
_SINCE = expression(r"\b(?:depuis|des|since)(?:\s+(?:le|la|fin|debut))?\s*$")
_BEING = expression(
    r"\b(?:exist\w*|actif|active|en place|ouvert\w*|en activite|exists?|active)\s+$"
)
_DAYS = expression(rf"\b(?:du|les?|from|on)\s+{SPAN}")
_HELD = expression(rf"\s*(?:[,(:]|-\s)?\s*(?:(?:du|les?|on)\s+)?{SPAN}")
_AGENDA = expression(
    rf"\W*(?:(?:du|les?|on)\s+)?{SPAN}\s*[:–—-]\s*(?:(?:le|la|the)\s+|l')?(?:[a-z-]+\s+)?$"
)
_ACTIVE = expression(
    r"\b(?:a|ont|avait|avaient|aura|auront)\s+(?:(?!ete\b)[a-z]+\s+)?$"
)  # « X a créé Y en 2019 »
_AT = expression(r"\s*,?\s+(?:a|en|au|aux|in)\s+(?:la\s+|le\s+)?")
_RELATIVE = expression(
    r",\s*(?:dont|que|ou|auquel|auxquels|whose|which|that|where)\s+(?:(?:le|la|les|the)\s+|l')?(?:[a-z-]+\s+)?$"
    r"|,\s*qu'$"
)
_NEAR = 24  # characters before a verb in which its auxiliary stands
_YEARS = expression(
    rf"(?<![\w./-])(?:(?:de|entre|from|du|periode|duree|dates?|calendrier)\s*:?\s+)?"
    rf"(?:(?:{MONTH})\s+)?(?P<first>{YEAR})\s*(?:-|a|et|to|au|/)\s*(?:(?:{MONTH})\s+)?(?P<last>{YEAR})(?![\w/-])"
)
_TWO = expression(rf"{YEAR}\D{{1,20}}{YEAR}")
_BESIDE = expression(r"\s*®?\s*[(,:–-]\s*$")
_KEY = expression(r"^\W*(?:periode|duree|dates?|calendrier|annees?)\s*:\s*$")
_FROM_TO = expression(r"^(?:de|entre|from|du)\b")
_LASTED = expression(
    r"\b(?:mene|finance|soutenu|deroule|dure|realise|conduit|actif|developpe|programme|funded|ran"
    r"|carried out)\w*[^.;:!?]{0,40}$"
)
_LONGEST = 60  # years that a thing which has ended may have lasted
_RECENT = dt.timedelta(days=120)


def date_facts(view: View, outline: Outline, names: Names) -> Iterator[Fact]:
    """« créé en 2008 », « a eu lieu le 3 mai 2018 », « (2014-2018) »."""
    ranged = frozenset(view.blocks_with(_TWO))
    for number, block in enumerate(view.blocks):
        if block.kind == "code":
            continue
        if number in ranged:
            yield from _ranges(view, outline, names, number)
        yield from _beside_events(view, names, number)
        if block.kind == "heading":
            continue
        for sentence, cue in view.cues_in_sentences("value", number):
            if cue.cue.iri.endswith("#happens"):
                yield from _happened(view, names, sentence, cue)
            elif cue.cue.announces in ("startDate", "endDate"):
                yield from _dated(view, outline, names, sentence, cue)


def _dated(
    view: View, outline: Outline, names: Names, sentence: Stretch, cue: CueMatch
) -> Iterator[Fact]:
    simple = view.plain[sentence.block]
    said = simple[cue.start : cue.end]
    written = view.blocks[sentence.block].text[cue.start : cue.end]
    if said == "des" and written.lower() != "dès":
        return  # the article
    date = find_date(simple, cue.end, min(sentence.end, cue.end + _FAR))
    if date is None or not _introduced(said, simple[cue.end : date[0]]):
        date = find_date(simple, max(sentence.start, cue.start - 2 * _FAR), cue.start)
        before = simple[max(sentence.start, date[0] - _FAR) : date[0]] if date else ""
        if date is None or not _INTRODUCED.search(before):
            return
    if said.startswith("jusqu") and _is_agent(view, names, sentence, cue):
        return  # « X a été présidée par Ana Costa | jusqu'en 2019 » goes on after her
    if said.startswith("jusqu") and is_of_terms(view, sentence, cue.start):
        return  # « L'appui de la Région court | jusqu'en 2024 »
    topic = _subject(view, outline, names, sentence, cue)
    if _ACTIVE.search(simple, max(sentence.start, cue.start - _NEAR), cue.start):
        topic = _made(view, outline, names, sentence, cue)
    wanted = view.lexicon.ontology.properties.get(cue.cue.announces)
    if topic is None or wanted is None or topic.kind not in wanted.domain:
        return
    since = date[1] <= cue.start and _SINCE.search(simple, sentence.start, date[0])
    activity = since or (
        _ACTIVITY.fullmatch(said)
        and not _BEING.search(simple[max(sentence.start, cue.start - _FAR) : cue.start])
    )
    yield state(
        view, f"date.{cue.cue.announces}", 0.4 if activity else cue.cue.confidence, topic,
        cue.cue.announces, date[2], Stretch(sentence.block, cue.start, cue.end),
    )  # fmt: skip


def _is_agent(view: View, names: Names, sentence: Stretch, cue: CueMatch) -> bool:
    """Whether a name right before a cue is the one by whom, or with whom, something was done."""
    before = [n for n in names.within(sentence) if n.end <= cue.start]
    gap = view.plain[sentence.block][before[-1].end : cue.start].strip(" ,") if before else ""
    if not before or gap:
        return gap == "("  # « Nos soutiens : Toul (jusqu'en 2019) »
    return is_agent(view, before[-1])


def _introduced(said: str, gap: str) -> bool:
    """Whether a preposition leads to the date, or the cue is one: « depuis 2008 », « création : 2008 »."""
    return bool(_INTRODUCED.search(f"{gap.rstrip()} ")) or (
        not gap.strip() and bool(_ACTIVITY.fullmatch(said) or _INTRODUCED.search(f"{said} "))
    )


def _subject(
    view: View, outline: Outline, names: Names, sentence: Stretch, cue: CueMatch
) -> Mention | None:
    """What begins or ends: the name right before the verb, else the nearest that nothing governs."""
    inside = [n for n in names.within(sentence) if n.mention.kind in ACTORS]
    before = [n for n in inside if n.end <= cue.start]
    if before:
        free = [
            n
            for n in before
            if not (is_governed(view, n) or _is_aside(view, n) or _is_object(view, n, sentence))
        ]
        gap = view.blocks[sentence.block].text[before[-1].end : cue.start]
        if is_compared(view, sentence.block, cue.start) and gap.strip(" ,(®*"):
            return None
        if not gap.strip(" ,(®*") and not _is_far(view, before[-1], gap, cue):
            return before[-1].mention
        if free:
            return free[-1].mention
        persons = (n for n in names.within(sentence) if n.mention.kind == "Person")
        if any(n.end <= cue.start and not is_governed(view, n, names) for n in persons):
            return None  # « Ana Costa, autrice de …, a ouvert la journée »
    topic = opening_subject(view, names, sentence, ACTORS)
    unnamed = unnamed_subject(view, sentence, cue.start)
    if topic is None and (
        unnamed is None or unnamed.kind
    ):  # else of « la halle, construite en 1902 »
        topic = find_topic(view, outline, names, sentence.block, cue.start)
    some = (n for n in inside if not (is_governed(view, n, names) or _is_object(view, n, sentence)))
    return topic or next((n.mention for n in some), None)


def _is_object(view: View, name: Name, sentence: Stretch) -> bool:
    """« Ce programme, qui associe A et | B, s'achèvera … »: after an active verb B is no subject."""
    verbs = view.cues("relation", name.block, sentence.start, name.start)
    return any(verb.cue.inverse for verb in verbs)


def _is_far(view: View, name: Name, gap: str, cue: CueMatch) -> bool:
    """Whether a verb after a comma has another subject: « Les travaux, menés par X, | ont débuté »."""
    return "," in gap and cue.cue.pattern.startswith(VERB) and is_governed(view, name)


def _is_aside(view: View, name: Name) -> bool:
    """« Le projet A, dont | B prend la suite, s'est achevé … »: B is no subject of the sentence."""
    return _RELATIVE.search(view.plain[name.block], max(0, name.start - 40), name.start) is not None


def _made(
    view: View, outline: Outline, names: Names, sentence: Stretch, cue: CueMatch
) -> Mention | None:
    """What an active verb of beginning makes: its object, or the project that the section is about."""
    made = next((n for n in names.within(sentence) if n.start >= cue.end), None)
    gap = view.blocks[sentence.block].text[cue.end : made.start] if made else ""
    if made and made.mention.kind in ACTORS and "," not in gap and len(gap) < _FAR:
        return made.mention
    projects = section_projects(names, outline, sentence.block)
    return projects[0] if len(projects) == 1 else None


def _happened(view: View, names: Names, sentence: Stretch, cue: CueMatch) -> Iterator[Fact]:
    """« Le forum X a eu lieu du 3 au 5 mai 2018 »: only of events."""
    events = [n for n in names.within(sentence) if n.mention.kind == "Event"]
    event = next((n for n in events if n.end <= cue.start), None) or next(iter(events), None)
    simple = view.plain[sentence.block]
    match = _DAYS.search(simple, cue.end, min(sentence.end, cue.end + _FAR))
    match = match or _DAYS.search(simple, max(sentence.start, cue.start - _FAR), cue.start)
    if event is None or match is None:
        return
    yield from _days(view, event, match)
    yield from _place_of(view, names, event, Stretch(event.block, match.start(), match.end()))


def _place_of(view: View, names: Names, event: Name, days: Stretch) -> Iterator[Fact]:
    """« … les 23 et 24 septembre 2023 à Toul »: where it is that an event takes place then."""
    after = names.within(Stretch(days.block, days.end, days.end + _FAR))[:1]
    for place in after:
        gap = view.plain[days.block][days.end : place.start]
        if place.mention.kind == "Territory" and _AT.fullmatch(gap):
            where = Stretch(days.block, days.start, place.end)
            yield state(view, "date.place", 0.8, event.mention, "locatedIn", place.mention, where)


def _days(view: View, event: Name, match: re.Match[str]) -> Iterator[Fact]:
    """The first and the last day of an event, in the year stated, or the one that is safe."""
    last_month = match["month2"] or match["month3"]
    month = match["month"] or last_month
    year = match["year2"] or match["year3"] or match["year"]
    if month is None:
        return
    where = Stretch(event.block, match.start(), match.end())
    year, confidence = (year, 0.85) if year else _year_of(view, event, month, int(match["first"]))
    start = _day(year, month, match["first"]) if year else ""
    last = match["last"] or match["last_"]
    end = _day(year, last_month, last) if year and last else ""
    if start:
        yield state(view, "date.event", confidence, event.mention, "startDate", start, where)
    if start and end > start:
        yield state(view, "date.event", confidence, event.mention, "endDate", end, where)


def _beside_events(view: View, names: Names, number: int) -> Iterator[Fact]:
    """« Forum X, le jeudi 4 avril 2024 », « Hackathon X (12-14 mai 2019) »."""
    for event in names.by_block[number]:
        if event.mention.kind == "Event":
            opening = _AGENDA.match(view.plain[number], 0, event.start)
            if opening and not (opening["year"] or opening["year2"] or opening["year3"]):
                opening = None
            match = opening or _HELD.match(view.plain[number], event.end)
            if match and (match["year"] or match["year2"] or match["year3"]):
                yield from _days(view, event, match)
                days = Stretch(number, event.end, max(event.end, match.end()))
                yield from _place_of(view, names, event, days)


def _year_of(view: View, event: Name, month: str, day: int) -> tuple[str, float]:
    """The year of an event: in its name, else that of a post written in the four months after it."""
    named = re.search(YEAR, event.mention.label)
    if named:
        return named[0], 0.8
    for key in ("date", "published", "created"):
        for entry in view.document.find_entries(key):
            try:
                written = dt.date.fromisoformat(entry.value[:10])
                held = dt.date(written.year, MONTHS[month], day)
            except ValueError:
                continue
            if dt.timedelta(0) <= written - held <= _RECENT:
                return str(written.year), 0.7
    return "", 0.0


def _day(year: str, month: str, day: str) -> str:
    """An ISO date, or "" for a day that does not exist."""
    try:
        return dt.date(int(year), MONTHS[month], int(day)).isoformat()
    except ValueError:
        return ""


def _ranges(view: View, outline: Outline, names: Names, number: int) -> Iterator[Fact]:
    """« Projet X (2014-2018) », « Durée : 2014-2018 », « financé de 2014 à 2018 »."""
    simple = view.plain[number]
    for match in _YEARS.finditer(simple):
        first, last = int(match["first"]), int(match["last"])
        if not 0 < last - first <= _LONGEST:
            continue
        topic, confidence = _ranged(view, outline, names, number, match)
        if topic is None or topic.kind not in ACTORS:
            continue
        where = Stretch(number, match.start(), match.end())
        yield state(view, "date.range", confidence, topic, "startDate", match["first"], where)
        yield state(view, "date.range", confidence, topic, "endDate", match["last"], where)


def _ranged(
    view: View, outline: Outline, names: Names, number: int, match: re.Match[str]
) -> tuple[Mention | None, float]:
    """What a range of years is of, with a confidence."""
    simple = view.plain[number]
    before = names.within(Stretch(number, max(0, match.start() - 2 * _FAR), match.start()))
    if before and _BESIDE.fullmatch(gap := simple[before[-1].end : match.start()][:_FAR]):
        return before[-1].mention, 0.8 if "(" in gap else 0.7
    if _KEY.match(simple[: match.start("first")][:_FAR]):
        return find_topic(view, outline, names, number, match.start()), 0.75
    from_ = max(view.sentence(number, match.start()).start, match.start() - _FAR)
    if _FROM_TO.match(match[0]) and _LASTED.search(simple[from_ : match.start()]):
        return find_topic(view, outline, names, number, match.start()), 0.7
    return None, 0.0
