"""What note-taking programs and documentation sites add to Markdown, read as the Markdown that it stands for.

Links between notes, embedded ones, comments, highlights, the names of blocks, callouts, fields
« Clé:: valeur » (Obsidian, Logseq, Dataview; GitHub's alerts), admonitions (« !!! note », Python-Markdown).
Source: https://help.obsidian.md/obsidian-flavored-markdown,
https://blacksmithgu.github.io/obsidian-dataview/annotation/add-metadata/,
https://python-markdown.github.io/extensions/admonition/
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator

from .repair import Edit

# The brackets come first: they are searched for much faster than what may stand before them.
_LINK = re.compile(
    r"\[\[(?<!\\\[\[)(?P<target>[^\[\]|\n\\]{0,300})(?:\\?\|(?P<text>[^\[\]\n]{0,300}))?\]\](?!\()"
)
_CONTENTS = re.compile(r"_?toc_?", re.IGNORECASE)  # where a list of contents is to stand
_LETTER = re.compile(r"[^\W\d_]")
_COMMENT = re.compile(
    r"%%(?<!\S%%)(?<![0-9][ \u00a0]%%)(?=\s*[^\s%])(?:[^%\n]|%(?!%)|\n(?![ \t]*\n)){1,2000}%%(?!\S)"
)
_COMMENT_LINE = re.compile(r"^[ \t>]*%%[ \t]*$", re.MULTILINE)
_HIGHLIGHT = re.compile(r"==(?<![\w=]==)(?=[^\s=])[^=\n]{0,300}(?<=\S)==(?![\w=])")
_BLOCK_NAME = re.compile(r"[ \t]\^[A-Za-z0-9-]{1,40}[ \t]*$", re.MULTILINE)
_CALLOUT = re.compile(
    r"^(?P<lead>[ \t]{0,3}>[ \t>]*)(?P<mark>\[![A-Za-z][\w|-]{0,40}\][+-]?[ \t]*)(?P<title>[^\n]*)$",
    re.MULTILINE,
)
_FIELD = re.compile(
    r"^[ \t>]*(?:[-*+][ \t]+)?[*_]{0,2}[^\W\d_][\w’' -]{0,40}[*_]{0,2}(?P<colon>:):[*_]{0,2}[ \t]+(?=\S)",
    re.MULTILINE,
)
_ADMONITION = re.compile(
    r"^(?P<indent>[ \t]*)(?P<head>(?:!!!|\?\?\?\+?)[ \t]+[a-z][\w -]*?[ \t]*)"
    r"(?:\"(?P<title>[^\"\n]*)\")?[ \t]*\n(?P<body>(?:(?P=indent)(?: {4}|\t)[^\n]*\n?|[ \t]*\n){1,400})",
    re.MULTILINE,
)


def find_vault(text: str) -> Iterator[Edit]:
    """The edits that take these marks for what they mean. They may overlap, and stand in code."""
    if "[[" in text:
        yield from _links(text)
    if "%%" in text:
        yield from _comments(text)
    if "==" in text:
        for match in _HIGHLIGHT.finditer(text):
            yield Edit(match.start(), match.start() + 2)
            yield Edit(match.end() - 2, match.end())
    if " ^" in text:
        yield from (Edit(match.start(), match.end()) for match in _BLOCK_NAME.finditer(text))
    if "[!" in text:
        yield from _callouts(text)
    if ":: " in text or "::*" in text or "::_" in text:
        yield from (Edit(*match.span("colon")) for match in _FIELD.finditer(text))
    if "!!!" in text or "???" in text:
        yield from _admonitions(text)


def _links(text: str) -> Iterator[Edit]:
    """Of a link to a note its words stay, or the note's name; of an embedded note nothing."""
    for match in _LINK.finditer(text):
        start, target = match.start(), match["target"]
        if text[start - 1 : start] == "!":
            yield Edit(start - 1, match.end())
        elif _CONTENTS.fullmatch(target):
            yield Edit(start, match.end())
        elif match["text"] and match["text"].strip():
            yield Edit(start, match.start("text"))
            yield Edit(match.end("text"), match.end())
        elif _LETTER.search(target):
            name, _, heading = target.partition("#")
            shown = name.removesuffix(".md").rpartition("/")[2] or heading.lstrip("#^")
            at = match.start("target") + target.index(shown)
            yield Edit(start, at)
            yield Edit(at + len(shown), match.end())


def _comments(text: str) -> Iterator[Edit]:
    lines = [match.span() for match in _COMMENT_LINE.finditer(text)]
    for (start, _), (_, end) in zip(lines[::2], lines[1::2], strict=False):
        yield Edit(start, end)
    starts = [start for start, _ in lines]
    for match in _COMMENT.finditer(text):
        before = bisect_right(starts, match.start()) - 1
        if before < 0 or lines[before][1] <= match.start():
            yield Edit(match.start(), match.end())


def _callouts(text: str) -> Iterator[Edit]:
    """« > [!info] À savoir »: the title stands by itself, above what the callout says."""
    for match in _CALLOUT.finditer(text):
        yield Edit(*match.span("mark"))
        if match["title"].strip():
            yield Edit(match.end(), match.end(), f"\n{match['lead']}")


def _admonitions(text: str) -> Iterator[Edit]:
    """« !!! note "À savoir" »: the title stands by itself, and what is below it is no block of code."""
    for match in _ADMONITION.finditer(text):
        shown = match["title"] is not None and match.start("title") < match.end("title")
        yield Edit(match.start("head"), match.start("title") if shown else match.start("body") - 1)
        if shown:
            yield Edit(match.end("title"), match.start("body"), "\n\n")
        at, indent = match.start("body"), len(match["indent"])
        for line in match["body"].splitlines(keepends=True):
            depth = indent + (1 if line[indent : indent + 1] == "\t" else 4)
            if line.strip():
                yield Edit(at + indent, at + depth)
            at += len(line)
