"""HTML inside Markdown: tags go, their words stay, links and emphasis are kept as spans."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import NamedTuple

from lf2l_kg.base.records import SpanKind

from .builder import BlockBuilder

_TAG = re.compile(r"<(?P<close>/?)(?P<name>[A-Za-z][A-Za-z0-9-]*)(?P<rest>[^<>]*)>|<[!?][^<>]*>")
_ATTRIBUTE = re.compile(
    r"""\b(href|src)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.IGNORECASE
)
_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")

HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
ITEMS = frozenset({"li", "dt", "dd"})
WITHDRAWN = frozenset({"del", "s", "strike"})
UNREAD = frozenset({"script", "style", "template", "svg", "head", "noscript", "iframe", "object"})
BLOCKS = frozenset(
    {
        "address",
        "article",
        "aside",
        "blockquote",
        "caption",
        "center",
        "details",
        "dialog",
        "div",
        "dl",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "header",
        "hr",
        "main",
        "nav",
        "ol",
        "option",
        "p",
        "pre",
        "section",
        "select",
        "summary",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
    }
)
_SPANS: dict[str, SpanKind] = {
    "a": "link",
    "b": "strong",
    "strong": "strong",
    "i": "emphasis",
    "em": "emphasis",
    "code": "code",
}


class Tag(NamedTuple):
    """One tag; ``target`` is its ``href`` or ``src``, "" when it has none."""

    name: str  # in lower case; "" for a declaration or processing instruction
    closing: bool
    target: str
    start: int
    end: int


def find_tags(text: str) -> Iterator[Tag]:
    """The tags of a text in order."""
    for match in _TAG.finditer(text):
        target = ""
        if match["rest"] and (attribute := _ATTRIBUTE.search(match["rest"])):
            target = html.unescape(attribute[2] or attribute[3] or attribute[4] or "")
        name = (match["name"] or "").lower()
        yield Tag(name, match["close"] == "/", target, match.start(), match.end())


def apply_tag(builder: BlockBuilder, tag: Tag, position: int) -> None:
    """What an inline tag means for the block it stands in."""
    if tag.name == "br":
        builder.add_break("\n", position)
    elif tag.name == "img":
        builder.open_span("image", tag.target)
        builder.close_span("image")
    elif kind := _SPANS.get(tag.name):
        if tag.closing:
            builder.close_span(kind)
        elif tag.name != "a" or tag.target:
            builder.open_span(kind, tag.target)
    elif tag.name in BLOCKS or tag.name in ITEMS or tag.name in HEADINGS:
        builder.add_break(" ", position)


def add_html_text(builder: BlockBuilder, text: str, position: int) -> None:
    """Adds words between tags, entities decoded."""
    reached = 0
    for match in _ENTITY.finditer(text):
        decoded = html.unescape(match[0])
        if decoded != match[0]:
            builder.add_text(text[reached : match.start()], position + reached)
            builder.add_literal(decoded, position + match.start(), position + match.end())
            reached = match.end()
    builder.add_text(text[reached:], position + reached)
