"""Authors as references name them: « Costa A., Roux P.-L. et al. », « A. Costa & P. Roux », « Ana Costa »."""

from __future__ import annotations

import re
from bisect import bisect_right

from msgspec import Struct

from lf2l_kg.base.expressions import expression
from lf2l_kg.base.text import collapse
from lf2l_kg.extract.text.capitals import Candidate, is_given_name, read_candidates
from lf2l_kg.extract.text.marks import spans_within
from lf2l_kg.extract.text.shapes import CAPITALS, LOWER, PERSON_PARTICLE, PERSON_WORD, UPPER
from lf2l_kg.extract.text.view import View

_PART = rf"(?:{CAPITALS}|{PERSON_WORD})"
_PARTICLE = rf"(?:{PERSON_PARTICLE} )"
_INITIALS = rf"(?:[{UPPER}][{LOWER}]?\.[ -]?){{0,2}}[{UPPER}][{LOWER}]?\."
_NO_NAME = r"(?!(?:Voir|Lire|Selon|Dans|Source|Avec|Par|Cf|See|In|From|Vol|Par|Pour)\b)"
_CITED = expression(
    rf"(?<![\w’'.-]){_NO_NAME}(?:"
    rf"(?P<after>{_PARTICLE}?{_PART}(?: {_PART})?,? {_INITIALS})"
    rf"|(?P<before>{_INITIALS} ?{_PARTICLE}?{_PART}(?: {_PART}(?=\s*(?:[,;&(]|et\s|and\s)))?)"
    rf"|(?P<inverted>{_PARTICLE}?{_PART}, {PERSON_WORD}(?: [{UPPER}]\.)?)(?=\s*(?:[;(&.]|et\s|and\s))"
    r")(?!\w)"
)
# One of these is in every form above; sought by the character that is rarest.
_COMMA = expression(rf", (?:Mc|Mac|O[’'])?[{UPPER}]")
_INITIAL = expression(rf"\.(?:(?<=(?<!\w)[{UPPER}]\.)|(?<=(?<!\w)[{UPPER}][{LOWER}]\.))")
_GIVEN = expression(rf"\s(?P<word>{PERSON_WORD})\s{_PART}")
_BETWEEN = expression(r"\s*(?:[,;&/]|,?\s*(?:et|and|&))?\s*")
_TRAILING = expression(r"[\s,;]*(?:(?:et|and|&)\s+al\.?)?\.?")


class Author(Struct, frozen=True):
    """An author at ``start`` to ``end`` of a block."""

    start: int
    end: int
    label: str
    initials: bool


def read_authors(view: View, number: int) -> tuple[Author, ...]:
    """Everyone in a block who is written like an author of a reference, in order."""
    text = view.blocks[number].text
    found = []
    if _COMMA.search(text) or ("." in text and _INITIAL.search(text)):
        for match in _CITED.finditer(text):
            label = collapse(match[0])
            if _is_title(text, match):
                continue
            if match.lastgroup == "inverted":
                surname, given = label.split(", ", 1)
                if not is_given_name(given.split()[0]) or is_given_name(surname):
                    continue
                label = f"{given} {surname}"
            label = label.replace(", ", " ")
            initials = match.lastgroup != "inverted"
            found.append(Author(match.start(), match.end(), label, initials))
    cited = tuple(found)
    for person in read_candidates(view, number):
        at = bisect_right(cited, person.start, key=lambda author: author.end)
        free = at == len(cited) or cited[at].start >= person.end
        if free and (person.given or person.initials or not _is_marked(view, person)):
            found.append(Author(person.start, person.end, person.label, person.initials))
    return tuple(sorted(found, key=lambda a: a.start))


def _is_title(text: str, cited: re.Match[str]) -> bool:
    """« Mme Ana Costa, M. | Paul Roux »: « M. » is no initial before a given name."""
    follows = _GIVEN.match(text, cited.end()) if cited[0].endswith("M.") else None
    return follows is not None and is_given_name(follows["word"])


def _is_marked(view: View, person: Candidate) -> bool:
    """Whether a pair of words opens a link or an emphasis, as a title does."""
    marks = spans_within(view.blocks[person.block], person.start, person.start + 1)
    return any(mark.kind in ("link", "emphasis") for mark in marks)


def runs_of(text: str, authors: tuple[Author, ...]) -> list[list[Author]]:
    """Authors enumerated together, in order."""
    runs: list[list[Author]] = []
    for author in authors:
        joined = runs and _BETWEEN.fullmatch(text, runs[-1][-1].end, author.start)
        if joined:
            runs[-1].append(author)
        else:
            runs.append([author])
    return runs


def after_authors(text: str, run: list[Author]) -> int:
    """The position after some authors, « et al. » included."""
    match = _TRAILING.match(text, run[-1].end)
    return match.end() if match else run[-1].end
