"""What names look like in French and English: capitals, particles, persons, numbers, dates."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lf2l_kg.base.expressions import expression

UPPER = "A-ZÀ-ÖØ-ÞŒŠŽ"
LOWER = "a-zà-öø-ÿœšž"
_ELISION = r"(?:[LlDd][’'])"
# Possessive and atomic, so that no text makes them slow: a name is taken whole or not at all.
#: A word of a proper name: Grand, In'ESS, LORnTECH, LF2L, VélOstan, Mont-de-Marsan, Residents' (Association).
WORD = (
    rf"(?:(?!{_ELISION}[{UPPER}])(?:[{UPPER}]|(?<![0-9])[0-9]++[{UPPER}]|(?<![{LOWER}])[{LOWER}]++[{UPPER}])"
    rf"[\w®]*+(?:[’'&-][\w®]++)*+(?:(?<=s)[’'](?=\s[{UPPER}]))?)"
)
_PARTICLE = r"(?:de la|de l[’']|des|du|de|d[’']|la|le|les|l[’']|sur|en|aux|au|à|pour|of|the|for|&)"
_GAP = rf"(?:[ -](?:{_PARTICLE}(?<=[’'])|{_PARTICLE}[ -]))"
# « Motris 12, rue X »: the number is the house's.
_STREET = r"(?:rue|avenue|boulevard|place|chemin|route|impasse|quai|allée|cours)\b"
# … and « Motris 10 000 € » is a sum.
_SUM = r"[ \u00a0\u202f]?(?:[0-9]{3}(?![0-9])|€|[kM]€|euros?\b|%|millions?\b|ETP\b)"
_COUNT = rf"[ \u00a0][0-9]++(?!\w|[.,][0-9]|{_SUM}|,?\s+(?:bis\s|ter\s)?{_STREET})"
#: A proper name, with particles between its words: « Métropole du Grand Nancy ».
NAME = rf"{WORD}(?>(?:{_GAP}(?:{_PARTICLE}(?<=[’'])|{_PARTICLE} )?|[ ]){WORD}|{_COUNT})*+"
#: What such a name may go on with where its end shows: « Labo | des communs », « Atelier | du vélo ».
TAIL = rf"(?:\s(?:(?:de la|des|du|de|aux?|en|à)\s|d[’']|de l[’'])[{LOWER}]{{3,}}(?!\w)){{1,2}}"
#: An adjective between a class noun and the name: « Chaire collaborative REVES ».
ADJECTIVE = (
    rf"[{LOWER}]+(?:ive|if|al|ale|ique|aire|el|elle|ien|ienne|ain|aine|ois|oise|ais|aise"
    r"|eur|lier|lière)s?"
)
#: A given name or a surname: Léa, Jean-Noël, McGill, O’Brien, D’Amico. Bounded, so that none is slow.
PERSON_WORD = (
    rf"(?:Mc|Mac|[OD][’'])?[{UPPER}][{LOWER}]{{1,30}}"
    rf"(?:[-’'][{UPPER}]?[{LOWER}]{{1,30}}){{0,3}}(?!\w)"
)
#: A surname in capitals: DUPONT, SAINT-JUST.
CAPITALS = rf"[{UPPER}]{{2,30}}(?:[-’'][{UPPER}]{{2,30}}){{0,2}}(?!\w)"
#: What may stand between a given name and a surname: « da », « Van der ».
PERSON_PARTICLE = (
    r"(?:[Dd]e(?: la)?|[Dd]a|[Dd]os|[Dd]u|[Vv]on|[Vv]an(?: der)?|[Dd]en|[Dd]i"
    r"|[Ee]l|[Bb]en|[Ll][ea])"
)
#: A first name and a surname: « Laurent Dupont », « Jean-Pierre LE GOFF ».
PERSON = (
    rf"{PERSON_WORD}(?: [{UPPER}]\.)? (?:(?!du |de la ){PERSON_PARTICLE} )?(?:{PERSON_WORD}|{CAPITALS})"
    rf"(?: (?:{PERSON_WORD}|{CAPITALS}))?"
)
#: A number with thousands: « 80 000 », « 80.000 », « 53000 ».
NUMBER = r"[0-9]{1,3}(?:[ .\u202f\u00a0][0-9]{3})+|[0-9]+"
YEAR = r"(?:1[6-9]|20)[0-9]{2}"
MONTHS = {
    "janvier": 1, "fevrier": 2, "mars": 3, "avril": 4, "mai": 5, "juin": 6, "juillet": 7, "aout": 8,
    "septembre": 9, "octobre": 10, "novembre": 11, "decembre": 12,
    "january": 1, "february": 2, "march": 3, "april": 4, "may": 5, "june": 6, "july": 7, "august": 8,
    "september": 9, "october": 10, "november": 11, "december": 12,
}  # fmt: skip
_DATE = expression(
    rf"(?:(?P<day>[0-9]{{1,2}})(?:er)?\s+)?(?P<month>{'|'.join(MONTHS)})\s+(?P<year>{YEAR})(?!\w)"
    rf"|(?P<iso>{YEAR}-[01][0-9](?:-[0-3][0-9])?)(?![\w-])"
    rf"|(?<![\w./-])(?P<only>{YEAR})(?![\w-])(?!\s+(?:hab|personnes|emplois))"
)

#: A year that is no part of a number, a date or an address.
LONE_YEAR = expression(rf"(?<![\w./-]){YEAR}(?![\w/-])")
#: What is added to a name: « Collectif citoyen | (Nancy) ».
ADDED = expression(r"\s*\([^()]*\)$")
#: One word that is written as only names are: « VélOstan », « LF2L », « NI ».
MIXED = expression(rf"[{UPPER}].*[{UPPER}0-9+]|[{UPPER}]{{2,}}")
QUOTED = expression(r"[«“\"]\s*(?P<name>[^«»“”\"]{2,60}?)\s*[»”\"]")
FULL_NAME = expression(NAME)
FULL_PERSON = expression(PERSON)


def find_date(plain_text: str, start: int, end: int) -> tuple[int, int, str] | None:
    """The first date of a plain text: (start, end, ISO 8601 with the precision stated), or None."""
    match = _DATE.search(plain_text, start, end)
    if match is None:
        return None
    if match["iso"] or match["only"]:
        return match.start(), match.end(), str(match["iso"] or match["only"])
    text = f"{match['year']}-{MONTHS[match['month']]:02}"
    if match["day"] and 1 <= int(match["day"]) <= 31:
        text += f"-{int(match['day']):02}"
    return match.start(), match.end(), text


_CAPITAL = expression(rf"[{UPPER}]")
_SMALL = frozenset(re.findall(rf"[{LOWER}]", "".join(map(chr, range(0x180)))))


def is_proper(text: str) -> bool:
    """Whether a text has a capital or is written like a name."""
    return "A" <= text[:1] <= "Z" or _CAPITAL.search(text) is not None


def find_proper_names(text: str) -> Iterator[tuple[int, int]]:
    """(start, end) of all that is written like a proper name, each as long as can be, in order."""
    at = 0
    while capital := _CAPITAL.search(text, at):
        start = first = capital.start()
        before = text[first - 1 : first]
        if before in _SMALL:  # « vélOstan »
            while start > at and text[start - 1] in _SMALL:
                start -= 1
        elif before.isdecimal():  # « 3D »
            while start > at and text[start - 1].isdecimal():
                start -= 1
        name = FULL_NAME.match(text, start) or FULL_NAME.match(text, first)
        if name:
            yield name.span()
        at = name.end() if name else first + 1


def trim_name(text: str, start: int, end: int) -> tuple[int, int]:
    """The stretch without white space, quotation marks and closing punctuation around it."""
    while start < end and text[start] in " «“\"*_'’(":
        start += 1
    while end > start and (
        text[end - 1] in ' »”"*_,;:.(!' or (text[end - 1] == ")" and "(" not in text[start:end])
    ):
        end -= 1
    return start, end
