"""E-mail addresses, also those written so that machines do not see them."""

from __future__ import annotations

import re

from msgspec import Struct

from lf2l_kg.base.expressions import expression
from lf2l_kg.base.text import plain

from .view import View

_AT = r"(?:@|\s?[\[({<]\s?(?:at|arobase|arobas|a|@|chez)\s?[\])}>]\s?|\s(?:arobase|arobas)\s|\s@\s?|@\s)"
_DOT = r"(?:\.|\s?[\[({]\s?(?:dot|point|\.)\s?[\])}]\s?)"
_EMAIL = expression(
    rf"(?<![\w.+-])(?P<local>[\w+-]{{1,64}}(?:{_DOT}[\w+-]{{1,64}}){{0,5}}){_AT}"
    rf"(?P<domain>[\w-]{{1,63}}(?:{_DOT}[\w-]{{1,63}}){{0,5}}{_DOT}[a-z]{{2,12}})(?![\w@])",
    re.IGNORECASE,
)
# What every address has, but for one that spells its sign: « arobase ».
_SHOWN = expression(r"[@\[({<](?:(?<=@)|\s?(?:[Aa][Tt]?|[Cc][Hh][Ee][Zz])\s?[\])}>])")
_SPELLED = expression("arobas", re.IGNORECASE)
_MAILTO = expression(r"mailto:(?P<address>[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+)", re.IGNORECASE)


class Email(Struct, frozen=True):
    """An address as it is written in a block, or behind a link there."""

    start: int
    end: int
    address: str  # lower case, with "@" and "."

    def local_names(self, label: str) -> bool:
        """Whether the part before the @ is made from a person's name: "l.roux" for « Léa Roux »."""
        words = re.findall(r"\w+", plain(label))
        local = re.findall(r"[^\W\d_]+", self.address.partition("@")[0])
        if len(words) < 2 or not local:
            return False
        surname, joined = words[-1], "".join(local)
        first, last = words[0], "".join(words[1:])
        return (
            surname in local
            or (joined == first and len(first) > 2)
            or len(set(words) & set(local)) > 1
            or joined in (first + last, last + first, first[0] + last, last + first[0])
            or ("".join(words[1:]) in joined and joined.startswith(first[0]))
        ) and len(surname) > 2  # « Li » is in too many words


def read_emails(view: View, number: int) -> tuple[Email, ...]:
    """The addresses of a block, in order."""
    return view.once(_read_emails, number)


def _shown(view: View) -> frozenset[int]:
    """The blocks in which an address may stand."""
    spelled = view.blocks_with(_SPELLED) if "arobas" in view.whole else ()
    return frozenset((*view.blocks_with(_SHOWN), *spelled))


def _read_emails(view: View, number: int) -> tuple[Email, ...]:
    block = view.blocks[number]
    found = []
    if number in view.once(_shown):
        for match in _EMAIL.finditer(block.text):
            local, domain = (re.sub(_DOT, ".", match[part]) for part in ("local", "domain"))
            found.append(Email(match.start(), match.end(), f"{local}@{domain}".lower()))
    for span in block.spans:
        mailto = _MAILTO.match(span.target) if span.kind == "link" else None
        if mailto and not any(e.start < span.end and span.start < e.end for e in found):
            found.append(Email(span.start, span.end, mailto["address"].lower()))
    return tuple(sorted(found, key=lambda email: email.start))
