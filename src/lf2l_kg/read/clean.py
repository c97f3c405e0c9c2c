"""The text that the Markdown parser sees: as a person reads the file, each repair reported once a line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from lf2l_kg.base.records import Finding

from .dirt import REPAIRS, find_characters, find_dirt
from .markdown import find_code
from .omissions import find_omissions, may_hold_omissions
from .repair import Edit, Repaired, apply_edits, select
from .source import Source
from .vault import find_vault
from .wiki import find_wiki


def clean_text(source: Source, begin: int) -> tuple[Repaired, list[Finding]]:
    """The text from ``begin`` on without dirt and without what is not content.

    Returns:
        the repaired text and the findings, in order of place.
    """
    text = source.text[begin:]
    # Of the same length as the text, so that the edits' places hold.
    view = text.replace("\r\n", " \n").replace("\r", "\n") if "\r" in text else text
    wiki = list(find_wiki(view))
    edits = [*wiki, *(() if wiki else find_vault(view)), *find_dirt(view)]
    if edits or may_hold_omissions(view):
        code, html = find_code(view)
        edits = [edit for edit in edits if not html.end_around(edit.start)]
        boxes = frozenset(edit.start for edit in wiki)  # « {{Infobox … }} » is content
        edits += (edit for edit in find_omissions(view, code) if edit.start not in boxes)
        edits = [edit for edit in edits if not code.end_around(edit.start)]
    edits = [
        Edit(edit.start + begin, edit.end + begin, edit.replacement, edit.code)
        for edit in (*edits, *find_characters(text))
    ]
    if not edits:
        return Repaired(text, (0,), (begin,)), []
    edits = select(edits)
    return apply_edits(source.text, begin, edits), list(_report(source, edits))


def _report(source: Source, edits: Iterable[Edit]) -> Iterator[Finding]:
    seen: set[tuple[int, str]] = set()
    for edit in edits:
        if not edit.code:
            continue
        line, _ = source.place(edit.start)
        if (line, edit.code) not in seen:
            seen.add((line, edit.code))
            severity, message = REPAIRS[edit.code]
            yield source.finding(edit.start, severity, edit.code, message)
