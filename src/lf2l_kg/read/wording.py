"""The values of a front matter as a person reads them: without the marks of Markdown, HTML and templates."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from msgspec.structs import replace

from lf2l_kg.base.records import Block, Entry

from .blocks import BlockReader
from .clean import clean_text
from .source import Source

# What may be a mark. An address in angle brackets after a name is none, nor is a lone star.
_MARKED = re.compile(
    r"\[\[|\]\(|[*_`]{2}|~~|==|(?<![\w/*.\\])[*_`](?=\w)|</?[A-Za-z][^<>@]*>|<!--|\{\{|\{%|%%"
    r"|&(?:#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});"
)
_MARKED_LINE = re.compile(r"^[ \t]*(?:#{1,6}|[-*+>]|[0-9]{1,3}\.)[ \t]+\S", re.MULTILINE)
# Before a value of one line, which is no list, heading or rule, whatever it begins with.
_LEAD = "a "
_ENDS = ".!?…:;,"


def word_entries(entries: Iterable[Entry]) -> Iterator[Entry]:
    """The entries with their values in words; one that is nothing but marks says nothing."""
    for entry in entries:
        worded = _worded(entry) if entry.datatype == "string" else entry
        if worded is not None:
            yield worded


def _worded(entry: Entry) -> Entry | None:
    value = entry.value
    lines = "\n" in value
    if not (_MARKED.search(value) or (lines and _MARKED_LINE.search(value))):
        return entry
    lead = "" if lines else _LEAD
    repaired, _ = clean_text(Source("", lead + value), 0)
    blocks = BlockReader(repaired).read()
    words = _join(blocks)[len(lead) :]
    if not words:
        return None
    links = [s for b in blocks for s in b.spans if s.kind == "link"]
    whole = len(links) == 1 and links[0].end - links[0].start == len(words)
    return replace(entry, value=words, target=links[0].target if whole else "")


def _join(blocks: tuple[Block, ...]) -> str:
    """The words of the blocks: without headings and code beside others, items set apart as in a sentence."""
    told = [b for b in blocks if b.kind not in ("heading", "code")] or list(blocks)
    parts: list[str] = []
    for number, block in enumerate(told):
        if number and block.kind == told[number - 1].kind == "item" and parts[-1][-1] not in _ENDS:
            parts.append(" ; ")
        elif number:
            parts.append("\n")
        parts.append(block.text)
    return "".join(parts)
