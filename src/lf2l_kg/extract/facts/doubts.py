"""What an author leaves in doubt or denies: nothing is asserted of it, and a finding says so."""

from __future__ import annotations

from collections.abc import Iterator

from lf2l_kg.base.expressions import expression
from lf2l_kg.base.messages import Message
from lf2l_kg.base.records import Finding
from lf2l_kg.extract.names.settled import Names
from lf2l_kg.extract.text.shapes import is_proper
from lf2l_kg.extract.text.view import Stretch, View

_ASKED = expression(r"^\W*(?P<name>[^\s?][^?.:;]{1,60}?)\s*\?\s*$")
_WORDS_OF_A_NAME = 6
_REACH = 80  # characters before a place in which its denial stands
_DENYING = frozenset(("rien", "aucun", "aucune", "nothing", "no"))
_DENIED = expression(
    r"\b(?P<words>rien|aucune?|nothing|no one)\s+(?:[a-z]+\s+){0,2}?(?:a|en|au|aux|dans le|dans la|in)\s+$"
)


def doubt_findings(view: View, names: Names) -> Iterator[Finding]:
    """« Courcy ? » as an item or a heading; « rien dans le Grand Est »."""
    may_deny = not view.vocabulary.isdisjoint(_DENYING)
    for number, block in enumerate(view.blocks):
        may_ask = block.kind in ("item", "heading", "cell") and "?" in block.text
        asked = _ASKED.match(block.text) if may_ask else None
        if asked and is_proper(asked["name"]) and len(asked["name"].split()) <= _WORDS_OF_A_NAME:
            yield _finding(
                view, Stretch(number, *asked.span("name")), "uncertain-name", *_UNCERTAIN
            )
        for name in names.by_block[number] if may_deny else ():
            if name.mention.kind != "Territory":
                continue
            before = max(0, name.start - _REACH)
            denied = _DENIED.search(view.plain[number], before, name.start)
            if denied:
                where = Stretch(number, denied.start("words"), name.end)
                yield _finding(view, where, "denied-place", *_DENIED_PLACE)


_UNCERTAIN = (
    "« {} » est suivi d’un point d’interrogation : rien n’en est dit ; ôtez-le quand vous en serez sûr",
    "`{}` is followed by a question mark: nothing is said of it; remove it once you are sure",
)
_DENIED_PLACE = (
    "« {} » : la présence est niée, aucun fait n’en est tiré",
    "`{}`: presence is denied, no fact is made of it",
)


def _finding(view: View, where: Stretch, code: str, fr: str, en: str) -> Finding:
    value, quote = view.text(where), view.quote(where)
    return Finding(
        path=view.document.path,
        line=quote.line,
        column=quote.column,
        severity="info",
        code=code,
        message=Message(fr=fr.format(value), en=en.format(value)),
        value=value,
    )
