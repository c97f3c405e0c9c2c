"""What a section is about: the thing that its heading names, or else the thing that the page is of."""

from __future__ import annotations

from lf2l_kg.base.expressions import expression
from lf2l_kg.base.records import Mention
from lf2l_kg.extract.page.outline import Outline
from lf2l_kg.extract.text.days import read_days
from lf2l_kg.extract.text.keys import is_generic_text
from lf2l_kg.extract.text.shapes import LOWER, UPPER
from lf2l_kg.extract.text.view import Name, View

from .settled import Names
from .topic import section_projects

_LETTERS = expression(r"[^\W_]")
_CAPITAL = expression(rf"[{LOWER}’'].*?[{UPPER}]|[«“\"]")  # after the first word
_SPOTLIGHT = expression(
    r"\W*(?:focus|zoom|gros plan|coup de projecteur|exemple|etude de cas|case study|spotlight)"
    r"(?:\s+(?:sur|on))?\s*[:–—…. -]\s*"
)
_ARTICLES = expression(r"\b(?:le|la|les|l|un|une|the|of|de|du|des|d)\b")


def section_subject(view: View, outline: Outline, names: Names, number: int) -> Mention | None:
    """The thing that a block is about by the headings above it.

    The project of the nearest heading « Commune - Projet », if it names only one; else the thing that
    a heading is the name of. A heading that names something else, or several things, hides those
    above it; one that names nothing (« Contact ») does not. Below no heading of a thing, what the
    page is of.
    """
    section = outline.project_section(number)
    above = view.once(_headings)
    heading = above[number]
    while heading >= 0:
        if section is not None and section.block == heading:
            projects = section_projects(names, outline, heading)
            return projects[0] if len(projects) == 1 else None
        whole = whole_name(view, names, heading)
        if whole is not None:
            return whole.mention
        if not is_generic(view, heading):
            return names.given if above[heading] < 0 else None
        heading = above[heading]
    return names.given


def is_of_page(view: View, outline: Outline, names: Names, number: int) -> bool:
    """Whether a block speaks of the page's thing: no heading above names anything with a capital."""
    if section_subject(view, outline, names, number) == names.given:
        return names.given is not None
    above = view.once(_headings)
    heading = above[number]
    while heading > 0 and view.blocks[heading].level > 1:
        if names.by_block[heading] or _CAPITAL.search(view.blocks[heading].text):
            return False
        heading = above[heading]
    return names.given is not None


def heading_above(view: View, number: int) -> int:
    """The number of the heading that a block stands below; -1 for none."""
    return view.once(_headings)[number]


def _headings(view: View) -> list[int]:
    """For each block, headings too, the number of the heading that it stands below; -1 for none."""
    above, open_ = [], [-1]
    for number, block in enumerate(view.blocks):
        if block.kind == "heading":
            while open_[-1] >= 0 and view.blocks[open_[-1]].level >= block.level:
                open_.pop()
        above.append(open_[-1])
        if block.kind == "heading":
            open_.append(number)
    return above


def whole_name(view: View, names: Names, number: int) -> Name | None:
    """The name that is all that a block holds, its class noun apart: « Le projet | Tilleul »."""
    row = names.by_block[number]
    if len(row) != 1:
        return None
    name = row[0]
    alone = not _LETTERS.search(view.plain[number], name.end)
    return name if alone and opens_block(view, name) else None


def opens_block(view: View, name: Name) -> bool:
    """Whether a block begins with a name, its class noun and articles apart."""
    before = view.plain[name.block][: name.start]
    days = read_days(view.plain[name.block])
    opened = days.end() if days and days.end() <= name.start else 0
    spotlight = _SPOTLIGHT.match(before)
    opened = spotlight.end() if spotlight else opened
    for match in reversed(view.cues("class", name.block, 0, name.start)):
        before = before[: match.start] + before[match.end :]
    return not _LETTERS.search(_ARTICLES.sub("", before[opened:]))


def is_generic(view: View, number: int) -> bool:
    """Whether a block holds only words that name no thing: « Contact », « Fiche du projet »."""
    return is_generic_text(view.plain[number])


def parent_items(view: View) -> dict[int, int]:
    """The item that each item of a nested list stands below."""
    found: dict[int, int] = {}
    open_: list[int] = []
    for number, block in enumerate(view.blocks):
        open_ = open_ if block.kind == "item" else []
        while open_ and view.blocks[open_[-1]].level >= block.level:
            open_.pop()
        if open_:
            found[number] = open_[-1]
        open_ += [number] if block.kind == "item" else []
    return found
