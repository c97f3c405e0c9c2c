"""What stands in a file but is not content: comments, templates, layout fences, attributes.

Site generators replace these before a person sees the page. Each pattern is linear in the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from .markdown import Ranges
from .repair import Edit

# Pandoc and Quarto: https://pandoc.org/MANUAL.html#extension-attributes; with a colon, kramdown:
# https://kramdown.gettalong.org/syntax.html#inline-attribute-lists
_ATTRIBUTE = r"""(?:[#.][^\s{}]+|[\w:-]+=(?:"[^"\n]*"|'[^'\n]*'|[^\s{}"']+)|-)"""
_INSIDE = rf"[ \t]*{_ATTRIBUTE}(?:[ \t]+{_ATTRIBUTE})*[ \t]*\}}"
_ATTRIBUTES = rf"\{{{_INSIDE}"
# The brace comes first: it is searched for much faster than what may stand before it.
_ATTRIBUTE_LIST = re.compile(
    rf"\{{(?:(?<=[)\]`*_]\{{){_INSIDE}|(?:(?<=[ \t]\{{)|(?<=^\{{)){_INSIDE}(?=[ \t]*#*[ \t]*$)"
    r"|:[^{}\n]*\})",
    re.MULTILINE,
)
# Pandoc: https://pandoc.org/MANUAL.html#extension-bracketed_spans
_BRACKETED_SPAN = re.compile(rf"\[(?<![!\]\\]\[)([^\[\]\n]*)\]{_ATTRIBUTES}")
# Pandoc: https://pandoc.org/MANUAL.html#extension-fenced_divs
_DIV_FENCE = re.compile(r"(?:^|\n)[ \t>]*(:::[^\n]*)")
_LAYOUT_COMMAND = re.compile(
    r"\\(?:newline|linebreak|newpage|pagebreak|clearpage|noindent|smallskip|medskip|bigskip|[vh]fill"
    r"|[vh]space\*?\{[^{}\n]*\})(?![A-Za-z])"
)
# HTML and kramdown comments, and what Liquid calls one, may contain blank lines; the others may not.
_COMMENTS = (("<!--", "-->"), ("{::comment}", "{:/comment}"))
# What Liquid and Hugo show as code, draw, or leave out.
_APART = re.compile(
    r"\{(?:%-?|\{[<%])[ \t]*(?:(?P<end>end|/)[ \t]*)?(?P<name>comment|highlight|mermaid)\b"
    r"[^{}\n]{0,200}\}{1,2}"
)
# Source: CommonMark 0.31.2, section 4.6: it runs to the end of the document.
_UNCLOSED_COMMENT = re.compile(r"^ {0,3}<!--", re.MULTILINE)
# A brace that may begin one of these or an attribute list; « nom{at}exemple.fr » has none.
_BRACE = re.compile(r"\{[ \t]*(?:[{%:#.-]|[\w:-]+=)")
_TEMPLATES = (("{{", "}}"), ("{%", "%}"))  # Liquid, and the shortcodes of Quarto and Hugo


def may_hold_omissions(text: str) -> bool:
    """Whether it is worth looking for something to leave out."""
    return (
        "<!--" in text
        or ":::" in text
        or ("{" in text and _BRACE.search(text) is not None)
        or ("\\" in text and _LAYOUT_COMMAND.search(text) is not None)
    )


def find_omissions(text: str, code: Ranges) -> Iterator[Edit]:
    """The edits that take out what is not content; they may overlap, and stand in code."""
    for opener, closer in _COMMENTS:
        for start, end in find_delimited(text, opener, closer, code):
            yield _removal(text, start, end)
    for start, end in _find_apart(text, code):
        yield _removal(text, start, end)
    for opener, closer in _TEMPLATES:
        for start, end in find_delimited(text, opener, closer, code, across_blank_lines=False):
            yield _removal(text, start, end)
    if unclosed := _UNCLOSED_COMMENT.search(text, text.rfind("-->") + 1):
        yield Edit(unclosed.start(), len(text), "", "unclosed-comment")
    yield from _find_layout(text)


def _find_apart(text: str, code: Ranges) -> Iterator[tuple[int, int]]:
    """The ranges from « {% highlight python %} » to its « {% endhighlight %} »; none without one."""
    opened: re.Match[str] | None = None
    for mark in _APART.finditer(text) if "{%" in text or "{{" in text else ():
        if code.end_around(mark.start()):
            continue
        if opened is None:
            opened = None if mark["end"] else mark
        elif mark["end"] and mark["name"] == opened["name"]:
            yield opened.start(), mark.end()
            opened = None


def _find_layout(text: str) -> Iterator[Edit]:
    if ":::" in text:
        for match in _DIV_FENCE.finditer(text):
            yield Edit(match.start(1), match.end(1))
    if "]{" in text:
        for match in _BRACKETED_SPAN.finditer(text):
            yield Edit(match.start(), match.start() + 1)
            yield Edit(match.end(1), match.end())
    for mark, pattern in (("{", _ATTRIBUTE_LIST), ("\\", _LAYOUT_COMMAND)):
        if mark in text:
            for match in pattern.finditer(text):
                yield Edit(match.start(), match.end())


def find_delimited(
    text: str, opener: str, closer: str, code: Ranges, *, across_blank_lines: bool = True
) -> Iterator[tuple[int, int]]:
    """The ranges from each opener outside of code to the next closer; none for one without closer."""
    position, stop, blank = 0, -1, -1
    while (start := text.find(opener, position)) >= 0:
        inside = start + len(opener)
        if code_end := code.end_around(start):
            position = code_end
            continue
        if opener == "<!--" and (short := _short_comment(text, inside)):
            position = short
            yield start, short
            continue
        if stop < inside and (stop := text.find(closer, inside)) < 0:
            return
        if not across_blank_lines:
            if blank < inside:
                blank = text.find("\n\n", inside)
                blank = len(text) if blank < 0 else blank
            if blank < stop:
                position = inside
                continue
        position = stop + len(closer)
        yield start, position


def _short_comment(text: str, inside: int) -> int:
    """Where ``<!-->`` and ``<!--->`` end, 0 for others. Source: CommonMark 0.31.2, section 6.6."""
    for end in (">", "->"):
        if text.startswith(end, inside):
            return inside + len(end)
    return 0


def _removal(text: str, start: int, end: int) -> Edit:
    """The removal of a range; at the start of a line the space after it goes too.

    That space would turn the rest of the line into a code block.
    """
    if start == 0 or text[start - 1] == "\n":
        while end < len(text) and text[end] in " \t":
            end += 1
    return Edit(start, end)
