"""Lists below a heading that is a key: « ## Partenaires », then one partner an item."""

from __future__ import annotations

from collections.abc import Iterator

from lf2l_kg.base.records import Fact, Mention
from lf2l_kg.extract.names.sections import heading_above, opens_block, section_subject
from lf2l_kg.extract.names.settled import Names
from lf2l_kg.extract.names.topic import main_institution, state, stretch_of
from lf2l_kg.extract.page.outline import Outline
from lf2l_kg.extract.page.properties import Key, read_key
from lf2l_kg.extract.page.rosters import roster_key
from lf2l_kg.extract.text.days import read_days
from lf2l_kg.extract.text.view import Stretch, View


def listed_facts(view: View, outline: Outline, names: Names) -> Iterator[Fact]:
    """What stands in the items is said of the thing that the headings above, or the page, are about."""
    keys: dict[int, Key | None] = {}
    for number, block in enumerate(view.blocks):
        heading = heading_above(view, number)
        if block.kind != "item" or block.level != 1 or heading < 0 or read_days(view.plain[number]):
            continue  # « - 5 octobre : Visite de … » below « Programme » is no programme
        if heading not in keys:
            word = roster_key(view, heading) or view.blocks[heading].text
            keys[heading] = _key(view, word)
        key = keys[heading]
        subject = section_subject(view, outline, names, heading) if key else None
        if subject is None and key is not None and roster_key(view, heading):
            subject = main_institution(view, names)
        if key is not None and subject is not None:
            yield from _said(view, names, key, subject, heading, number)


def _key(view: View, text: str) -> Key | None:
    """The property that a heading means, when its values are things that have names."""
    key = read_key(view, text.strip(" :"))
    return key if key is not None and key.wanted.range and "Theme" not in key.wanted.range else None


def _said(
    view: View, names: Names, key: Key, subject: Mention, heading: int, number: int
) -> Iterator[Fact]:
    row, wanted = names.by_block[number], key.wanted
    doubtful = view.blocks[number].text.rstrip().endswith("?")
    if not row or doubtful or subject.kind not in (wanted.domain or (subject.kind,)):
        return
    name = row[0]
    if name.mention.kind not in wanted.range or not opens_block(view, name):
        return
    ends = (name.mention, subject) if key.reverse else (subject, name.mention)
    where = stretch_of(name), Stretch(heading, 0, len(view.blocks[heading].text))
    if name.mention != subject:
        yield state(view, f"listed.{wanted.name}", 0.75, ends[0], wanted.name, ends[1], *where)
