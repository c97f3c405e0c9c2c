"""Pages exported from a wiki, read as the Markdown that they would be: DokuWiki and MediaWiki markup.

A text is taken for a wiki's when a line is a heading of theirs (``== Title ==``) and none is of Markdown.
Source: https://www.dokuwiki.org/wiki:syntax, https://www.mediawiki.org/wiki/Help:Formatting
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from .repair import Edit

_HEADING = re.compile(
    r"^(?P<open>={1,6})[ \t]*(?P<title>[^\s=][^=\n]*)(?P<close>={1,6})[ \t]*$", re.MULTILINE
)
_OF_MARKDOWN = re.compile(r"^#{2,6} +[^\s#]|^```", re.MULTILINE)
_TITLE = re.compile(r"^# +[^\s#]", re.MULTILINE)  # after a heading it is a numbered item
_DEEPEST = 6  # the marks of DokuWiki's first level; a page of MediaWiki begins with two
_OF_DOKUWIKI = 4  # marks with which no page of MediaWiki begins

_BOLD = re.compile(r"'''(?=\S)([^'\n]{1,200}(?:'[^'\n]{1,200}){0,4})'''")
_ITALIC = re.compile(r"(?<!')''(?=[^\s'])([^'\n]{1,200}(?:'[^'\n]{1,200}){0,4})''(?!')")
_SLANTED = re.compile(r"(?<![:/\w])//(?=\S)([^/\n]{1,200})//(?!/)")
_BREAK = re.compile(r"\\\\(?:[ \t]+|(?=\n)|$)")
_LINK = re.compile(r"\[\[(?P<target>[^\[\]|\n]{1,300})(?P<bar>\|)?(?P<text>[^\[\]\n]{0,300})\]\]")
_OUTER_LINK = re.compile(
    r"(?<!\[)\[(?P<target>https?://[^\s\[\]]{1,300})[ \t]+(?P<text>[^\[\]\n]{1,300})\](?!\()"
)
_ASIDE = re.compile(r"(?i)(?:cat[eé]gor(?:ie|y)|fichier|file|image|média|media):")
_WEB = re.compile(r"https?://\S+")

_MARKED_LINE = re.compile(r"^(?P<mark>[*#:]{1,6})(?P<gap>[ \t]*)(?=\S)", re.MULTILINE)
_TERM = re.compile(
    r"^(?P<mark>;)[ \t]*(?P<term>[^:\n]{1,80}?)(?P<space>[ \t]*)(?P<colon>:|\n:)(?P<after>[ \t]*)(?=\S)",
    re.MULTILINE,
)
_FIELD = re.compile(
    r"^[ \t]*(?P<mark>\|)(?P<gap>[ \t]*)(?P<key>[^=|{}\n]{1,60}?)(?P<equals>[ \t]*=[ \t]*)(?=[^\s|{}])",
    re.MULTILINE,
)
_EMPTY_FIELD = re.compile(
    r"^[ \t]*\|[^=|{}\n]{1,60}=[ \t]*(?:\{\{[^{}\n]{0,200}\}\}[ \t]*)?$", re.MULTILINE
)
_BOX = re.compile(r"^\{\{(?P<name>[^|{}\n]{1,80})$", re.MULTILINE)
_BOX_END = re.compile(r"^[ \t]*\}\}[ \t]*$", re.MULTILINE)

_ROW = re.compile(r"^[ \t]*[\^|][^\n]*[\^|][ \t]*$", re.MULTILINE)  # of a table in DokuWiki
_TABLE = re.compile(r"^\{\|[^\n]*\n(?P<rows>(?:[^\n]*\n){1,400}?)\|\}[ \t]*$", re.MULTILINE)


def find_wiki(text: str) -> Iterator[Edit]:
    """The edits that make Markdown of a wiki's page; none for another text. They may overlap."""
    if "==" not in text and "\n=" not in text:
        return
    first = _HEADING.search(text)
    if first is None or _OF_MARKDOWN.search(text) or _TITLE.search(text, 0, first.start()):
        return
    dokuwiki = len(first["open"]) >= _OF_DOKUWIKI
    yield from _headings(text, dokuwiki=dokuwiki)
    yield from _links(text)
    if dokuwiki:
        yield from _around(text, _SLANTED, 2, "*")
        for match in _BREAK.finditer(text):
            yield Edit(
                match.start(), match.end(), "\\" if text[match.end() :][:1] == "\n" else "\\\n"
            )
        yield from _dokuwiki_rows(text)
        return
    yield from _boxes(text)
    yield from _around(text, _BOLD, 3, "**")
    yield from _around(text, _ITALIC, 2, "*")
    yield from _mediawiki_tables(text)
    yield from _lists(text)


def _headings(text: str, *, dokuwiki: bool) -> Iterator[Edit]:
    for match in _HEADING.finditer(text):
        marks = len(match["open"])
        level = max(1, _DEEPEST + 1 - marks) if dokuwiki else marks
        yield Edit(match.start("open"), match.start("title"), f"\n{'#' * level} ")
        yield Edit(match.start("close"), match.end(), "\n")


def _around(text: str, form: re.Pattern[str], width: int, mark: str) -> Iterator[Edit]:
    """The marks around what a pattern matches, exchanged."""
    for match in form.finditer(text):
        yield Edit(match.start(), match.start() + width, mark)
        yield Edit(match.end() - width, match.end(), mark)


def _links(text: str) -> Iterator[Edit]:
    """Links to the web as Markdown has them; of a link within the wiki its words stay."""
    for match in _LINK.finditer(text) if "[[" in text else ():
        target = match["target"].strip()
        if _ASIDE.match(target):
            yield Edit(match.start(), match.end())
            continue
        shown = (
            match.start("text") if match["bar"] and match["text"].strip() else match.start("target")
        )
        end = match.end("text") if shown == match.start("text") else match.end("target")
        is_web = _WEB.fullmatch(target) is not None
        yield Edit(match.start(), shown, "[" if is_web else "")
        yield Edit(end, match.end(), f"](<{target}>)" if is_web else "")
    for match in _OUTER_LINK.finditer(text) if "[http" in text else ():
        yield Edit(match.start(), match.start("text"), "[")
        yield Edit(match.end("text"), match.end(), f"](<{match['target']}>)")


def _lists(text: str) -> Iterator[Edit]:
    """« ** un » is an item of the second level, « ; Statut : association » one with a key."""
    keyed: set[int] = set()  # where definitions begin that stand on the line below their term
    for match in _TERM.finditer(text):
        yield Edit(match.start("mark"), match.start("term"), "- ")
        if match["colon"] != ":":
            keyed.add(match.end("colon") - 1)
            yield Edit(match.start("space"), match.end("colon") - 1, " ")
            yield Edit(match.end("colon"), match.end("after"), " ")
    for match in _MARKED_LINE.finditer(text):
        mark = match["mark"]
        if mark[-1] != ":":
            yield Edit(match.start(), match.end(), f"{'  ' * (len(mark) - 1)}- ")
        elif match.start() not in keyed:
            yield Edit(match.start(), match.end())


def _boxes(text: str) -> Iterator[Edit]:
    """« {{Infobox … | porteur = X … }} »: its fields as lines « porteur : X »."""
    box = _BOX.search(text)
    while box is not None and (end := _BOX_END.search(text, box.end())):
        yield Edit(box.start(), box.end())
        for empty in _EMPTY_FIELD.finditer(text, box.end(), end.start()):
            yield Edit(empty.start(), empty.end())
        for field in _FIELD.finditer(text, box.end(), end.start()):
            yield Edit(field.start(), field.start("key"), "- ")
            yield Edit(field.start("equals"), field.end("equals"), " : ")
        yield Edit(end.start(), end.end())
        box = _BOX.search(text, end.end())


def _dokuwiki_rows(text: str) -> Iterator[Edit]:
    """Rows with « ^ » before the heads: of columns, above others; of a row, « ^ Statut | association | »."""
    last = -1
    for match in _ROW.finditer(text):
        row, opens = match[0], match.start() != last
        last = match.end() + 1
        marks = [at for at, mark in enumerate(row, match.start()) if mark in "^|"]
        heads = [at for at in marks[:-1] if text[at] == "^"]
        if opens and len(heads) == len(marks) - 1:
            yield from (Edit(at, at + 1, "|") for at in marks if text[at] == "^")
            yield Edit(match.end(), match.end(), f"\n|{'---|' * len(heads)}")
        elif heads == marks[:1] and len(marks) == _PAIR and row.lstrip()[0] == "^":
            yield Edit(match.start(), heads[0] + 1, "- ")
            yield Edit(marks[1], marks[1] + 1, ":")
            yield Edit(marks[2], match.end())


_PAIR = 3  # the marks around two cells


def _mediawiki_tables(text: str) -> Iterator[Edit]:
    """Tables whose rows stand each on a line, « ! » before the heads; of others the words stay."""
    for table in _TABLE.finditer(text) if "{|" in text else ():
        yield Edit(table.start(), table.start("rows"), "\n")
        at = table.start("rows")
        for line in table["rows"].splitlines(keepends=True):
            yield from _table_line(line, at)
            at += len(line)
        yield Edit(at, table.end(), "\n")


def _table_line(line: str, at: int) -> Iterator[Edit]:
    bare = line.rstrip()
    if bare.startswith(("|-", "|+")):
        yield Edit(at, at + len(line))
        return
    mark = bare[:1]
    if mark not in ("!", "|"):
        return
    double = mark * 2
    yield Edit(at, at + 1, "|")
    cells = [match.start() for match in re.finditer(re.escape(double), bare)]
    yield from (Edit(at + cell, at + cell + 2, "|") for cell in cells)
    end = "|" if mark == "|" else f"|\n|{'---|' * (len(cells) + 1)}"
    yield Edit(at + len(bare), at + len(bare), end)
