"""Capitalised words in a row that can be a person's name: « Ana Lúcia da Costa », « J. Roux »."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from importlib.resources import files

from msgspec import Struct

from lf2l_kg.base.expressions import expression
from lf2l_kg.base.text import collapse, plain

from .shapes import CAPITALS, FULL_PERSON, LOWER, PERSON_PARTICLE, PERSON_WORD, UPPER
from .view import View

_INITIALS = rf"[{UPPER}](?:[{LOWER}])?\.(?:[ -]?[{UPPER}]\.){{0,2}}(?!\w)"
#: Words that open a sentence and no name.
OPENERS = (
    r"(?:The|This|These|In|On|And|For|With|From|By|Les|Un|Une|Des|Ce|Cet|Cette|Ces|Il|Ils|Elle|Elles|Nous"
    r"|Vous|On|En|Au|Aux|Avec|Pour|Par|Dans|Sur|Selon|Depuis|Chez|Et|Mais|Ou|Si|Lire|Voir|Copyright"
    r"|Permission|Mme|Mlle|Mr|Mrs|Ms|Dr|Pr|Prof|Monsieur|Madame|Docteur)\b"
)
# A name's first capital, where a word or initials end and another word or particle follows; sought by
# its first character, which is much faster than by what precedes it.
_FIRST = expression(
    rf"[{UPPER}](?<![\w@/.-].)(?=[\w.’'-]{{0,140}}[ \u00a0\u202f](?:[{UPPER}]|{PERSON_PARTICLE} ))"
)
_LED = expression(rf"(?<![\w@/.-]){PERSON_PARTICLE}(?= ) $")
_LONGEST_PARTICLE = 10  # characters, with those around it
_TOKEN = expression(
    rf"(?!{OPENERS})(?:(?P<initials>{_INITIALS})|(?P<particle>{PERSON_PARTICLE}(?= ))"
    rf"|(?P<capitals>{CAPITALS})|(?P<word>{PERSON_WORD}))"
)
_SPACES = (" ", "\u00a0", "\u202f")
_LONGEST = 12  # tokens looked at from the first of a name
_SURE = 3  # capital letters from which a word in capitals before a given name is a surname


class Candidate(Struct, frozen=True):
    """A stretch of a block that is written like a person's name."""

    block: int
    start: int
    end: int
    label: str  # given name first
    given: bool  # its first word is a known given name
    initials: bool  # the given name is only initials: « J. Roux »


class _Token(Struct, frozen=True):
    start: int
    end: int
    text: str
    kind: str  # "word", "capitals", "initials", "particle"

    @property
    def is_name(self) -> bool:
        return self.kind in ("word", "capitals")

    @property
    def is_given(self) -> bool:
        return self.is_name and is_given_name(self.text)


@lru_cache(maxsize=1)
def _given_names() -> frozenset[str]:
    text = files(__package__).joinpath("given_names.txt").read_text(encoding="utf-8")
    return frozenset(plain(line) for line in text.splitlines() if line and line[0] != "#")


@lru_cache(maxsize=1 << 13)
def is_given_name(word: str) -> bool:
    """Whether a word, or the first part of « Jean-Noël », is a known given name."""
    simple = plain(word)
    return simple in _given_names() or simple.partition("-")[0] in _given_names()


def is_person_name(text: str) -> bool:
    """Whether a text is a person's name with a given name that is known, and nothing else."""
    return FULL_PERSON.fullmatch(text) is not None and is_given_name(text.split(maxsplit=1)[0])


def read_candidates(view: View, number: int) -> tuple[Candidate, ...]:
    """What is written like a person's name in a block, in order, without overlap."""
    return view.once(_read_candidates, number)


def _read_candidates(view: View, number: int) -> tuple[Candidate, ...]:
    text = view.blocks[number].text
    found: list[Candidate] = []
    for row in _rows(text):
        for piece in _apart(view, number, row):
            found += _persons(number, piece)
    return tuple(found)


def _apart(view: View, number: int, row: list[_Token]) -> Iterator[list[_Token]]:
    """A run without the words that announce a person: « Contactez | Ana Costa | Ingénieure »."""
    if not view.cues("role", number) and not view.cues("value", number):
        yield row
        return
    piece: list[_Token] = []
    for token in row:
        cue = view.cue_at("role", number, token.start) or view.cue_at("value", number, token.start)
        if cue is not None and cue.end >= token.end:
            yield piece
            piece = []
        else:
            piece.append(token)
    yield piece


def _rows(text: str) -> Iterator[list[_Token]]:
    """Runs of at least two tokens with one space between them."""
    at = 0
    while first := _FIRST.search(text, at):
        at = first.end()
        match = _TOKEN.match(text, first.start())
        row: list[_Token] = []
        while match:
            row.append(_Token(match.start(), match.end(), match[0], str(match.lastgroup)))
            at = match.end()
            match = _TOKEN.match(text, at + 1) if text[at : at + 1] in _SPACES else None
        if len(row) > 1:
            led = _LED.search(text, max(0, row[0].start - _LONGEST_PARTICLE), row[0].start)
            if led:
                row.insert(0, _Token(led.start(), led.end() - 1, led[0][:-1], "particle"))
            yield row


def _persons(number: int, row: list[_Token]) -> Iterator[Candidate]:
    at, fresh = 0, True  # fresh: a name begins here, or follows another directly
    while at < len(row) - 1:
        length = _length(row[at : at + _LONGEST], fresh)
        if length:
            yield _candidate(number, row[at : at + length])
        at += length or 1
        fresh = bool(length)


def _candidate(number: int, tokens: list[_Token]) -> Candidate:
    words = [collapse(token.text) for token in tokens]
    if tokens[0].kind == "capitals" and not tokens[0].is_given:
        words.reverse()  # « COSTA Ana »
    initials = tokens[0].kind == "initials"
    given = not initials and is_given_name(words[0])
    label = " ".join(words)
    return Candidate(number, tokens[0].start, tokens[-1].end, label, given, initials)


def _length(row: list[_Token], fresh: bool) -> int:
    """How many tokens from the first on are one person's name; 0 for none."""
    first, second = row[0], row[1]
    if first.kind == "initials":
        titled = second.is_given and len(row) > 2 and row[2].is_name  # « M. Paul Roux »
        return 0 if titled else _through_surname(row, 1)
    if not first.is_name:
        return 0
    if first.kind == "capitals" and not first.is_given:
        inverted = second.kind == "word" and second.is_given and len(first.text) >= _SURE
        return 2 if inverted and len(row) == 2 and fresh else 0
    if not first.is_given:
        whole = _through_surname(row, 1 + (second.kind == "initials"))
        capital = not any(t.kind == "particle" and t.text[0].islower() for t in row)
        return whole if fresh and capital and whole == len(row) else 0
    return _with_given(row)


def _with_given(row: list[_Token]) -> int:
    """The length of a name whose first word is a known given name."""
    at = 1
    if row[1].is_given and len(row) > 2 and not (row[2].is_given and len(row) > 3):
        at = 2 if row[2].kind != "particle" or row[2].text[0].isupper() else 1
    if at < len(row) and row[at].kind == "initials":
        at += 1
    end = _through_surname(row, at)
    if not end or end == len(row):
        return end
    rest = row[end:]
    if len(rest) == 1 and rest[0].is_name and not rest[0].is_given:
        return end + 1  # « Xoán Pérez Lema »: two surnames
    return end


def _through_surname(row: list[_Token], at: int) -> int:
    """The length of a name whose surname begins at a token, particles included; 0 for none."""
    while at < len(row) and row[at].kind == "particle":
        at += 1
    return at + 1 if at < len(row) and row[at].is_name else 0
