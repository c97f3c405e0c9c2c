"""What a link says of the thing that it names: its homepage, or a source about it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from lf2l_kg.base.expressions import expression
from lf2l_kg.base.records import Fact, Mention, Span
from lf2l_kg.extract.names.anchors import names_something
from lf2l_kg.extract.names.sections import section_subject
from lf2l_kg.extract.names.settled import Names
from lf2l_kg.extract.names.topic import find_topic, state
from lf2l_kg.extract.page.outline import Outline
from lf2l_kg.extract.text.shapes import is_proper
from lf2l_kg.extract.text.view import Name, Stretch, View

_ADDRESS = expression(r"^(?:https?://[^\s/]+\.[^\s]+|www\.[^\s]+)$", re.IGNORECASE)
_MOST_LABELS = 8  # parts of a host, from its end, that a list of hosts may name
_SCHEME = expression("https?://")
_BARE = expression(r"https?://[^\s<>()\[\]«»\"]+[^\s<>()\[\]«»\".,;:!?]")
_SITE = expression(
    r"(?:(?:voir|visiter|consulter|decouvrir|visit)\s+)?(?:(?:le|notre|the|our)\s+)?(?:official\s+)?"
    r"(?:site|website|web site)(?:\s+(?:internet|web|officiel|dedie))?"
    r"(?:\s+(?:du|de la|des|de|of)\s.{1,60}|\s+de l'.{1,60})?"
)
# What a reader may do is no source: « se désinscrire », « adhérer ».
_TO_DO = expression(
    r"(?:se |s['’]|nous |adh|particip|candidat|postul|contrib|subscr|unsubscr|regist|sign|apply|join|orcid)",
    re.IGNORECASE,
)
_HOST_ONLY = expression(r"^(?:https?://)?(?:[\w-]+\.)+[a-z]{2,10}/?$", re.IGNORECASE)


def link_facts(view: View, outline: Outline, names: Names) -> Iterator[Fact]:
    """Each web address with the thing that it is the homepage or a source of."""
    head: Mention | None = None  # the name that opens the paragraph before a list of bare addresses
    addressed = frozenset(view.blocks_with(_SCHEME))
    for number, block in enumerate(view.blocks):
        links = [
            s
            for s in block.spans
            if s.kind == "link" and _ADDRESS.match(s.target) and _host(s.target)
        ]
        for span in links:
            yield from _linked(view, outline, names, number, span)
        for match in _BARE.finditer(block.text) if number in addressed else ():
            if not any(s.start <= match.start() < s.end for s in links):
                yield from _bare(view, outline, names, match, number, head)
        if block.kind != "item" or number not in addressed or not _BARE.match(block.text):
            first = next(iter(names.by_block[number]), None)
            head = first.mention if first and first.start <= 3 else None


def _linked(view: View, outline: Outline, names: Names, number: int, span: Span) -> Iterator[Fact]:
    where = Stretch(number, span.start, span.end)
    anchor = view.text(where).strip()
    name = names.at(number, span.start, span.end)
    if name is not None and name.rule.startswith("citation."):
        return  # the reference tells what the link is
    if name is not None and (names_something(view, number, span) or _is_whole(name, span)):
        predicate = _predicate(view, span.target)
        if predicate == "source" and name.rule == "link.anchor" and name.mention.kind != "Project":
            yield from _reported(
                view, outline, names, number, span
            )  # « lire dans [Midi Libre](…) »
            return
        yield state(
            view, f"link.{predicate}", 0.9, name.mention, predicate, _absolute(span.target), where
        )
        return
    if name is None and _predicate(view, span.target) == "source" and is_proper(anchor):
        yield from _reported(view, outline, names, number, span)  # « [article de Libération](…) »
        return
    if _SITE.fullmatch(view.plain[number][span.start : span.end].strip()):
        yield from _site(view, outline, names, number, span)
        return
    topic = find_topic(view, outline, names, number, span.start)
    if topic is None:
        return
    if _HOST_ONLY.match(anchor):
        predicate = _predicate(view, span.target)
        yield state(
            view, f"link.{predicate}", 0.75, topic, predicate, _absolute(span.target), where
        )
    elif view.lexicon.find_cue("stop", anchor) and not _TO_DO.match(anchor):
        yield state(view, "link.source", 0.7, topic, "source", _absolute(span.target), where)


def _site(view: View, outline: Outline, names: Names, number: int, span: Span) -> Iterator[Fact]:
    """« Voir le site de X », « Website »: the homepage of X, else of what the passage is about."""
    where = Stretch(number, span.start, span.end)
    inside = next(iter(names.within(where)), None)
    about = inside.mention if inside else section_subject(view, outline, names, number)
    about = about or find_topic(view, outline, names, number, span.start) or names.given
    if about is not None and _predicate(view, span.target) == "homepage":
        address = _absolute(span.target)
        yield state(view, "link.site", 0.75, about, "homepage", address, where)


_FURTHER = expression(
    r"\W*(?:plus d'info|pour (?:en savoir|aller) plus|en savoir plus|sources?\b|a lire|further)"
)


def _reported(
    view: View, outline: Outline, names: Names, number: int, span: Span
) -> Iterator[Fact]:
    """A page of the press, named by its paper: about the passage's topic, else the document's source."""
    where = Stretch(number, span.start, span.end)
    topic = find_topic(view, outline, names, number, max(0, span.start - 1))
    sentence = view.sentence(number, span.start)
    if _FURTHER.match(view.plain[number], sentence.start):
        topic = None  # of all that the page says
    about = topic or Mention("Document", view.document.path)
    yield state(view, "link.reported", 0.65, about, "source", _absolute(span.target), where)


def _is_whole(name: Name, span: Span) -> bool:
    return name.start <= span.start + 1 and span.end - 1 <= name.end


def _absolute(address: str) -> str:
    return f"http://{address}" if address.casefold().startswith("www.") else address


def _host(address: str) -> str:
    """The host of an address; "" when it has none that can be read (« http://[x.fr »)."""
    try:
        return urlsplit(address if "//" in address else f"//{address}").hostname or ""
    except ValueError:
        return ""


def _predicate(view: View, address: str) -> str:
    """The property « source » for the press and repositories, else « homepage »."""
    parts = _host(address).split(".")
    domains = {".".join(parts[n:]) for n in range(max(0, len(parts) - _MOST_LABELS), len(parts))}
    return "source" if domains & view.lexicon.source_hosts else "homepage"


def _bare(
    view: View,
    outline: Outline,
    names: Names,
    match: re.Match[str],
    number: int,
    head: Mention | None,
) -> Iterator[Fact]:
    """An address standing by itself is a source about what the passage is about."""
    if any(name.rule.startswith("citation.") for name in names.by_block[number]):
        return  # the reference tells what the address is
    topic = find_topic(view, outline, names, number, match.start()) or head
    if topic is not None:
        where = Stretch(number, match.start(), match.end())
        yield state(view, "link.bare-source", 0.75, topic, "source", match[0], where)
