"""What a person reads as intended and CommonMark does not, and how to mend it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lf2l_kg.base.messages import Message
from lf2l_kg.base.records import Severity

from .repair import Edit

_NO_BREAK = "\u00a0\u202f"
_INVISIBLE = "\u200b-\u200f\u2060\ufeff\u00ad"
_INVISIBLES = "\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u00ad"
_INVISIBLE_RUN = re.compile(f"[{_INVISIBLE}]+")
_PICTOGRAPH = re.compile("[\u2600-\u27bf\ufe0f\U0001f000-\U0001ffff]")
_CARRIAGE_RETURN = re.compile(r"\r\n?")

# Lines are found by the line feed before them, which is searched for much faster than « ^ ».
_MARK = r"#{1,6}|[-*+]|[0-9]{1,9}[.)]"
_NO_BREAK_LINE = re.compile(
    rf"\n(?=[ \t>{_INVISIBLE}]*+(?:{_MARK})?[{_INVISIBLE}]*+[{_NO_BREAK}])"
    rf"(?P<lead>[ \t>{_INVISIBLE}{_NO_BREAK}]*)(?P<mark>{_MARK})?(?P<gap>[ \t{_INVISIBLE}{_NO_BREAK}]*)"
)
_TIGHT_HEADING = re.compile(
    rf"\n(?P<lead>[ \t>]*)(?P<mark>#{{1,6}})(?P<gap>[{_INVISIBLE}]*)(?=[^\W_]|[«“\"'(*\[])(?P<rest>[^\n]*)"
)
_BULLETS = "•‣◦▪●–"
_BULLET = re.compile(rf"\n[ \t>]*([{_BULLETS}])([ \t{_NO_BREAK}]+)(?=\S)")
# Bounded, so that a line of brackets costs no more than its length.
_ADDRESS = re.compile(r"""\[(?<!\\\[)[^\[\]\n]{0,400}\]\(([^()<>"'\n]{1,400})\)""")
_LOOKS_LIKE_ADDRESS = re.compile(r"(?:[a-z]+:|www\.|\.{0,2}/|#).*|.*\.[A-Za-z0-9]{2,5}")

REPAIRS: dict[str, tuple[Severity, Message]] = {
    "invisible-character": (
        "info",
        Message(
            fr="un caractère invisible (espace sans chasse, césure conditionnelle) a été ignoré ;"
            " supprimez-le du texte.",
            en="an invisible character (zero-width space, soft hyphen) was ignored;"
            " delete it from the text.",
        ),
    ),
    "nbsp-after-heading": (
        "warning",
        Message(
            fr="une espace insécable suit les « # » : la ligne a été lue comme un titre ;"
            " remplacez-la par une espace ordinaire.",
            en="a no-break space follows the `#`: the line was read as a heading;"
            " put an ordinary space instead.",
        ),
    ),
    "nbsp-after-list-marker": (
        "warning",
        Message(
            fr="une espace insécable suit la puce : la ligne a été lue comme un élément de liste ;"
            " remplacez-la par une espace ordinaire.",
            en="a no-break space follows the list marker: the line was read as a list item;"
            " put an ordinary space instead.",
        ),
    ),
    "nbsp-after-quote-marker": (
        "info",
        Message(
            fr="une espace insécable suit le « > » : elle a été lue comme une espace ordinaire ;"
            " remplacez-la.",
            en="a no-break space follows the `>`: it was read as an ordinary space; replace it.",
        ),
    ),
    "nbsp-indent": (
        "info",
        Message(
            fr="la ligne est en retrait par des espaces insécables, lues comme des espaces ordinaires ;"
            " remplacez-les.",
            en="the line is indented with no-break spaces, read as ordinary spaces; replace them.",
        ),
    ),
    "nbsp-blank-line": (
        "info",
        Message(
            fr="la ligne ne contient que des espaces insécables : elle a été lue comme une ligne vide ;"
            " videz-la.",
            en="the line holds nothing but no-break spaces: it was read as a blank line; empty it.",
        ),
    ),
    "missing-space-after-heading": (
        "warning",
        Message(
            fr="aucune espace ne suit les « # » : la ligne a été lue comme un titre ;"
            " ajoutez une espace.",
            en="no space follows the `#`: the line was read as a heading; add a space.",
        ),
    ),
    "space-in-address": (
        "warning",
        Message(
            fr="l’adresse du lien contient une espace : elle a été lue en entier ;"
            " écrivez « %20 » à la place.",
            en="the link's address holds a space: it was read as a whole; write `%20` instead.",
        ),
    ),
    "unclosed-comment": (
        "warning",
        Message(
            fr="le commentaire n’est pas refermé : la suite du fichier n’a pas été lue ;"
            " ajoutez « --> » à sa fin.",
            en="the comment is not closed: the rest of the file was not read; add `-->` at its end.",
        ),
    ),
    "typographic-bullet": (
        "info",
        Message(
            fr="la puce n’est pas celle de Markdown : la ligne a été lue comme un élément de liste ;"
            " écrivez « - ».",
            en="the bullet is not one of Markdown's: the line was read as a list item; write `-`.",
        ),
    ),
}


def find_characters(text: str) -> Iterator[Edit]:
    """The edits that hold everywhere, in code too: invisible characters, carriage returns."""
    if any(character in text for character in _INVISIBLES):
        for match in _INVISIBLE_RUN.finditer(text):
            # A joiner after a pictograph is part of an emoji.
            if not _PICTOGRAPH.match(text, match.start() - 1):
                yield Edit(match.start(), match.end(), "", "invisible-character")
    if "\r" in text:
        for match in _CARRIAGE_RETURN.finditer(text):
            yield Edit(match.start(), match.end(), "\n")


def find_dirt(text: str) -> Iterator[Edit]:
    """The edits that mend markup outside of code. They may overlap."""
    for edit in _find_in_lines(f"\n{text}"):
        yield Edit(edit.start - 1, edit.end - 1, edit.replacement, edit.code)
    if "](" in text:
        for match in _ADDRESS.finditer(text):
            address = match[1].strip()
            if " " in address and _LOOKS_LIKE_ADDRESS.fullmatch(address):
                yield Edit(match.start(1), match.start(1), "<", "space-in-address")
                yield Edit(match.end(1), match.end(1), ">")


def _find_in_lines(text: str) -> Iterator[Edit]:
    """The edits at the beginnings of lines, each of which a line feed precedes."""
    if "#" in text:
        yield from _find_tight_headings(text)
    if any(space in text for space in _NO_BREAK):
        for match in _NO_BREAK_LINE.finditer(text):
            yield from _mend_line(text, match)
    if any(bullet in text for bullet in _BULLETS):
        for match in _BULLET.finditer(text):
            yield Edit(match.start(1), match.end(1), "-", "typographic-bullet")
            yield Edit(match.start(2), match.end(2), " " * len(match[2]))


def _mend_line(text: str, match: re.Match[str]) -> Iterator[Edit]:
    lead, mark, gap = match["lead"], match["mark"], match["gap"]
    at_end = match.end() == len(text) or text[match.end()] == "\n"
    if mark is None:
        if at_end and ">" not in lead:
            yield from _spaces(text, match.start("lead"), match.end(), "nbsp-blank-line")
        elif ">" in lead:
            after = match.start("lead") + lead.index(">")
            yield from _spaces(text, after, match.end("lead"), "nbsp-after-quote-marker")
        return
    if not gap:
        return
    heading = mark[0] == "#"
    if gap.strip(" \t") and any(c in gap for c in _NO_BREAK):
        code = "nbsp-after-heading" if heading else "nbsp-after-list-marker"
        yield from _spaces(text, match.start("gap"), match.end("gap"), code)
    code = "nbsp-after-quote-marker" if ">" in lead else "nbsp-indent"
    yield from _spaces(text, *match.span("lead"), code, drop=heading)


def _spaces(text: str, start: int, end: int, code: str, *, drop: bool = False) -> Iterator[Edit]:
    for at in range(start, end):
        if text[at] in _NO_BREAK:
            yield Edit(at, at + 1, "" if drop else " ", code)


def _find_tight_headings(text: str) -> Iterator[Edit]:
    for match in _TIGHT_HEADING.finditer(text):
        if len(match["mark"]) == 1 and not _reads_as_heading(text, match):
            continue
        yield Edit(match.start("gap"), match.end("gap"), " ", "missing-space-after-heading")


def _reads_as_heading(text: str, match: re.Match[str]) -> bool:
    """Whether a line that starts with one tight "#" is a title rather than hashtags or a rank.

    A title stands alone, has several words and starts with a capital.
    """
    rest = match["rest"].rstrip()
    start = match.start("lead")
    alone = (start == 1 or text.startswith("\n\n", start - 2)) and (
        text[match.end() : match.end() + 2] in ("", "\n", "\n\n")
    )
    return (
        alone
        and rest[0].isupper()
        and " " in rest
        and "#" not in rest
        and rest[-1] not in ".!?…;,:"
    )
